"""Who may be written to, in SQL."""

from collections.abc import Collection, Iterator, Sequence
from typing import assert_never
from uuid import UUID

from sqlalchemy import String, and_, delete, or_, select
from sqlalchemy.sql.elements import ColumnElement

from omnichannel.application.ports.outbound.recipient_repository import (
    AddressPlace,
    StandingFilter,
    StandingKind,
)
from omnichannel.domain.standing import Standing, address_key
from omnichannel_sqlalchemy.columns import Id
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.standings import STANDING, row_from_standing, standing_from_row
from omnichannel_sqlalchemy.tables import recipients

_r = recipients.c
_OF = ("workspace_id", "channel", "address_key")
_KEPT = frozenset({"id", "created_at", *_OF})


class SqlAlchemyRecipientRepository:
    """Keeps the standings of addresses."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def of_addresses(self, places: Collection[AddressPlace]) -> dict[AddressPlace, Standing]:
        """Give what is known of these addresses, in one statement."""
        asked = self._scope.dialect.rows(
            "places", {"workspace_id": Id(), "channel": String(), "address_key": String()}
        )
        same = and_(*(_r[name] == asked.c[name] for name in _OF))
        wanted = select(*STANDING).join_from(asked, recipients, same).where(*self._scope.visible(recipients))
        rows = await self._scope.select(wanted, places=self._scope.dialect.pack(places))
        return {_place(one): one for one in map(standing_from_row, rows)}

    async def save(self, standings: Sequence[Standing]) -> None:
        """Keep standings, in one statement; those of a known address replace it."""
        self._scope.admit(one.workspace_id for one in standings)
        if not standings:
            return
        insert = self._scope.dialect.insert(recipients)
        names = {column.name for column in recipients.c} - _KEPT
        changed = {name: insert.excluded[name] for name in names}
        upsert = insert.on_conflict_do_update(index_elements=[_r[name] for name in _OF], set_=changed)
        await self._scope.connection.execute(upsert, [row_from_standing(one) for one in standings])

    async def get_by_id(self, id: UUID) -> Standing | None:
        """Give one standing, or None where the workspace has none such."""
        rows = await self._scope.get_many(STANDING, [id])
        return standing_from_row(rows[0]) if rows else None

    async def remove(self, id: UUID) -> bool:
        """Forget what is known of an address; False where the workspace has none such."""
        mine = (_r.id == id, *self._scope.visible(recipients))
        return (await self._scope.run(delete(recipients).where(*mine))).rowcount == 1

    async def page(self, only: StandingFilter, *, limit: int, before: UUID | None = None) -> list[Standing]:
        """List standings, the newest first, by id."""
        listed = select(*STANDING).where(*self._scope.visible(recipients), *_conditions(only))
        if before is not None:
            listed = listed.where(_r.id < before)
        rows = await self._scope.select(listed.order_by(_r.id.desc()).limit(limit))
        return [standing_from_row(row) for row in rows]


def _place(standing: Standing) -> AddressPlace:
    return AddressPlace(standing.workspace_id, standing.channel, address_key(standing.address))


def _conditions(only: StandingFilter) -> Iterator[ColumnElement[bool]]:
    if only.channel is not None:
        yield _r.channel == only.channel
    if only.key is not None:
        yield _r.address_key == only.key
    if only.kind is not None:
        yield _is(only.kind)


def _is(kind: StandingKind) -> ColumnElement[bool]:
    suppressed, left = _r.suppressed_since.is_not(None), _r.opted_out_since.is_not(None)
    match kind:
        case StandingKind.BLOCKED:
            return or_(suppressed, left)
        case StandingKind.SUPPRESSED:
            return suppressed
        case StandingKind.OPTED_OUT:
            return left
        case StandingKind.CONSENTED:
            return and_(_r.consent_given_at.is_not(None), _r.consent_withdrawn_at.is_(None))
    assert_never(kind)
