"""Receipts: what platforms tell later, taken in by the service."""

import itertools
from uuid import UUID

import pytest

from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.events import DeliveriesSettled, MessagesScheduled
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.outcome import Evidence, Published, Unknown
from omnichannel.domain.receipt import Heard, Receipt, ReceiptKind
from tests.core.application.services.chains import Chains, ada, with_chains
from tests.core.application.services.house import House
from tests.core.fakes.examples import PRINCIPAL

K = ReceiptKind


@pytest.fixture
async def chains(house: House) -> Chains:
    return await with_chains(house)


async def published(chains: Chains) -> UUID:
    """Publish a message by chat; gives the first delivery's id."""
    message = await chains.schedule()
    await chains.settle(Published("wamid.1"))
    chains.house.bus.events.clear()
    return (await chains.shown(message)).deliveries[0].id


async def test_a_receipt_names_its_post_as_the_platform_does(chains: Chains) -> None:
    """By the account and the platform's id, where our own does not come back; others are strangers."""
    id, now = await published(chains), chains.house.clock.now()
    chat, sms = chains.accounts["chat"], chains.accounts["sms"]
    receipts = [
        Receipt(kind=K.DELIVERED, at=now, account_id=sms, external_id="wamid.1"),
        Receipt(kind=K.DELIVERED, at=now, account_id=chat, external_id="wamid.2"),
        Receipt(kind=K.DELIVERED, at=now, delivery_id=new_id()),
        Receipt(kind=K.DELIVERED, at=now),
        Receipt(kind=K.DELIVERED, at=now, account_id=chat, external_id="wamid.1"),
    ]

    heard = await chains.house.confirms.confirm(receipts)

    assert [Heard.STRANGER] * 4 + [Heard.CHANGED] == heard
    assert "delivered" == (await chains.house.resolves.get(PRINCIPAL, id)).state


async def test_many_receipts_are_one_change(chains: Chains) -> None:
    """Of several for one delivery in a batch the one that says most counts, whatever their order."""
    ids = [await published(chains) for _ in range(6)]
    now = chains.house.clock.now()
    orders = itertools.permutations((K.SENT, K.DELIVERED, K.READ))
    receipts = [
        Receipt(kind=kind, at=now, delivery_id=id, evidence=Evidence(code=kind))
        for id, order in zip(ids, orders, strict=True)
        for kind in order
    ]

    heard = await chains.house.confirms.confirm(receipts)

    assert {Heard.CHANGED, Heard.KNOWN} == set(heard)
    for id in ids:
        shown = await chains.house.resolves.get(PRINCIPAL, id)
        assert ("read", ["published", "read"]) == (shown.state, [one.outcome for one in shown.tries])
        assert "read" == shown.tries[-1].evidence.code


async def test_whoever_listens_is_told(chains: Chains) -> None:
    """The change is announced; where a failure lets the next way go, the ticker is told as well."""
    id, now = await published(chains), chains.house.clock.now()

    await chains.house.confirms.confirm([Receipt(kind=K.FAILED, at=now, delivery_id=id)])
    await chains.house.confirms.confirm([Receipt(kind=K.FAILED, at=now, delivery_id=id)])

    told = DeliveriesSettled({id: DeliveryState.FAILED})
    assert [told, MessagesScheduled((), now)] == chains.house.bus.events


async def test_a_failure_that_comes_before_the_answer_is_early(chains: Chains) -> None:
    """While the request runs its answer would undo it: the receipt is worth handing in again."""
    await chains.schedule()
    (claim,) = await chains.house.claimed()
    receipt = Receipt(kind=K.FAILED, at=chains.house.clock.now(), delivery_id=claim.delivery.id)

    early = await chains.house.confirms.confirm([receipt])
    await chains.house.settles.put(chains.house.settles.outcome(claim, Published("1")))
    again = await chains.house.confirms.confirm([receipt])

    assert ([Heard.EARLY], [Heard.CHANGED]) == (early, again)


async def test_evidence_that_comes_before_the_answer_stays(chains: Chains) -> None:
    """It arrived though we do not know yet that it is out: what the worker brings later changes nothing."""
    message = await chains.schedule()
    (claim,) = await chains.house.claimed()

    heard = await chains.hear(message, 0, K.DELIVERED)
    await chains.house.settles.put(chains.house.settles.outcome(claim, Unknown("The answer was lost.")))

    assert Heard.CHANGED is heard
    assert ("published", ["delivered", "skipped", "skipped"]) == await chains.stands(message)


async def test_evidence_answers_what_was_unknown(chains: Chains) -> None:
    """One that may be out and is shown by a receipt asks nobody any more, and is not sent again."""
    message = await chains.schedule(ada(None, None))
    await chains.settle(Unknown("The answer was lost."))

    heard = await chains.hear(message, 0, K.SENT)
    chains.house.clock.advance(3600)

    assert Heard.CHANGED is heard
    assert 0 == await chains.house.releases.release(10)
    assert ("published", ["published"]) == await chains.stands(message)


async def test_nothing_handed_in_is_nothing_done(chains: Chains) -> None:
    """An empty batch is fine, and announces nothing."""
    await published(chains)

    assert [] == await chains.house.confirms.confirm([])
    assert [] == chains.house.bus.events
