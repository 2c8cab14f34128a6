"""KeepWebhooksService: which programs are told what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from omnichannel.application.dtos.accounts import PauseIn
from omnichannel.application.dtos.webhooks import (
    RotateIn,
    WebhookEditIn,
    WebhookIn,
    WebhookList,
    WebhookOut,
    WebhookWithSecret,
)
from omnichannel.application.observing import announced
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.application.services.remove_account import FIX, REASON
from omnichannel.application.services.webhook_endpoints import (
    KIND,
    channel_of,
    credentials_of,
    demand_known,
    known_endpoint,
    new_secret,
    shown_endpoint,
)
from omnichannel.application.vault import Vault
from omnichannel.domain.account import Account, AccountState, PausedBy
from omnichannel.domain.audit import deed
from omnichannel.domain.errors import NotAllowedNow, StaleVersion
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.rights import Principal
from omnichannel.domain.webhook import Webhook, backstage

MOST = 20
MOST_SECRETS = 4
"""So many sign at once while they are changed: who repeats a change must not lose the one in use."""
UNSAID = "Somebody paused it. Resume it when it shall be told again."
Change = Callable[[Account], Account]


class KeepWebhooksService:
    """Keeps endpoints; see `KeepWebhooksUseCase`."""

    def __init__(
        self, store: Store, channels: Channels, publisher: EventPublisher, clock: Clock, vault: Vault
    ) -> None:
        self._store, self._channels, self._publisher = store, channels, publisher
        self._clock, self._vault = clock, vault

    async def add(
        self, principal: Principal, new: WebhookIn, *, key: IdempotencyKey | None = None
    ) -> WebhookWithSecret:
        """Check, seal and store; the outbox begins where the first one is added."""
        demand_known(new.events)
        known = None if key is None else await self._added(principal, key)
        return known or await self._add(principal, new, key)

    async def _added(self, principal: Principal, key: IdempotencyKey) -> WebhookWithSecret | None:
        """Show what was added with *key*, since its answer, with the secret, is not kept."""
        channel = channel_of(self._channels)
        async with self._store.reading(backstage(principal.workspace_id)) as work:
            found = await work.accounts.by_external_ids(channel.name, [key.key])
            account = found.get(key.key)
            webhook = None if account is None else await work.webhooks.get_by_id(account.id)
        if account is None or webhook is None:
            return None
        secret = self._vault.open(account, channel).credentials.secrets[0].get_secret_value()
        return WebhookWithSecret(**self._shown(webhook, account).model_dump(), secret=secret)

    async def _add(
        self, principal: Principal, new: WebhookIn, key: IdempotencyKey | None
    ) -> WebhookWithSecret:
        channel, secret, now = channel_of(self._channels), new_secret(), self._clock.now()
        credentials = credentials_of(channel, new.url, [secret])
        stage, id = backstage(principal.workspace_id), new_id()
        account = Account(
            id=id,
            workspace_id=stage,
            channel=channel.name,
            name=urlsplit(new.url).hostname or "",
            created_at=now,
            external_id=None if key is None else key.key,
            sealed=self._vault.seal(stage, id, credentials),
        )
        async with self._store.unit_of_work(stage) as work:
            await _demand_room(work, stage)
            webhook = Webhook(id, stage, tuple(new.events), await work.webhooks.newest(), new.description)
            await work.accounts.add(account)
            await work.webhooks.add(webhook)
            await _told(work, principal, account, "webhook.added", now)
            await work.commit()
        await announced(self._publisher, MessagesScheduled((), now))
        return WebhookWithSecret(**self._shown(webhook, account).model_dump(), secret=secret)

    async def list(self, principal: Principal) -> WebhookList:
        """Give all of them."""
        stage = backstage(principal.workspace_id)
        async with self._store.reading(stage) as work:
            webhooks = await work.webhooks.of_workspaces([stage])
            accounts = await work.accounts.get_many([one.id for one in webhooks])
        return WebhookList(items=[self._shown(one, accounts[one.id]) for one in webhooks])

    async def get(self, principal: Principal, id: UUID) -> WebhookOut:
        """Give one."""
        async with self._store.reading(backstage(principal.workspace_id)) as work:
            return self._shown(*await known_endpoint(work, id))

    async def edit(self, principal: Principal, id: UUID, new: WebhookEditIn, *, version: int) -> WebhookOut:
        """Replace what was said."""
        given = new.model_dump(exclude_unset=True)
        demand_known(given.get("events") or [])
        stage, now = backstage(principal.workspace_id), self._clock.now()
        async with self._store.unit_of_work(stage) as work:
            webhook, old = await known_endpoint(work, id)
            if old.version != version:
                raise StaleVersion(KIND, id, version)
            account = replace(self._moved(old, given.get("url")), version=version + 1)
            webhook = replace(
                webhook,
                events=tuple(given.get("events") or webhook.events),
                description=given.get("description", webhook.description),
            )
            await work.accounts.save(account)
            await work.webhooks.save(webhook)
            await _told(work, principal, account, "webhook.edited", now)
            await work.commit()
        return self._shown(webhook, account)

    def _moved(self, account: Account, url: str | None) -> Account:
        if url is None:
            return account
        channel = channel_of(self._channels)
        was = self._vault.open(account, channel).credentials
        kept = [secret.get_secret_value() for secret in was.secrets]
        credentials = credentials_of(channel, url, kept, old_until=was.old_until)
        sealed = self._vault.seal(account.workspace_id, account.id, credentials)
        return replace(account, sealed=sealed, name=urlsplit(url).hostname or "")

    async def rotate(self, principal: Principal, id: UUID, how: RotateIn) -> WebhookWithSecret:
        """Seal a new secret in front of the present one."""
        secret, until = new_secret(), self._clock.now() + timedelta(hours=how.keep_old_hours)
        channel = channel_of(self._channels)

        def rotated(old: Account) -> Account:
            was = self._vault.open(old, channel).credentials
            kept = [one.get_secret_value() for one in was.secrets[: MOST_SECRETS - 1]]
            kept = kept if how.keep_old_hours else []
            credentials = credentials_of(channel, was.url, [secret, *kept], old_until=until)
            sealed = self._vault.seal(old.workspace_id, id, credentials)
            return replace(old, sealed=sealed, version=old.version + 1)

        shown = await self._change(principal, id, rotated, "webhook.secret_rotated")
        return WebhookWithSecret(**shown.model_dump(), secret=secret)

    async def pause(self, principal: Principal, id: UUID, why: PauseIn) -> WebhookOut:
        """Stop it."""
        reason = why.reason or UNSAID
        return await self._change(
            principal, id, lambda old: old.paused(PausedBy.PERSON, reason), "webhook.paused"
        )

    async def resume(self, principal: Principal, id: UUID) -> WebhookOut:
        """Let it go on, and wake what waited."""
        return await self._change(principal, id, Account.resumed, "webhook.resumed")

    async def remove(self, principal: Principal, id: UUID) -> None:
        """Erase, call off and write down, in one commit."""
        now = self._clock.now()
        async with self._store.unit_of_work(backstage(principal.workspace_id)) as work:
            _, old = await known_endpoint(work, id)
            await work.accounts.save(old.removed())
            await work.webhooks.remove(id)
            await work.deliveries.retire(id, reason=REASON, fix=FIX, now=now)
            await _told(work, principal, old, "webhook.removed", now)
            await work.commit()
        self._vault.forget(id)

    async def _change(self, principal: Principal, id: UUID, change: Change, action: str) -> WebhookOut:
        now = self._clock.now()
        async with self._store.unit_of_work(backstage(principal.workspace_id)) as work:
            webhook, old = await known_endpoint(work, id)
            account = change(old)
            await work.accounts.save(account)
            if account.state is AccountState.ACTIVE:
                await work.deliveries.wake([id], now=now)
            await _told(work, principal, account, action, now)
            await work.commit()
        await announced(self._publisher, MessagesScheduled((), now))
        return self._shown(webhook, account)

    def _shown(self, webhook: Webhook, account: Account) -> WebhookOut:
        return shown_endpoint(webhook, account, channels=self._channels, vault=self._vault)


async def _demand_room(work: UnitOfWork, stage: UUID) -> None:
    if len(await work.webhooks.of_workspaces([stage])) >= MOST:
        raise NotAllowedNow(
            "add a webhook", because=f"there are {MOST} already", fix="Remove one of them first."
        )


async def _told(work: UnitOfWork, principal: Principal, account: Account, action: str, now: datetime) -> None:
    """The audit log is the workspace's own; the host says which endpoint it was."""
    await work.audit.add([deed(principal, action, account.id, now, detail=account.name)])
