"""What was accepted, in SQL."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, String, func, literal, select, tuple_, union_all, update
from sqlalchemy.sql.elements import ColumnElement

from omnichannel.application.ports.outbound.message_repository import (
    EVERY_MESSAGE,
    MessageFilter,
    MessageSummary,
    PlaceOfMessage,
)
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.errors import StaleVersion
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import LOST
from omnichannel_sqlalchemy import media_uses
from omnichannel_sqlalchemy.columns import Id, Instant
from omnichannel_sqlalchemy.dialect import Dialect
from omnichannel_sqlalchemy.message_filter import conditions
from omnichannel_sqlalchemy.rows import MESSAGE, message_from_row, row_from_message
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import deliveries, messages

_m = messages.c

_ASKS, _HANDED_ON = _SPECIAL = ("asks", "handed_on")
_place = tuple_(_m.created_at, _m.id)


class SqlAlchemyMessageRepository:
    """Keeps messages."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, new: Sequence[Message]) -> None:
        """Add new messages, in one statement, and in a second one which assets they refer to."""
        self._scope.admit(message.workspace_id for message in new)
        await self._scope.insert(messages, [row_from_message(message) for message in new])
        await media_uses.add(self._scope, new)

    async def get_by_id(self, id: UUID) -> Message | None:
        """Give the message, or None where the workspace has none such."""
        rows = await self._scope.get_many(MESSAGE, [id])
        return message_from_row(rows[0]) if rows else None

    async def get_summary(self, id: UUID) -> MessageSummary | None:
        """Give the message with its counts, or None where the workspace has none such."""
        message = await self.get_by_id(id)
        if message is None:
            return None
        return (await self._counted([message]))[0]

    async def save(self, message: Message) -> None:
        """Replace a message by its next version; StaleVersion where the stored version is another."""
        expected = message.version - 1
        stored = (_m.id == message.id, _m.version == expected, *self._scope.visible(messages))
        self._scope.admit([message.workspace_id])
        saved = await self._scope.run(update(messages).where(*stored).values(row_from_message(message)))
        if saved.rowcount == 0:
            raise StaleVersion("message", message.id, expected)
        await media_uses.replace(self._scope, message)

    async def unfinished_with(self, media_id: UUID, *, limit: int) -> list[UUID]:
        """Give messages that refer to an asset and still need its bytes, oldest first."""
        return await media_uses.unfinished(self._scope, media_id, limit=limit)

    async def place_after(self, before: PlaceOfMessage | None, *, count: int) -> PlaceOfMessage | None:
        """Give the place of the message that stands *count* places after *before*."""
        places = select(_m.created_at, _m.id).where(*self._scope.visible(messages))
        if before is not None:
            places = places.where(_place < tuple_(*before, types=[Instant(), Id()]))
        ordered = places.order_by(_m.created_at.desc(), _m.id.desc())
        rows = await self._scope.select(ordered.limit(1).offset(count - 1))
        return (rows[0][0], rows[0][1]) if rows else None

    async def page(
        self,
        *,
        limit: int,
        before: PlaceOfMessage | None = None,
        to: PlaceOfMessage | None = None,
        only: MessageFilter = EVERY_MESSAGE,
    ) -> list[MessageSummary]:
        """List messages, newest first, by (created_at, id)."""
        listed = select(*MESSAGE).where(*self._scope.visible(messages), *conditions(only, self._scope))
        if before is not None:
            listed = listed.where(_place < tuple_(*before, types=[Instant(), Id()]))
        if to is not None:
            listed = listed.where(_place >= tuple_(*to, types=[Instant(), Id()]))
        rows = await self._scope.select(listed.order_by(_m.created_at.desc(), _m.id.desc()).limit(limit))
        found = [message_from_row(row) for row in rows]
        return await self._counted(found)

    async def _counted(self, found: Sequence[Message]) -> list[MessageSummary]:
        """
        Count the deliveries of messages by state, those that ask a person, and those that handed on.

        Counted when it is asked for, over the index (message_id, state): what is derived cannot drift.
        """
        counts: dict[str | None, dict[UUID, dict[DeliveryState, int]]] = {None: {}, _ASKS: {}, _HANDED_ON: {}}
        if found:
            packed = self._scope.dialect.pack((one.id,) for one in found)
            for id, what, state, count in await self._scope.select(
                counting_statement(self._scope.dialect), ids=packed
            ):
                counts[what].setdefault(id, {})[state] = count
        asks, handed_on = ({id: sum(by.values()) for id, by in counts[what].items()} for what in _SPECIAL)
        return [
            MessageSummary(
                one,
                counts[None].get(one.id, {}),
                asks.get(one.id, 0),
                handed_on=handed_on.get(one.id, 0),
            )
            for one in found
        ]


@cache
def counting_statement(dialect: Dialect) -> CompoundSelect[Any]:
    """Count the deliveries of the messages :ids by state; then those that ask, and those that handed on."""
    d, ids = deliveries.c, dialect.rows("ids", {"id": Id()})
    wanted = d.message_id.in_(select(ids.c.id))
    such: Mapping[str | None, list[ColumnElement[bool]]] = {
        None: [],
        _ASKS: [d.state == DeliveryState.UNKNOWN, d.due_at.is_(None)],
        _HANDED_ON: [d.state.in_(sorted(LOST)), d.handed_on_at.is_not(None)],
    }
    counted = (
        select(d.message_id, literal(what, String()).label("what"), d.state, func.count())
        .where(wanted, *conditions)
        .group_by(d.message_id, d.state)
        for what, conditions in such.items()
    )
    return union_all(*counted)
