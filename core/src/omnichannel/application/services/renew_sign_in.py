"""RenewSignIn: has a platform replace one account's sign-in, and keeps what came of it."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from omnichannel.application.observing import announced
from omnichannel.application.plugin_call import answer_of
from omnichannel.application.ports.outbound.channel_gateway import Refreshes
from omnichannel.application.ports.outbound.channels import Channel, Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.http import HttpFault, NothingSent
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.known_account import shown
from omnichannel.application.vault import Vault
from omnichannel.domain.account import Account, AccountState
from omnichannel.domain.audit import deed
from omnichannel.domain.errors import OmnichannelError
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.outcome import CannotTell
from omnichannel.domain.refresh import refresh_pause, refresh_time
from omnichannel.domain.rights import Principal
from omnichannel.domain.sign_in import Dead, Refreshed, Renewal

LONGEST_REQUEST = timedelta(seconds=30)
TRIES = 8
FIRST_PAUSE_SECONDS = 0.1
LOST_BEFORE = (
    "An earlier try ended without an answer, so the platform may have replaced the sign-in without our "
    "hearing of it."
)
_log = logging.getLogger("omnichannel.sign_in")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a platform said; *is_unclear*: it may have done more than we heard of."""

    said: Renewal
    is_unclear: bool = False


class RenewSignIn:
    """
    Renews the sign-in of an account that its caller has claimed.

    The request ends well before the lease of the claim does, so that no two use one refresh token at the
    same time. What came of it is written before anything else is done with it.
    """

    def __init__(
        self,
        store: Store,
        channels: Channels,
        publisher: EventPublisher,
        clock: Clock,
        vault: Vault,
        *,
        lease: timedelta,
        chance: Random,
    ) -> None:
        self._store, self._channels, self._publisher = store, channels, publisher
        self._clock, self._vault, self._chance = clock, vault, chance
        self._longest = min(LONGEST_REQUEST, lease * 0.5)
        self._under_way: set[UUID] = set()

    async def renew(self, held: Account, *, by: Principal | None = None) -> tuple[Renewal, Account | None]:
        """
        Ask, and keep the answer.

        Args:
            held: as it stands after the claim.
            by: the person who asked for it; None: it was due.

        Returns:
            What the platform said, and the account after it; None where a person reconnected or removed
            it meanwhile, whose word counts.
        """
        if held.id in self._under_way:  # the clock jumped past the lease: its first holder is alive
            return CannotTell("It is being renewed at present."), held
        self._under_way.add(held.id)
        try:
            answer = await self._answer(held)
            after = await self._keep(held, answer, by)
        finally:
            self._under_way.discard(held.id)
        if after is not None and after.state is AccountState.ACTIVE:
            await announced(self._publisher, MessagesScheduled((), self._clock.now()))
        return answer.said, after

    async def _answer(self, held: Account) -> Answer:
        try:
            channel = self._channels.open(held.channel)
            opened = self._vault.open(held, channel)
        except OmnichannelError as error:
            return Answer(CannotTell(str(error)))
        if not isinstance(channel.gateway, Refreshes):
            return Answer(CannotTell(f"{channel.label} does not renew sign-ins any more."))
        try:
            async with asyncio.timeout(self._longest.total_seconds()):
                said = await answer_of(channel.gateway.refresh(opened, channel.http))
        except NothingSent:
            return Answer(CannotTell(f"{channel.label} could not be reached."))
        except (HttpFault, TimeoutError):
            return Answer(CannotTell(f"{channel.label} gave no answer."), is_unclear=True)
        except Exception as error:  # a plugin's fault; its words may hold a token
            return _failed(channel, type(error).__name__)
        if isinstance(said, Refreshed) and not isinstance(said.credentials, channel.credentials):
            return _failed(channel, "it gave credentials of another kind")
        return Answer(said, is_unclear=isinstance(said, CannotTell))

    async def _keep(self, held: Account, answer: Answer, by: Principal | None) -> Account | None:
        """A new sign-in is worth many tries: the platform may no longer take the old one."""
        for tried in range(TRIES):
            try:
                return await self._kept(held, answer, by)
            except Exception as error:  # whatever keeps the store from writing may pass
                if tried == TRIES - 1:
                    raise
                _log.warning("A renewed sign-in could not be stored (%s).", type(error).__name__)
                await asyncio.sleep(FIRST_PAUSE_SECONDS * 2**tried)
        raise AssertionError("unreachable")

    async def _kept(self, held: Account, answer: Answer, by: Principal | None) -> Account | None:
        """The answer is about the credentials that were used: who reconnected since is left alone."""
        now = self._clock.now()
        async with self._store.unit_of_work(held.workspace_id) as work:
            stored = await work.accounts.get_by_id(held.id)
            after = None if stored is None else self._after(stored, held, answer, now)
            if after is None:
                return None
            await work.accounts.save(after)
            if isinstance(answer.said, Refreshed) and after.state is AccountState.ACTIVE:
                await work.deliveries.wake([after.id], now=now)
            if by is not None:
                await work.audit.add([deed(by, _action(answer.said), after.id, now, detail=shown(after))])
            await work.commit()
        return after

    def _after(self, stored: Account, held: Account, answer: Answer, now: datetime) -> Account | None:
        """Whoever took over after our lease had ended decides, unless we bring new credentials."""
        if stored.sealed != held.sealed:
            return None
        if isinstance(answer.said, Refreshed):
            return self._refreshed(stored, answer.said, now)
        if stored.refresh_lease_until != held.refresh_lease_until:
            return None
        if isinstance(answer.said, Dead):
            lost = [LOST_BEFORE] if stored.refresh_unclear else []
            return stored.refresh_refused(" ".join([answer.said.reason, *lost, answer.said.fix]))
        pause = refresh_pause(stored.refresh_failures + 1, chance=self._chance)
        return stored.refresh_failed(answer.said.reason, refresh_at=now + pause, is_unclear=answer.is_unclear)

    def _refreshed(self, stored: Account, new: Refreshed, now: datetime) -> Account:
        sealed = self._vault.seal(stored.workspace_id, stored.id, new.credentials)
        due = refresh_time(new.expires_at, now=now, chance=self._chance)
        return stored.refreshed(sealed, expires_at=new.expires_at, refresh_at=due, now=now)


def _failed(channel: Channel, how: str) -> Answer:
    _log.error("The channel %s failed to renew a sign-in: %s.", channel.name, how)
    return Answer(CannotTell(f"The plugin of {channel.label} failed: {how}."), is_unclear=True)


def _action(said: Renewal) -> str:
    match said:
        case Refreshed():
            return "account.refreshed"
        case Dead():
            return "account.refresh_refused"
        case CannotTell():
            return "account.refresh_failed"
