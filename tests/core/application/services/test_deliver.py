import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from omnichannel.application.ports.outbound.observer import PostAhead
from omnichannel.application.services import settle_deliveries
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Found, Outcome, Pending, Published, Sighting
from omnichannel.testing.http import RecordedHttp, json_response
from tests.core.application.services.delivering import OTHER, deliver_service, delivered, held
from tests.core.fakes.examples import DELIVERY, at
from tests.core.fakes.fake_channels import channel, channels
from tests.core.fakes.fake_gateways import CheckingGateway, OneRequestGateway, SearchableGateway
from tests.core.fakes.fake_store import FakeDeliveries, FakeStore

S = DeliveryState


class Veto:
    """Objects to one delivery; keeps what it was asked."""

    def __init__(self, id: UUID) -> None:
        self._id = id
        self.asked: list[PostAhead] = []

    async def before_publish(self, posts: Sequence[PostAhead]) -> Mapping[UUID, str]:
        self.asked += posts
        return {self._id: "It names a competitor."}


class Broken:
    """Fails when it is asked."""

    async def before_publish(self, posts: Sequence[PostAhead]) -> Mapping[UUID, str]:
        raise RuntimeError("broken")


async def test_what_is_due_is_published() -> None:
    """A claim of a scheduled delivery ends with the platform's id."""
    (settlement,) = await delivered(held())

    assert (S.PUBLISHED, "42") == (settlement.state, settlement.external_id)


async def test_what_is_pending_is_checked() -> None:
    """A claim of a pending delivery asks the platform and publishes nothing."""
    http = RecordedHttp(lambda _: json_response({}))

    async def says(handle: str) -> Outcome:
        return Published(handle)

    opened = channel(CheckingGateway(says=says), http=http)

    (settlement,) = await delivered(held(S.PENDING, external_id="job-1"), opened=opened)

    assert (S.PUBLISHED, "job-1", []) == (settlement.state, settlement.external_id, http.requests)


async def test_what_is_unknown_is_looked_for() -> None:
    """A claim of an unknown delivery searches the platform and publishes nothing."""
    http = RecordedHttp(lambda _: json_response({}))

    async def sees() -> Sighting:
        return Found((Published("7"),))

    (settlement,) = await delivered(held(S.UNKNOWN), opened=channel(SearchableGateway(sees=sees), http=http))

    assert (S.PUBLISHED, "7", []) == (settlement.state, settlement.external_id, http.requests)


async def test_deliveries_do_not_wait_for_one_another() -> None:
    """All claims are dealt with at the same time."""
    together = asyncio.Barrier(3)

    async def says(handle: str) -> Outcome:
        await together.wait()
        return Published(handle)

    pending = [held(S.PENDING, id=UUID(int=n), external_id=str(n)) for n in range(3)]

    settled = await delivered(*pending, opened=channel(CheckingGateway(says=says)))

    assert {"0", "1", "2"} == {one.external_id for one in settled}


async def test_a_guard_may_keep_a_post_back() -> None:
    """What a guard objects to is not sent, and its reason is told; the others go."""
    http = RecordedHttp(lambda _: json_response({}))

    settled = await delivered(
        held(), held(id=OTHER), opened=channel(OneRequestGateway(), http=http), observers=[Veto(DELIVERY)]
    )

    by_id = {one.delivery_id: one for one in settled}
    assert (S.FAILED, FailureKind.POLICY_BLOCKED) == (by_id[DELIVERY].state, by_id[DELIVERY].kind)
    assert "It names a competitor." == by_id[DELIVERY].reason
    assert S.PUBLISHED is by_id[OTHER].state
    assert 1 == len(http.requests)


async def test_guards_are_asked_before_publishing_only() -> None:
    """What may be out already cannot be kept back."""
    veto = Veto(DELIVERY)

    await delivered(held(S.UNKNOWN), held(S.PENDING, external_id="1"), observers=[veto])

    assert [] == veto.asked


async def test_a_broken_guard_keeps_nothing_back() -> None:
    """A guard that fails is passed over, and the others are heard."""
    settled = await delivered(held(), held(id=OTHER), observers=[Broken(), Veto(OTHER)])

    assert {DELIVERY: S.PUBLISHED, OTHER: S.FAILED} == {one.delivery_id: one.state for one in settled}


async def test_a_post_waits_for_a_guard_that_has_to_agree() -> None:
    """While it cannot be asked nothing is sent, and the person reads whose word is missing."""
    http = RecordedHttp(lambda _: json_response({}))

    settled = await delivered(
        held(),
        held(S.PENDING, id=OTHER, external_id="1"),
        opened=channel(OneRequestGateway(), http=http),
        must_agree={"Word filter": Broken()},
    )

    waits = next(one for one in settled if one.delivery_id == DELIVERY)
    told = "Word filter has to agree before this is published, and could not be asked. Nothing was sent."
    assert (S.WAITING, told, []) == (waits.state, waits.reason, http.requests)
    assert waits.due_at is not None


async def test_one_fault_stops_no_other_delivery(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A delivery that cannot be settled is left to its lease, and logged."""
    monkeypatch.setattr(settle_deliveries, "FIRST_PAUSE_SECONDS", 0.0)
    store = FakeStore(FakeDeliveries(refuses=DELIVERY))

    settled = await delivered(held(), held(id=OTHER), store=store)

    assert [OTHER] == [one.delivery_id for one in settled]
    assert f"The delivery {DELIVERY} could not be settled." in caplog.messages


async def test_a_platform_too_busy_to_be_asked_leaves_a_pending_post_pending() -> None:
    """A check that is put off must not lead to a second post: the delivery stays pending."""

    async def busy(_: str) -> Outcome:
        return Deferred("Too many calls.", FailureKind.RATE_LIMITED)

    opened = channel(CheckingGateway(says=busy))

    (settlement,) = await delivered(held(S.PENDING, external_id="job-1"), opened=opened)

    assert S.PENDING is settlement.state
    assert settlement.due_at is not None


async def test_a_post_that_is_pending_for_a_day_is_no_longer_believed() -> None:
    """What a platform works on for more than a day is unknown, and is looked for."""

    async def works(handle: str) -> Outcome:
        return Pending(handle, timedelta(seconds=5))

    started = at(-25 * 3600)

    (settlement,) = await delivered(
        held(S.PENDING, external_id="job-1", started_at=started), opened=channel(CheckingGateway(says=works))
    )

    assert S.UNKNOWN is settlement.state
    assert "has not finished within a day" in (settlement.reason or "")


async def test_what_could_not_begin_in_time_goes_back_untouched() -> None:
    """A claim whose lease is nearly over is given back: nothing was sent, and it may start at once."""
    http = RecordedHttp(lambda _: json_response({}))
    late = replace(held(), lease_until=at(10))

    (settlement,) = await delivered(late, opened=channel(OneRequestGateway(), http=http))

    assert (S.WAITING, at(0), "not_begun") == (
        settlement.state,
        settlement.due_at,
        settlement.attempt.outcome,
    )
    assert [] == http.requests


async def test_nobody_is_written_to_while_the_register_is_silent() -> None:
    """A mail whose recipient cannot be looked up waits, and no observer is bothered with it."""
    http = RecordedHttp(lambda _: json_response({}))
    veto = Veto(DELIVERY)

    (settlement,) = await delivered(
        held(address="ada@example.org"), opened=channel(OneRequestGateway(), http=http), observers=[veto]
    )

    assert (S.WAITING, FailureKind.TRANSIENT, []) == (settlement.state, settlement.kind, http.requests)
    assert "It could not be looked up whether the recipient may be written to." in (settlement.reason or "")
    assert [] == veto.asked


async def test_a_delivery_that_is_under_way_is_not_begun_again() -> None:
    """Where the clock jumped past its lease it is claimed anew: its first holder is alive, and settles it."""
    http = RecordedHttp(lambda _: json_response({"id": "42"}))
    opened = channel(OneRequestGateway(), http=http)

    settled = await delivered(held(), held(S.WAITING, fence=2), opened=opened)

    assert ([1], 1) == ([one.fence for one in settled], len(http.requests))


async def test_what_its_first_holder_learns_counts_for_the_newest_claim() -> None:
    """Whatever came of it, not only a publication: under the old claim the store would leave it alone."""

    async def busy(_: str) -> Outcome:
        await asyncio.sleep(0.01)
        return Deferred("Too many calls.", FailureKind.RATE_LIMITED)

    claims = [held(S.PENDING, external_id="job-1", fence=fence) for fence in (1, 2)]

    settled = await delivered(*claims, opened=channel(CheckingGateway(says=busy)))

    assert [(2, S.PENDING)] == [(one.fence, one.state) for one in settled]


async def test_a_plugin_that_cancels_itself_harms_nobody_else() -> None:
    """It has failed, like any other; the deliveries beside it are settled, and each is counted once."""

    async def says(handle: str) -> Outcome:
        if handle == "job-0":
            raise asyncio.CancelledError
        await asyncio.sleep(0.01)
        return Published(handle)

    jobs = [held(S.PENDING, id=UUID(int=n), external_id=f"job-{n}") for n in range(3)]

    settled = await delivered(*jobs, opened=channel(CheckingGateway(says=says)))

    assert [S.PENDING, S.PUBLISHED, S.PUBLISHED] == [one.state for one in settled]


async def test_events_take_a_quarter_of_the_slots() -> None:
    """Once so many events are being told, what else is due on their channel waits until one has ended."""
    together, seen = asyncio.Barrier(2), list[frozenset[str]]()

    async def says(handle: str) -> Outcome:
        await together.wait()
        seen.append(service.crowded(8) | service.crowded(12))
        await together.wait()
        return Published(handle)

    service = deliver_service(channels(channel(CheckingGateway(says=says), is_internal=True)))
    events = [held(S.PENDING, id=UUID(int=n), external_id=str(n)) for n in range(2)]
    before = service.crowded(8)

    await service.deliver(events)

    assert (frozenset(), [frozenset({"feed"})] * 2) == (before, seen)
    assert frozenset() == service.crowded(8)


async def test_posts_have_all_slots() -> None:
    """No share is kept free of them: what people publish comes first."""
    seen: list[frozenset[str]] = []

    async def says(handle: str) -> Outcome:
        seen.append(service.crowded(4))
        return Published(handle)

    service = deliver_service(channels(channel(CheckingGateway(says=says))))

    await service.deliver([held(S.PENDING, id=UUID(int=n), external_id=str(n)) for n in range(4)])

    assert [frozenset()] * 4 == seen
