"""Whoever sent something wrong reads which part of the request it is, what it may be, and what to do."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx
import pytest

from omnichannel.domain.errors import (
    ChangesGone,
    IdempotencyMismatch,
    NotFound,
    RequestInProgress,
    StaleVersion,
)
from tests.core.presentation.http.conftest import POWERLESS
from tests.core.presentation.http.world import World

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
MESSAGE = f"/v1/messages/{ID}"
DRAFT: Mapping[str, Any] = {"content": {"text": "Rye"}}
JSON = {"Content-Type": "application/json"}
A_UUID = f"a UUID, such as {ID}"
AN_ETAG = 'one ETag, such as "v3"'
A_KEY = "1 to 255 visible ASCII characters"
READ_FIRST = 'Read it first, and send the ETag of that answer with its quotes: If-Match: "v3".'
ONE_KEY = "Send one key, a UUID for example."
SEND_TOKEN = "Send Authorization: Bearer <token>, with a token of this server."


def keyed(*keys: str) -> list[tuple[str, str]]:
    """Give the headers of a request with *keys*."""
    return [("Idempotency-Key", key) for key in keys]


@pytest.mark.parametrize(
    ("method", "path", "request_", "told"),
    [
        (
            "POST",
            "/v1/messages",
            {"content": b'{"content": }', "headers": JSON},
            (
                400,
                "",
                "The body is not JSON: expected value at line 1 column 13.",
                "Mend it at that place; a JSON tool shows what stands there.",
                None,
            ),
        ),
        (
            "POST",
            "/v1/messages",
            {"content": b'{"x": NaN}', "headers": JSON},
            (400, "", "JSON knows no NaN.", "Send a number or null.", "numbers of RFC 8259"),
        ),
        (
            "POST",
            "/v1/messages",
            {"content": b"{}", "headers": {"Content-Type": "text/plain"}},
            (
                415,
                "Content-Type",
                "The header names another type than this takes.",
                "Send the body with the header Content-Type: application/json.",
                "application/json",
            ),
        ),
        (
            "POST",
            "/v1/messages",
            {"content": b"{}"},
            (
                415,
                "Content-Type",
                "The header is missing.",
                "Send the body with the header Content-Type: application/json.",
                "application/json",
            ),
        ),
        (
            "POST",
            "/v1/messages",
            {"json": DRAFT, "headers": keyed("")},
            (400, "Idempotency-Key", "The key is empty.", ONE_KEY, A_KEY),
        ),
        (
            "POST",
            "/v1/messages",
            {"json": DRAFT, "headers": keyed("k" * 256)},
            (400, "Idempotency-Key", "The key has 256 characters.", ONE_KEY, A_KEY),
        ),
        (
            "POST",
            "/v1/messages",
            {"json": DRAFT, "headers": keyed("two words")},
            (
                400,
                "Idempotency-Key",
                "The key has a character that is not visible ASCII.",
                ONE_KEY,
                A_KEY,
            ),
        ),
        (
            "POST",
            "/v1/messages",
            {"json": DRAFT, "headers": keyed("a", "b")},
            (
                400,
                "Idempotency-Key",
                "The header stands there 2 times, so nobody knows which is meant.",
                ONE_KEY,
                A_KEY,
            ),
        ),
        (
            "PUT",
            MESSAGE,
            {"json": DRAFT},
            (428, "If-Match", "The header If-Match is missing.", READ_FIRST, AN_ETAG),
        ),
        (
            "PUT",
            MESSAGE,
            {"json": DRAFT, "headers": {"If-Match": '"99"'}},
            (400, "If-Match", "If-Match is no ETag of this API.", READ_FIRST, AN_ETAG),
        ),
        (
            "GET",
            "/v1/messages",
            {"headers": {"Authorization": "Basic cnll"}},
            (401, "Authorization", "There is no bearer token.", SEND_TOKEN, None),
        ),
        (
            "GET",
            "/v1/messages",
            {"headers": {"Authorization": "Bearer nobody"}},
            (401, "Authorization", "The token is not valid here.", SEND_TOKEN, None),
        ),
        (
            "GET",
            "/v1/messages",
            {"headers": {"Authorization": f"Bearer {POWERLESS}"}},
            (
                403,
                "Authorization",
                "This needs the right messages:read, which the token does not carry.",
                "Send a token that carries it.",
                "messages:read",
            ),
        ),
        (
            "GET",
            "/v1/messages",
            {"headers": {"Host": "evil.example"}},
            (
                403,
                "Host",
                "It names another machine.",
                "Use one of localhost, 127.0.0.1, [::1].",
                "localhost, 127.0.0.1, [::1]",
            ),
        ),
        (
            "GET",
            "/v1/letters",
            {},
            (404, "", "Nothing is served at this path.", "GET /docs lists every path.", None),
        ),
        (
            "GET",
            "/v1/messages/not-an-id",
            {},
            (400, "/id", "The id in the path is no id.", f"Send {A_UUID}.", A_UUID),
        ),
        (
            "POST",
            "/v1/accounts/42:pause",
            {},
            (400, "/id", "The id in the path is no id.", f"Send {A_UUID}.", A_UUID),
        ),
        (
            "GET",
            "/v1/channels/pigeons",
            {},
            (404, "/name", "No channel is called so.", "Check it, or list those that exist.", None),
        ),
        (
            "DELETE",
            "/v1/messages",
            {},
            (
                405,
                "",
                "This path does not take that method.",
                "Use one of GET, HEAD, OPTIONS, POST.",
                "GET, HEAD, OPTIONS, POST",
            ),
        ),
    ],
)
async def test_a_refusal_names_the_part_the_limit_and_the_fix(
    client: httpx.AsyncClient, method: str, path: str, request_: dict[str, Any], told: tuple[object, ...]
) -> None:
    """The one thing to mend stands in `errors`, and its limit or its fix in `detail` too."""
    answer = await client.request(method, path, **request_)

    (error,) = answer.json()["errors"]
    status, field, detail, fix, limit = told
    assert (status, field, detail) == (answer.status_code, error["field"], error["detail"])
    assert (fix, limit) == (error["fix"], error["limit"])
    assert any(part in answer.json()["detail"] for part in (limit or fix, fix, "There is no channel pigeons"))


@pytest.mark.parametrize(
    ("method", "path", "headers", "raised", "told"),
    [
        (
            "POST",
            "/v1/messages",
            {"Idempotency-Key": "k1"},
            IdempotencyMismatch("k1", "at 2027-03-01 08:00:00 UTC, answered with 201 (id 7)"),
            (
                "Idempotency-Key",
                "Idempotency-Key 'k1' was used for another request, at 2027-03-01 08:00:00 UTC, answered "
                "with 201 (id 7).",
                "Send the first request again unchanged, or use a new key.",
            ),
        ),
        (
            "POST",
            "/v1/messages",
            {"Idempotency-Key": "k1"},
            RequestInProgress("k1"),
            (
                "Idempotency-Key",
                "The request with the Idempotency-Key 'k1' is being dealt with.",
                "Repeat it in a second.",
            ),
        ),
        (
            "PUT",
            MESSAGE,
            {"If-Match": '"v3"'},
            StaleVersion("message", ID, 3),
            (
                "If-Match",
                "It names version 3, which is not the stored one any more.",
                "Read it again, and send the ETag of that answer.",
            ),
        ),
        (
            "GET",
            MESSAGE,
            {},
            NotFound("message", ID),
            ("/id", "No message is called so.", "Check it, or list those that exist."),
        ),
        (
            "GET",
            "/v1/changes?after=3",
            {},
            ChangesGone(after=3, last=90),
            (
                "/after",
                "Not all changes after this cursor are kept any more.",
                "Read everything anew, then go on with 90.",
            ),
        ),
        (
            "GET",
            "/v1/changes/stream",
            {"Last-Event-ID": "3"},
            ChangesGone(after=3, last=90),
            (
                "Last-Event-ID",
                "Not all changes after this cursor are kept any more.",
                "Read everything anew, then go on with 90.",
            ),
        ),
    ],
)
async def test_what_a_use_case_refuses_is_told_of_the_part_it_came_from(
    client: httpx.AsyncClient,
    world: World,
    method: str,
    path: str,
    headers: dict[str, str],
    raised: Exception,
    told: tuple[str, str, str],
) -> None:
    """A key, a version, an id or a cursor that does not fit is named as the header or parameter it was."""
    world.raises = raised

    answer = await client.request(
        method, path, headers=headers, json=DRAFT if method in ("PUT", "POST") else None
    )

    assert [told] == [tuple(each[k] for k in ("field", "detail", "fix")) for each in answer.json()["errors"]]


async def test_an_id_that_the_caller_did_not_send_is_not_blamed(
    client: httpx.AsyncClient, world: World
) -> None:
    """Where something else is missing than what the path names, no parameter of the path is named."""
    world.raises = NotFound("account", UUID(int=4))

    answer = await client.get(MESSAGE)

    assert (404, []) == (answer.status_code, answer.json()["errors"])
