"""AskQuotaService: may an account publish at a given time, and if not, when?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from omnichannel.application.dtos.accounts import QuotaOut
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.known_account import known_account
from omnichannel.domain.account import Account, AccountState, PausedBy
from omnichannel.domain.errors import InvalidRequest, OmnichannelError, Problem
from omnichannel.domain.lane import FREE, Lane
from omnichannel.domain.lateness import lasting
from omnichannel.domain.quota import Budget, budget_at, free_at
from omnichannel.domain.rights import Principal

MOST_PLANNED = 10_000
"""How many planned posts are counted; with more of them the answer is at least as bad as it says."""
SLOW_CLOCK = timedelta(minutes=5)
LONGEST_AHEAD = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class _No:
    """Why not, and from when on; None: a person must act first."""

    reason: str
    free_at: datetime | None = None


class AskQuotaService:
    """Answers; see `AskQuotaUseCase`."""

    def __init__(self, store: Store, channels: Channels, clock: Clock) -> None:
        self._store, self._channels, self._clock = store, channels, clock

    async def ask(self, principal: Principal, id: UUID, at: datetime | None) -> QuotaOut:
        """Look at the account, its lane and its plans in one snapshot."""
        now = self._clock.now()
        moment = _moment(at, now)
        async with self._store.reading(principal.workspace_id) as work:
            account = await known_account(work, id)
            rules = self._channels.lane_rules().get(account.channel, FREE)
            lane = await work.deliveries.lane(id)
            plans = (
                await work.deliveries.planned(id, until=moment, limit=MOST_PLANNED)
                if rules.rate is not None or lane != Lane(id)
                else []
            )
        budget = None if rules.rate is None else budget_at(lane, rules.rate, plans, at=moment, now=now)
        free = free_at(lane, rules, plans, at=moment, now=now).astimezone(moment.tzinfo)
        return _quota_out(moment, budget, self._no(account, lane, budget, free=free, at=moment))

    def _no(
        self, account: Account, lane: Lane, budget: Budget | None, *, free: datetime, at: datetime
    ) -> _No | None:
        try:
            label = self._channels.open(account.channel).label
        except OmnichannelError as error:
            return _No(f"{account.name} cannot publish: {error}")
        stopped = _stopped(account, at)
        if stopped is not None:
            return stopped
        if free <= at:
            return None
        if lane.closed_until is not None and lane.closed_until > at:
            return _No(f"{label} asks {account.name} for patience until {_told(free)}.", free)
        if budget is None or budget.free_at <= at:
            slow = f"{label} asked {account.name} to slow down, and other posts are waiting for that."
            return _No(f"{slow} The next free time is {_told(free)}.", free)
        told = (
            f"This would be post {budget.used + 1:,} of {budget.limit:,} for {account.name} in "
            f"{lasting(budget.per)}, and {label} would refuse it. The next free time is {_told(free)}."
        )
        return _No(told, free)


def _moment(at: datetime | None, now: datetime) -> datetime:
    """Give the moment that is asked about; a clock that is a little slow asks about now."""
    if at is None:
        return now
    if at < now - SLOW_CLOCK:
        raise InvalidRequest(Problem("/at", "That moment is past.", "Leave it out to ask about now."))
    if at > now + LONGEST_AHEAD:
        fix, limit = "Ask about an earlier moment.", "10 years"
        raise InvalidRequest(Problem("/at", "That is more than ten years away.", fix, limit))
    return max(at, now)


def _stopped(account: Account, at: datetime) -> _No | None:
    if account.state is AccountState.PAUSED:
        again = "resume it" if account.paused_by is PausedBy.PERSON else "connect it again"
        why = account.pause_reason or ""
        return _No(f"{account.name} is paused. {why} Its posts wait and go out after you {again}.")
    if account.refresh_problem is not None and account.refreshes and account.waits_for_refresh(at):
        again = f"It is tried again by itself, or connect {account.name} again."
        return _No(f"The sign-in for {account.name} could not be renewed. {account.refresh_problem} {again}")
    if account.expires_at is not None and account.expires_at <= at and not account.refreshes:
        ends = _told(account.expires_at.astimezone(at.tzinfo))
        return _No(f"The sign-in for {account.name} ends on {ends}. Connect it again before that.")
    return None


def _quota_out(at: datetime, budget: Budget | None, no: _No | None) -> QuotaOut:
    return QuotaOut(
        allowed=no is None,
        at=at,
        used=budget and budget.used,
        limit=budget and budget.limit,
        per_seconds=budget and budget.per.total_seconds(),
        reason=no and no.reason,
        next_free_at=at if no is None else no.free_at,
    )


def _told(moment: datetime) -> str:
    """Write a moment for people, in the zone that was asked in."""
    return f"{moment.day} {moment:%B %Y, %H:%M:%S} {moment.tzname()}"
