"""The pretend platforms of kill runs: they count every acceptance and deduplicate nothing."""

from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from omnichannel_sandbox.accounts import META_APP
from tests.reliability.token_server import TokenServer


class Platform(Protocol):
    """
    What a run publishes on.

    Attributes:
        facts: what preparations need to know of it.
        plugins: settings that point the channels here. A post is shown at once, so it is missed at once.
    """

    @property
    def facts(self) -> dict[str, Any]: ...
    @property
    def plugins(self) -> dict[str, dict[str, Any]]: ...
    async def everything(self) -> list[dict[str, Any]]:
        """Give everything it accepted."""
        ...


@dataclass(frozen=True, slots=True)
class SandboxPlatform:
    """A sandbox in a process of its own."""

    facts: dict[str, Any]

    async def everything(self) -> list[dict[str, Any]]:
        url = f"{self.facts['http_url']}/control/arrivals"
        async with httpx.AsyncClient(trust_env=False, verify=False, timeout=30) as control:  # noqa: S501
            return list((await control.get(url)).json()["arrivals"])

    @property
    def plugins(self) -> dict[str, dict[str, Any]]:
        facebook = {
            "graph_url": self.facts["graph_url"],
            "app_id": META_APP.id,
            "app_secret": META_APP.secret,
            "settle_seconds": 0,
        }
        email = {"ca_file": self.facts["ca_file"]}
        return {"facebook": facebook, "slowbook": facebook, "email": email, "slowmail": email}


@dataclass(frozen=True, slots=True)
class RotatingPlatform:
    """The one whose sign-ins end; it is in this process."""

    server: TokenServer

    @property
    def facts(self) -> dict[str, Any]:
        return {}

    @property
    def plugins(self) -> dict[str, dict[str, Any]]:
        return {"rotabook": {"rota_url": self.server.url, "settle_seconds": 0}}

    async def everything(self) -> list[dict[str, Any]]:
        return [{"text": text, "title": "", "recipients": []} for text in self.server.texts]


async def arrivals(platform: Platform, tag: str) -> list[dict[str, Any]]:
    """Give everything that *platform* accepted whose text has *tag*."""
    return [one for one in await platform.everything() if tag in f"{one['text']}{one['title']}"]
