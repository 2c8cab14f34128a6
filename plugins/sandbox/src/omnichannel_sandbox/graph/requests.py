"""A Graph request as it came: path, parameters from query and body, file and token."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope

from omnichannel_sandbox.graph.problems import invalid_parameter

LARGEST_BODY_BYTES = 64 * 1024 * 1024
_BRACKETS = re.compile(r"(\w+)\[(\d*)\](?:\[(\w+)\])?")


@dataclass(slots=True)
class GraphRequest:
    """*path* is what follows ``/graph/``, cut at the slashes; *files* are the bytes of multipart files."""

    method: str
    path: list[str]
    parameters: dict[str, Any]
    files: list[bytes]
    token: str | None

    @property
    def version(self) -> str:
        """The first part of the path."""
        return self.path[0]


async def read_request(scope: Scope, receive: Receive) -> GraphRequest:
    """
    Read a request to its end.

    Raises:
        GraphProblem: 100, the body is not what its content type says, or too large.
        ClientDisconnect: the client left before the end, so nothing may be done.
    """
    content_type, bearer = _headers(scope)
    parameters: dict[str, Any] = {}
    if query := scope["query_string"]:
        parameters = _fold(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    files: list[bytes] = []
    if content_type.startswith("multipart/form-data"):
        files = await _read_multipart(scope, receive, parameters)
    elif body := await _read_body(receive):
        parameters |= _read_json(body) if "json" in content_type else _read_form(body)
    given = parameters.get("access_token")
    token = bearer or (given if isinstance(given, str) else None)
    return GraphRequest(scope["method"], scope["path"].split("/")[2:], parameters, files, token)


def _headers(scope: Scope) -> tuple[str, str | None]:
    content_type, bearer = "", None
    for name, value in scope["headers"]:
        if name == b"content-type":
            content_type = value.decode("latin-1").lower()
        elif name == b"authorization":
            scheme, _, credentials = value.decode("latin-1").partition(" ")
            bearer = credentials.strip() if scheme.lower() in ("bearer", "oauth") else None
    return content_type, bearer


async def _read_body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY_BYTES:
            raise invalid_parameter(f"The body is larger than {LARGEST_BODY_BYTES} bytes")
    return body


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        parameters = json.loads(body)
    except ValueError:
        parameters = None
    if not isinstance(parameters, dict):
        raise invalid_parameter("The body is not a JSON object")
    return parameters


def _read_form(body: bytes) -> dict[str, Any]:
    try:
        return _fold(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise invalid_parameter("The form is not UTF-8") from None


async def _read_multipart(scope: Scope, receive: Receive, parameters: dict[str, Any]) -> list[bytes]:
    files: list[bytes] = []
    fields: list[tuple[str, str]] = []
    try:
        async with Request(scope, receive).form(max_part_size=1024 * 1024) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    files.append(await value.read())
                else:
                    fields.append((name, value))
    except ClientDisconnect:
        raise
    except (MultiPartException, ValueError, KeyError) as error:
        raise invalid_parameter("The multipart body cannot be read") from error
    parameters |= _fold(fields)
    return files


def _fold(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Make one list of ``name[0]=..., name[1]=...`` and one object of ``name[0][key]=...``."""
    plain: dict[str, Any] = {}
    folded: dict[str, dict[int, Any]] = {}
    for name, value in pairs:
        match = _BRACKETS.fullmatch(name) if "[" in name else None
        if match is None:
            plain[name] = value
            continue
        items = folded.setdefault(match[1], {})
        index = int(match[2]) if match[2] else len(items)
        if match[3]:
            items.setdefault(index, {})[match[3]] = value
        else:
            items[index] = _json_or_text(value)
    return plain | {name: [items[index] for index in sorted(items)] for name, items in folded.items()}


def _json_or_text(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value
