"""A key that is claimed and has no answer yet, met by those services that keep their answer themselves."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from omnichannel.application.dtos.deliveries import ResolveIn
from omnichannel.application.ports.inbound.messages import Accepted, IdempotencyKey
from omnichannel.application.services.answer_once import AnswerOnceService
from omnichannel.domain.errors import IdempotencyMismatch, RequestInProgress
from tests.core.application.services.house import House
from tests.core.fakes.examples import PRINCIPAL

Request = Callable[[House, IdempotencyKey], Awaitable[Accepted]]
KEY = IdempotencyKey("order-1", "ab" * 32)
OTHER = IdempotencyKey("order-1", "cd" * 32)
ANY = UUID(int=7)

REQUESTS: dict[str, Request] = {
    "schedule": lambda house, key: house.schedules.schedule(PRINCIPAL, house.written(), key=key),
    "batch": lambda house, key: house.batches.schedule_all(PRINCIPAL, [house.written()], key=key),
    "retry": lambda house, key: house.resolves.retry(PRINCIPAL, ANY, key=key),
    "resolve": lambda house, key: house.resolves.resolve(
        PRINCIPAL, ANY, ResolveIn(outcome="failed"), key=key
    ),
}


@pytest.mark.parametrize("request_of", REQUESTS.values(), ids=REQUESTS)
async def test_a_request_that_is_being_dealt_with_is_not_answered(house: House, request_of: Request) -> None:
    """A claimed key has no answer to give: its request is told to wait, and another is refused."""
    await AnswerOnceService(house.store, house.clock).begin(PRINCIPAL, KEY)

    with pytest.raises(RequestInProgress):
        await request_of(house, KEY)
    with pytest.raises(IdempotencyMismatch):
        await request_of(house, OTHER)

    assert [] == (await house.lists.list(PRINCIPAL, limit=200, cursor=None)).items
