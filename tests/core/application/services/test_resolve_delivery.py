from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from omnichannel.application.dtos.deliveries import DeliveryOut, ResolveIn
from omnichannel.application.ports.inbound.messages import Accepted, IdempotencyKey
from omnichannel.application.services.resolve_delivery import ResolveDeliveryService
from omnichannel.domain.errors import IdempotencyMismatch, InvalidRequest, NotAllowedNow, NotFound
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Outcome, Published, Refused, Unknown
from omnichannel.domain.settlement import ask_person
from tests.core.application.services.house import STRANGER, House, mailed
from tests.core.fakes.examples import PRINCIPAL, at
from tests.core.fakes.fake_publisher import BrokenPublisher

REFUSED = Refused(FailureKind.INVALID_CONTENT, "Too long.", "Shorten it.")
PUBLISHED, FAILED, SEND_AGAIN = (ResolveIn(outcome=o) for o in ("published", "failed", "send_again"))


@pytest.fixture
def service(house: House) -> ResolveDeliveryService:
    return ResolveDeliveryService(house.store, house.channels, house.bus, house.clock)


async def asks_again(house: House) -> None:
    """Lose the answers to what is due, and find nothing out about them."""
    for claim in await house.claimed():
        settled = ask_person(claim, "The answer was lost.", now=house.clock.now(), outcome="cannot_tell")
        await house.settles.put(settled)


async def asking(house: House) -> DeliveryOut:
    """Give a delivery that asks a person; five seconds have passed since."""
    message = await house.schedule()
    await asks_again(house)
    house.clock.advance(5)
    house.bus.events.clear()
    return (await house.gets.get(PRINCIPAL, message.id)).deliveries[0]


async def after(house: House, outcome: Outcome) -> DeliveryOut:
    """Give a delivery of which *outcome* became; five seconds have passed since."""
    message = await house.schedule()
    await house.settle(outcome)
    house.clock.advance(5)
    house.bus.events.clear()
    return (await house.gets.get(PRINCIPAL, message.id)).deliveries[0]


def told_by(accepted: Accepted) -> DeliveryOut:
    """Read an answer."""
    return DeliveryOut.model_validate_json(accepted.body)


async def test_a_delivery_is_read_as_in_its_message(house: House, service: ResolveDeliveryService) -> None:
    """Read alone, a delivery is what its message shows, with its own attempts and no others."""
    message = await house.schedule(targets=[mailed(house.mail, "a@example.org", "b@example.org")])
    await house.settle(Published("42"))

    shown = (await house.gets.get(PRINCIPAL, message.id)).deliveries

    assert shown == [await service.get(PRINCIPAL, one.id) for one in shown]
    assert [1, 1] == [len(one.tries) for one in shown]


async def test_somebody_says_it_is_there(house: House, service: ResolveDeliveryService) -> None:
    """It is published from then on, where the person says, and asks nobody any more."""
    delivery = await asking(house)
    answer = ResolveIn(outcome="published", url="https://example.org/42")

    said = told_by(await service.resolve(PRINCIPAL, delivery.id, answer))

    assert ("published", at(5), "https://example.org/42") == (said.state, said.published_at, said.url)
    assert ("Somebody looked and said it is there.", None, None) == (said.reason, said.fix, said.next_look_at)
    assert (False, delivery.tries) == (said.asks_person, said.tries)
    assert said == await service.get(PRINCIPAL, delivery.id)
    assert [] == house.bus.events


async def test_somebody_says_it_is_not_there(house: House, service: ResolveDeliveryService) -> None:
    """It failed by that person's word, and nothing is due."""
    delivery = await asking(house)

    said = told_by(await service.resolve(PRINCIPAL, delivery.id, FAILED))

    reason = "Somebody looked and said it is not there, and should not be sent."
    assert ("failed", None, reason, None) == (said.state, said.kind, said.reason, said.fix)
    assert (None, [], None) == (said.published_at, house.bus.events, await house.releases.next_due())


async def test_it_is_sent_again_by_a_persons_word(house: House, service: ResolveDeliveryService) -> None:
    """It is due at once and begins anew; the worker is told, and publishes it."""
    delivery = await asking(house)

    said = told_by(await service.resolve(PRINCIPAL, delivery.id, SEND_AGAIN))
    told = list(house.bus.events)
    await house.settle(Published("42"))

    assert ("waiting", at(5), 0, False) == (said.state, said.next_look_at, said.attempts, said.asks_person)
    assert [MessagesScheduled((), at(5))] == told
    out = await service.get(PRINCIPAL, delivery.id)
    assert ("published", "42", 1) == (out.state, out.external_id, out.attempts)
    assert ["cannot_tell", "published"] == [tried.outcome for tried in out.tries]


async def test_what_failed_is_retried(house: House, service: ResolveDeliveryService) -> None:
    """A failed delivery is due at once without what it failed of, and can fail again."""
    delivery = await after(house, REFUSED)

    said = told_by(await service.retry(PRINCIPAL, delivery.id))
    told = list(house.bus.events)
    await house.settle(REFUSED)

    assert ("waiting", at(5), 0, None, None) == (
        said.state,
        said.next_look_at,
        said.attempts,
        said.kind,
        said.fix,
    )
    assert [MessagesScheduled((), at(5))] == told
    out = await service.get(PRINCIPAL, delivery.id)
    assert ("failed", ["refused", "refused"]) == (out.state, [tried.outcome for tried in out.tries])


async def test_a_bus_that_is_down_does_not_undo_the_answer(house: House) -> None:
    """What is committed stands, though nobody could be told."""
    delivery = await after(house, REFUSED)
    service = ResolveDeliveryService(house.store, house.channels, BrokenPublisher(), house.clock)

    assert "waiting" == told_by(await service.retry(PRINCIPAL, delivery.id)).state
    assert "waiting" == (await service.get(PRINCIPAL, delivery.id)).state


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Published("42"), "it is published. Its outcome is known"),
        (REFUSED, "it is failed. To send it again, POST /v1/deliveries/.*:retry"),
        (Unknown("Lost."), "it is unknown. It goes on by itself; wait until it asks"),
        (Deferred("Busy.", wait=timedelta(hours=1)), "it is waiting. It goes on by itself"),
    ],
)
async def test_only_what_asks_is_resolved(
    house: House, service: ResolveDeliveryService, outcome: Outcome, words: str
) -> None:
    """Whatever asks nobody is left as it is, and the caller is told what to do instead."""
    delivery = await after(house, outcome)

    with pytest.raises(NotAllowedNow, match=f"^Cannot resolve the delivery: {words}"):
        await service.resolve(PRINCIPAL, delivery.id, SEND_AGAIN)

    assert delivery == await service.get(PRINCIPAL, delivery.id)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Published("42"), "it is published. To say it a second time, write a new message"),
        (Unknown("Lost."), "it is unknown. It goes on by itself"),
        (Deferred("Busy.", wait=timedelta(hours=1)), "it is waiting. It goes on by itself"),
    ],
)
async def test_only_what_failed_is_retried(
    house: House, service: ResolveDeliveryService, outcome: Outcome, words: str
) -> None:
    """Nothing is published a second time by mistake, and the caller is told what to do instead."""
    delivery = await after(house, outcome)

    with pytest.raises(NotAllowedNow, match=f"^Cannot retry the delivery: {words}"):
        await service.retry(PRINCIPAL, delivery.id)

    assert delivery == await service.get(PRINCIPAL, delivery.id)


async def test_what_asks_is_not_retried(house: House, service: ResolveDeliveryService) -> None:
    """Before anything is sent again, somebody says what became of it."""
    delivery = await asking(house)

    with pytest.raises(NotAllowedNow, match=r"First say what became of it: POST .*:resolve"):
        await service.retry(PRINCIPAL, delivery.id)


async def test_what_was_called_off_is_not_retried(house: House, service: ResolveDeliveryService) -> None:
    """A cancelled delivery stays cancelled."""
    message = await house.schedule()
    await house.cancels.cancel(PRINCIPAL, message.id)
    (delivery,) = (await house.gets.get(PRINCIPAL, message.id)).deliveries

    with pytest.raises(NotAllowedNow, match=r"it is cancelled\. To send it after all, write a new message"):
        await service.retry(PRINCIPAL, delivery.id)


async def test_a_delivery_is_resolved_once(house: House, service: ResolveDeliveryService) -> None:
    """The second of two people who answer is told that the first did."""
    delivery = await asking(house)
    await service.resolve(PRINCIPAL, delivery.id, SEND_AGAIN)

    with pytest.raises(NotAllowedNow, match="it is waiting"):
        await service.resolve(PRINCIPAL, delivery.id, PUBLISHED)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://", "http:// x", "https://a\0b", "example.org"]
)
async def test_an_address_is_one(house: House, service: ResolveDeliveryService, url: str) -> None:
    """What people will follow is an http(s) address."""
    delivery = await asking(house)

    with pytest.raises(InvalidRequest) as raised:
        await service.resolve(PRINCIPAL, delivery.id, ResolveIn(outcome="published", url=url))

    assert "/url" == raised.value.problems[0].field
    assert delivery == await service.get(PRINCIPAL, delivery.id)


async def test_only_what_is_there_has_an_address(house: House, service: ResolveDeliveryService) -> None:
    """An address beside another outcome is a contradiction, and nothing is decided."""
    delivery = await asking(house)
    answer = ResolveIn(outcome="send_again", url="https://example.org/42")

    with pytest.raises(InvalidRequest, match="the outcome is send_again"):
        await service.resolve(PRINCIPAL, delivery.id, answer)


async def test_deliveries_of_others_are_not_there(house: House, service: ResolveDeliveryService) -> None:
    """Neither a stranger nor a wrong id finds a delivery."""
    delivery = await asking(house)

    for principal, id in [(STRANGER, delivery.id), (PRINCIPAL, UUID(int=5))]:
        with pytest.raises(NotFound, match="no delivery"):
            await service.get(principal, id)
        with pytest.raises(NotFound):
            await service.resolve(principal, id, PUBLISHED)
        with pytest.raises(NotFound):
            await service.retry(principal, id)


async def test_the_deeds_are_written_down(house: House, service: ResolveDeliveryService) -> None:
    """The audit log tells who decided, and what it changed."""
    delivery = await asking(house)
    await service.resolve(PRINCIPAL, delivery.id, FAILED)
    await service.retry(PRINCIPAL, delivery.id)

    deeds = [(deed.action, deed.actor, deed.detail) for deed in await house.deeds(delivery.id)]

    assert sorted(deeds) == [
        ("delivery.resolved", "local", "feed: unknown to failed"),
        ("delivery.retried", "local", "feed: failed to waiting"),
    ]


async def test_an_answer_is_given_once_whatever_is_asked_by_then(
    house: House, service: ResolveDeliveryService
) -> None:
    """A repetition of an old "send again" does not answer the question that came up since."""
    delivery = await asking(house)
    key = IdempotencyKey("k", "hash")

    first = await service.resolve(PRINCIPAL, delivery.id, SEND_AGAIN, key=key)
    await asks_again(house)
    repeated = await service.resolve(PRINCIPAL, delivery.id, SEND_AGAIN, key=key)

    assert replace(first, replayed=True) == repeated
    assert (await service.get(PRINCIPAL, delivery.id)).asks_person


async def test_a_retry_that_is_repeated_sends_nothing(house: House, service: ResolveDeliveryService) -> None:
    """It failed again meanwhile: only a new request sends it a third time."""
    delivery = await after(house, REFUSED)
    key = IdempotencyKey("k", "hash")

    first = await service.retry(PRINCIPAL, delivery.id, key=key)
    await house.settle(REFUSED)
    repeated = await service.retry(PRINCIPAL, delivery.id, key=key)

    assert replace(first, replayed=True) == repeated
    assert "failed" == (await service.get(PRINCIPAL, delivery.id)).state


async def test_a_key_is_not_taken_for_another_answer(house: House, service: ResolveDeliveryService) -> None:
    """Who uses a key for something else hears what it was used for, and nothing is decided."""
    delivery = await asking(house)
    await service.resolve(PRINCIPAL, delivery.id, SEND_AGAIN, key=IdempotencyKey("k", "one"))
    await asks_again(house)

    with pytest.raises(IdempotencyMismatch):
        await service.resolve(PRINCIPAL, delivery.id, FAILED, key=IdempotencyKey("k", "other"))
    assert (await service.get(PRINCIPAL, delivery.id)).asks_person
