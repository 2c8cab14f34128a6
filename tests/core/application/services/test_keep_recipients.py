from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omnichannel.application.dtos.recipients import StandingOut, StandingQuery, StandingsIn
from omnichannel.application.services.keep_recipients import KeepRecipientsService
from omnichannel.domain.errors import InvalidRequest, NotFound
from tests.core.application.services.house import STRANGER, House
from tests.core.fakes.examples import NOW, PRINCIPAL, at

ADA = {"channel": "mail", "address": "ada@example.org"}
LEFT = {"opted_out": {"source": "unsubscribe link"}}
AGREED = {"consent": {"given_at": NOW, "source": "form", "evidence": "ticked"}}


@pytest.fixture
def keeps(house: House) -> KeepRecipientsService:
    return KeepRecipientsService(house.store, house.clock)


async def kept(keeps: KeepRecipientsService, *records: dict[str, Any]) -> list[StandingOut]:
    new = StandingsIn.model_validate({"recipients": records})
    return (await keeps.keep(PRINCIPAL, new)).items


async def test_an_opt_out_holds_from_now(keeps: KeepRecipientsService) -> None:
    """Without a time, what is recorded holds from the moment it is recorded, and blocks the address."""
    (record,) = await kept(keeps, ADA | LEFT)

    assert record.opted_out is not None
    assert (NOW, "unsubscribe link", True) == (
        record.opted_out.since,
        record.opted_out.source,
        record.blocked,
    )
    assert record == await keeps.get(PRINCIPAL, record.id)


async def test_what_a_record_leaves_out_stays(keeps: KeepRecipientsService) -> None:
    """Recording a consent does not lift an opt-out; null does, whatever the spelling of the address."""
    (first,) = await kept(keeps, ADA | LEFT)
    (second,) = await kept(keeps, ADA | AGREED)
    (third,) = await kept(keeps, {"channel": "mail", "address": " ADA@Example.org", "opted_out": None})

    assert {first.id} == {second.id, third.id}
    assert second.opted_out == first.opted_out
    assert (None, second.consent, False) == (third.opted_out, third.consent, third.blocked)


async def test_every_record_leaves_a_deed(house: House, keeps: KeepRecipientsService) -> None:
    """The audit log tells who changed or removed what, without the address."""
    first, second = await kept(keeps, ADA | LEFT, {**ADA, "address": "bea@example.org", **AGREED})
    await keeps.remove(PRINCIPAL, first.id)

    told = [(deed.action, deed.actor, deed.detail) for deed in await house.deeds(first.id)]
    assert [
        ("recipient.kept", "local", "mail: opted_out"),
        ("recipient.removed", "local", told[1][2]),
    ] == told
    assert ["mail: consent"] == [deed.detail for deed in await house.deeds(second.id)]


async def test_pages_follow_each_other(keeps: KeepRecipientsService) -> None:
    """Following the cursors shows every record once, newest first, narrowed as asked."""
    await kept(keeps, *[ADA | LEFT | {"address": f"{n}@example.org"} for n in range(5)], ADA | AGREED)

    seen: list[StandingOut] = []
    cursor = None
    while not seen or cursor is not None:
        page = await keeps.list(PRINCIPAL, StandingQuery(standing="opted_out", limit=2, cursor=cursor))
        seen, cursor = seen + page.items, page.next

    assert sorted((one.id for one in seen), reverse=True) == [one.id for one in seen]
    assert {f"{n}@example.org" for n in range(5)} == {one.address for one in seen}


async def test_an_address_is_found_however_it_is_spelt(keeps: KeepRecipientsService) -> None:
    """The list compares addresses as the register does."""
    (record,) = await kept(keeps, ADA | LEFT)

    page = await keeps.list(PRINCIPAL, StandingQuery(address="ADA@EXAMPLE.ORG "))

    assert [record] == page.items


async def test_a_strange_cursor_is_refused(keeps: KeepRecipientsService) -> None:
    """Whoever makes up a cursor is told so."""
    with pytest.raises(InvalidRequest, match=r"/cursor: This is not a cursor of ours\. Pass `next`"):
        await keeps.list(PRINCIPAL, StandingQuery(cursor="x"))


LATE = at(600)
WRONG = [
    ([ADA | LEFT, ADA | LEFT | {"address": "ADA@example.org"}], "/recipients/1/address: .* twice"),
    ([ADA | LEFT | {"address": "  "}], "/recipients/0/address: The address is blank"),
    ([ADA], "/recipients/0: The record says nothing"),
    ([ADA | {"opted_out": {"source": "x", "since": LATE}}], "opted_out/since: The time lies in the future"),
    (
        [ADA | {"opted_out": {"source": "x", "since": "0001-01-01T00:00:00+14:00"}}],
        "opted_out/since: The time lies before 1970",
    ),
    (
        [ADA | {"consent": {**AGREED["consent"], "withdrawn_at": NOW - timedelta(days=1)}}],
        "withdrawn_at: The consent was withdrawn before it was given",
    ),
]


@pytest.mark.parametrize(("records", "told"), WRONG)
async def test_a_wrong_record_is_refused(
    keeps: KeepRecipientsService, records: list[dict[str, Any]], told: str
) -> None:
    """What cannot be is told with its place, and nothing is kept."""
    with pytest.raises(InvalidRequest, match=told):
        await kept(keeps, *records)

    assert [] == (await keeps.list(PRINCIPAL, StandingQuery())).items


async def test_records_of_others_are_not_there(keeps: KeepRecipientsService) -> None:
    """A stranger neither reads nor removes a record, nor does a wrong id find one."""
    (record,) = await kept(keeps, ADA | LEFT)

    for principal, id in [(STRANGER, record.id), (PRINCIPAL, UUID(int=5))]:
        for ask in (keeps.get, keeps.remove):
            with pytest.raises(NotFound, match="There is no recipient"):
                await ask(principal, id)
