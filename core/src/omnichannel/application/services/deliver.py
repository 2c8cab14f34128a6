"""DeliverService: step 3 of the walk. Publishes, checks or looks for what was claimed, and settles it."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
from omnichannel.application.services.publish_post import PublishPost
from omnichannel.application.services.remove_account import REASON as REMOVED
from omnichannel.application.services.settle_deliveries import SettleDeliveries
from omnichannel.application.services.work import Work
from omnichannel.application.vault import Vault
from omnichannel.domain.account import AccountState
from omnichannel.domain.claim import Claim
from omnichannel.domain.errors import ChannelClosed, ChannelDisabled, OmnichannelError
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Outcome, Pending, Refused, Unknown
from omnichannel.domain.settlement import ASK_AGAIN
from omnichannel.domain.standing import Hindrance

_log = logging.getLogger("omnichannel.deliver")
REMOVED_FIX = "Connect the account again, and write a new message."
NOBODY_CAN_LOOK = "Whether it was published cannot be looked up any more."
DISABLED = "Somebody disabled the channel meanwhile. Nothing was sent."
EVENTS_SHARE = 4
"""One in so many slots at most is taken by what is told to webhooks: one that hangs delays no post."""
REPAIR_PATIENCE = timedelta(hours=4)
"""How long an unknown delivery waits for a channel that does not open, before a person is asked."""
REPAIR_WAIT = timedelta(minutes=5)
"""How long a delivery waits for a channel that does not open: somebody may be repairing it."""

Stop = Hindrance | Refused | Deferred
"""Why a post that was about to be sent is not."""


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
        self._under_way: dict[UUID, str] = {}

    def in_flight(self) -> int:
        """Say how many deliveries are being dealt with."""
        return len(self._under_way)

    def crowded(self, slots: int) -> frozenset[str]:
        """Give the channels that have their share of *slots*: what is due on them waits."""
        internal = self._channels.internal()
        share = max(1, slots // EVENTS_SHARE)
        if internal is None or sum(one == internal for one in self._under_way.values()) < share:
            return frozenset()
        return frozenset({internal})

    async def deliver(self, claims: Sequence[Claim], *, done: Callable[[], None] = _nothing) -> None:
        """Deal with *claims*, calling *done* after each; returns when all of them are settled."""
        prepared = [self._prepared(claim) for claim in claims]
        works = [one for one in prepared if isinstance(one, Work)]
        hindrances = await self._recipients.hindrances([one.claim for one in works])
        vetoes = await self._vetoes([one for one in works if one.claim.delivery.id not in hindrances])
        await asyncio.gather(*(self._one(one, hindrances | vetoes, done) for one in prepared))

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
        self, work: Work | Unworkable, stops: Mapping[UUID, Stop], done: Callable[[], None]
    ) -> None:
        id = work.claim.delivery.id
        if id in self._under_way:  # the clock jumped past its lease: its first holder is alive, and settles
            done()
            return
        self._under_way[id] = work.claim.delivery.channel
        try:
            if isinstance(work, Unworkable):
                await self._unworked(work.claim, work.follows)
            else:
                await self._dealt_with(work, stops.get(work.claim.delivery.id))
        except Exception:  # a fault of ours: the lease runs out, and the delivery is looked at again
            _log.exception("The delivery %s could not be settled.", id)
        finally:
            self._under_way.pop(id, None)
            done()

    async def _unworked(self, claim: Claim, follows: Outcome | Standstill) -> None:
        if follows is Standstill.CHANNEL_DISABLED:
            await self._settle.not_begun(claim, DISABLED)
        elif isinstance(follows, Unknown) and claim.action == "find" and self._was_long_ago(claim):
            await self._settle.nobody_knows(claim, follows.reason, outcome="cannot_tell")
        elif follows is not Standstill.ACCOUNT_REMOVED:
            await self._settle.outcome(claim, follows)
        elif claim.action in ("publish", "confirm"):
            refused = Refused(FailureKind.NOT_FOUND, f"{REMOVED} Nothing was published.", REMOVED_FIX)
            outcome = refused if claim.action == "publish" else Unknown(REMOVED)
            await self._settle.outcome(claim, outcome)
        else:
            await self._settle.nobody_knows(claim, f"{REMOVED} {NOBODY_CAN_LOOK}")

    def _was_long_ago(self, claim: Claim) -> bool:
        began = claim.delivery.started_at or claim.message.created_at
        return self._settle.now() - began >= REPAIR_PATIENCE

    async def _dealt_with(self, work: Work, stop: Stop | None) -> None:
        if work.claim.action == "find":
            await self._settle.put(await self._look.settlement(work))
        elif work.claim.action == "check":
            await self._settle.outcome(
                work.claim, await self._publish.checked(work), label=work.channel.label
            )
        elif work.claim.action == "confirm":
            await self._settle.outcome(
                work.claim, await self._publish.confirmed(work), label=work.channel.label
            )
        elif isinstance(stop, Hindrance):
            await self._settle.left_out(work.claim, stop)
        elif stop is not None:
            await self._settle.outcome(work.claim, stop)
        elif self._publish.is_too_late(work):
            await self._settle.not_begun(work.claim)
        else:
            await self._settle.outcome(
                work.claim, await self._publish.outcome(work), label=work.channel.label
            )


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
