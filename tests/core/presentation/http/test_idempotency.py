"""What makes two requests the same."""

from collections.abc import Mapping

import pytest
from starlette.requests import Request

from omnichannel.presentation.http.idempotency import key_from
from omnichannel.presentation.http.problems import HttpProblem

Headers = Mapping[str, str]
KEY = {"Idempotency-Key": "a"}


def request(
    method: str = "PUT", path: str = "/v1/messages/1", query: bytes = b"", headers: Headers = KEY
) -> Request:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "path": path, "query_string": query, "headers": raw})


def hash_of(asked: Request, body: bytes = b"{}") -> str:
    key = key_from(asked, body)
    assert key is not None
    return key.request_hash


def test_a_key_stands_for_all_that_is_asked() -> None:
    """Method, path, query, If-Match and body each make another request; the key itself does not."""
    requests = [
        request(),
        request("POST"),
        request(path="/v1/messages/2"),
        request(query=b"x=1"),
        request(headers={**KEY, "If-Match": '"v1"'}),
        request(headers={**KEY, "If-Match": ""}),
    ]

    assert len(requests) + 1 == len({*map(hash_of, requests), hash_of(requests[0], b"{ }")})
    assert hash_of(requests[0]) == hash_of(request(headers={"Idempotency-Key": "another"}))


def test_no_part_runs_into_the_next() -> None:
    """A path that ends like a query is another request than that query."""
    assert hash_of(request(path="/x\n", query=b"y")) != hash_of(request(path="/x", query=b"\ny"))


def test_a_key_is_sent_once() -> None:
    """Two keys on one request are refused: nobody knows which is meant."""
    asked = request()
    asked.scope["headers"].append((b"idempotency-key", b"b"))

    with pytest.raises(HttpProblem, match="Idempotency-Key takes 1 to 255"):
        key_from(asked, b"")


def test_a_body_with_credentials_leaves_no_digest_to_guess_them_by() -> None:
    """What is stored of it is no plain digest, differs from key to key, and is the same for a repetition."""
    body = b'{"credentials": {"password": "rye"}}'
    first, again, other = (
        key_from(request(headers={"Idempotency-Key": name}), body, is_secret=True) for name in "aab"
    )
    assert first is not None
    assert again is not None
    assert other is not None

    assert first.request_hash == again.request_hash
    assert 3 == len({first.request_hash, other.request_hash, hash_of(request(), body)})
