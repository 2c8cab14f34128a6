from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette

from omnichannel.domain.rights import Principal
from omnichannel.presentation.http.application import create_application
from omnichannel.presentation.http.authentication import LocalToken
from tests.core.presentation.http.fakes import use_cases_of
from tests.core.presentation.http.world import World

WORKSPACE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
TOKEN = "rye-and-caraway"
POWERLESS = "a-token-without-rights"
BASE_URL = "http://127.0.0.1:8800"


def authenticate(token: str, /) -> Principal | None:
    if token == POWERLESS:
        return Principal(WORKSPACE, "key:powerless", frozenset())
    return LocalToken(TOKEN, WORKSPACE)(token)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def application(world: World) -> Starlette:
    return create_application(use_cases_of(world), authenticate=authenticate, loopback_only=True)


@pytest.fixture
async def anonymous(application: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A client that says nothing of itself."""
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client


@pytest.fixture
async def client(application: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A client that may do everything."""
    transport, headers = httpx.ASGITransport(application), {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=headers) as client:
        yield client
