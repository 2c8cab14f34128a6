"""Who runs this command."""

import getpass
import os


def actor() -> str:
    """Say who runs this command, as the audit log names them."""
    try:
        return f"cli:{getpass.getuser()}"
    except (OSError, KeyError, ImportError):  # a user without a name
        return f"cli:{os.getuid()}" if hasattr(os, "getuid") else "cli"
