"""
What becomes of a delivery, or of a fan-out, that comes out of a backup: pure functions.

The original may have gone on after the backup. What it may have sent is not sent again on a guess
(docs/decisions/0013): it is looked for on the platform first, and a person is asked where nobody can tell.
"""

from dataclasses import replace
from datetime import datetime

from omnichannel.domain.delivery import IRREVERSIBLE, ChannelDelivery
from omnichannel.domain.delivery_state import FINISHED, DeliveryState
from omnichannel.domain.fan_out import FanOut

S = DeliveryState


def carried_over(
    delivery: ChannelDelivery, *, snapshot_at: datetime, now: datetime, nothing_sent_since: bool
) -> ChannelDelivery:
    """
    Say where *delivery* stands after the restore.

    Args:
        snapshot_at: the moment that the backup shows.
        now: the moment of the restore.
        nothing_sent_since: somebody vouches that the original was stopped before the backup was made
            and sent nothing after it.
    """
    if not _may_be_out(delivery, now=now, nothing_sent_since=nothing_sent_since):
        return _parked(delivery)
    steps = dict(delivery.steps)
    if IRREVERSIBLE in steps:
        steps[IRREVERSIBLE] = now.isoformat()  # the original may have sent it until now
    return replace(
        delivery,
        state=S.UNKNOWN,
        due_at=now,
        updated_at=now,
        fence=delivery.fence + 1,
        steps=steps,
        started_at=now,
        sent_since=delivery.sent_since or _first_time(delivery, snapshot_at),
        parked=False,
        kind=None,
        reason=f"It comes from a backup of {snapshot_at:%Y-%m-%d %H:%M} UTC and may have been sent since.",
        fix=None,
    )


def standby_carried_over(
    delivery: ChannelDelivery, planned_at: datetime | None, *, now: datetime, nothing_sent_since: bool
) -> ChannelDelivery:
    """
    Say where a *delivery* that stands by in a chain stands after the restore.

    Where the time of its message, *planned_at*, has come, the original may have come to it. It still waits
    for its turn, and is then looked for before anything is sent (`sent_since` says so to the store).
    """
    if nothing_sent_since or planned_at is None or planned_at > now:
        return delivery
    return replace(delivery, sent_since=planned_at, started_at=now)


def fan_out_carried_over(
    fan_out: FanOut,
    planned_at: datetime | None,
    *,
    snapshot_at: datetime,
    now: datetime,
    nothing_sent_since: bool,
) -> FanOut:
    """
    Say where *fan_out* stands after the restore: an unfinished one goes on at once.

    Where the time of its message, *planned_at*, has come, the original may have made and sent the rest;
    it keeps the moment of the backup, and `carried_over` is asked about all that is made from then on.
    """
    if not fan_out.is_unfinished:
        return fan_out
    may_be_out = not nothing_sent_since and (planned_at is None or planned_at <= now)
    backup_of = fan_out.backup_of or (snapshot_at if may_be_out else None)
    return replace(fan_out, due_at=now, fence=fan_out.fence + 1, backup_of=backup_of)


def _may_be_out(delivery: ChannelDelivery, *, now: datetime, nothing_sent_since: bool) -> bool:
    """Whether the original may have asked the platform to publish it, without us knowing the outcome."""
    state, due_at = delivery.state, delivery.due_at
    if state in FINISHED or state in (S.HELD, S.STANDBY, S.PENDING):
        return False
    if state is S.PUBLISHING:
        return True
    if nothing_sent_since or delivery.asks_person:
        return False
    if state in (S.RELEASED, S.UNKNOWN):
        return True
    return delivery.parked or due_at is None or due_at <= now  # what was parked may have been woken


def _parked(delivery: ChannelDelivery) -> ChannelDelivery:
    """Older backups do not say what waits for its account; without a time nothing else does."""
    waits = delivery.state is S.WAITING and delivery.due_at is None and not delivery.parked
    return replace(delivery, parked=True) if waits else delivery


def _first_time(delivery: ChannelDelivery, snapshot_at: datetime) -> datetime:
    """Say from when on the post can be out: not before it was due."""
    return delivery.due_at or snapshot_at
