"""Every line of facts about Graph API errors, as the channel must read it: code, subcode, kind."""

from omnichannel.application.ports.outbound.http import Response
from omnichannel.domain.failure import FailureKind as K
from omnichannel.testing.error_row import ErrorRow
from omnichannel.testing.http import json_response
from omnichannel_facebook.outcome import outcome_from_response

MEANINGS: list[tuple[int, int | None, K | None]] = [
    (1, None, None),
    (2, None, None),
    (3, None, K.MISCONFIGURED),
    (4, None, K.RATE_LIMITED),
    (10, None, K.MISCONFIGURED),
    (17, None, K.RATE_LIMITED),
    (32, None, K.RATE_LIMITED),
    (100, None, K.INVALID_CONTENT),
    (100, 33, K.NOT_FOUND),
    (102, None, K.AUTH_EXPIRED),
    (104, None, K.AUTH_EXPIRED),
    (190, None, K.AUTH_EXPIRED),
    (190, 458, K.AUTH_REVOKED),
    (190, 459, K.AUTH_REVOKED),
    (190, 460, K.AUTH_EXPIRED),
    (190, 463, K.AUTH_EXPIRED),
    (190, 464, K.AUTH_REVOKED),
    (190, 467, K.AUTH_EXPIRED),
    (190, 492, K.AUTH_REVOKED),
    (200, None, K.MISCONFIGURED),
    (210, None, K.MISCONFIGURED),
    (240, None, K.MISCONFIGURED),
    (283, None, K.MISCONFIGURED),
    (299, None, K.MISCONFIGURED),
    (324, None, K.MEDIA_REJECTED),
    (341, None, K.RATE_LIMITED),
    (368, None, K.POLICY_BLOCKED),
    (382, None, K.MEDIA_REJECTED),
    (389, None, K.MEDIA_REJECTED),
    (506, None, None),
    (613, None, K.RATE_LIMITED),
    (6000, None, K.MEDIA_REJECTED),
    (6001, None, K.TRANSIENT),
    (80001, None, K.RATE_LIMITED),
    (80002, None, K.RATE_LIMITED),
    (80006, None, K.RATE_LIMITED),
    (80007, None, K.RATE_LIMITED),
    (80008, None, K.RATE_LIMITED),
    (1609005, None, K.INVALID_CONTENT),
    (100, 1346003, K.POLICY_BLOCKED),
    (100, 1349125, K.INVALID_CONTENT),
    (100, 1363047, None),
    (100, 1366046, K.MEDIA_REJECTED),
    (100, 1366051, None),
    (100, 1390008, K.RATE_LIMITED),
    (100, 1404006, K.POLICY_BLOCKED),
    (100, 1404078, K.MISCONFIGURED),
    (100, 1404102, K.POLICY_BLOCKED),
    (100, 1404112, K.POLICY_BLOCKED),
    (100, 1609005, K.INVALID_CONTENT),
    (100, 1609008, K.INVALID_CONTENT),
    (100, 1609010, None),
    (100, 2061006, K.INVALID_CONTENT),
    (100, 2069019, K.MEDIA_REJECTED),
    (100, 4854002, K.POLICY_BLOCKED),
    (987_654, None, K.UNSUPPORTED),
    (987_654, 123, K.UNSUPPORTED),
]


def refusal(code: int, subcode: int | None = None, status: int = 400, **headers: str) -> Response:
    """An error as the Graph API words it."""
    error = {
        "message": f"(#{code}) Invented for a test",
        "type": "OAuthException",
        "code": code,
        "fbtrace_id": "A1b2C3d4E5f",
    }
    return json_response(
        {"error": error | ({"error_subcode": subcode} if subcode else {})}, status, **headers
    )


ROWS = [
    ErrorRow(f"{code}/{subcode}", outcome_from_response(refusal(code, subcode)), kind)
    for code, subcode, kind in MEANINGS
]
