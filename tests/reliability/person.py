"""Somebody who works with a runtime by its API, and sends again, under the same key, what got no answer."""

import asyncio
from collections.abc import Callable, Mapping, Set
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.messages import MessageOut
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.bootstrap import Walk
from omnichannel.presentation.http.application import create_application
from omnichannel.presentation.http.authentication import LocalToken
from omnichannel.presentation.http.header_names import IDEMPOTENCY_KEY
from omnichannel.presentation.http.problem_kinds import PASSING
from omnichannel.presentation.http.repeating import answered_once
from tests.reliability.story import Asking, Facts
from tests.reliability.watching import unwatched

TOKEN, URL = "rye-and-caraway", "http://127.0.0.1:8800"
ANSWERS = frozenset({200, 201, 204, 404, 409, 412})
"""What was asked is done, or refused for what was found."""
SOON_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Deed:
    """A request: a deed of the same name is the same request, and has the same key."""

    name: str
    method: str
    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def scale_turns(walk: Walk, *, lease: timedelta) -> None:
    """Have the turn of a request last as long as *lease* here, and be renewed three times in it."""
    vars(walk.use_cases.answer_once)["_lease"] = lease
    answered_once.__kwdefaults__ = {"keeps": True, "renew_every": lease / 3}


@dataclass(frozen=True, kw_only=True)
class Person(Asking):
    """
    Works with the API's application itself: no server and no connection is in between.

    Attributes:
        tag: that of the run.
        answered: the names of the deeds that got their answer, in this life or in the one before.
        tell: told of each deed before it is begun, and again of its name when it is answered.
    """

    tag: str
    facts: Facts
    answered: set[str]
    tell: Callable[..., None]

    async def do(self, deed: Deed) -> None:
        """Ask for it until there is an answer; one that has its answer is not done again."""
        if deed.name in self.answered:
            return
        self.tell(begins=asdict(deed))
        await self.ask(deed)
        self.answered.add(deed.name)
        self.tell(does=deed.name)

    async def ask(self, deed: Deed, *, expects: Set[int] = ANSWERS) -> httpx.Response:
        """Give the answer to a deed; while the runtime still deals with the first request, wait."""
        key = quote(f"{self.tag} {deed.name}", safe="")
        given = {"Authorization": f"Bearer {TOKEN}", IDEMPOTENCY_KEY: key, **deed.headers}
        while True:
            answer = await self._api.request(deed.method, deed.path, json=deed.body, headers=given)
            if not any(kind.slug in answer.text for kind in PASSING):
                break
            await asyncio.sleep(SOON_SECONDS)
        assert answer.status_code in expects, f"{deed}: {answer.text}"
        return answer

    def another(self, name: str) -> str:
        """Give a name that begins so for a deed that may be done several times."""
        return next(one for n in range(1_000) if (one := f"{name} {n}") not in self.answered)

    async def message(self) -> MessageOut:
        """Read the message of the run."""
        with unwatched():
            page = await self.cases.list_messages.list(self.principal, limit=1, cursor=None)
        return page.items[0]

    async def account(self) -> AccountOut:
        """Read the account of the run."""
        with unwatched():
            return await self.cases.get_accounts.get(self.principal, UUID(self.facts["account"]))

    async def until(self, *states: str) -> Any:
        """Wait until the run's delivery is in one of *states*; gives it."""
        while True:
            with unwatched():
                page = await self.cases.list_deliveries.list(
                    self.principal, DeliveryFilter(), limit=1, cursor=None
                )
            if page.items and page.items[0].state in states:
                return page.items[0]
            await asyncio.sleep(SOON_SECONDS)

    @cached_property
    def _api(self) -> httpx.AsyncClient:
        local = LocalToken(TOKEN, self.principal.workspace_id)
        application = create_application(self.cases, authenticate=local, loopback_only=True)
        return httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=URL)


async def by_the_api(person: Person, request: Any, key: IdempotencyKey) -> None:
    """Send a message as programs do."""
    await person.ask(
        Deed(f"request {key.request_hash}", "POST", "/v1/messages", request), expects=ANSWERS | {422}
    )
