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
    """What a token allows; *expires_at* is in Unix seconds, 0 means never; no *page* means the app itself."""

    token: str
    page: Page | None
    scopes: tuple[str, ...]
    expires_at: int = 0


def _grants_of(page: Page) -> tuple[Grant, ...]:
    return (
        Grant(page.token, page, PUBLISHER_SCOPES),
        Grant(page.read_only_token, page, READER_SCOPES),
        Grant(page.expired_token, page, PUBLISHER_SCOPES, EXPIRED_AT),
    )


GRANTS: dict[str, Grant] = {grant.token: grant for page in PAGES for grant in _grants_of(page)}
GRANTS[META_APP.token] = Grant(META_APP.token, None, ())


def expired() -> GraphProblem:
    """Make the answer to a token whose time is over (190/463)."""
    return GraphProblem(190, "Error validating access token: Session has expired.", subcode=463)


def require_grant(token: str | None, *, proof: object = None, now: float) -> Grant:
    """
    Return what *token* allows.

    Args:
        token: the access token, or None when the request had none.
        proof: the ``appsecret_proof`` parameter; checked when it is there.
        now: Unix seconds.

    Raises:
        GraphProblem: 104 without a token, 190 for an unknown one, 190/463 for an expired one, 100 for a
            wrong proof.
    """
    if not token:
        raise GraphProblem(104, "An access token is required to request this resource.")
    grant = GRANTS.get(token)
    if grant is None:
        raise GraphProblem(190, "Invalid OAuth access token - Cannot parse access token")
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
