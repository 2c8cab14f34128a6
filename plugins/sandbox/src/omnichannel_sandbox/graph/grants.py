"""Access tokens: what each of them allows, and how a request shows one."""

import hashlib
import hmac
from dataclasses import dataclass

from omnichannel_sandbox.accounts import (
    EXPIRED_AT,
    META_APP,
    PAGES,
    PUBLISHER_SCOPES,
    READER_SCOPES,
    Page,
)
from omnichannel_sandbox.graph.problems import GraphProblem, invalid_parameter


@dataclass(frozen=True, slots=True)
class Grant:
    """
    What a token allows.

    Args:
        token: the token itself.
        page: whose token it is; None for the app's own and a person's.
        scopes: what it may do.
        expires_at: Unix seconds, 0 means never.
        pages: the ids of the pages that a person's token lists; None for other kinds.
    """

    token: str
    page: Page | None
    scopes: tuple[str, ...]
    expires_at: int = 0
    pages: tuple[str, ...] | None = None

    @property
    def kind(self) -> str:
        """What ``debug_token`` calls it."""
        if self.pages is not None:
            return "USER"
        return "PAGE" if self.page else "APP"


def _grants_of(page: Page) -> tuple[Grant, ...]:
    return (
        Grant(page.token, page, PUBLISHER_SCOPES),
        Grant(page.read_only_token, page, READER_SCOPES),
        Grant(page.expired_token, page, PUBLISHER_SCOPES, EXPIRED_AT),
    )


GRANTS: dict[str, Grant] = {grant.token: grant for page in PAGES for grant in _grants_of(page)}
GRANTS[META_APP.token] = Grant(META_APP.token, None, ())

NOBODY = Grant("", None, ())
"""What a request may do that shows no token and needs none."""


class TokenShelf:
    """The tokens there are: those of the demo accounts, and those that were given to people who signed in."""

    def __init__(self) -> None:
        self._given: dict[str, Grant] = {}
        self._revoked: set[str] = set()

    def get(self, token: str) -> Grant | None:
        """Return what *token* allows, None when nobody gave it out."""
        return GRANTS.get(token) or self._given.get(token)

    def give(self, grant: Grant) -> Grant:
        """Keep a new grant."""
        self._given[grant.token] = grant
        return grant

    def revoke(self, page_id: str) -> int:
        """Let every token of a page that exists now be refused from now on; return how many."""
        tokens = [
            g.token for g in (*GRANTS.values(), *self._given.values()) if g.page and g.page.id == page_id
        ]
        self._revoked.update(tokens)
        return len(tokens)

    def is_revoked(self, grant: Grant) -> bool:
        """Say whether the token was taken back."""
        return grant.token in self._revoked

    def clear(self) -> None:
        """Forget what was given out and taken back."""
        self._given.clear()
        self._revoked.clear()


def expired() -> GraphProblem:
    """Make the answer to a token whose time is over (190/463)."""
    return GraphProblem(190, "Error validating access token: Session has expired.", subcode=463)


def revoked() -> GraphProblem:
    """Make the answer to a token whose owner took the app's rights away (190/458)."""
    message = "Error validating access token: The user has not authorized application."
    return GraphProblem(190, message, subcode=458)


def require_grant(tokens: TokenShelf, token: str | None, *, proof: object = None, now: float) -> Grant:
    """
    Return what *token* allows.

    Args:
        tokens: all there are.
        token: the access token, or None when the request had none.
        proof: the ``appsecret_proof`` parameter; checked when it is there.
        now: Unix seconds.

    Raises:
        GraphProblem: 104 without a token, 190 for an unknown one, 190/458 for a revoked and 190/463 for an
            expired one, 100 for a wrong proof.
    """
    if not token:
        raise GraphProblem(104, "An access token is required to request this resource.")
    grant = tokens.get(token)
    if grant is None:
        raise GraphProblem(190, "Invalid OAuth access token - Cannot parse access token")
    if tokens.is_revoked(grant):
        raise revoked()
    if 0 < grant.expires_at <= now:
        raise expired()
    if proof is not None and not hmac.compare_digest(str(proof).encode(), app_secret_proof(token).encode()):
        raise invalid_parameter("Invalid appsecret_proof provided in the API argument")
    return grant


def app_secret_proof(token: str) -> str:
    """Return the HMAC-SHA256 of *token* under the app's secret, as lower-case hex."""
    return hmac.new(META_APP.secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def require_scope(grant: Grant, page: Page, scope: str) -> None:
    """
    Let pass a token of *page* that holds *scope*.

    Raises:
        GraphProblem: 200 (HTTP 403), the token is another page's or lacks the permission.
    """
    if grant.page is not page or scope not in grant.scopes:
        raise GraphProblem(
            200,
            f"(#200) This needs the permission {scope} and a token of page {page.id} with enough rights",
            status=403,
        )
