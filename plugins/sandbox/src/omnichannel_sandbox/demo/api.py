"""The demo's view of the runtime: its public API, spoken over HTTP like any other program."""

from collections.abc import Mapping
from typing import Any

import httpx

from omnichannel.domain.errors import OmnichannelError
from omnichannel_sandbox.demo.runtime_process import Listening

Body = Mapping[str, Any]


class ApiRefused(OmnichannelError):
    """The API answered with a problem."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(
            f"{response.request.method} {response.request.url.path} answered {response.text[:2000]}"
        )


class Api:
    """Speaks to the API at *listening*."""

    def __init__(self, listening: Listening) -> None:
        headers = {"Authorization": f"Bearer {listening.token}"}
        self._client = httpx.AsyncClient(base_url=listening.url, headers=headers, timeout=30, trust_env=False)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def channels(self) -> list[dict[str, Any]]:
        """Give the installed channels."""
        return list((await self._asked("GET", "/v1/channels"))["items"])

    async def connect(self, account: Body) -> str:
        """Connect an account; gives its id."""
        return str((await self._asked("POST", "/v1/accounts", account))["id"])

    async def upload(self, data: bytes, *, filename: str, alt_text: str) -> str:
        """Upload a picture; gives its id."""
        response = await self._client.post(
            "/v1/media", files={"file": (filename, data, "image/jpeg")}, data={"alt_text": alt_text}
        )
        return str(_answer(response)["id"])

    async def simulate(self, message: Body) -> dict[str, Any]:
        """Ask what publishing would do."""
        return await self._asked("POST", "/v1/messages:simulate", message)

    async def publish(self, message: Body, *, key: str) -> dict[str, Any]:
        """Publish a message; gives what was accepted."""
        return await self._asked("POST", "/v1/messages", message, {"Idempotency-Key": key})

    async def message(self, id: str) -> dict[str, Any]:
        """Give a message with its deliveries."""
        return await self._asked("GET", f"/v1/messages/{id}")

    async def _asked(
        self, method: str, path: str, body: Body | None = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        return _answer(await self._client.request(method, path, json=body, headers=headers))


def _answer(response: httpx.Response) -> dict[str, Any]:
    if not response.is_success:
        raise ApiRefused(response)
    answer: dict[str, Any] = response.json()
    return answer
