"""Who may do what: proved by walking the whole route table."""

from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest
from starlette.routing import Route, compile_path

from omnichannel.domain.rights import Right
from omnichannel.presentation.http.about import about
from omnichannel.presentation.http.application import RESOURCES, create_application
from omnichannel.presentation.http.authentication import LocalToken
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import PUBLIC, Operation, Resource, operation
from tests.core.presentation.http.conftest import POWERLESS, TOKEN, WORKSPACE
from tests.core.presentation.http.fakes import use_cases_of
from tests.core.presentation.http.world import World

ALL = (*RESOURCES, *about(RESOURCES))
NAMES = {"id": WORKSPACE, "name": "email", "slug": "not-found", "file": "api-page.js"}
OPEN_TO_EVERYBODY = {"/", "/docs", "/docs/{file}", "/openapi.json", "/healthz", "/readyz", "/problems/{slug}"}
OPEN_TO_EVERYBODY |= {"/v1/connections/callback"}  # the browser comes from a platform, and shows a state


def operations() -> Iterator[tuple[str, Operation]]:
    for resource in ALL:
        path = compile_path(resource.path)[1].format(
            id=WORKSPACE, name="email", slug="not-found", file="api-page.js"
        )
        yield from ((path, operation) for operation in resource.operations)


PROTECTED = [pair for pair in operations() if pair[1].right is not PUBLIC]


def test_every_route_declares_what_it_needs() -> None:
    """No route can be reached that is not one of the declared operations, each with a right or PUBLIC."""
    served = create_application(
        use_cases_of(World()), authenticate=LocalToken(TOKEN, WORKSPACE), loopback_only=True
    )
    paths = {route.path for route in served.routes if isinstance(route, Route)}

    assert {resource.path for resource in ALL} == paths
    assert len(served.routes) == len(ALL)
    assert all(
        isinstance(operation.right, Right) or operation.right is PUBLIC for _, operation in operations()
    )


def test_only_these_are_public() -> None:
    """What is open to everybody is a short list that one decides about here."""
    public = {resource.path for resource in ALL for each in resource.operations if each.right is PUBLIC}

    assert OPEN_TO_EVERYBODY == public


@pytest.mark.parametrize(("path", "operation"), PROTECTED, ids=lambda value: getattr(value, "id", ""))
async def test_nobody_passes_without_a_token(
    anonymous: httpx.AsyncClient, world: World, path: str, operation: Operation
) -> None:
    """Without a token every protected operation answers 401, says how to ask, and does nothing."""
    answer = await anonymous.request(operation.method, path)

    assert 401 == answer.status_code
    assert 'Bearer realm="omnichannel"' == answer.headers["www-authenticate"]
    assert [] == world.asked_by


@pytest.mark.parametrize(("path", "operation"), PROTECTED, ids=lambda value: getattr(value, "id", ""))
async def test_nobody_passes_without_the_right(
    anonymous: httpx.AsyncClient, world: World, path: str, operation: Operation
) -> None:
    """A valid token without the right is refused by every protected operation, and the right is named."""
    headers = {"Authorization": f"Bearer {POWERLESS}"}

    answer = await anonymous.request(operation.method, path, headers=headers)

    assert 403 == answer.status_code
    assert str(operation.right.value) in answer.json()["detail"]
    assert [] == world.asked_by


@pytest.mark.parametrize(
    "header",
    ["Bearer wrong", "Bearer ", "Bearer", "Basic cnllOnJ5ZQ==", TOKEN, "Bearer rye-and-carawa\u00ff"],
)
async def test_a_wrong_token_is_refused(anonymous: httpx.AsyncClient, header: str) -> None:
    """Nothing but the right token after the word Bearer opens the door, and no token is echoed."""
    answer = await anonymous.get("/v1/messages", headers={b"Authorization": header.encode("latin-1")})

    assert 401 == answer.status_code
    assert "rye" not in answer.text


async def test_the_local_token_may_do_everything(client: httpx.AsyncClient, world: World) -> None:
    """The principal of the local token is named local, belongs to its workspace and has all rights."""
    await client.get("/v1/messages")

    (principal,) = world.asked_by
    assert ("local", WORKSPACE, frozenset(Right)) == (
        principal.actor,
        principal.workspace_id,
        principal.rights,
    )


def test_an_empty_local_token_is_refused() -> None:
    """A server whose token is the empty string does not start."""
    with pytest.raises(ValueError, match="empty"):
        LocalToken("", UUID(int=1))


def test_a_token_is_not_shown() -> None:
    """A token does not slip into a log by way of its repr."""
    assert "swordfish" not in repr(LocalToken("swordfish", WORKSPACE))


def test_a_route_without_a_right_is_no_route() -> None:
    """Forgetting the right is found when the module is imported."""
    with pytest.raises(TypeError, match="right"):

        @operation("GET", tag="x", right=None, takes=NOTHING)  # type: ignore[arg-type]
        async def read_secrets(call: Call[None]) -> None:
            """Read all secrets."""


def test_one_method_is_declared_once() -> None:
    """Two operations cannot claim one method of one path."""
    twice = RESOURCES[0].operations[0]

    with pytest.raises(TypeError, match="POST"):
        Resource("/v1/messages", twice, twice)


@pytest.mark.parametrize("resource", ALL, ids=lambda resource: resource.path)
async def test_a_refused_method_names_all_that_work(client: httpx.AsyncClient, resource: Resource) -> None:
    """405 is a problem, and `Allow` has every method of the path."""
    path = compile_path(resource.path)[1].format(**NAMES)
    methods = {each.method for each in resource.operations}

    answer = await client.request("TRACE", path)

    expected = methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
    assert 405 == answer.status_code
    assert "/problems/method-not-allowed" == answer.json()["type"]
    assert ", ".join(sorted(expected)) == answer.headers["allow"]
