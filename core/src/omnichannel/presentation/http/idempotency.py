"""The header that makes a write safe to repeat."""

import re
from hashlib import sha256

from starlette.requests import Request

from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.presentation.http.problem_kinds import MALFORMED_REQUEST
from omnichannel.presentation.http.problems import HttpProblem

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
ACCEPTABLE = re.compile(r"[\x21-\x7e]{1,255}")


def key_from(request: Request, body: bytes) -> IdempotencyKey | None:
    """
    Read the key; None where the caller sent none.

    Raises:
        HttpProblem: it is empty, longer than 255 characters, or not visible ASCII.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not ACCEPTABLE.fullmatch(key):
        raise HttpProblem(
            MALFORMED_REQUEST, f"{HEADER} takes 1 to 255 visible ASCII characters. Send a UUID, for example."
        )
    start = f"{request.method} {request.scope['path']}\n".encode()
    return IdempotencyKey(key, sha256(start + body).hexdigest())
