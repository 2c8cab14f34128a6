"""Many messages at once: one commit, and each is told what became of it."""

import json
from uuid import UUID

import pytest

from omnichannel.application.dtos.batches import MOST_ADDRESSES, BatchOut
from omnichannel.application.dtos.messages import MOST_RECIPIENTS, MessageIn
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.domain.errors import IdempotencyMismatch, InvalidRequest, Problem
from tests.core.application.services.house import House, mailed
from tests.core.fakes.examples import PRINCIPAL

KEY = IdempotencyKey("batch-1", "hash of it")


def stranger(house: House) -> MessageIn:
    """Give a message for an account that does not exist."""
    return house.written(targets=[{"account_id": UUID(int=77)}])


async def scheduled(
    house: House, *entries: MessageIn | InvalidRequest, all_or_nothing: bool = False
) -> BatchOut:
    accepted = await house.batches.schedule_all(PRINCIPAL, entries, all_or_nothing=all_or_nothing)
    return BatchOut.model_validate_json(accepted.body)


async def stored(house: House) -> int:
    return len((await house.lists.list(PRINCIPAL, limit=200, cursor=None)).items)


async def test_good_messages_are_stored_and_bad_ones_told(house: House) -> None:
    """Each message of a request is accepted or refused for itself, in the order of the request."""
    batch = await scheduled(house, house.written("One"), stranger(house), house.written("Two"))

    assert (2, 1) == (batch.accepted, batch.refused)
    assert ["One", None, "Two"] == [item.message and item.message.content.text for item in batch.items]
    assert batch.items[1].problem is not None
    assert "/messages/1/targets/0/account_id" == batch.items[1].problem.errors[0].field
    assert 2 == await stored(house)


async def test_a_message_that_was_not_understood_is_told_with_its_place(house: House) -> None:
    """What the edge found wrong with one message comes back under that message's place."""
    wrong = InvalidRequest(Problem("/content/text", "The text is not a string.", "Send text."))

    batch = await scheduled(house, house.written(), wrong)

    assert batch.items[1].problem is not None
    assert "/messages/1/content/text" == batch.items[1].problem.errors[0].field
    assert "The text is not a string. Send text." == batch.items[1].problem.detail


async def test_all_or_nothing_stores_nothing_where_one_is_bad(house: House) -> None:
    """Where all were wanted or none, the good ones say that another one kept them out."""
    batch = await scheduled(house, house.written(), stranger(house), all_or_nothing=True)

    assert (0, 2) == (batch.accepted, batch.refused)
    assert batch.items[0].problem is not None
    assert "another message of this request is not" in batch.items[0].problem.detail
    assert 0 == await stored(house)


async def test_all_of_them_are_due_after_one_commit(house: House) -> None:
    """500 messages for now are accepted together, and the ticker is woken once."""
    batch = await scheduled(house, *(house.written(f"Bread {n}") for n in range(500)))

    assert 500 == batch.accepted
    assert 1 == len(house.bus.events)
    assert 100 == len(await house.claimed())


async def test_a_repetition_gets_the_first_answer(house: House) -> None:
    """The same request with the same key gives the same answer to the letter, and stores nothing."""
    entries = [house.written("One"), stranger(house)]
    first = await house.batches.schedule_all(PRINCIPAL, entries, key=KEY)

    second = await house.batches.schedule_all(PRINCIPAL, entries, key=KEY)

    assert first.body == second.body
    assert (False, True) == (first.replayed, second.replayed)
    assert 1 == await stored(house)


async def test_a_key_belongs_to_one_request(house: House) -> None:
    """Another request with a used key is refused and reads of the first message; nothing of it is stored."""
    other = IdempotencyKey(KEY.key, "hash of another")
    first = await house.batches.schedule_all(PRINCIPAL, [stranger(house), house.written()], key=KEY)
    id = json.loads(first.body)["items"][1]["message"]["id"]

    with pytest.raises(IdempotencyMismatch, match=rf"answered with 200 \(id {id}\)"):
        await house.batches.schedule_all(PRINCIPAL, [house.written()], key=other)

    assert 1 == await stored(house)


async def test_a_request_of_which_nothing_was_accepted_does_not_use_its_key_up(house: House) -> None:
    """Who mends a request that was refused whole may send it with the same key."""
    await house.batches.schedule_all(PRINCIPAL, [stranger(house)], key=KEY)

    mended = await house.batches.schedule_all(
        PRINCIPAL, [house.written()], key=IdempotencyKey(KEY.key, "hash of the mended one")
    )

    assert 1 == BatchOut.model_validate_json(mended.body).accepted


async def test_each_message_has_its_deed(house: House) -> None:
    """The audit log tells of every message that was accepted."""
    batch = await scheduled(house, house.written())

    assert batch.items[0].message is not None
    assert ["message.scheduled"] == [deed.action for deed in await house.deeds(batch.items[0].message.id)]


@pytest.mark.parametrize("more", [0, 1])
async def test_the_addresses_of_all_messages_are_bounded(house: House, more: int) -> None:
    """10,000 addresses are stored in one commit; with one more nothing is, and the bound is named."""
    sizes = [*([MOST_RECIPIENTS] * (MOST_ADDRESSES // MOST_RECIPIENTS)), *([1] * more)]
    entries = [
        house.written(
            targets=[mailed(house.mail, *(f"{place}-{number}@guests.example" for number in range(size)))],
            content={"title": "Bread", "text": "Fresh"},
        )
        for place, size in enumerate(sizes)
    ]

    if not more:
        answer = await house.batches.schedule_all(PRINCIPAL, entries)
        assert len(sizes) == BatchOut.model_validate_json(answer.body).accepted
        return
    with pytest.raises(InvalidRequest) as refused:
        await house.batches.schedule_all(PRINCIPAL, entries)

    (problem,) = refused.value.problems
    assert ("/messages", "10,000 addresses") == (problem.field, problem.limit)
    assert "There are 10,001 addresses in all messages together." == problem.detail
    assert 0 == await stored(house)
