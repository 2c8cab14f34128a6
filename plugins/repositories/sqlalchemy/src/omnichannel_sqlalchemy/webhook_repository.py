"""Which endpoints are told what, and how far the feed was told, in SQL."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, select, update

from omnichannel.domain.delivery import ASKED_AGAIN
from omnichannel.domain.delivery_state import FINISHED, DeliveryState
from omnichannel.domain.identifiers import first_id_at
from omnichannel.domain.webhook import MessageHead, Webhook, is_backstage
from omnichannel_sqlalchemy.columns import Id
from omnichannel_sqlalchemy.rows import WEBHOOK, row_from_webhook, webhook_from_row
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import (
    accounts,
    changes,
    deliveries,
    forgotten_changes,
    messages,
    outbox,
    webhooks,
)

_w, _d, _m = webhooks.c, deliveries.c, messages.c
_THE_ONE = 1


class SqlAlchemyWebhookRepository:
    """Keeps webhooks and the outbox."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def newest(self) -> int:
        """Give the place of the newest change of all workspaces."""
        places = (select(func.max(table.c.seq)).scalar_subquery() for table in (changes, forgotten_changes))
        ((last, forgotten),) = await self._scope.select(select(*places))
        return max(last or 0, forgotten or 0)

    async def add(self, webhook: Webhook) -> None:
        """Add a webhook; the first one makes the outbox begin."""
        self._scope.admit([webhook.workspace_id])
        await self._scope.insert(webhooks, [row_from_webhook(webhook)])
        await self._begin(webhook.heard_from)

    async def _begin(self, place: int) -> None:
        begun = self._scope.dialect.insert(outbox).values(id=_THE_ONE, place=place)
        await self._scope.run(begun.on_conflict_do_nothing(index_elements=[outbox.c.id]))

    async def save(self, webhook: Webhook) -> None:
        """Replace what a webhook hears and how it is described."""
        mine = (_w.id == webhook.id, *self._scope.visible(webhooks))
        told = {"events": list(webhook.events), "description": webhook.description}
        await self._scope.run(update(webhooks).where(*mine).values(told))

    async def remove(self, id: UUID) -> None:
        """Remove a webhook; the last one ends the outbox."""
        await self._scope.run(delete(webhooks).where(_w.id == id, *self._scope.visible(webhooks)))
        await self._scope.run(delete(outbox).where(~exists(select(_w.id))))

    async def get_by_id(self, id: UUID) -> Webhook | None:
        """Give the webhook, or None where the workspace has none such."""
        rows = await self._scope.get_many(WEBHOOK, [id])
        return webhook_from_row(rows[0]) if rows else None

    async def of_workspaces(self, workspace_ids: Collection[UUID]) -> list[Webhook]:
        """Give the webhooks of these workspaces."""
        rows = await self._scope.get_many(WEBHOOK, workspace_ids, by="workspace_id")
        return [webhook_from_row(row) for row in rows]

    async def heads(self, message_ids: Collection[UUID]) -> dict[UUID, MessageHead]:
        """Give what events tell of messages."""
        title = _m.body["content"]["title"].as_string()
        columns = (_m.id, _m.editorial, title, _m.planned_at, _m.version)
        told = (*columns, _m.created_by, _m.created_at, _m.updated_at)
        wanted = self._scope.dialect.rows("ids", {"id": Id()})
        mine = (_m.id.in_(select(wanted.c.id)), *self._scope.visible(messages))
        packed = self._scope.dialect.pack((id,) for id in message_ids)
        found = await self._scope.select(select(*told).where(*mine), ids=packed)
        return {row[0]: MessageHead(*row) for row in found}

    async def texts(self, message_ids: Collection[UUID]) -> dict[UUID, str]:
        """Give what messages say."""
        text, wanted = _m.body["content"]["text"].as_string(), self._scope.dialect.rows("ids", {"id": Id()})
        mine = (_m.id.in_(select(wanted.c.id)), *self._scope.visible(messages))
        packed = self._scope.dialect.pack((id,) for id in message_ids)
        return {
            row[0]: row[1] for row in await self._scope.select(select(_m.id, text).where(*mine), ids=packed)
        }

    async def place(self) -> int | None:
        """Give the place up to which the feed was told."""
        found: int | None = (await self._scope.run(select(outbox.c.place))).scalar_one_or_none()
        return found

    async def advance(self, place: int, *, to: int) -> bool:
        """Move the outbox on; False where it stands elsewhere."""
        moved = update(outbox).where(outbox.c.place == place).values(place=to)
        return (await self._scope.run(moved)).rowcount == 1

    async def begin_anew(self) -> None:
        """Let all webhooks hear only what happens from now on."""
        newest = await self.newest()
        changed = await self._scope.run(update(webhooks).values(heard_from=newest))
        if changed.rowcount:
            await self._begin(newest)
            await self._scope.run(update(outbox).values(place=newest))

    async def replay(
        self,
        id: UUID,
        *,
        since: datetime | None,
        ids: Collection[UUID] = (),
        states: Collection[DeliveryState],
        now: datetime,
        limit: int,
    ) -> int:
        """Make deliveries to an endpoint due again, in one statement."""
        asked = _d.id.in_(ids) if since is None else _d.id >= first_id_at(since)
        mine = (_d.account_id == id, asked, *self._scope.visible(deliveries))
        such = select(_d.id).where(*mine, _d.state.in_(sorted(states)), _d.due_at.is_(None))
        such = such.order_by(_d.id).limit(limit)
        values: dict[str, Any] = {
            "state": DeliveryState.WAITING,
            "due_at": now,
            "asked_at": now,
            "updated_at": now,
            "attempts": 0,
            "fence": _d.fence + 1,
            "reason": ASKED_AGAIN,
            **dict.fromkeys(("external_id", "url", "kind", "fix", "published_at")),
            "steps": {},
            "waits_for": None,
            "overdue_since": None,
        }
        return (await self._scope.run(update(deliveries).where(_d.id.in_(such)).values(values))).rowcount

    async def forget(self, *, before: datetime, limit: int) -> int:
        """Drop what was told before *before* and is finished."""
        scope = self._scope
        every = await scope.select(select(accounts.c.workspace_id).distinct().where(*scope.visible(accounts)))
        workspaces = scope.dialect.rows("workspaces", {"id": Id()})
        packed = scope.dialect.pack((id,) for (id,) in every if is_backstage(id))
        open_ = exists().where(_d.message_id == _m.id, _d.state.not_in(sorted(FINISHED)))
        old = (_m.workspace_id.in_(select(workspaces.c.id)), _m.created_at < before, ~open_)
        rows = await scope.select(select(_m.id).where(*old).limit(limit), workspaces=packed)
        gone, ids = scope.dialect.pack((row[0],) for row in rows), scope.dialect.rows("ids", {"id": Id()})
        await scope.run(delete(deliveries).where(_d.message_id.in_(select(ids.c.id))), ids=gone)
        await scope.run(delete(messages).where(_m.id.in_(select(ids.c.id))), ids=gone)
        return len(rows)
