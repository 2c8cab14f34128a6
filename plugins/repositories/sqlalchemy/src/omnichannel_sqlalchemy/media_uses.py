"""Which messages refer to which assets, in SQL."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from omnichannel.domain.delivery_state import FINISHED
from omnichannel.domain.errors import InvalidRequest, Problem
from omnichannel.domain.media import media_of
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import deliveries, fan_outs, media_uses, messages

_u, _m, _d, _f = media_uses.c, messages.c, deliveries.c, fan_outs.c


async def add(scope: Scope, new: Iterable[Message]) -> None:
    """
    Note what new messages refer to; nothing is asked where there is no media.

    Raises:
        InvalidRequest: an asset is not there any more: its foreign key refuses it.
    """
    rows = [{"media_id": id, "message_id": message.id} for message in new for id in media_of(message)]
    try:
        await scope.insert(media_uses, rows)
    except IntegrityError as error:
        raise InvalidRequest(_gone()) from error


async def replace(scope: Scope, message: Message) -> None:
    """Note what a message refers to now. Raises as `add`."""
    await scope.run(delete(media_uses).where(_u.message_id == message.id))
    await add(scope, [message])


async def unfinished(scope: Scope, media_id: UUID, *, limit: int) -> list[UUID]:
    """Give messages that refer to an asset and still need its bytes, oldest first."""
    wanted = (_u.media_id == media_id, _m.editorial != Editorial.CANCELLED, _needs_more())
    found = select(_m.id).join_from(media_uses, messages, _m.id == _u.message_id)
    found = found.where(*wanted, *scope.visible(messages)).order_by(_m.created_at, _m.id).limit(limit)
    return [row[0] for row in await scope.select(found)]


def _needs_more() -> ColumnElement[bool]:
    """Without a delivery it is a draft, or its deliveries are to be made yet."""
    its = _d.message_id == _m.id
    fans_out = exists().where(_f.message_id == _m.id, _f.due_at.is_not(None))
    return or_(~exists().where(its), exists().where(its, _d.state.not_in(FINISHED)), fans_out)


def _gone() -> Problem:
    return Problem(
        "/content/media",
        "A media asset that is named here was removed in this moment. Nothing was stored.",
        "Take it out, or upload it again.",
    )
