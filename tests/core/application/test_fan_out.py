from datetime import timedelta
from uuid import UUID

import pytest

from omnichannel.application.fan_out import deliveries_of
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.target import Recipient, Target
from omnichannel.domain.walltime import at_instant
from tests.core.fakes.examples import ACCOUNT, NOW, account, at, message

MAIL = UUID(int=20)
ACCOUNTS = {ACCOUNT: account(), MAIL: account(id=MAIL, channel="mail")}
PEOPLE = (Recipient(("a@b.c", "d@e.f"), "Ada"), Recipient(("g@h.i",)))


def test_each_address_gets_a_delivery_of_its_own() -> None:
    """A feed is one delivery, and people are one for each of their addresses, by the names they have."""
    made = deliveries_of(message(targets=(Target(ACCOUNT), Target(MAIL, PEOPLE))), ACCOUNTS, now=NOW)

    assert [
        ("feed", None, None),
        ("mail", "a@b.c", "Ada"),
        ("mail", "d@e.f", "Ada"),
        ("mail", "g@h.i", None),
    ] == [(one.channel, one.address, one.recipient_name) for one in made]


def test_deliveries_are_listed_as_their_author_wrote_them() -> None:
    """The order of ids, in which the store lists deliveries, is the order of targets and people."""
    crowd = tuple(Recipient((f"{n}@example.org",)) for n in range(200))

    made = deliveries_of(message(targets=(Target(MAIL, crowd),)), ACCOUNTS, now=NOW)

    assert [one.id for one in made] == sorted(one.id for one in made)
    assert [person.addresses[0] for person in crowd] == [one.address for one in made]


@pytest.mark.parametrize(("seconds", "due"), [(60, 60), (0, 0), (-30, 0)])
def test_nothing_is_due_before_it_was_stored(seconds: int, due: int) -> None:
    """A delivery is due at its time, or now where that has passed."""
    (made,) = deliveries_of(message(schedule=at_instant(NOW + timedelta(seconds=seconds))), ACCOUNTS, now=NOW)

    assert (DeliveryState.SCHEDULED, at(due)) == (made.state, made.due_at)


@pytest.mark.parametrize("editorial", [Editorial.DRAFT, Editorial.AWAITING_APPROVAL])
def test_what_is_not_scheduled_is_held(editorial: Editorial) -> None:
    """Drafts and messages that await approval are due never, even with a time."""
    (made,) = deliveries_of(message(editorial=editorial), ACCOUNTS, now=NOW)

    assert (DeliveryState.HELD, None) == (made.state, made.due_at)
