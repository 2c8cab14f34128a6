"""The header that makes a write safe to repeat."""

import re
from hashlib import scrypt, sha256
from json import dumps

from starlette.requests import Request

from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.header_names import IDEMPOTENCY_KEY as HEADER
from omnichannel.presentation.http.header_names import IF_MATCH
from omnichannel.presentation.http.problem_kinds import MALFORMED_REQUEST
from omnichannel.presentation.http.problems import HttpProblem

REPLAYED = "Idempotent-Replayed"
ACCEPTABLE = re.compile(r"[\x21-\x7e]{1,255}")
LONGEST_KEY = 255
LIMIT = "1 to 255 visible ASCII characters"


def key_from(request: Request, body: bytes, *, is_secret: bool = False) -> IdempotencyKey | None:
    """
    Read the key; None where the caller sent none.

    Two requests are the same where method, path, query, If-Match and *body* are, byte for byte.

    Args:
        is_secret: credentials stand in the body. Its digest is stored, so it must be slow to guess them by:
            it takes 16 MiB and some 50 ms.

    Raises:
        HttpProblem: it is there twice, empty, longer than 255 characters, or not visible ASCII.
    """
    keys = request.headers.getlist(HEADER)
    if not keys:
        return None
    if len(keys) > 1 or not ACCEPTABLE.fullmatch(keys[0]):
        raise _unusable(keys)
    scope, if_match = request.scope, request.headers.get(IF_MATCH)
    asked = (request.method, scope["path"], scope["query_string"].decode("latin-1"), if_match)
    given = dumps(asked).encode() + body
    if is_secret:
        return IdempotencyKey(
            keys[0], scrypt(given, salt=keys[0].encode(), n=2**14, r=8, p=1, dklen=32).hex()
        )
    return IdempotencyKey(keys[0], sha256(given).hexdigest())


def _unusable(keys: list[str]) -> HttpProblem:
    told = "The key has a character that is not visible ASCII."
    if len(keys) > 1:
        told = f"The header stands there {len(keys)} times, so nobody knows which is meant."
    elif len(keys[0]) > LONGEST_KEY:
        told = f"The key has {len(keys[0]):,} characters."
    elif not keys[0]:
        told = "The key is empty."
    fix = "Send one key, a UUID for example."
    return HttpProblem(MALFORMED_REQUEST, f"{HEADER} takes {LIMIT}. {fix}", Problem(HEADER, told, fix, LIMIT))
