"""
``/oauth/access_token`` and ``/me/accounts``: from a code to a person's token, and to those of their pages.

Meta's page "Get Long-Lived Access Tokens" describes both. The subcodes of refused codes are not confirmed.
"""

import hmac
import secrets
from typing import Any

from omnichannel_sandbox.accounts import META_APP, PAGE_BY_ID, PUBLISHER_SCOPES, Page
from omnichannel_sandbox.graph.codes import Permission
from omnichannel_sandbox.graph.grants import Grant, expired
from omnichannel_sandbox.graph.graph import Call
from omnichannel_sandbox.graph.parameters import ACCESS_TOKEN, PAGES_OF_A_PERSON, read_parameters
from omnichannel_sandbox.graph.problems import GraphProblem, invalid_parameter

SHORT_SECONDS = 5_400
LONG_SECONDS = 5_184_000
USUAL_LIMIT, LARGEST_LIMIT = 25, 100
TASKS = ("ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE")


async def access_token(call: Call) -> dict[str, object]:
    """
    Trade a code for a token of 90 minutes, or such a token for one of 60 days.

    Raises:
        GraphProblem: 101 for another app, 1 for a wrong secret, 100 for a code that is wrong, used, stale or
            meant for another address, 190 for a token that cannot be traded.
    """
    values = read_parameters(call.request.parameters, ACCESS_TOKEN)
    _demand_app(values)
    if values.get("grant_type") == "fb_exchange_token":
        person = _person(call, values.get("fb_exchange_token", ""))
        return _given(call, person.scopes, person.pages or (), lasting=LONG_SECONDS)
    permission = _permission(call, values)
    permission.is_used = True
    return _given(call, permission.scopes, permission.pages, lasting=SHORT_SECONDS)


async def list_pages(call: Call) -> dict[str, object]:
    """
    List the pages that a person allowed, each with a token of its own; made with a long token, it never ends.

    Raises:
        GraphProblem: 100 for a limit or cursor that makes no sense, or for a token that is no person's.
    """
    person = call.grant
    if call.node != "me" or person.pages is None:
        raise invalid_parameter("Tried accessing nonexisting field (accounts) on node type (Page)")
    values = read_parameters(call.request.parameters, PAGES_OF_A_PERSON)
    limit, start = values.get("limit", USUAL_LIMIT), _start(values.get("after"))
    if not 1 <= limit <= LARGEST_LIMIT:
        raise invalid_parameter(f"Param limit must be 1 to {LARGEST_LIMIT}, it is {limit}")
    shown = person.pages[start : start + limit]
    data = [_page(call, PAGE_BY_ID[id]) for id in shown]
    return {"data": data, **_paging(call, start, start + len(shown), total=len(person.pages))}


def _demand_app(values: dict[str, Any]) -> None:
    if values.get("client_id") != META_APP.id:
        raise GraphProblem(101, "Error validating application. Cannot get application info.")
    if not hmac.compare_digest(values.get("client_secret", "").encode(), META_APP.secret.encode()):
        raise GraphProblem(1, "Error validating client secret.")


def _permission(call: Call, values: dict[str, Any]) -> Permission:
    permission = call.graph.codes.get(values.get("code", ""))
    if permission is None:
        raise GraphProblem(100, "Invalid verification code format.")
    if permission.is_used:
        raise GraphProblem(100, "This authorization code has been used.", subcode=36009)
    if permission.expires_at <= call.now:
        raise GraphProblem(100, "This authorization code has expired.", subcode=36007)
    if permission.redirect_uri != values.get("redirect_uri"):
        message = (
            "Error validating verification code. Please make sure your redirect_uri is identical to the "
        )
        raise GraphProblem(100, message + "one you used in the OAuth dialog request", subcode=36008)
    return permission


def _person(call: Call, token: str) -> Grant:
    person = call.graph.tokens.get(token)
    if person is None or person.pages is None:
        raise GraphProblem(190, "Invalid OAuth access token - Cannot parse access token")
    if person.expires_at <= call.now:
        raise expired()
    return person


def _given(call: Call, scopes: tuple[str, ...], pages: tuple[str, ...], *, lasting: int) -> dict[str, object]:
    token = f"sandbox-user-{secrets.token_urlsafe(24)}"
    call.graph.tokens.give(Grant(token, None, scopes, int(call.now) + lasting, pages))
    return {"access_token": token, "token_type": "bearer", "expires_in": lasting}


def _page(call: Call, page: Page) -> dict[str, object]:
    person = call.grant
    is_long = person.expires_at - call.now > SHORT_SECONDS
    token = f"sandbox-page-{page.id}-{secrets.token_urlsafe(24)}"
    scopes = tuple(scope for scope in PUBLISHER_SCOPES if scope in person.scopes)
    grant = call.graph.tokens.give(Grant(token, page, scopes, 0 if is_long else person.expires_at))
    return {"id": page.id, "name": page.name, "access_token": grant.token, "tasks": list(TASKS)}


def _start(after: str | None) -> int:
    if after is None:
        return 0
    if not after.isdecimal():
        raise invalid_parameter("Invalid cursor")
    return int(after)


def _paging(call: Call, start: int, end: int, *, total: int) -> dict[str, object]:
    if start == end:
        return {}
    paging: dict[str, object] = {"cursors": {"before": str(start), "after": str(end)}}
    if end < total:
        paging["next"] = f"{call.address}/graph/{'/'.join(call.request.path)}?after={end}"
    return {"paging": paging}
