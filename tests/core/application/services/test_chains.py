"""From a message with fallbacks to whoever brings it at last, by the services that people and workers use."""

import re
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from omnichannel.application.dtos.deliveries import DeliveryOut, ResolveIn
from omnichannel.application.dtos.messages import MessageIn, Now, TargetIn
from omnichannel.application.dtos.recipients import StandingsIn
from omnichannel.application.services.keep_recipients import KeepRecipientsService
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Published, Refused, Unknown
from omnichannel.domain.receipt import Heard, ReceiptKind
from omnichannel.domain.settlement import ask_person
from tests.core.application.services.chains import Chains, ada, with_chains
from tests.core.application.services.house import House
from tests.core.fakes.examples import PRINCIPAL

NO = Refused(FailureKind.RECIPIENT_INVALID, "There is no such number.", "Correct it.")
TEN_MINUTES = 600
TOMORROW = {"when": "at", "local": "2027-03-02T09:00:00", "zone": "UTC"}


@pytest.fixture
async def chains(house: House) -> Chains:
    return await with_chains(house)


async def test_all_ways_are_made_with_the_message(chains: Chains) -> None:
    """In the commit that accepts it the first way is due and the others stand by, in their order."""
    message = await chains.schedule()

    shown = await chains.shown(message)

    assert ("scheduled", {"scheduled": 1, "standby": 2}) == (shown.status, shown.counts)
    expected = [("chat", "+491", 0), ("sms", "+491", 1), ("mail", "ada@example.org", 2)]
    assert expected == [(d.channel, d.address, d.chain and d.chain.step) for d in shown.deliveries]
    assert {shown.deliveries[0].id} == {d.chain and d.chain.id for d in shown.deliveries}
    assert [10, 10] == [one.after_minutes for one in shown.targets[0].fallbacks]


async def test_without_word_the_next_way_goes_after_its_minutes(chains: Chains) -> None:
    """Published is not arrived: ten minutes later SMS goes out, and ten more later the mail; then it ends."""
    message = await chains.schedule()
    await chains.settle(Published("1"))
    published = await chains.stands(message)

    seen = []
    for _ in range(2):
        chains.house.clock.advance(TEN_MINUTES)
        await chains.settle(Unknown("No word."))  # the time for evidence is over
        await chains.settle(Published("2"))  # whoever took over goes out
        seen.append(await chains.stands(message))

    assert ("published", ["published", "standby", "standby"]) == published
    assert ("published", ["published", "published", "standby"]) == seen[0]
    assert ("published", ["published", "published", "published"]) == seen[1]


async def test_a_failure_does_not_wait(chains: Chains) -> None:
    """What is refused goes by the next way at once, and the ticker is told; the message is published."""
    message = await chains.schedule()
    chains.house.bus.events.clear()

    await chains.settle(NO)
    woken = [one for one in chains.house.bus.events if isinstance(one, MessagesScheduled)]
    await chains.settle(Published("2"))

    assert [MessagesScheduled((), chains.house.clock.now())] == woken
    assert ("published", ["failed", "published", "standby"]) == await chains.stands(message)


async def test_nobody_is_sent_while_nobody_knows(chains: Chains) -> None:
    """A lost answer, and one that asks a person, let nothing else go out, however long it takes."""
    message = await chains.schedule()
    (claim,) = await chains.house.claimed()
    await chains.house.settles.put(
        ask_person(claim, "Lost.", now=chains.house.clock.now(), outcome="cannot_tell")
    )

    chains.house.clock.advance(30 * 24 * 3600)
    await chains.house.releases.release(100)

    assert ("attention", ["unknown", "standby", "standby"]) == await chains.stands(message)


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        ("failed", ["failed", "scheduled", "standby"]),
        ("published", ["published", "standby", "standby"]),
        ("send_again", ["waiting", "standby", "standby"]),
    ],
)
async def test_a_persons_answer_goes_on_with_the_chain(
    chains: Chains, answer: Any, stands: list[str]
) -> None:
    """Failed: the next way, at once. Published: the minutes run from then on. Send again: the same way."""
    message = await chains.schedule()
    (claim,) = await chains.house.claimed()
    await chains.house.settles.put(
        ask_person(claim, "Lost.", now=chains.house.clock.now(), outcome="cannot_tell")
    )

    accepted = await chains.house.resolves.resolve(PRINCIPAL, claim.delivery.id, ResolveIn(outcome=answer))
    told = DeliveryOut.model_validate_json(accepted.body)

    assert stands == (await chains.stands(message))[1]
    runs_out = chains.house.clock.now() + timedelta(minutes=10)
    assert answer != "published" or runs_out == told.next_look_at


async def test_word_that_it_arrived_ends_the_chain(chains: Chains) -> None:
    """The other ways are left out, with a reason in words; a receipt that comes twice changes nothing."""
    message = await chains.schedule()
    await chains.settle(Published("1"))

    heard = [await chains.hear(message, 0, ReceiptKind.DELIVERED) for _ in range(2)]

    assert [Heard.CHANGED, Heard.KNOWN] == heard
    shown = await chains.shown(message)
    assert ("published", {"delivered": 1, "skipped": 2}) == (shown.status, shown.counts)
    assert {"It arrived by Chat."} == {one.reason for one in shown.deliveries[1:]}


async def test_both_arrived_is_told(chains: Chains) -> None:
    """A receipt that comes after the next way arrived is recorded, and each of the two names the other."""
    message = await chains.schedule()
    await chains.settle(Published("1"))
    chains.house.clock.advance(TEN_MINUTES)
    await chains.settle(Unknown("No word."))
    await chains.settle(Published("2"))
    await chains.hear(message, 1, ReceiptKind.DELIVERED)
    before = await chains.shown(message)

    assert Heard.CHANGED is await chains.hear(message, 0, ReceiptKind.READ)

    first, second, third = (await chains.shown(message)).deliveries
    assert [[], [], []] == [one.also_arrived_by for one in before.deliveries]
    assert (["sms"], ["chat"], []) == (first.also_arrived_by, second.also_arrived_by, third.also_arrived_by)
    assert ["sms"] == (await chains.house.resolves.get(PRINCIPAL, first.id)).also_arrived_by
    said = await chains.house.explains.explain(PRINCIPAL, first.id, zone=None)
    assert "It was read, and by SMS as well." == said.headline


async def test_a_way_that_failed_is_not_tried_again_beside_another(chains: Chains) -> None:
    """Whoever is being reached, or was reached, by another way does not get it again by the first."""
    message = await chains.schedule()
    await chains.settle(NO)
    failed = (await chains.shown(message)).deliveries[0].id

    with pytest.raises(NotAllowedNow, match=r"followed by SMS. See first what becomes of that"):
        await chains.house.resolves.retry(PRINCIPAL, failed)
    await chains.settle(Published("2"))
    with pytest.raises(NotAllowedNow, match=r"followed by SMS, which published it. To say it again, write"):
        await chains.house.resolves.retry(PRINCIPAL, failed)


async def test_where_all_ways_failed_each_can_be_tried_again(chains: Chains) -> None:
    """Once nobody is under way, a person may begin anew with any step; a failure then hands on to nobody."""
    message = await chains.schedule()
    for _ in range(3):
        await chains.settle(NO)
    ended = await chains.shown(message)

    await chains.house.resolves.retry(PRINCIPAL, ended.deliveries[0].id)
    again = await chains.stands(message)
    with pytest.raises(NotAllowedNow, match=r"followed by Chat"):
        await chains.house.resolves.retry(PRINCIPAL, ended.deliveries[1].id)
    await chains.settle(NO)

    assert "failed" == ended.status
    assert ("publishing", ["waiting", "failed", "failed"]) == again
    assert ("failed", ["failed", "failed", "failed"]) == await chains.stands(message)


async def test_somebody_without_an_address_there_is_passed_over(chains: Chains) -> None:
    """Null leaves the step out: what comes after it takes over directly."""
    message = await chains.schedule(ada(None, "ada@example.org"), ada(None, None) | {"addresses": ["+492"]})

    await chains.settle(NO)

    shown = await chains.shown(message)
    assert [("chat", "failed"), ("mail", "scheduled"), ("chat", "failed")] == [
        (one.channel, one.state) for one in shown.deliveries
    ]
    assert shown.deliveries[2].chain is None


async def test_whoever_opted_out_of_one_way_is_reached_by_the_next(chains: Chains) -> None:
    """Asked before: the next way is the first. Asked since: the step is skipped, and the next one goes."""
    keeps = KeepRecipientsService(chains.house.store, chains.house.clock)
    left = {"opted_out": {"source": "a reply"}}

    async def opt_out(channel: str) -> None:
        record = {"channel": channel, "address": "+491", **left}
        await keeps.keep(PRINCIPAL, StandingsIn.model_validate({"recipients": [record]}))

    await opt_out("chat")
    message = await chains.schedule()
    before = await chains.stands(message)
    moved = await chains.house.edits.reschedule(PRINCIPAL, message.id, Now(when="now"), version=1)
    await opt_out("sms")
    await chains.house.edits.reschedule(PRINCIPAL, message.id, Now(when="now"), version=2)

    assert ("scheduled", ["skipped", "scheduled", "standby"]) == before
    assert {"skipped": 1, "scheduled": 1, "standby": 1} == moved.counts
    assert ("scheduled", ["skipped", "skipped", "scheduled"]) == await chains.stands(message)


async def test_a_chain_is_edited_moved_and_called_off_whole(chains: Chains) -> None:
    """Its steps keep their order and their place whatever its author does before it goes out."""
    message = await chains.schedule(publish={"when": "draft"})
    draft = await chains.stands(message)
    await chains.house.edits.reschedule(
        PRINCIPAL, message.id, MessageIn.model_validate(_body(chains)).publish, version=1
    )
    moved = await chains.stands(message)
    edited = MessageIn.model_validate(_body(chains) | {"content": {"text": "Rye is back"}})
    await chains.house.edits.edit(PRINCIPAL, message.id, edited, version=2)
    after = await chains.stands(message)

    cancelled = await chains.house.cancels.cancel(PRINCIPAL, message.id)

    assert ("draft", ["held", "standby", "standby"]) == draft
    assert [("scheduled", ["scheduled", "standby", "standby"])] * 2 == [moved, after]
    assert ("cancelled", {"cancelled": 3}) == (cancelled.status, cancelled.counts)


def _body(chains: Chains) -> dict[str, Any]:
    return {"content": {"text": "Rye"}, "targets": [chains.target()], "publish": TOMORROW}


async def test_a_person_can_stop_what_stands_by(chains: Chains) -> None:
    """Calling off a message that is out by its first way keeps the others from going."""
    message = await chains.schedule()
    await chains.settle(Published("1"))

    await chains.house.cancels.cancel(PRINCIPAL, message.id)
    chains.house.clock.advance(TEN_MINUTES)
    await chains.settle(Unknown("No word."))

    assert ("published", ["published", "cancelled", "cancelled"]) == await chains.stands(message)


async def test_every_way_is_inspected(chains: Chains) -> None:
    """The code of each channel looks at what it would send, to which address; a simulation shows all."""
    bad: dict[str, Any] = {"content": {"text": "bad"}, "targets": [chains.target()]}

    with pytest.raises(InvalidRequest) as refused:
        await chains.house.schedule(**bad)
    simulated = await chains.house.simulates.simulate(PRINCIPAL, chains.house.written(**bad))

    assert ["chat", "sms", "mail"] == [one.channel for one in refused.value.problems]
    assert [("chat", 0), ("sms", 1), ("mail", 2)] == [(one.channel, one.step) for one in simulated.posts]
    assert [1, 1, 1] == [one.recipients for one in simulated.posts]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"minutes": (10, 10), "swap": True}, "/targets/0/fallbacks/0/after_minutes", "Mail never says"),
        ({"twice": True}, "/targets", "+491 stands there twice and would get it twice"),
        ({"feed": True}, "/targets/0/fallbacks/1/account_id", "Feed publishes to everybody"),
        ({"otherwise": ["+491"]}, "/targets/0/recipients/0/otherwise", "There are 2 fallbacks and 1 address"),
        ({"addresses": ["+491", "+492"]}, "/targets/0/recipients/0/addresses", "There are 2 addresses"),
        ({"fallbacks": []}, "/targets/0/recipients/0/otherwise", "There are 0 fallbacks and 2 addresses"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
async def test_a_chain_that_cannot_work_is_refused(
    chains: Chains, changes: dict[str, Any], field: str, words: str
) -> None:
    """Each fault is told at its place, with what to do about it."""
    target = _faulty(chains, changes)

    simulated = await chains.house.simulates.simulate(PRINCIPAL, chains.house.written(targets=[target]))

    told = {one.field: one for one in simulated.problems}
    assert words in told[field].detail
    assert told[field].fix
    with pytest.raises(InvalidRequest, match=re.escape(words)):
        await chains.house.schedule(targets=[target])


def _faulty(chains: Chains, changes: dict[str, Any]) -> dict[str, Any]:
    target = chains.target()
    person = target["recipients"][0]
    person |= {name: changes[name] for name in ("otherwise", "addresses") if name in changes}
    if "twice" in changes:
        target["fallbacks"][1]["account_id"] = chains.accounts["chat"]
        person["otherwise"] = ["+491", "+491"]
    if "feed" in changes:
        target["fallbacks"][1]["account_id"] = chains.house.feed
    if "swap" in changes:
        target["account_id"], target["fallbacks"][1]["account_id"] = (
            chains.accounts["mail"],
            chains.accounts["chat"],
        )
        person["addresses"] = ["ada@example.org"]
    if "fallbacks" in changes:
        target["fallbacks"] = []
    return target


async def test_an_account_may_take_over_from_itself(chains: Chains) -> None:
    """To another address of the same person: at work first, else at home."""
    target = chains.target(ada("+492"), minutes=(10,))
    target["fallbacks"][0]["account_id"] = chains.accounts["chat"]
    message = await chains.house.schedule(targets=[target])

    await chains.settle(NO)
    await chains.settle(Published("2"))

    assert ("published", ["failed", "published"]) == await chains.stands(message)
    assert ["+491", "+492"] == [one.address for one in (await chains.shown(message)).deliveries]


async def test_only_failure_counts_where_nobody_gives_word(chains: Chains) -> None:
    """A channel without evidence may begin a chain that goes on when it fails; once out, it has ended."""
    target = chains.target(minutes=(None,))
    target |= {"account_id": chains.accounts["mail"]}
    target["recipients"] = [{"addresses": ["ada@example.org"], "otherwise": ["+491"]}]
    message = await chains.house.schedule(targets=[target])

    await chains.settle(Published("1"))

    assert ("published", ["published", "skipped"]) == await chains.stands(message)
    assert "It went out by Mail." == (await chains.shown(message)).deliveries[1].reason


@pytest.mark.parametrize("minutes", [0, 10_081])
def test_minutes_are_bounded(minutes: int) -> None:
    """A wait is one minute at least and seven days at most; there are four fallbacks at most."""
    one = {"account_id": "0" * 32, "after_minutes": minutes}

    with pytest.raises(ValidationError, match="after_minutes"):
        TargetIn.model_validate({"account_id": "0" * 32, "fallbacks": [one]})
    with pytest.raises(ValidationError, match="at most 4"):
        TargetIn.model_validate({"account_id": "0" * 32, "fallbacks": [one | {"after_minutes": 1}] * 5})


async def test_the_hash_covers_the_chain(chains: Chains) -> None:
    """Other ways, other waits and other addresses are another message to whoever approves it."""
    targets = [
        chains.target(),
        chains.target(minutes=(10, 11)),
        chains.target(minutes=(10, None)),
        chains.target(ada("+491", "ada@work.example")),
        chains.target(ada(None, None)),
    ]

    hashes = {(await chains.house.schedule(targets=[target])).content_hash for target in targets}

    assert len(targets) == len(hashes)
