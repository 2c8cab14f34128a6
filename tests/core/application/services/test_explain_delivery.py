"""Explaining a stored delivery."""

from uuid import UUID

import pytest

from omnichannel.application.services.explain_delivery import ExplainDeliveryService
from omnichannel.domain.errors import InvalidRequest, NotFound
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Evidence
from tests.core.application.services.house import House, mailed
from tests.core.fakes.examples import PRINCIPAL
from tests.core.fakes.fake_channels import channels, mail

LATER = {"when": "at", "local": "2027-03-02T09:00:00", "zone": "Asia/Kolkata"}


@pytest.fixture
def explains(house: House) -> ExplainDeliveryService:
    return ExplainDeliveryService(house.store, channels(mail()), house.clock)


async def first_delivery(house: House, message_id: UUID) -> UUID:
    return (await house.gets.get(PRINCIPAL, message_id)).deliveries[0].id


async def test_it_is_told_in_the_messages_own_zone(house: House, explains: ExplainDeliveryService) -> None:
    """Times are told as the author meant them, or as the reader asks; the address is masked."""
    targets = [mailed(house.mail, "anna@guests.example")]
    id = await first_delivery(house, (await house.schedule(targets=targets, publish=LATER)).id)

    said = await explains.explain(PRINCIPAL, id, zone=None)
    asked = await explains.explain(PRINCIPAL, id, zone="UTC")

    assert "It waits for its time, 2 March 2027, 09:00:00 (Asia/Kolkata)." == said.headline
    assert "It waits for its time, 2 March 2027, 03:30:00 (UTC)." == asked.headline
    assert ("a•••@guests.example", "scheduled", None) == (said.recipient, said.state, said.last_attempt)


async def test_the_platforms_words_stand_beside_it(house: House, explains: ExplainDeliveryService) -> None:
    """What the platform answered last is quoted, masked, beside the sentences; code and trace stand apart."""
    message = await house.schedule(targets=[mailed(house.mail, "anna@guests.example")])
    evidence = Evidence(status=429, code="20429", message="Too many to +4917012345678", trace_id="4f1c0a")
    await house.settle(Deferred("Too many requests.", FailureKind.RATE_LIMITED, evidence=evidence))

    said = await explains.explain(PRINCIPAL, await first_delivery(house, message.id), zone=None)

    assert said.headline == "Mail asked Mail to slow down until 1 March 2027, 08:00:01 (UTC)."
    assert "Too many to •••" == said.platform_said
    assert said.last_attempt is not None
    assert ("20429", "4f1c0a") == (said.last_attempt.evidence.code, said.last_attempt.evidence.trace_id)
    assert "Attempt 2 of 12, by itself." == said.next_steps[0].what


async def test_a_channel_that_is_gone_is_explained_too(house: House) -> None:
    """Without its plugin a delivery waits, and who can repair that is told so."""
    message = await house.schedule(targets=[mailed(house.mail, "anna@guests.example")])
    gone = ExplainDeliveryService(house.store, channels(), house.clock)

    said = await gone.explain(PRINCIPAL, await first_delivery(house, message.id), zone=None)

    assert "Mail does not work at present: its plugin is missing or broken." == said.headline


async def test_what_is_not_there_cannot_be_explained(house: House, explains: ExplainDeliveryService) -> None:
    """A delivery that is not there, and a zone that is none, are told by name."""
    id = await first_delivery(
        house, (await house.schedule(targets=[mailed(house.mail, "anna@guests.example")])).id
    )

    with pytest.raises(NotFound):
        await explains.explain(PRINCIPAL, UUID(int=99), zone=None)
    with pytest.raises(InvalidRequest, match=r"/zone: 'Berlin' is no time zone\. Use an IANA name"):
        await explains.explain(PRINCIPAL, id, zone="Berlin")
