"""``GET /debug_token``: what a token is good for."""

from omnichannel_sandbox.accounts import META_APP
from omnichannel_sandbox.graph.grants import Grant, expired, revoked
from omnichannel_sandbox.graph.graph import Call
from omnichannel_sandbox.graph.parameters import DEBUG_TOKEN, read_parameters
from omnichannel_sandbox.graph.problems import GraphProblem, invalid_parameter

ISSUED_AT = 1_690_000_000


async def debug_token(call: Call) -> dict[str, object]:
    """
    Describe ``input_token``: ``data`` with is_valid, scopes, expires_at (0: never) and, if invalid, error.

    Raises:
        GraphProblem: 100, ``input_token`` is missing.
    """
    values = read_parameters(call.request.parameters, DEBUG_TOKEN)
    if "input_token" not in values:
        raise invalid_parameter("You must provide an input token")
    tokens = call.graph.tokens
    grant = tokens.get(values["input_token"])
    if grant is None:
        error = {"code": 190, "message": "Invalid OAuth access token."}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    if tokens.is_revoked(grant):
        return {"data": _described(grant, problem=revoked())}
    is_over = 0 < grant.expires_at <= call.now
    return {"data": _described(grant, problem=expired() if is_over else None)}


def _described(grant: Grant, *, problem: GraphProblem | None) -> dict[str, object]:
    data: dict[str, object] = {
        "app_id": META_APP.id,
        "application": META_APP.name,
        "data_access_expires_at": 0,
        "expires_at": grant.expires_at,
        "is_valid": problem is None,
        "issued_at": ISSUED_AT,
        "scopes": list(grant.scopes),
        "type": grant.kind,
    }
    if grant.page is not None:
        data["profile_id"] = grant.page.id
        data["granular_scopes"] = [{"scope": s, "target_ids": [grant.page.id]} for s in grant.scopes]
    if problem is not None:
        data["error"] = {"code": problem.code, "message": problem.message, "subcode": problem.subcode}
    return data
