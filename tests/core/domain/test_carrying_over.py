from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from omnichannel.domain.carrying_over import carried_over, fan_out_carried_over, standby_carried_over
from omnichannel.domain.delivery import IRREVERSIBLE, ChannelDelivery
from omnichannel.domain.delivery_state import FINISHED, DeliveryState
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.identifiers import new_id
from omnichannel.testing.repository_samples import NOW, a_delivery, a_message, an_account

S = DeliveryState
SNAPSHOT, BETWEEN, LATER = NOW - timedelta(hours=1), NOW - timedelta(minutes=9), NOW + timedelta(hours=1)


def delivery(state: DeliveryState, due_at: datetime | None, **facts: object) -> ChannelDelivery:
    account = an_account()
    return a_delivery(a_message(account), account, state=state, due_at=due_at, **facts)


def carried(given: ChannelDelivery, *, flagged: bool = False) -> ChannelDelivery:
    return carried_over(given, snapshot_at=SNAPSHOT, now=NOW, nothing_sent_since=flagged)


@pytest.mark.parametrize(
    ("state", "due_at"),
    [
        (S.SCHEDULED, BETWEEN),
        (S.SCHEDULED, SNAPSHOT - timedelta(minutes=1)),
        (S.SCHEDULED, NOW),
        (S.RELEASED, LATER),
        (S.WAITING, BETWEEN),
        (S.WAITING, None),
        (S.UNKNOWN, LATER),
        (S.PUBLISHING, LATER),
    ],
)
def test_what_the_original_may_have_sent_is_looked_for(state: DeliveryState, due_at: datetime | None) -> None:
    """It is unknown and due at once; a look counts from now on, and begins where it can have been sent."""
    given = delivery(state, due_at)

    after = carried(given)

    assert (S.UNKNOWN, NOW, NOW) == (after.state, after.due_at, after.started_at)
    assert (due_at or SNAPSHOT) == after.sent_since
    assert given.fence + 1 == after.fence
    assert "from a backup of 2031-05-06 06:08 UTC" in str(after.reason)


@pytest.mark.parametrize(
    ("state", "due_at"),
    [
        (S.SCHEDULED, LATER),
        (S.WAITING, LATER),
        (S.HELD, None),
        (S.PENDING, BETWEEN),
        (S.UNKNOWN, None),
        *((state, None) for state in sorted(FINISHED)),
    ],
)
@pytest.mark.parametrize("flagged", [False, True])
def test_what_it_cannot_have_sent_stays_as_it_is(
    state: DeliveryState, due_at: datetime | None, flagged: bool
) -> None:
    """What is planned for later, finished, held, merely checked, or asks a person already is not touched."""
    given = delivery(state, due_at)

    assert given is carried(given, flagged=flagged)


@pytest.mark.parametrize("state", [S.SCHEDULED, S.RELEASED, S.WAITING, S.UNKNOWN])
def test_with_the_flag_what_is_overdue_goes_on(state: DeliveryState) -> None:
    """Somebody vouches that nothing was sent, so what was due goes on where it stood."""
    given = delivery(state, BETWEEN)

    assert given is carried(given, flagged=True)


@pytest.mark.parametrize(
    ("planned_at", "flagged", "since"),
    [
        (BETWEEN, False, BETWEEN),
        (NOW, False, NOW),
        (LATER, False, None),
        (None, False, None),
        (BETWEEN, True, None),
    ],
)
def test_what_stood_by_may_have_had_its_turn(
    planned_at: datetime | None, flagged: bool, since: datetime | None
) -> None:
    """It stands by still; where its turn may have come in the original, it will be looked for first."""
    given = delivery(S.STANDBY, None)

    after = standby_carried_over(given, planned_at, now=NOW, nothing_sent_since=flagged)

    assert (S.STANDBY, since) == (after.state, after.sent_since)
    assert (after is given) is (since is None)
    assert given is carried(given, flagged=flagged)


def test_what_was_being_published_is_looked_for_in_any_case() -> None:
    """Nobody can vouch for a request that was under way when the backup was made."""
    given = delivery(S.PUBLISHING, LATER, sent_since=SNAPSHOT, steps={"container": "1"})

    after = carried(given, flagged=True)

    assert (S.UNKNOWN, SNAPSHOT) == (after.state, after.sent_since)
    assert {"container": "1"} == after.steps


def test_the_last_step_may_have_been_taken_until_now() -> None:
    """A mark of the irreversible step moves on, so that a look that comes too early does not count."""
    marked = {IRREVERSIBLE: SNAPSHOT.isoformat()}
    given = replace(delivery(S.UNKNOWN, LATER), steps=marked)

    assert {IRREVERSIBLE: NOW.isoformat()} == carried(given).steps
    assert marked == given.steps


def fan_out(**facts: Any) -> FanOut:
    ids = {name: new_id() for name in ("id", "workspace_id", "message_id", "account_id", "list_id")}
    return FanOut(**{**ids, "total": 9, "position": 4, "due_at": LATER, "fence": 3, **facts})


@pytest.mark.parametrize(
    ("planned_at", "flagged", "backup_of"),
    [
        (BETWEEN, False, SNAPSHOT),
        (SNAPSHOT - timedelta(minutes=1), False, SNAPSHOT),
        (NOW, False, SNAPSHOT),
        (LATER, False, None),
        (BETWEEN, True, None),
    ],
)
def test_an_unfinished_fan_out_goes_on(
    planned_at: datetime, flagged: bool, backup_of: datetime | None
) -> None:
    """It is due at once, and knows of the backup where the original may have sent what it makes."""
    given = fan_out()

    after = fan_out_carried_over(given, planned_at, snapshot_at=SNAPSHOT, now=NOW, nothing_sent_since=flagged)

    assert replace(given, due_at=NOW, fence=4, backup_of=backup_of) == after


def test_a_fan_out_that_was_carried_over_twice_keeps_the_first_backup() -> None:
    """What may have been sent since then still may, whoever vouches for the time after it."""
    first = SNAPSHOT - timedelta(days=1)

    after = fan_out_carried_over(
        fan_out(backup_of=first), BETWEEN, snapshot_at=SNAPSHOT, now=NOW, nothing_sent_since=True
    )

    assert first == after.backup_of


def test_a_fan_out_that_has_ended_stays_as_it_is() -> None:
    """Finished, stopped, or of a draft: nobody goes on with it."""
    given = fan_out(due_at=None)

    assert given is fan_out_carried_over(
        given, BETWEEN, snapshot_at=SNAPSHOT, now=NOW, nothing_sent_since=False
    )
