"""A whole house for one test: pretend platforms, and a runtime process that can be killed and restarted."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from omnichannel_sandbox.demo.runtime_process import RuntimeProcess
from omnichannel_sandbox.demo.simulated import Simulated, simulated_channels
from omnichannel_sandbox.server import Sandbox
from tests.plugins.repositories.sqlalchemy.empty_database import put_empty_database
from tests.walks.toys import offered, simulated_toys

ENDED = frozenset({"published", "delivered", "read", "failed", "missed", "cancelled", "skipped"})
QUICK = {
    "OMNICHANNEL_LEASE_SECONDS": "2",
    "OMNICHANNEL_LOOK_AFTER_SECONDS": "0.2",
    "OMNICHANNEL_FACEBOOK_SETTLE_SECONDS": "1",
    "OMNICHANNEL_LOG_LEVEL": "DEBUG",
}


class KillableRuntime(RuntimeProcess):
    """A runtime process that can die."""

    @property
    def is_dead(self) -> bool:
        """Whether it has ended."""
        return self._process.returncode is not None

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._process.kill()
        await self._process.wait()


class House:
    """
    The API of a runtime, and the control of its pretend platforms.

    Args:
        home: where the runtime keeps everything; survives its death.
        toys: channels of `tests.walks.toys` that it has beside its own; *environment* finds them.
    """

    def __init__(
        self, home: Path, sandbox: Sandbox, environment: Mapping[str, str], *, toys: Sequence[str] = ()
    ) -> None:
        self.home, self.sandbox = home, sandbox
        self._environment = environment
        self.simulated = simulated_channels(sandbox)
        self.simulated |= simulated_toys(self.simulated, toys)
        self._api: httpx.AsyncClient | None = None
        self.control = httpx.AsyncClient(base_url=sandbox.http_url, trust_env=False, timeout=30)

    async def start(self) -> None:
        """Start the runtime, or start it again on what is there."""
        (self.home / "ready.json").unlink(missing_ok=True)
        self.runtime = KillableRuntime(self.home, port=0, environment=self.surroundings)
        await self.runtime.__aenter__()
        await self._hang_up()
        listening = self.runtime.listening
        self._api = httpx.AsyncClient(
            base_url=listening.url,
            headers={"Authorization": f"Bearer {listening.token}"},
            trust_env=False,
            timeout=30,
        )

    @property
    def surroundings(self) -> dict[str, str]:
        """The settings of the runtime, as variables."""
        settings = {name: value for one in self.simulated.values() for name, value in one.environment.items()}
        return {**settings, **QUICK, **self._environment}

    async def stop(self) -> None:
        """Ask the runtime to stop, and wait until it has."""
        await self._hang_up()
        await self.runtime.__aexit__(None, None, None)

    async def kill(self) -> None:
        """Kill the runtime; requests under way fail."""
        await self.runtime.kill()

    @property
    def api(self) -> httpx.AsyncClient:
        """The API of the runtime that was started last."""
        assert self._api is not None, "the house was not started"
        return self._api

    async def _hang_up(self) -> None:
        if self._api is not None:
            await self._api.aclose()

    async def connect(self, channel: str, **changes: Any) -> str:
        """Connect the demo account of a channel; gives its id."""
        simulated: Simulated = self.simulated[channel]
        response = await self.api.post(
            "/v1/accounts", json={"channel": channel, **simulated.account, **changes}
        )
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    async def publish(self, account: str, text: str, **message: Any) -> dict[str, Any]:
        """Publish a text at once, or as *message* says; gives the accepted message."""
        response = await self.api.post("/v1/messages", json=message_body(account, text, **message))
        assert response.status_code == 201, response.text
        accepted: dict[str, Any] = response.json()
        return accepted

    async def message(self, id: str) -> dict[str, Any]:
        """Read a message."""
        response = await self.api.get(f"/v1/messages/{id}")
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    async def until(self, id: str, *states: str, seconds: float = 20) -> dict[str, Any]:
        """Wait until a message's first delivery is in one of *states* (or ended); gives the delivery."""
        wanted = set(states) or ENDED
        end = time.monotonic() + seconds
        while True:
            delivery: dict[str, Any] = (await self.message(id))["deliveries"][0]
            if delivery["state"] in wanted:
                return delivery
            assert time.monotonic() < end, f"still {delivery['state']}: {delivery}"
            await asyncio.sleep(0.05)

    async def until_told(self, id: str, *, seconds: float = 30) -> dict[str, Any]:
        """Wait until a message's first delivery has ended or asks a person; gives the delivery."""
        end = time.monotonic() + seconds
        while True:
            delivery: dict[str, Any] = (await self.message(id))["deliveries"][0]
            if delivery["state"] in ENDED or delivery["asks_person"]:
                return delivery
            assert time.monotonic() < end, f"still {delivery['state']}: {delivery}"
            await asyncio.sleep(0.05)

    async def fault(self, platform: str, *faults: Mapping[str, Any]) -> None:
        """Order faults of a platform."""
        response = await self.control.put(f"/control/faults/{platform}", json=list(faults))
        assert response.status_code == 200, response.text

    async def arrivals(self, platform: str) -> list[dict[str, Any]]:
        """Give everything a platform accepted, oldest first."""
        response = await self.control.get("/control/arrivals", params={"platform": platform})
        arrived: list[dict[str, Any]] = response.json()["arrivals"]
        return arrived

    async def faults_met(self, platform: str, kind: str) -> list[str]:
        """Give the recipients of all requests that met a fault of a platform, by the platform's own count."""
        met = (await self.control.get("/control/faults/met")).json()["met"]
        hit = [one for one in met if (one["platform"], one["kind"]) == (platform, kind)]
        return [recipient for one in hit for recipient in one["recipients"]]

    async def accepted(self, platform: str) -> int:
        """Say how many posts a platform ever accepted."""
        return int((await self.control.get("/control/arrivals/count")).json()["accepted"].get(platform, 0))


def message_body(account: str, text: str, **message: Any) -> dict[str, Any]:
    """Give the body that publishes *text*; *recipients*, *media*, *title*, *link* go to their places."""
    people: Sequence[str] = message.pop("recipients", ())
    content = {name: message.pop(name) for name in ("title", "link", "media") if name in message}
    recipients = [{"addresses": [address]} for address in people]
    return {
        "content": {"text": text, **content},
        "targets": [{"account_id": account, "recipients": recipients}],
        "publish": {"when": "now"},
        **message,
    }


@asynccontextmanager
async def open_house(folder: Path, *, toys: Sequence[str] = (), **environment: str) -> AsyncIterator[House]:
    """
    Open a house below *folder*, with *toys*; *environment* are further settings of the runtime.

    Its database is there already: that a first start makes one is what the walk of the demo sees.
    """
    home = folder / "home"
    home.mkdir()
    await put_empty_database(home)
    found = offered(folder / "plugins", toys)
    async with Sandbox(data_dir=folder / "sandbox") as sandbox:
        house = House(home, sandbox, environment | found, toys=toys)
        await house.start()
        try:
            yield house
        finally:
            await house.stop()
            await house.control.aclose()
