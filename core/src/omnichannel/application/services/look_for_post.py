"""LookForPost: after a lost answer or a crash, finds out whether the platform has the post."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from omnichannel.application.plugin_call import answer_of
from omnichannel.application.ports.outbound.channel_gateway import Reconciles
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.http import HttpFault
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.publish_post import repeated
from omnichannel.application.services.work import Work
from omnichannel.domain.account import PausedBy
from omnichannel.domain.delivery import IRREVERSIBLE
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.failure import PAUSES_ACCOUNT, FailureKind
from omnichannel.domain.lane import Lesson
from omnichannel.domain.outcome import CannotTell, Found, Published, Sighting
from omnichannel.domain.retry import look_wait
from omnichannel.domain.settlement import (
    RENEW_FIRST,
    RENEWED_SOON,
    Settlement,
    adopt,
    ask_person,
    look_again,
    look_once_more,
    send_again,
    settle,
)

GIVE_UP_AFTER = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=1)
FIRST_PAUSE_IN_THE_DARK = timedelta(seconds=5)
"""A platform that could not be asked is left alone for longer than one that answered."""
RECONNECT = "Connect the account again."
_log = logging.getLogger("omnichannel.deliver")


class LookForPost:
    """
    Decides what becomes of a delivery that may have been published.

    A post is sent again only when the platform was read and does not show it, late enough for it to
    be shown, twice in a row: one look may have come early, because the clock jumped. Or when the message says
    so (`on_unknown: retry`). Otherwise a person is asked.

    Args:
        longest_request: how long a visible request can take before its worker cuts it off.
    """

    def __init__(self, store: Store, clock: Clock, *, longest_request: timedelta, chance: Random) -> None:
        self._store, self._clock = store, clock
        self._longest_request, self._chance = longest_request, chance

    async def settlement(self, work: Work) -> Settlement:
        """Look, and say what follows from it."""
        if _was_not_begun(work):
            reason = "Its worker stopped before it began. Nothing was sent."
            return send_again(
                work.claim, reason, now=self._clock.now(), outcome="absent", chance=self._chance
            )
        gateway = work.channel.reconciles
        if gateway is None:
            return self._nobody_can_tell(work, f"{work.channel.label} cannot be searched for it.")
        sighting = await self._sighting(work, gateway)
        if isinstance(sighting, CannotTell):
            return self._cannot_tell(work, sighting)
        ours = await self._ours(work, sighting) if isinstance(sighting, Found) else None
        if ours is not None:
            return adopt(work.claim, ours, now=self._clock.now(), label=work.channel.label)
        return self._absent(work)

    async def _sighting(self, work: Work, gateway: Reconciles) -> Sighting:
        since = work.claim.delivery.sent_since or work.claim.message.created_at
        try:
            async with asyncio.timeout(self._time_left(work).total_seconds()):
                return await answer_of(gateway.find(work.post, work.account, work.channel.http, since=since))
        except (HttpFault, TimeoutError):
            return CannotTell(f"{work.channel.label} could not be reached.")
        except Exception as error:  # a plugin's fault while reading must not decide anything
            _log.exception("The channel %s failed to look for a post.", work.channel.name)
            return CannotTell(f"The plugin of {work.channel.label} failed: {type(error).__name__}.")

    async def _ours(self, work: Work, found: Found) -> Published | None:
        ids = [candidate.external_id for candidate in found.candidates]
        async with self._store.reading() as reading:
            owners = await reading.deliveries.owners(work.account.id, ids)
        mine = work.claim.delivery.id
        return next((one for one in found.candidates if owners.get(one.external_id, mine) == mine), None)

    def _time_left(self, work: Work) -> timedelta:
        left = work.claim.lease_until - self._clock.now()
        return min(left * 0.75, work.channel.request_timeout)

    def _absent(self, work: Work) -> Settlement:
        now, certain_at = self._clock.now(), self._certain_at(work)
        label = work.channel.label
        if work.claim.delivery.external_id is not None:
            reason = f"{label} took it and has not shown it since; it may still be working on it."
            return ask_person(work.claim, reason, now=now, outcome="absent")
        if now < certain_at:
            due_at = min(certain_at, now + self._pause(work, first=FIRST_PAUSE))
            reason = f"We looked on {label} and did not find it yet; it may take a while to be shown."
            return look_again(work.claim, reason, now=now, due_at=due_at, outcome="absent")
        if not work.claim.delivery.is_missing:
            due_at = now + max(work.channel.settle_delay, FIRST_PAUSE)
            reason = f"{label} does not have it. We look once more before it is sent again."
            return look_once_more(work.claim, reason, now=now, due_at=due_at)
        reason = f"{label} does not have it, so it is sent again."
        return send_again(work.claim, reason, now=now, outcome="absent", chance=self._chance)

    def _cannot_tell(self, work: Work, sighting: CannotTell) -> Settlement:
        now, is_stopped = self._clock.now(), work.claim.account.paused_by is PausedBy.SIGN_IN
        if work.channel.refreshes and sighting.kind is FailureKind.AUTH_EXPIRED and not is_stopped:
            soon = now + RENEWED_SOON
            again = look_again(work.claim, RENEW_FIRST, now=now, due_at=soon, outcome="cannot_tell")
            return replace(again, renews=True)
        if sighting.kind in PAUSES_ACCOUNT:  # whoever connects it again lets us look: nobody has to guess
            due_at = now + self._pause(work, first=FIRST_PAUSE_IN_THE_DARK)
            again = look_again(work.claim, sighting.reason, now=now, due_at=due_at, outcome="cannot_tell")
            return again if is_stopped else replace(again, pause=f"{sighting.reason} {RECONNECT}")
        if now >= self._certain_at(work) + GIVE_UP_AFTER and not _came_late(work, now):
            return self._nobody_can_tell(work, sighting.reason)
        due_at = now + self._pause(work, first=FIRST_PAUSE_IN_THE_DARK, asked=sighting.wait)
        again = look_again(work.claim, sighting.reason, now=now, due_at=due_at, outcome="cannot_tell")
        if sighting.wait is None:
            return again
        return replace(again, lesson=Lesson(now, due_at, known=work.claim.paced_at))

    def _nobody_can_tell(self, work: Work, reason: str) -> Settlement:
        now = self._clock.now()
        if work.channel.is_repeatable:
            outcome = repeated(work.channel.label)
            return settle(work.claim, outcome, now=now, chance=self._chance, look_after=timedelta())
        if work.claim.message.on_unknown == "retry":
            again = f"{reason} The message asks for it to be sent again."
            return send_again(work.claim, again, now=now, outcome="cannot_tell", chance=self._chance)
        lost = f"We do not know whether {work.channel.label} published this. {reason}"
        return ask_person(work.claim, lost, now=now, outcome="cannot_tell")

    def _certain_at(self, work: Work) -> datetime:
        """From when on the platform must show the post if it has it."""
        marked = IRREVERSIBLE in work.claim.delivery.steps
        request = (
            min(work.channel.request_timeout, self._longest_request) if marked else self._longest_request
        )
        return _asked_at(work) + request + work.channel.settle_delay

    def _pause(self, work: Work, *, first: timedelta, asked: timedelta | None = None) -> timedelta:
        """Until the platform must show it, look at least four times within the settle delay."""
        now = self._clock.now()
        often = max(work.channel.settle_delay / 4, first)
        longest = often if now < self._certain_at(work) else max(often, LONGEST_PAUSE)
        age = now - _asked_at(work)
        return look_wait(age, chance=self._chance, first=first, longest=longest, asked=asked)


def _was_not_begun(work: Work) -> bool:
    """
    Say whether the worker that died had not begun.

    A channel that publishes step by step marks the irreversible one before it takes it. What comes from
    a backup says nothing: its original may have gone on.
    """
    marks = work.channel.publishes is not None and work.channel.one_request is None
    died = work.claim.came_from is DeliveryState.PUBLISHING
    return marks and died and IRREVERSIBLE not in work.claim.delivery.steps


def _came_late(work: Work, now: datetime) -> bool:
    """Say whether nobody looked for a while: what was not tried has not failed."""
    return work.claim.was_due_at is not None and now - work.claim.was_due_at > LONGEST_PAUSE


def _asked_at(work: Work) -> datetime:
    """Say when the platform may have been asked to publish it."""
    marked = work.claim.delivery.steps.get(IRREVERSIBLE)
    asked_at = datetime.fromisoformat(marked) if marked else work.claim.delivery.started_at
    return asked_at or work.claim.message.created_at
