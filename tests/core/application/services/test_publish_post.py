import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, NoReturn

import pytest

from omnichannel.application.ports.outbound.channel_gateway import PublishAttempt
from omnichannel.application.ports.outbound.http import (
    AnswerLost,
    HostNotListed,
    NothingSent,
    Request,
    Response,
)
from omnichannel.application.services.publish_post import REST, PublishPost
from omnichannel.application.services.work import Work
from omnichannel.domain.delivery import IRREVERSIBLE
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Outcome, Pending, Published, Refused, Unknown
from omnichannel.domain.resuming import MOST_STOPS, RESUMED, Resumption
from omnichannel.testing.http import RecordedHttp, json_response
from tests.core.fakes.examples import NOW, at
from tests.core.fakes.fake_gateways import CheckingGateway, OneRequestGateway, PlainGateway, StepsGateway
from tests.core.fakes.fake_http import SilentHttp
from tests.core.fakes.fake_media_store import FakeMediaStore
from tests.core.fakes.fake_store import FakeDeliveries, FakeStore
from tests.core.fakes.fixed_clock import FixedClock
from tests.core.fakes.works import work

BLINK = timedelta(milliseconds=20)


def publisher(store: FakeStore | None = None, clock: FixedClock | None = None) -> PublishPost:
    return PublishPost(
        (store or FakeStore()).port,
        FakeMediaStore(),
        clock or FixedClock(),
        lease=timedelta(seconds=60),
        margin=timedelta(seconds=15),
    )


def failing(error: BaseException) -> Callable[..., NoReturn]:
    def fail(*_: Any) -> NoReturn:
        raise error

    return fail


def sending(error: BaseException) -> Work:
    """Give one-request work whose client raises."""
    return work(OneRequestGateway(), http=RecordedHttp(failing(error)))


def stepping(publishes: Callable[[PublishAttempt], Awaitable[Outcome]], **delivery: Any) -> Work:
    return work(StepsGateway(publishes), delivery=delivery)


def checking(says: Callable[[str], Awaitable[Outcome]], **fields: Any) -> Work:
    delivery = {"state": DeliveryState.PENDING, "external_id": "job-1"}
    return work(CheckingGateway(says=says), came_from=DeliveryState.PENDING, delivery=delivery, **fields)


async def test_one_request_is_sent_and_its_answer_read() -> None:
    """The gateway makes the request and reads the response; the core does what lies between."""
    http = RecordedHttp(lambda _: json_response({"id": "7"}))
    gateway = OneRequestGateway(reads=lambda response: Published(response.json()["id"]))

    outcome = await publisher().outcome(work(gateway, http=http))

    assert Published("7") == outcome
    assert [Request("POST", "https://api.example/posts", json={"text": "Bread"})] == http.requests


async def test_without_a_connection_it_is_deferred() -> None:
    """What was not sent is sent later."""
    assert Deferred("No connection.") == await publisher().outcome(sending(NothingSent("No connection.")))


async def test_a_lost_answer_is_unknown() -> None:
    """What may have arrived is never called failed."""
    assert isinstance(await publisher().outcome(sending(AnswerLost("broke"))), Unknown)


@pytest.mark.parametrize("fault", [AnswerLost("broke"), TimeoutError()])
async def test_what_may_be_repeated_is_deferred_when_its_answer_is_lost(fault: Exception) -> None:
    """Whoever knows a post by its key gets it again, by itself; the rest of the account waits a moment."""
    sent = work(OneRequestGateway(), http=RecordedHttp(failing(fault)), is_repeatable=True)

    outcome = await publisher().outcome(sent)

    assert isinstance(outcome, Deferred)
    assert (FailureKind.TRANSIENT, REST) == (outcome.kind, outcome.rest)


async def test_an_unlisted_host_is_our_fault() -> None:
    """A request that was refused before it was sent is told to whoever can repair it."""
    outcome = await publisher().outcome(sending(HostNotListed("evil.example", "feed")))

    assert isinstance(outcome, Refused)
    assert FailureKind.MISCONFIGURED is outcome.kind
    assert "'evil.example'" in outcome.reason


async def test_a_fault_of_the_client_is_unknown() -> None:
    """Even an error that nobody foresaw leaves an outcome, and the cautious one."""
    assert Unknown("Sending to Feed failed: RuntimeError.") == await publisher().outcome(
        sending(RuntimeError("secret"))
    )


async def test_an_answer_that_takes_too_long_is_unknown() -> None:
    """A request that its time limit cut off may have arrived."""
    slow = work(OneRequestGateway(), http=SilentHttp(), request_timeout=BLINK)

    assert isinstance(await publisher().outcome(slow), Unknown)


async def test_a_plugin_that_fails_before_the_request_sends_nothing() -> None:
    """A fault while the request is made is told as such, without its text."""
    http = RecordedHttp(lambda _: json_response({}))
    gateway = OneRequestGateway(makes=failing(ValueError("secret")))

    outcome = await publisher().outcome(work(gateway, http=http))

    assert isinstance(outcome, Refused)
    assert (FailureKind.MISCONFIGURED, "The plugin of Feed failed: ValueError.") == (
        outcome.kind,
        outcome.reason,
    )
    assert [] == http.requests


async def test_a_plugin_that_fails_after_the_request_leaves_it_unknown() -> None:
    """A fault while the answer is read says nothing of what the platform did."""
    outcome = await publisher().outcome(work(OneRequestGateway(reads=failing(KeyError("id")))))

    assert Unknown("Feed answered 200, and its plugin could not read it.") == outcome


async def test_a_gateway_that_makes_nothing_is_misconfigured() -> None:
    """A gateway without a request and without steps is its plugin's fault."""
    outcome = await publisher().outcome(work(OneRequestGateway(makes=lambda: None)))

    assert isinstance(outcome, Refused)
    assert FailureKind.MISCONFIGURED is outcome.kind


async def test_so_near_to_the_end_of_its_lease_nothing_may_begin() -> None:
    """A request must end before the lease does; with a quarter of it left it is too late."""
    early, late = FixedClock(), FixedClock()
    early.advance(44)
    late.advance(45)
    waiting = work(OneRequestGateway())

    assert not publisher(clock=early).is_too_late(waiting)
    assert publisher(clock=late).is_too_late(waiting)


async def test_steps_are_stored_and_renew_the_lease() -> None:
    """Each finished step is kept before the next begins."""
    store, clock = FakeStore(), FixedClock()

    async def publish(attempt: PublishAttempt) -> Outcome:
        first = await attempt.step("upload", named("u1"))
        clock.advance(10)
        await attempt.irreversible()
        return Published(first)

    assert Published("u1") == await publisher(store, clock).outcome(stepping(publish))
    assert {"upload": "u1", IRREVERSIBLE: at(10).isoformat()} == store.deliveries.steps
    assert [at(60), at(70)] == store.deliveries.leases


def named(result: str) -> Callable[[], Awaitable[str]]:
    async def create() -> str:
        return result

    return create


async def test_finished_steps_are_not_repeated() -> None:
    """A second attempt gets the result of the first and makes nothing anew."""

    async def publish(attempt: PublishAttempt) -> Outcome:
        return Published(await attempt.step("upload", failing(AssertionError("repeated"))))

    assert Published("u1") == await publisher().outcome(stepping(publish, steps={"upload": "u1"}))


@pytest.mark.parametrize("fault", [AnswerLost("broke"), TimeoutError()])
async def test_an_answer_lost_before_the_irreversible_step_is_deferred(fault: Exception) -> None:
    """A broken upload published nothing."""

    async def publish(attempt: PublishAttempt) -> Outcome:
        await attempt.step("upload", named("u1"))
        raise fault

    outcome = await publisher().outcome(stepping(publish))

    assert isinstance(outcome, Deferred)
    assert outcome.reason.endswith("Nothing was published.")


@pytest.mark.parametrize("fault", [AnswerLost("broke"), TimeoutError(), HostNotListed("x.example", "feed")])
async def test_an_answer_lost_after_the_irreversible_step_is_unknown(fault: Exception) -> None:
    """From the irreversible step on, the post may be out."""

    async def publish(attempt: PublishAttempt) -> Outcome:
        await attempt.irreversible()
        raise fault

    assert isinstance(await publisher().outcome(stepping(publish)), Unknown)


async def test_an_irreversible_step_of_an_earlier_attempt_counts() -> None:
    """What an earlier attempt may have published is remembered by the next."""
    lost = stepping(failing(AnswerLost("broke")), steps={IRREVERSIBLE: NOW.isoformat()})

    assert isinstance(await publisher().outcome(lost), Unknown)


async def test_nothing_sent_is_deferred_at_any_step() -> None:
    """Where no connection was obtained, nothing is out, whatever was announced before."""

    async def publish(attempt: PublishAttempt) -> Outcome:
        await attempt.irreversible()
        raise NothingSent("No connection.")

    assert Deferred("No connection.") == await publisher().outcome(stepping(publish))


async def test_an_attempt_stops_when_another_worker_took_over() -> None:
    """Who lost the lease does not go on to publish."""
    published = []

    async def publish(attempt: PublishAttempt) -> Outcome:
        await attempt.irreversible()
        published.append(attempt)
        return Published("42")

    outcome = await publisher(FakeStore(FakeDeliveries(holds=False))).outcome(stepping(publish))

    assert isinstance(outcome, Refused)
    assert [] == published


async def test_a_store_that_is_locked_during_a_step_puts_it_off() -> None:
    """A step that cannot be noted is no failure of the post: nothing is out, and it is tried again."""

    async def publish(attempt: PublishAttempt) -> Outcome:
        await attempt.irreversible()
        return Published("42")

    store = FakeStore(FakeDeliveries(is_locked=True))

    assert Deferred("The database is locked. Nothing was published.") == await publisher(store).outcome(
        stepping(publish)
    )


async def test_a_store_that_is_locked_after_the_irreversible_step_leaves_it_unknown() -> None:
    """From the irreversible step on, the post may be out, whatever could be noted of it."""

    async def publish(attempt: PublishAttempt) -> Outcome:
        await attempt.irreversible()
        store.deliveries.is_locked = True
        await attempt.step("after", named("a"))
        return Published("42")

    store = FakeStore()

    assert Unknown("The database is locked.") == await publisher(store).outcome(stepping(publish))


async def test_a_plugin_that_cancels_itself_has_failed() -> None:
    """Nobody had asked for that: its worker goes on."""
    outcome = await publisher().outcome(stepping(failing(asyncio.CancelledError())))

    assert Unknown("The plugin of Feed failed while publishing: CancelledItself.") == outcome


async def test_a_plugin_that_fails_midway_leaves_it_unknown() -> None:
    """A fault among the steps may have come after the last of them."""
    outcome = await publisher().outcome(stepping(failing(ValueError("secret"))))

    assert Unknown("The plugin of Feed failed while publishing: ValueError.") == outcome


async def test_each_step_has_its_own_time() -> None:
    """Several steps may together take longer than one may alone."""

    async def publish(attempt: PublishAttempt) -> Outcome:
        for n in range(4):
            await asyncio.sleep(0.03)
            await attempt.step(str(n), named(str(n)))
        return Published("42")

    slow = work(StepsGateway(publish), request_timeout=timedelta(seconds=0.08))

    assert Published("42") == await publisher().outcome(slow)


async def test_a_step_that_takes_too_long_is_cut_off() -> None:
    """A step that never ends is ended, and nothing was published by it."""

    async def publish(attempt: PublishAttempt) -> Outcome:
        await asyncio.Event().wait()
        return Published("42")

    outcome = await publisher().outcome(work(StepsGateway(publish), request_timeout=BLINK))

    assert isinstance(outcome, Deferred)


async def test_a_check_gives_the_platforms_answer() -> None:
    """Whether a pending post is done is the platform's to say."""

    async def says(handle: str) -> Outcome:
        return Published(handle)

    assert Published("job-1") == await publisher().checked(checking(says))


@pytest.mark.parametrize("fault", [AnswerLost("x"), NothingSent("x"), TimeoutError(), ValueError("x")])
async def test_a_check_that_fails_is_repeated(fault: Exception) -> None:
    """While nobody can be asked, the post stays pending under its handle."""
    outcome = await publisher().checked(checking(failing(fault)))

    assert Pending("job-1", timedelta(seconds=10)) == outcome


async def test_a_check_that_takes_too_long_is_repeated() -> None:
    """A platform that does not answer a question is asked again."""

    async def says(handle: str) -> Outcome:
        await asyncio.Event().wait()
        return Published(handle)

    outcome = await publisher().checked(checking(says, request_timeout=BLINK))

    assert isinstance(outcome, Pending)


async def test_what_cannot_be_checked_is_unknown() -> None:
    """A gateway without that ability leaves the question to a search."""
    assert isinstance(await publisher().checked(work(PlainGateway())), Unknown)


async def test_a_later_request_that_was_not_sent_proves_nothing_about_the_post() -> None:
    """After a visible request was answered, a failing look at the new post leaves the outcome unknown."""

    async def publish(attempt: PublishAttempt) -> Outcome:
        await attempt.irreversible()
        await attempt.http.send(Request("POST", "https://example.org/publish"))
        await attempt.http.send(Request("GET", "https://example.org/permalink"))
        return Published("1")

    def answers(request: Request) -> Response:
        if request.method == "GET":
            raise NothingSent("No connection.")
        return json_response({})

    outcome = await publisher().outcome(work(StepsGateway(publish), http=RecordedHttp(answers)))

    assert isinstance(outcome, Unknown)


def left_midway(publishes: Callable[[PublishAttempt], Awaitable[Outcome]], *, stops: int) -> Work:
    """Give the work of a worker that stopped, the last of *stops* in a row."""
    steps = {"photo-0": "17"} | ({RESUMED: str(Resumption(stops - 1, 1, 6))} if stops > 1 else {})
    return work(
        StepsGateway(publishes),
        came_from=DeliveryState.PUBLISHING,
        delivery={"fence": 7, "steps": steps},
    )


async def test_work_that_is_resumed_is_counted_before_it_goes_on() -> None:
    """Should this worker stop, too, the next one knows."""
    store = FakeStore()

    async def publishes(attempt: PublishAttempt) -> Outcome:
        assert "2/1/7" == store.deliveries.steps[RESUMED]
        return Published(await attempt.step("photo-0", failing(AssertionError("it is done already"))))

    assert Published("17") == await publisher(store).outcome(left_midway(publishes, stops=2))


async def test_a_post_that_stops_its_worker_again_and_again_fails() -> None:
    """It is not begun a sixth time: it fails in words, and nothing was published."""
    outcome = await publisher().outcome(left_midway(failing(AssertionError("not again")), stops=MOST_STOPS))

    assert isinstance(outcome, Refused)
    assert FailureKind.MISCONFIGURED is outcome.kind
    assert "The worker stopped 5 times while publishing this" in outcome.reason


async def test_work_that_somebody_else_resumed_is_left_to_them() -> None:
    """Whoever lost the claim sends nothing."""
    store = FakeStore(FakeDeliveries(holds=False))

    outcome = await publisher(store).outcome(left_midway(failing(AssertionError("not ours")), stops=1))

    assert isinstance(outcome, Refused)
    assert "Another worker took this delivery over" in outcome.reason
