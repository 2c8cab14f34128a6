from dataclasses import replace
from typing import Self

import pytest
from pydantic import model_validator

from omnichannel.application.ports.outbound.channels import Channel
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.errors import ChannelDisabled
from omnichannel.domain.failure import FailureKind
from omnichannel.testing.http import RecordedHttp, json_response
from tests.core.application.services.delivering import OTHER, delivered, held
from tests.core.fakes.examples import at
from tests.core.fakes.fake_channels import FakeChannels, FakeOptions, channel
from tests.core.fakes.fake_gateways import OneRequestGateway
from tests.core.fakes.fake_keys import FakeKeys

S = DeliveryState


async def test_an_account_that_does_not_open_is_told() -> None:
    """With the wrong key nothing is sent, and the person reads which key is missing."""
    (settlement,) = await delivered(held(), keys=FakeKeys("key-2"))

    assert (S.FAILED, FailureKind.MISCONFIGURED) == (settlement.state, settlement.kind)
    assert "'key-1'" in (settlement.reason or "")


async def test_an_account_that_does_not_open_after_a_lost_answer_stays_unknown() -> None:
    """What may be out is not called failed because nobody can look."""
    (settlement,) = await delivered(held(S.UNKNOWN), keys=FakeKeys("key-2"))

    assert (S.UNKNOWN, at(60)) == (settlement.state, settlement.due_at)


async def test_options_that_no_longer_fit_are_told() -> None:
    """A message that a new version of the plugin cannot read is its author's to write again."""
    made = held()
    old = replace(made, message=replace(made.message, options={"feed": {"copies": 0}}))

    (settlement,) = await delivered(old)

    assert (S.FAILED, FailureKind.UNSUPPORTED) == (settlement.state, settlement.kind)


async def test_a_channel_that_is_gone_is_told() -> None:
    """A delivery of a channel that was removed waits for it to be repaired, with the reason."""
    (settlement,) = await delivered(held(channel="gone"))

    assert S.WAITING is settlement.state
    assert "The channel 'gone' is not available. Nothing was sent." == settlement.reason


@pytest.mark.parametrize(("hours", "asks"), [(1, False), (4, True)])
async def test_an_unknown_post_of_a_channel_that_is_gone_asks_a_person_in_the_end(
    hours: int, asks: bool
) -> None:
    """Somebody may repair the channel; after some hours nobody waits for that in silence."""
    gone = held(S.UNKNOWN, channel="gone", started_at=at(-hours * 3600))

    (settlement,) = await delivered(gone)

    assert (S.UNKNOWN, asks) == (settlement.state, settlement.due_at is None)
    assert "cannot be looked for: The channel 'gone' is not available." in (settlement.reason or "")
    assert asks is ("Look on the platform" in (settlement.fix or ""))


class DisabledChannels(FakeChannels):
    """A table whose channels were disabled after the claim."""

    def open(self, name: str) -> Channel:
        """Refuse."""
        raise ChannelDisabled(name, "It was disabled by anna.")


async def test_a_channel_that_was_disabled_meanwhile_costs_no_attempt() -> None:
    """A claim that was won just before goes back untouched, even where it was the last attempt."""
    last = held(attempts=99)

    (settlement,) = await delivered(last, table=DisabledChannels({}))

    assert (S.WAITING, True, "not_begun") == (
        settlement.state,
        settlement.gives_back,
        settlement.attempt.outcome,
    )
    assert "Somebody disabled the channel meanwhile. Nothing was sent." == settlement.reason


class Exploding(FakeOptions):
    """Options whose validator raises what no validator should."""

    explode: bool = False

    @model_validator(mode="after")
    def _explode(self) -> Self:
        if self.explode:
            raise RuntimeError("exploded")
        return self


async def test_a_plugin_that_raises_anything_stops_no_other_claim() -> None:
    """Whatever a channel's validator raises, its delivery is settled and the others are published."""
    good, bad = held(), held(id=OTHER)
    hostile = replace(bad, message=replace(bad.message, options={"feed": {"explode": True}}))

    settlements = await delivered(good, hostile, opened=channel(OneRequestGateway(), options=Exploding))

    assert {S.PUBLISHED, S.FAILED} == {settlement.state for settlement in settlements}


@pytest.mark.parametrize(
    ("came_from", "state", "told"),
    [
        (S.SCHEDULED, S.FAILED, "The account was removed. Nothing was published."),
        (
            S.PENDING,
            S.UNKNOWN,
            "The account was removed. Whether it was published cannot be looked up any more.",
        ),
        (
            S.UNKNOWN,
            S.UNKNOWN,
            "The account was removed. Whether it was published cannot be looked up any more.",
        ),
    ],
)
async def test_a_removed_account_lets_its_deliveries_end(
    came_from: DeliveryState, state: DeliveryState, told: str
) -> None:
    """What was not sent fails with words; what may be out asks a person. No platform is asked."""
    made = held(came_from, external_id="7" if came_from is S.PENDING else None)
    http = RecordedHttp(lambda _: json_response({}))

    (settled,) = await delivered(
        replace(made, account=made.account.removed()), opened=channel(OneRequestGateway(), http=http)
    )

    assert (state, None, told) == (settled.state, settled.due_at, settled.reason)
    assert settled.fix
    assert [] == http.requests


async def test_a_post_that_is_pending_for_a_day_on_a_channel_that_does_not_open_is_unknown() -> None:
    """Nobody asks its platform for ever: it is looked for, and then somebody is asked."""
    claim = held(S.PENDING, external_id="job-1", started_at=at(-25 * 3600))

    (settlement,) = await delivered(claim, table=FakeChannels({}))

    assert S.UNKNOWN is settlement.state
