import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from omnichannel.application.ports.outbound.http import AnswerLost
from omnichannel.application.services.look_for_post import GIVE_UP_AFTER, LookForPost
from omnichannel.domain.account import AccountState, PausedBy
from omnichannel.domain.delivery import IRREVERSIBLE
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.message import OnUnknown
from omnichannel.domain.outcome import Absent, CannotTell, Found, Outcome, Published, Sighting
from omnichannel.domain.retry import MOST_ATTEMPTS
from omnichannel.domain.settlement import Settlement
from tests.core.fakes.examples import DELIVERY, NOW, at
from tests.core.fakes.fake_chance import LoadedChance
from tests.core.fakes.fake_gateways import PlainGateway, SearchableGateway, StepsGateway
from tests.core.fakes.fake_store import FakeDeliveries, FakeStore
from tests.core.fakes.fixed_clock import FixedClock
from tests.core.fakes.works import work

REQUEST, DELAY = 20, 40
CERTAIN = REQUEST + DELAY
ONCE_MORE = "Feed does not have it. We look once more before it is sent again."
MISSING = FailureKind.NOT_FOUND
FIRST, SECOND = Published("1"), Published("2")


def answering(sighting: Sighting | Exception) -> Callable[[], Awaitable[Sighting]]:
    async def sees() -> Sighting:
        if isinstance(sighting, Exception):
            raise sighting
        return sighting

    return sees


async def looked(
    sighting: Sighting | Exception,
    *,
    after: float = 0,
    on_unknown: OnUnknown = "ask",
    owned: dict[str, UUID] | None = None,
    was_due_at: datetime | None = None,
    **delivery: Any,
) -> Settlement:
    """Look for the example delivery so many seconds after its attempt began."""
    clock = FixedClock(at(after))
    store = FakeStore(FakeDeliveries(owned=owned or {}))
    look = LookForPost(
        store.port, clock, longest_request=timedelta(seconds=REQUEST), chance=LoadedChance(0.5)
    )
    gateway = SearchableGateway(sees=answering(sighting))
    held = work(gateway, came_from=DeliveryState.UNKNOWN, on_unknown=on_unknown, delivery=delivery)
    held_until = replace(held.claim, lease_until=at(after + 60), was_due_at=was_due_at)
    return await look.settlement(replace(held, claim=held_until))


async def unsearchable(on_unknown: OnUnknown) -> Settlement:
    look = LookForPost(
        FakeStore().port, FixedClock(), longest_request=timedelta(seconds=REQUEST), chance=LoadedChance(0.5)
    )
    return await look.settlement(work(PlainGateway(), came_from=DeliveryState.UNKNOWN, on_unknown=on_unknown))


def asks(settlement: Settlement) -> bool:
    return (DeliveryState.UNKNOWN, None) == (settlement.state, settlement.due_at)


async def test_a_post_that_was_found_is_published() -> None:
    """The best match becomes the delivery's post."""
    settlement = await looked(Found((FIRST, SECOND)))

    assert (DeliveryState.PUBLISHED, "1", True) == (
        settlement.state,
        settlement.external_id,
        settlement.adopts,
    )


async def test_a_post_of_another_delivery_is_passed_over() -> None:
    """A match that belongs to somebody else is not ours, and the next one may be."""
    settlement = await looked(Found((FIRST, SECOND)), owned={"1": UUID(int=50)})

    assert "2" == settlement.external_id


async def test_a_post_that_is_ours_already_is_found_again() -> None:
    """An id that the delivery itself owns counts."""
    assert "1" == (await looked(Found((FIRST,)), owned={"1": DELIVERY})).external_id


@pytest.mark.parametrize(
    ("after", "state"), [(CERTAIN - 1, DeliveryState.UNKNOWN), (CERTAIN, DeliveryState.WAITING)]
)
async def test_only_posts_of_others_is_as_if_there_were_none(after: float, state: DeliveryState) -> None:
    """When all matches belong to others, the post is absent, with the same patience."""
    settlement = await looked(Found((FIRST,)), after=after, owned={"1": UUID(int=50)}, kind=MISSING)

    assert state is settlement.state


@pytest.mark.parametrize(
    ("after", "due_at"),
    [(0, at(0.625)), (8, at(13)), (40, at(46.25)), (CERTAIN - 5, at(CERTAIN)), (CERTAIN - 0.5, at(CERTAIN))],
)
async def test_an_early_absence_proves_nothing(after: float, due_at: datetime) -> None:
    """Before the platform must show it, it is looked for again: soon, and when it is certain."""
    settlement = await looked(Absent(), after=after)

    assert (DeliveryState.UNKNOWN, due_at) == (settlement.state, settlement.due_at)


async def test_a_single_absence_proves_nothing_either() -> None:
    """The clock may have jumped since it was sent: the platform is given the time that it takes once more."""
    settlement = await looked(Absent(), after=CERTAIN)

    assert (DeliveryState.UNKNOWN, at(CERTAIN + DELAY)) == (settlement.state, settlement.due_at)
    assert (MISSING, ONCE_MORE) == (settlement.kind, settlement.reason)


async def test_an_early_absence_is_none_of_two() -> None:
    """Only a look at a time when the platform had to show it counts."""
    settlement = await looked(Absent(), after=CERTAIN - 1, kind=MISSING)

    assert settlement.kind is None


async def test_a_late_absence_lets_it_be_sent_again() -> None:
    """What the platform must show and does not, looked for once more, is sent again at once."""
    settlement = await looked(Absent(), after=CERTAIN, kind=MISSING, reason="Said in other words.")

    assert (DeliveryState.WAITING, at(CERTAIN + 1)) == (settlement.state, settlement.due_at)
    assert "absent" == settlement.attempt.outcome


async def test_a_search_that_failed_in_between_proves_nothing() -> None:
    """Both looks must have read the platform, one after the other."""
    failed = await looked(CannotTell("Feed could not be reached."), after=CERTAIN, kind=MISSING)
    settlement = await looked(Absent(), after=CERTAIN, kind=failed.kind)

    assert (DeliveryState.UNKNOWN, MISSING) == (settlement.state, settlement.kind)


async def test_what_nobody_tried_has_not_failed() -> None:
    """After a night in which nobody looked, one search that fails neither asks a person nor sends again."""
    late = CERTAIN + GIVE_UP_AFTER.total_seconds()

    settlement = await looked(CannotTell("Hidden."), after=late, on_unknown="retry", was_due_at=at(60))

    assert (DeliveryState.UNKNOWN, True) == (settlement.state, settlement.due_at is not None)


@pytest.mark.parametrize("on_unknown", ["ask", "retry"])
async def test_a_dead_sign_in_is_waited_for(on_unknown: OnUnknown) -> None:
    """However late it is, whoever connects the account again lets us look: nobody guesses."""
    late = CERTAIN + 10 * GIVE_UP_AFTER.total_seconds()
    dead = CannotTell("The token was revoked.", kind=FailureKind.AUTH_REVOKED)

    settlement = await looked(dead, after=late, on_unknown=on_unknown)

    assert (DeliveryState.UNKNOWN, at(late + 187.5)) == (settlement.state, settlement.due_at)
    assert settlement.pause is not None


async def test_a_sign_in_that_the_platform_ended_is_not_renewed_any_more() -> None:
    """An account that was stopped waits for a person: looking asks for no new token."""
    expired = CannotTell("The token has expired.", kind=FailureKind.AUTH_EXPIRED)
    gateway = SearchableGateway(sees=answering(expired))
    held = work(gateway, came_from=DeliveryState.UNKNOWN, abilities=frozenset({"refreshes"}))
    stopped = replace(held.claim.account, state=AccountState.PAUSED, paused_by=PausedBy.SIGN_IN)
    look = LookForPost(
        FakeStore().port, FixedClock(), longest_request=timedelta(seconds=REQUEST), chance=LoadedChance(0.5)
    )

    settlement = await look.settlement(replace(held, claim=replace(held.claim, account=stopped)))

    assert (False, at(3.125)) == (settlement.renews, settlement.due_at)


@pytest.mark.parametrize(
    ("steps", "state"),
    [({}, DeliveryState.WAITING), ({IRREVERSIBLE: at(0).isoformat()}, DeliveryState.UNKNOWN)],
    ids=["before the mark", "after it"],
)
async def test_who_died_before_the_irreversible_step_sent_nothing(
    steps: dict[str, str], state: DeliveryState
) -> None:
    """A channel that marks that step first asks no person about what was only claimed."""
    look = LookForPost(
        FakeStore().port, FixedClock(), longest_request=timedelta(seconds=REQUEST), chance=LoadedChance(0.5)
    )

    async def publishes(_: Any) -> Outcome:
        raise AssertionError("nothing is published while it is looked for")

    gateway = StepsGateway(publishes)
    held = work(gateway, came_from=DeliveryState.PUBLISHING, delivery={"steps": steps})

    settlement = await look.settlement(held)

    assert (state, state is DeliveryState.UNKNOWN) == (settlement.state, asks(settlement))


async def test_the_irreversible_step_starts_the_patience() -> None:
    """After slow uploads, the time counts from the request that may have published."""
    settlement = await looked(Absent(), after=CERTAIN, steps={IRREVERSIBLE: at(30).isoformat()})

    assert DeliveryState.UNKNOWN is settlement.state


@pytest.mark.parametrize(
    "sighting", [CannotTell("Hidden."), AnswerLost("x"), TimeoutError(), ValueError("x")]
)
async def test_who_cannot_see_looks_again(sighting: Sighting | Exception) -> None:
    """A search that fails, for whatever reason, decides nothing."""
    settlement = await looked(sighting)

    assert (DeliveryState.UNKNOWN, at(3.125)) == (settlement.state, settlement.due_at)
    assert "cannot_tell" == settlement.attempt.outcome


async def test_who_cannot_see_for_long_asks_a_person() -> None:
    """After a quarter of an hour in the dark a person is asked, with the reason."""
    settlement = await looked(CannotTell("Hidden."), after=CERTAIN + GIVE_UP_AFTER.total_seconds())

    assert asks(settlement)
    assert "We do not know whether Feed published this. Hidden." == settlement.reason


async def test_a_search_that_is_refused_pauses_the_account() -> None:
    """Where the sign-in has ended nobody can look: the account is paused, and says what to do."""
    settlement = await looked(CannotTell("The sign-in has expired.", kind=FailureKind.AUTH_EXPIRED))

    assert "The sign-in has expired. Connect the account again." == settlement.pause
    assert (DeliveryState.UNKNOWN, False) == (settlement.state, asks(settlement))


async def test_a_search_that_fails_otherwise_pauses_nothing() -> None:
    """A platform that does not say for how long is asked again soon, and the account goes on."""
    settlement = await looked(CannotTell("Too many calls.", kind=FailureKind.RATE_LIMITED))

    assert (None, None) == (settlement.pause, settlement.lesson)


async def test_a_platform_that_asks_for_patience_gets_it_from_the_whole_account() -> None:
    """As long as it said, nothing is looked for, and nothing of the account is published."""
    wait = timedelta(minutes=10)

    settlement = await looked(CannotTell("Too many calls.", FailureKind.RATE_LIMITED, wait))

    assert settlement.lesson is not None
    assert (at(630), at(630)) == (settlement.due_at, settlement.lesson.closed_until)
    assert (DeliveryState.UNKNOWN, None) == (settlement.state, settlement.pause)


async def test_the_looks_grow_rarer() -> None:
    """In the dark it is looked for within seconds, then minutes, and a person is asked after some thirty."""
    after, looks = 0.0, 0
    while not asks(settlement := await looked(CannotTell("Hidden."), after=after)):
        assert settlement.due_at is not None
        after, looks = (settlement.due_at - NOW).total_seconds(), looks + 1

    assert 15 <= looks <= 30
    assert after >= CERTAIN + GIVE_UP_AFTER.total_seconds()


async def test_until_then_nobody_is_asked() -> None:
    """Right before that it is still looked for."""
    assert not asks(await looked(CannotTell("Hidden."), after=CERTAIN + GIVE_UP_AFTER.total_seconds() - 1))


async def test_a_message_may_ask_for_the_risk() -> None:
    """Where its author prefers two posts to none, it is sent again when nobody can tell."""
    late = CERTAIN + GIVE_UP_AFTER.total_seconds()

    settlement = await looked(CannotTell("Hidden."), after=late, on_unknown="retry")

    assert (DeliveryState.WAITING, at(late + 1)) == (settlement.state, settlement.due_at)


async def test_a_channel_that_cannot_be_searched_asks_a_person() -> None:
    """A public post is never sent twice on a guess."""
    settlement = await unsearchable("ask")

    assert asks(settlement)
    assert "Feed cannot be searched for it." in (settlement.reason or "")


async def test_a_channel_that_cannot_be_searched_sends_again_where_asked_to() -> None:
    """The author's word replaces the search."""
    assert DeliveryState.WAITING is (await unsearchable("retry")).state


@pytest.mark.parametrize(
    ("attempts", "state"), [(1, DeliveryState.WAITING), (MOST_ATTEMPTS, DeliveryState.FAILED)]
)
async def test_what_may_be_repeated_never_asks_a_person(attempts: int, state: DeliveryState) -> None:
    """A worker's death costs an attempt: it is sent again, until it has failed as often as is allowed."""
    look = LookForPost(
        FakeStore().port, FixedClock(), longest_request=timedelta(seconds=REQUEST), chance=LoadedChance(0.5)
    )
    held = work(
        PlainGateway(),
        came_from=DeliveryState.UNKNOWN,
        delivery={"attempts": attempts},
        is_repeatable=True,
    )

    settlement = await look.settlement(held)

    assert (state, state is DeliveryState.WAITING) == (settlement.state, settlement.due_at is not None)


async def test_the_search_starts_with_the_first_attempt() -> None:
    """A post of any attempt so far would be seen."""
    gateway = SearchableGateway()
    look = LookForPost(
        FakeStore().port, FixedClock(), longest_request=timedelta(seconds=REQUEST), chance=LoadedChance(0.5)
    )

    await look.settlement(work(gateway, delivery={"sent_since": at(-90), "started_at": NOW}))

    assert [at(-90)] == gateway.since


async def test_a_search_that_takes_too_long_decides_nothing() -> None:
    """A platform that does not answer is asked again later."""

    async def sees() -> Sighting:
        await asyncio.Event().wait()
        return Absent()

    look = LookForPost(
        FakeStore().port,
        FixedClock(at(CERTAIN)),
        longest_request=timedelta(seconds=REQUEST),
        chance=LoadedChance(0.5),
    )
    blink = timedelta(milliseconds=20)

    settlement = await look.settlement(work(SearchableGateway(sees=sees), request_timeout=blink))

    assert DeliveryState.UNKNOWN is settlement.state


async def test_a_post_the_platform_took_is_never_sent_again_because_it_is_not_shown() -> None:
    """A platform that gave a handle may still be working on the post: a person is asked."""
    settlement = await looked(Absent(), after=CERTAIN + 1, external_id="job-1", on_unknown="retry")

    assert asks(settlement)
