"""Authorisation codes: what the login dialog gives, good once and for ten minutes."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

CODE_LASTS_SECONDS = 600


@dataclass(slots=True)
class Permission:
    """
    What a person allowed in the dialog.

    Args:
        client_id: the app that asked.
        redirect_uri: where the code was sent.
        scopes: what it may do.
        pages: ids of the pages that were left ticked.
        expires_at: Unix seconds.
        is_used: somebody brought the code already.
    """

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    pages: tuple[str, ...]
    expires_at: float = 0.0
    is_used: bool = False


class CodeShelf:
    """The codes that were given out."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._given: dict[str, Permission] = {}

    def give(self, permission: Permission) -> str:
        """Return a new code that stands for *permission*."""
        code = "AQ" + secrets.token_urlsafe(48)
        permission.expires_at = self._clock() + CODE_LASTS_SECONDS
        self._given[code] = permission
        return code

    def get(self, code: str) -> Permission | None:
        """Return what *code* stands for, None when nobody gave it out."""
        return self._given.get(code)

    def clear(self) -> None:
        """Forget all codes."""
        self._given.clear()
