"""Runtime processes over one home, publishing on a platform whose sign-ins end."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from omnichannel_sandbox.demo.runtime_process import RuntimeProcess
from tests.core.fakes.distributions import install
from tests.reliability.token_server import Grant, Token, TokenServer, open_token_server

LEASE_SECONDS = 6.0
PATIENCE_SECONDS = 60


class RotaRuntime(RuntimeProcess):
    """
    One of several processes over *home*; it can be killed.

    Args:
        place: where it writes its log and says that it listens; its own.
    """

    def __init__(self, home: Path, place: Path, environment: Mapping[str, str]) -> None:
        super().__init__(place, port=0, environment=environment)
        self._shared = home

    def _command(self, ready: Path) -> list[str]:
        ready.unlink(missing_ok=True)
        command = super()._command(ready)
        command[command.index("--home") + 1] = str(self._shared)
        return command

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._process.kill()
        await self._process.wait()


class RotaHouse:
    """
    The platform, and the processes that publish on it.

    Attributes:
        apis: of the processes, in the order in which they were started.
    """

    def __init__(self, folder: Path, platform: TokenServer, stack: AsyncExitStack) -> None:
        self._folder, self.platform, self._stack = folder, platform, stack
        self.apis: list[httpx.AsyncClient] = []
        self.runtimes: list[RotaRuntime] = []
        (folder / "home").mkdir()
        code = "from tests.reliability.rotabook import omnichannel_register_channel\n"
        install(folder / "plugins", "rotabook", code, distribution="refresh-rotabook")

    @property
    def api(self) -> httpx.AsyncClient:
        """The API of the process that was started last."""
        return self.apis[-1]

    async def start(self) -> RotaRuntime:
        """Start a process, beside others or after them."""
        place = self._folder / f"process-{len(self.runtimes)}"
        place.mkdir()
        environment = {
            "PYTHONPATH": os.pathsep.join([str(Path.cwd()), str(self._folder / "plugins")]),
            "XDG_CACHE_HOME": str(self._folder / "cache"),
            "OMNICHANNEL_ROTABOOK_ROTA_URL": self.platform.url,
            "OMNICHANNEL_LEASE_SECONDS": str(LEASE_SECONDS),
            "OMNICHANNEL_LOOK_AFTER_SECONDS": "0.2",
            "OMNICHANNEL_LOG_LEVEL": "DEBUG",
        }
        runtime = RotaRuntime(self._folder / "home", place, environment)
        await self._stack.enter_async_context(runtime)
        listening = runtime.listening
        api = httpx.AsyncClient(
            base_url=listening.url,
            headers={"Authorization": f"Bearer {listening.token}"},
            trust_env=False,
            timeout=PATIENCE_SECONDS,
        )
        self.apis.append(await self._stack.enter_async_context(api))
        self.runtimes.append(runtime)
        return runtime

    async def connect(self, grant: Grant) -> str:
        """Connect an account; gives its id."""
        id = str(grant.number)
        new = {"channel": "rotabook", "name": f"Bakery {id}", "external_id": id, **_pair(grant)}
        answer = await self.api.post("/v1/accounts", json=new)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def reconnect(self, account: str, grant: Grant) -> None:
        """Give it another grant, as a person would."""
        answer = await self.api.put(f"/v1/accounts/{account}/credentials", json=_pair(grant))
        assert answer.status_code == 200, answer.text

    async def publish(self, account: str, text: str, *, api: int = -1, **more: Any) -> str:
        """Publish a text at once; gives the message's id."""
        body = {
            "content": {"text": text},
            "targets": [{"account_id": account}],
            "publish": {"when": "now"},
            **more,
        }
        answer = await self.apis[api].post("/v1/messages", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def account(self, id: str) -> dict[str, Any]:
        """Read the account."""
        found: dict[str, Any] = (await self.api.get(f"/v1/accounts/{id}")).json()
        return found

    async def until_account(self, id: str, **facts: Any) -> dict[str, Any]:
        """Wait until the account is as *facts* say."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = await self.account(id)
            if facts.items() <= found.items():
                return found
            assert time.monotonic() < end, f"still {found}"
            await asyncio.sleep(0.05)

    async def delivery(self, message: str) -> dict[str, Any]:
        """Read a message's one delivery."""
        found: dict[str, Any] = (await self.api.get(f"/v1/messages/{message}")).json()["deliveries"][0]
        return found

    async def until(self, message: str, state: str) -> dict[str, Any]:
        """Wait until a message's delivery is in *state*."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = await self.delivery(message)
            if found["state"] == state:
                return found
            assert time.monotonic() < end, f"still {found['state']}: {found}"
            await asyncio.sleep(0.05)

    def hold(self) -> None:
        """Let the platform hold back the next answer to who wants a new sign-in."""
        self.platform.reached.clear()
        self.platform.let_go.clear()
        self.platform.faults = [Token.HELD]

    async def until_reached(self) -> None:
        """Wait until the platform holds that answer back."""
        assert await asyncio.to_thread(self.platform.reached.wait, PATIENCE_SECONDS)

    def texts(self, beginning: str) -> list[str]:
        """Give the texts of all posts that begin so, as the platform took them."""
        return [text for text in self.platform.texts if text.startswith(beginning)]

    async def words(self, message: str) -> dict[str, Any]:
        """Have it explained why a message is not out."""
        delivery = await self.delivery(message)
        told: dict[str, Any] = (await self.api.get(f"/v1/deliveries/{delivery['id']}/explain")).json()
        return told


def _pair(grant: Grant) -> dict[str, Any]:
    return {"credentials": {"access_token": grant.access, "refresh_token": grant.refresh}}


@asynccontextmanager
async def open_rota_house(folder: Path) -> AsyncIterator[RotaHouse]:
    """Open the platform and one process."""
    with open_token_server() as platform:
        async with AsyncExitStack() as stack:
            house = RotaHouse(folder, platform, stack)
            await house.start()
            yield house
            platform.let_go.set()
