"""DeliverService: step 3 of the walk. Publishes, checks or looks for what was claimed, and settles it."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from uuid import UUID

from pydantic import ValidationError

from omnichannel.application.observing import Observers
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.observer import GuardUnheard, PostAhead
from omnichannel.application.posts import post_for
from omnichannel.application.services.check_recipients import CheckRecipients
from omnichannel.application.services.look_for_post import LookForPost
from omnichannel.application.services.publish_post import LONGEST_PENDING, PublishPost
from omnichannel.application.services.remove_account import REASON as REMOVED
from omnichannel.application.services.settle_deliveries import SettleDeliveries
from omnichannel.application.services.work import Work
from omnichannel.application.vault import Vault
from omnichannel.domain.account import AccountState
from omnichannel.domain.claim import Claim
from omnichannel.domain.errors import ChannelClosed, ChannelDisabled, OmnichannelError
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Outcome, Pending, Refused, Unknown
from omnichannel.domain.settlement import ASK_AGAIN, Settlement
from omnichannel.domain.standing import Hindrance

_log = logging.getLogger("omnichannel.deliver")
REMOVED_FIX = "Connect the account again, and write a new message."
NOBODY_CAN_LOOK = "Whether it was published cannot be looked up any more."
DISABLED = "Somebody disabled the channel meanwhile. Nothing was sent."
EVENTS_SHARE = 4
"""Once one in so many slots is taken by what is told to webhooks, no more of it is claimed."""
REPAIR_PATIENCE = timedelta(hours=4)
"""How long an unknown delivery waits for a channel that does not open, before a person is asked."""
REPAIR_WAIT = timedelta(minutes=5)
"""How long a delivery waits for a channel that does not open: somebody may be repairing it."""

Stop = Hindrance | Refused | Deferred
"""Why a post that was about to be sent is not."""
Told = Callable[[], None]


class Standstill(Enum):
    """Why a claim cannot be worked on, where what follows depends on what it was claimed for."""

    ACCOUNT_REMOVED = "account_removed"
    CHANNEL_DISABLED = "channel_disabled"


@dataclass(frozen=True, slots=True)
class Unworkable:
    """A claim that cannot be worked on, and what follows from that."""

    claim: Claim
    follows: Outcome | Standstill


def _nothing() -> None:
    """Do nothing."""


class DeliverService:
    """
    Deals with claimed deliveries, all at once, and settles each as soon as its outcome is known.

    Whatever happens to one delivery, its claim is settled or its lease runs out: nothing hangs.
    """

    def __init__(
        self,
        channels: Channels,
        vault: Vault,
        observers: Observers,
        *,
        publish: PublishPost,
        look: LookForPost,
        recipients: CheckRecipients,
        settle: SettleDeliveries,
    ) -> None:
        self._channels, self._vault, self._observers = channels, vault, observers
        self._publish, self._look, self._settle = publish, look, settle
        self._recipients = recipients
        self._held: dict[UUID, int] = {}
        self._in_flight: dict[UUID, str] = {}

    def in_flight(self) -> int:
        """Say how many deliveries are being dealt with; those whose outcome is known are not."""
        return len(self._in_flight)

    def crowded(self, slots: int) -> frozenset[str]:
        """Give the channels that have their share of *slots*: what is due on them waits."""
        internal = self._channels.internal()
        share = max(1, slots // EVENTS_SHARE)
        if internal is None or sum(one == internal for one in self._in_flight.values()) < share:
            return frozenset()
        return frozenset({internal})

    async def deliver(
        self, claims: Sequence[Claim], *, answered: Told = _nothing, settled: Told = _nothing
    ) -> None:
        """
        Deal with *claims*; returns when all of them are settled.

        Args:
            answered: called once for each whose outcome is known: nothing of it is on its way any more.
            settled: called once for each whose outcome is kept, or was given up.
        """
        prepared = [self._prepared(claim) for claim in claims]
        works = [one for one in prepared if isinstance(one, Work)]
        hindrances = await self._recipients.hindrances([one.claim for one in works])
        vetoes = await self._vetoes([one for one in works if one.claim.delivery.id not in hindrances])
        stops = hindrances | vetoes
        await asyncio.gather(*(self._one(one, stops, answered, settled) for one in prepared))

    def _prepared(self, claim: Claim) -> Work | Unworkable:
        if claim.account.state is AccountState.REMOVED:
            return Unworkable(claim, Standstill.ACCOUNT_REMOVED)
        try:
            channel = self._channels.open(claim.delivery.channel)
            account = self._vault.open(claim.account, channel)
            return Work(claim, channel, account, post_for(claim.message, channel, claim.delivery))
        except Exception as error:  # a plugin's validator may raise anything; the other claims go on
            if not isinstance(error, OmnichannelError | ValidationError):
                _log.exception("The delivery %s cannot be prepared.", claim.delivery.id)
            return Unworkable(claim, _unworkable(error, claim))

    async def _vetoes(self, works: Sequence[Work]) -> dict[UUID, Stop]:
        ahead = [
            PostAhead(work.post, work.channel.name, work.account.id, work.claim.message)
            for work in works
            if work.claim.action == "publish" and not work.channel.is_internal
        ]
        try:
            said = await self._observers.before_publish(ahead) if ahead and self._observers.guard else {}
        except GuardUnheard as error:
            waits = Deferred(f"{error} Nothing was sent.", wait=REPAIR_WAIT)
            return {one.post.delivery_id: waits for one in ahead}
        return {id: _vetoed(reason) for id, reason in said.items()}

    async def _one(
        self, work: Work | Unworkable, stops: Mapping[UUID, Stop], answered: Told, settled: Told
    ) -> None:
        id, fence = work.claim.delivery.id, work.claim.delivery.fence
        if id in self._held:  # the clock jumped past its lease: its first holder is alive, and settles both
            self._held[id] = max(fence, self._held[id])
            answered()
            settled()
            return
        self._held[id] = fence
        try:
            settlement = await self._settlement(work, stops.get(id), answered)
            await self._settle.put(replace(settlement, fence=self._held[id]))
        except Exception:  # a fault of ours: the lease runs out, and the delivery is looked at again
            _log.exception("The delivery %s could not be settled.", id)
        finally:
            del self._held[id]
            settled()

    async def _settlement(self, work: Work | Unworkable, stop: Stop | None, answered: Told) -> Settlement:
        delivery = work.claim.delivery
        self._in_flight[delivery.id] = delivery.channel
        try:
            if isinstance(work, Unworkable):
                return self._unworked(work.claim, work.follows)
            return await self._dealt_with(work, stop)
        finally:
            del self._in_flight[delivery.id]
            answered()

    def _unworked(self, claim: Claim, follows: Outcome | Standstill) -> Settlement:
        if follows is Standstill.CHANNEL_DISABLED:
            return self._settle.not_begun(claim, DISABLED)
        if isinstance(follows, Unknown) and claim.action == "find" and self._age(claim) >= REPAIR_PATIENCE:
            return self._settle.nobody_knows(claim, follows.reason, outcome="cannot_tell")
        if isinstance(follows, Pending) and self._age(claim) >= LONGEST_PENDING:
            return self._settle.outcome(claim, Unknown(NOBODY_CAN_LOOK))
        if follows is not Standstill.ACCOUNT_REMOVED:
            return self._settle.outcome(claim, follows)
        if claim.action == "publish":
            refused = Refused(FailureKind.NOT_FOUND, f"{REMOVED} Nothing was published.", REMOVED_FIX)
            return self._settle.outcome(claim, refused)
        if claim.action == "confirm":
            return self._settle.outcome(claim, Unknown(REMOVED))
        return self._settle.nobody_knows(claim, f"{REMOVED} {NOBODY_CAN_LOOK}")

    def _age(self, claim: Claim) -> timedelta:
        return self._settle.now() - (claim.delivery.started_at or claim.message.created_at)

    async def _dealt_with(self, work: Work, stop: Stop | None) -> Settlement:
        if work.claim.action == "find":
            return await self._look.settlement(work)
        if work.claim.action == "check":
            return self._told(work, await self._publish.checked(work))
        if work.claim.action == "confirm":
            return self._told(work, await self._publish.confirmed(work))
        if isinstance(stop, Hindrance):
            return self._settle.left_out(work.claim, stop)
        if stop is not None:
            return self._settle.outcome(work.claim, stop)
        if self._publish.is_too_late(work):
            return self._settle.not_begun(work.claim)
        return self._told(work, await self._publish.outcome(work))

    def _told(self, work: Work, outcome: Outcome) -> Settlement:
        return self._settle.outcome(work.claim, outcome, label=work.channel.label)


def _unworkable(error: Exception, claim: Claim) -> Outcome | Standstill:
    """Say what follows where a claim cannot be worked on: nothing is guessed or given up too soon."""
    if isinstance(error, ChannelDisabled) and claim.action == "publish":
        return Standstill.CHANNEL_DISABLED
    told = str(error) if isinstance(error, OmnichannelError) else type(error).__name__
    if claim.action == "check":
        return Pending(claim.delivery.external_id or "", ASK_AGAIN)
    if claim.action == "confirm":
        return Unknown(f"Nobody can be asked whether it arrived: {told}")
    if claim.action == "find":
        return Unknown(f"It may be published, and cannot be looked for: {told}")
    if isinstance(error, ValidationError):
        reason = f"The message's options no longer fit the channel {claim.delivery.channel!r}."
        return Refused(FailureKind.UNSUPPORTED, reason, "Write the message again with the present options.")
    if isinstance(error, ChannelClosed):
        return Deferred(f"{told} Nothing was sent.", wait=REPAIR_WAIT)
    return Refused(FailureKind.MISCONFIGURED, told, "Nothing was published. Connect the account again.")


def _vetoed(reason: str) -> Refused:
    return Refused(FailureKind.POLICY_BLOCKED, reason, "Nothing was published. Change the message.")
