"""People who are not to be written to, from acceptance to the last moment before sending."""

from collections.abc import Sequence
from typing import Any

from omnichannel.application.dtos.deliveries import DeliveryOut
from omnichannel.application.dtos.messages import Draft, MessageOut, Now
from omnichannel.application.dtos.recipients import StandingsIn
from omnichannel.application.services.check_recipients import UNASKED, CheckRecipients
from omnichannel.application.services.keep_recipients import KeepRecipientsService
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Published
from omnichannel.domain.standing import Hindrance
from tests.core.application.services.house import House, mailed
from tests.core.fakes.examples import NOW, PRINCIPAL
from tests.core.fakes.fake_store import FakeStore

ADA, BEA = "ada@example.org", "bea@example.org"
LEFT = {"opted_out": {"source": "a call"}}
AGREED = {"consent": {"given_at": NOW, "source": "form", "evidence": "ticked"}}
ASKED = "Asked on 1 Mar 2027 not to be written to."
LATER = {"when": "at", "local": "2027-03-02T09:00:00", "zone": "UTC"}


async def known(house: House, address: str, **facts: Any) -> None:
    """Put a record into the register."""
    record = {"channel": "mail", "address": address, **facts}
    new = StandingsIn.model_validate({"recipients": [record]})
    await KeepRecipientsService(house.store, house.clock).keep(PRINCIPAL, new)


async def deliveries(house: House, message: MessageOut) -> Sequence[DeliveryOut]:
    return (await house.gets.get(PRINCIPAL, message.id)).deliveries


async def hindered(house: House) -> dict[str, str]:
    """Claim what is due, and take the last look; gives reasons by address."""
    claims = await house.claimed()
    found = await CheckRecipients(house.store).hindrances(claims)
    reasons = {}
    for claim in claims:
        if isinstance(why := found.get(claim.delivery.id), Hindrance):
            await house.settles.put(house.settles.left_out(claim, why))
            reasons[claim.delivery.address or ""] = why.reason
        else:
            await house.settles.put(house.settles.outcome(claim, Published("42")))
    return reasons


async def test_who_opted_out_before_is_skipped_at_once(house: House) -> None:
    """However the address is spelt, its delivery is skipped and never due; the others go out."""
    await known(house, "ADA@Example.org", **LEFT)

    message = await house.schedule(targets=[mailed(house.mail, ADA, BEA)])

    ada, bea = await deliveries(house, message)
    assert ("skipped", FailureKind.OPTED_OUT, ASKED) == (ada.state, ada.kind, ada.reason)
    assert (None, "scheduled") == (ada.next_look_at, bea.state)
    assert {"skipped": 1, "scheduled": 1} == message.counts
    assert [BEA] == [claim.delivery.address for claim in await house.claimed()]


async def test_who_opts_out_in_between_is_skipped_at_the_last_moment(house: House) -> None:
    """An opt-out after scheduling counts: nothing is sent, no attempt is counted, the reason is kept."""
    message = await house.schedule(targets=[mailed(house.mail, ADA, BEA)])
    await known(house, ADA, **LEFT)

    assert {ADA: ASKED} == await hindered(house)

    ada, bea = await deliveries(house, message)
    assert ("skipped", "published") == (ada.state, bea.state)
    assert (0, ASKED, ["left_out"]) == (ada.attempts, ada.reason, [one.outcome for one in ada.tries])
    assert "published" == (await house.gets.get(PRINCIPAL, message.id)).status
    assert await house.releases.next_due() is None


async def test_another_channel_is_another_matter(house: House) -> None:
    """An opt-out on one channel says nothing of another."""
    new = {"recipients": [{"channel": "sms", "address": ADA, **LEFT}]}
    await KeepRecipientsService(house.store, house.clock).keep(PRINCIPAL, StandingsIn.model_validate(new))

    await house.schedule(targets=[mailed(house.mail, ADA)])

    assert {} == await hindered(house)


async def test_consent_counts_where_it_is_asked_for(house: House) -> None:
    """A target that asks leaves out who never agreed, or took it back, at both moments."""
    target = {**mailed(house.mail, ADA, BEA), "requires_consent": True}
    await known(house, ADA, **AGREED)

    message = await house.schedule(targets=[target])
    await known(house, ADA, consent={**AGREED["consent"], "withdrawn_at": NOW})

    assert ["scheduled", "skipped"] == [one.state for one in await deliveries(house, message)]
    assert message.targets[0].requires_consent
    assert {ADA: "Took back on 1 Mar 2027 the consent this message asks for."} == await hindered(house)


async def test_without_being_asked_for_consent_changes_nothing(house: House) -> None:
    """A usual message goes to people of whom nothing is known."""
    await house.schedule(targets=[mailed(house.mail, ADA)])

    assert {} == await hindered(house)


async def test_a_message_with_skipped_people_can_still_be_edited(house: House) -> None:
    """Being skipped from the start is no release: edits and moves look at everybody anew."""
    await known(house, ADA, **LEFT)
    message = await house.schedule(targets=[mailed(house.mail, ADA)], publish=LATER)
    await known(house, ADA, opted_out=None)

    new = house.written(targets=[mailed(house.mail, ADA)], publish=LATER)
    edited = await house.edits.edit(PRINCIPAL, message.id, new, version=1)
    await known(house, ADA, **LEFT)
    held = await house.edits.reschedule(PRINCIPAL, message.id, Draft(when="draft"), version=2)
    await known(house, ADA, opted_out=None)
    moved = await house.edits.reschedule(PRINCIPAL, message.id, Now(when="now"), version=3)

    assert [{"skipped": 1}, {"scheduled": 1}, {"skipped": 1}, {"scheduled": 1}] == [
        one.counts for one in (message, edited, held, moved)
    ]
    (ada,) = await deliveries(house, message)
    assert (None, None, None) == (ada.kind, ada.reason, ada.fix)


async def test_a_message_that_is_left_out_whole_can_be_cancelled(house: House) -> None:
    """Where everybody is skipped nothing went out, so that the message is called off without protest."""
    await known(house, ADA, **LEFT)
    message = await house.schedule(targets=[mailed(house.mail, ADA)])

    cancelled = await house.cancels.cancel(PRINCIPAL, message.id)

    assert ("cancelled", {"skipped": 1}) == (cancelled.status, cancelled.counts)


async def test_a_simulation_counts_who_is_left_out(house: House) -> None:
    """Before anything is stored, a person sees how many would get nothing."""
    await known(house, ADA, **LEFT)
    await known(house, BEA, **AGREED)
    mail = mailed(house.mail, ADA, BEA, "cy@example.org")
    targets = [{"account_id": house.feed}, {**mail, "requires_consent": True}]

    simulation = await house.simulates.simulate(PRINCIPAL, house.written(targets=targets))

    assert [(0, 0), (3, 2)] == [(post.recipients, post.left_out) for post in simulation.posts]


async def test_nobody_is_written_to_on_a_guess(house: House) -> None:
    """Where the register cannot be asked, mails are put off; posts without an address are not."""
    await house.schedule(targets=[{"account_id": house.feed}, mailed(house.mail, ADA)])
    claims = await house.claimed()

    found = await CheckRecipients(FakeStore().port).hindrances(claims)

    assert {None: None, ADA: UNASKED} == {one.delivery.address: found.get(one.delivery.id) for one in claims}


async def test_posts_for_everybody_ask_nothing(house: House) -> None:
    """Without an address there is nobody to ask for, and the store is left alone."""
    await house.schedule()
    claims = await house.claimed()

    assert {} == await CheckRecipients(FakeStore().port).hindrances(claims)
