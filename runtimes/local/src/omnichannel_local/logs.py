"""Logs of a local runtime: one line an event, on standard error."""

import logging

QUIET = ("httpx", "httpcore", "alembic", "asyncio", "PIL")


def set_up_logs(level: str) -> None:
    """Log to standard error from *level* on; libraries only from WARNING on."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
