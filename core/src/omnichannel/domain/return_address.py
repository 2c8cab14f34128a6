"""Where a browser may be sent after a sign-in: to a path of ours, or to a program on this machine."""

import re

LONGEST = 500
_PATH = r"/(?![/\\])[^\\#]*"
_LOOPBACK = r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?(?:/[^\\#]*)?"
_ALLOWED = re.compile(f"(?:{_PATH}|{_LOOPBACK})")
_VISIBLE = re.compile(r"[!-~]+")


def is_return_address(value: str) -> bool:
    """
    Say whether *value* leads back to us, or to a loopback address as RFC 8252 has it for native programs.

    Anything else would let whoever starts a sign-in send a person to a page of theirs. Browsers read
    backslashes as slashes and drop control characters, so neither is allowed.
    """
    return len(value) <= LONGEST and bool(_VISIBLE.fullmatch(value) and _ALLOWED.fullmatch(value))


def with_parameter(address: str, name: str, value: str) -> str:
    """Add a query parameter to an address that has no fragment."""
    return f"{address}{'&' if '?' in address else '?'}{name}={value}"
