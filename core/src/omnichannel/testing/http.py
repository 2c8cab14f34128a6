"""HTTP for tests: a client that keeps every request and answers as told, and answers of any kind."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from hypothesis import strategies as st

from omnichannel.application.ports.outbound.http import HostNotListed, HttpFault, Request, Response

Answer = Callable[[Request], Response]


def json_response(body: Any, status: int = 200, **headers: str) -> Response:
    """Give a response with a JSON *body*; in *headers*, underscores stand for hyphens."""
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    return Response(status, {"content-type": "application/json"} | named, json.dumps(body).encode())


@dataclass
class RecordedHttp:
    """
    An `HttpClient` without a network.

    Attributes:
        answer: what comes back; an `HttpFault` that it raises is raised by `send`.
        hosts: the hosts that may be contacted; empty means all.
        requests: all that was sent, in order.
    """

    answer: Answer
    hosts: frozenset[str] = frozenset()
    requests: list[Request] = field(default_factory=list)

    async def send(self, request: Request) -> Response:
        """Keep *request* and give the answer. Raises: what the core's client raises."""
        host = urlsplit(request.url).hostname or ""
        if self.hosts and host not in self.hosts:
            raise HostNotListed(host, "the tested channel")
        self.requests.append(request)
        return self.answer(request)


def always(response: Response) -> Answer:
    """Give an answer that is the same whatever is asked."""
    return lambda _: response


def lost(fault: HttpFault) -> Answer:
    """Give an answer that never comes: *fault* is raised instead."""

    def answer(_: Request) -> Response:
        raise fault

    return answer


def strings_in(value: Any) -> Iterator[str]:
    """Give every string in a JSON-like *value*, names of members aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from strings_in(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from strings_in(member)


def strings_sent(request: Request) -> list[str]:
    """Give every string of the body, decoded: values of JSON members and of form fields."""
    return list(strings_in([request.json, request.form, request.content]))


def any_response() -> st.SearchStrategy[Response]:
    """Responses of any status with any JSON, or with bytes that are none."""
    bodies = _json_bodies().map(lambda value: json.dumps(value).encode()) | st.binary()
    headers = st.dictionaries(st.sampled_from(_HEADERS), st.text() | _json_bodies().map(json.dumps))
    return st.builds(Response, st.integers(100, 599), headers, bodies)


def _json_bodies() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    names = st.sampled_from(_NAMES) | st.text()
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4)
    )


_NAMES = (
    "id", "post_id", "error", "errors", "code", "error_subcode", "message", "type", "data", "status",
    "is_transient", "permalink_url", "url", "title", "detail", "messages", "fbtrace_id",
)  # fmt: skip
_HEADERS = ("retry-after", "location", "x-request-id", "x-business-use-case-usage", "content-type")
