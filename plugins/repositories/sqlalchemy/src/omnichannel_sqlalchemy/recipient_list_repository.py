"""Uploaded lists of people, in SQL."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Boolean, Integer, String, and_, delete, exists, func, literal, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from omnichannel.application.ports.outbound.recipient_list_repository import ListUse
from omnichannel.domain.delivery_state import FINISHED
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.recipient_list import ListedRecipient, RecipientList
from omnichannel.domain.standing import address_key
from omnichannel_sqlalchemy.columns import Id
from omnichannel_sqlalchemy.dialect import Columns
from omnichannel_sqlalchemy.rows import LIST, list_from_row, row_from_list
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import (
    deliveries,
    fan_outs,
    listed_recipients,
    messages,
    recipient_lists,
    recipients,
)

MOST_AT_ONCE = 5_000
_l, _p, _r, _f = recipient_lists.c, listed_recipients.c, recipients.c, fan_outs.c
_key_is_listed = _r.address_key == _p.address_key


class SqlAlchemyRecipientListRepository:
    """Keeps lists and their people."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, new: RecipientList, people: Sequence[ListedRecipient]) -> None:
        """Add a list with all its people, in statements of up to 5,000 people each."""
        self._scope.admit([new.workspace_id])
        await self._scope.insert(recipient_lists, [row_from_list(new)])
        kinds: Columns = {
            "position": Integer(),
            "address": String(),
            "name": String(),
            "address_key": String(),
        }
        rows = self._scope.dialect.rows("people", kinds)
        places = (literal(new.id, _p.list_id.type), literal(new.workspace_id, _p.workspace_id.type))
        insert = self._scope.dialect.insert(listed_recipients).from_select(
            [*kinds, "list_id", "workspace_id"], select(*rows.c, *places).where(true())
        )
        for start in range(0, len(people), MOST_AT_ONCE):  # one parameter cannot carry them all
            some = people[start : start + MOST_AT_ONCE]
            packed = ((one.position, one.address, one.name, address_key(one.address)) for one in some)
            await self._scope.run(insert, people=self._scope.dialect.pack(packed))

    async def get_many(self, ids: Collection[UUID]) -> dict[UUID, RecipientList]:
        """Give those of *ids* that exist, in one statement."""
        return {row[0]: list_from_row(row) for row in await self._scope.get_many(LIST, ids)}

    async def page(self, *, limit: int, before: UUID | None = None) -> list[RecipientList]:
        """List the lists, the newest first, by id."""
        listed = select(*LIST).where(*self._scope.visible(recipient_lists))
        if before is not None:
            listed = listed.where(_l.id < before)
        rows = await self._scope.select(listed.order_by(_l.id.desc()).limit(limit))
        return [list_from_row(row) for row in rows]

    async def people(self, list_id: UUID, *, after: int, limit: int) -> list[ListedRecipient]:
        """Give up to *limit* people of a list whose position is greater than *after*, in their order."""
        mine = (_p.list_id == list_id, _p.position > after, *self._scope.visible(listed_recipients))
        some = select(_p.position, _p.address, _p.name).where(*mine).order_by(_p.position).limit(limit)
        return [ListedRecipient(*row) for row in await self._scope.select(some)]

    async def count_hindered(self, asked: Collection[ListUse]) -> dict[ListUse, int]:
        """Count the people of lists who are not to be written to, in one statement."""
        uses: Columns = {"list_id": Id(), "channel": String(), "requires_consent": Boolean()}
        use = self._scope.dialect.rows("uses", uses)
        same = and_(_r.workspace_id == _p.workspace_id, _r.channel == use.c.channel, _key_is_listed)
        people = and_(_p.list_id == use.c.list_id, *self._scope.visible(listed_recipients))
        joined = use.join(listed_recipients, people).outerjoin(recipients, same)
        counted = select(*use.c, func.count()).select_from(joined).where(_is_hindered(use.c.requires_consent))
        packed = self._scope.dialect.pack(asked)
        rows = await self._scope.select(counted.group_by(*use.c), uses=packed)
        return {ListUse(list_id, channel, bool(asks)): count for list_id, channel, asks, count in rows}

    async def is_used(self, list_id: UUID) -> bool:
        """Say whether a message that is not finished writes to the list."""
        waits = exists().where(deliveries.c.message_id == _f.message_id, deliveries.c.state.not_in(FINISHED))
        unfinished = or_(messages.c.editorial != Editorial.SCHEDULED, _f.due_at.is_not(None), waits)
        mine = (_f.list_id == list_id, *self._scope.visible(fan_outs))
        using = select(_f.id).join_from(fan_outs, messages, messages.c.id == _f.message_id).where(*mine)
        using = using.where(messages.c.editorial != Editorial.CANCELLED, unfinished)
        return (await self._scope.run(using.limit(1))).first() is not None

    async def remove(self, list_id: UUID) -> bool:
        """Remove a list with its people; False where the workspace has none such."""
        people = (_p.list_id == list_id, *self._scope.visible(listed_recipients))
        await self._scope.run(delete(listed_recipients).where(*people))
        mine = (_l.id == list_id, *self._scope.visible(recipient_lists))
        return (await self._scope.run(delete(recipient_lists).where(*mine))).rowcount == 1


def _is_hindered(requires_consent: ColumnElement[bool]) -> ColumnElement[bool]:
    blocked = or_(_r.opted_out_since.is_not(None), _r.suppressed_since.is_not(None))
    without_consent = or_(_r.consent_given_at.is_(None), _r.consent_withdrawn_at.is_not(None))
    return or_(blocked, and_(requires_consent, without_consent))
