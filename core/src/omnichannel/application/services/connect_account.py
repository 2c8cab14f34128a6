"""ConnectAccountService: accounts come in, their credentials are sealed at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError

from omnichannel.application.dtos.accounts import AccountIn, AccountOut, CredentialsIn
from omnichannel.application.dtos.outgoing import account_out
from omnichannel.application.model_problems import problems_from
from omnichannel.application.observing import announced
from omnichannel.application.ports.outbound.channels import Channel, Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.vault import Vault
from omnichannel.domain.account import Account, AccountState
from omnichannel.domain.audit import AuditEntry, deed
from omnichannel.domain.errors import InvalidRequest, NotFound, OmnichannelError, Problem
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.rights import Principal


class ConnectAccountService:
    """Connects and reconnects; see `ConnectAccountUseCase`."""

    def __init__(
        self, store: Store, channels: Channels, publisher: EventPublisher, clock: Clock, vault: Vault
    ) -> None:
        self._store, self._channels, self._publisher = store, channels, publisher
        self._clock, self._vault = clock, vault

    async def connect(self, principal: Principal, new: AccountIn) -> AccountOut:
        """Check, seal and store."""
        credentials = _credentials(new.credentials, self._channel(new.channel))
        now, id = self._clock.now(), new_id()
        account = Account(
            id=id,
            workspace_id=principal.workspace_id,
            channel=new.channel,
            name=new.name,
            created_at=now,
            external_id=new.external_id,
            handle=new.handle,
            sealed=self._vault.seal(principal.workspace_id, id, credentials),
        )
        async with self._store.unit_of_work(principal.workspace_id) as work:
            await work.accounts.add(account)
            await work.audit.add([_deed(principal, account, "account.connected", now)])
            await work.commit()
        return account_out(account)

    async def reconnect(self, principal: Principal, id: UUID, new: CredentialsIn) -> AccountOut:
        """Replace the credentials, and wake what waited for them."""
        now = self._clock.now()
        async with self._store.unit_of_work(principal.workspace_id) as work:
            old = await work.accounts.get_by_id(id)
            if old is None:
                raise NotFound("account", id)
            credentials = _credentials(new.credentials, self._channel(old.channel))
            account = old.reconnected(self._vault.seal(principal.workspace_id, id, credentials))
            await work.accounts.save(account)
            if account.state is AccountState.ACTIVE:
                await work.deliveries.wake([id], now=now)
            await work.audit.add([_deed(principal, account, "account.reconnected", now)])
            await work.commit()
        await announced(self._publisher, MessagesScheduled((), now))
        return account_out(account)

    def _channel(self, name: str) -> Channel:
        fix = "GET /v1/channels lists those that are installed."
        try:
            channel = self._channels.open(name)
        except OmnichannelError as error:
            raise InvalidRequest(Problem("/channel", str(error), fix)) from error
        if channel.is_internal:
            raise InvalidRequest(Problem("/channel", f"Nobody publishes by {channel.label}.", fix))
        return channel


def _credentials(given: Mapping[str, Any], channel: Channel) -> BaseModel:
    try:
        return channel.credentials.model_validate(dict(given))
    except ValidationError as error:
        fix = f"See credentials_schema in GET /v1/channels/{channel.name}."
        problems = problems_from(error, field="/credentials", fix=fix, channel=channel.name)
        raise InvalidRequest(*problems) from None


def _deed(principal: Principal, account: Account, action: str, now: datetime) -> AuditEntry:
    return deed(principal, action, account.id, now, detail=f"{account.channel}: {account.name}")
