"""The rows that decide, in SQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, and_, case, delete, func, not_, or_, select, update
from sqlalchemy.types import String

from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter, Line
from omnichannel.domain.chain import NO_SEQUEL, Sequel
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.delivery_state import BEFORE_RELEASE, CANCELLABLE, DeliveryState
from omnichannel.domain.lane import Lane, LaneRules, WaitsFor
from omnichannel.domain.settlement import Settlement
from omnichannel_sqlalchemy import claiming, listing
from omnichannel_sqlalchemy.chaining import Chainer, StepEnd
from omnichannel_sqlalchemy.claimer import Claimer
from omnichannel_sqlalchemy.columns import Id, Instant
from omnichannel_sqlalchemy.rows import ATTEMPT, DELIVERY, LANE, attempt_from_row, row_from_delivery
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.settler import Settler
from omnichannel_sqlalchemy.tables import PARKED, UNFINISHED, attempts, deliveries, lanes

_d = deliveries.c
_MAYBE_OUT = frozenset({DeliveryState.PENDING, DeliveryState.UNKNOWN})
_PLANNED = frozenset({DeliveryState.SCHEDULED, DeliveryState.RELEASED, DeliveryState.WAITING})
_STANDS = ["state", "due_at", "fence", "attempts", "steps", "external_id", "url", "kind", "reason", "fix"]
_STANDS += ["published_at", "updated_at", "asked_at", "handed_on_at", "parked"]


class SqlAlchemyDeliveryRepository:
    """Keeps deliveries, their attempts, and the lanes of their accounts."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, new: Sequence[ChannelDelivery]) -> None:
        """Add new deliveries, in one statement."""
        self._scope.admit(delivery.workspace_id for delivery in new)
        await self._scope.insert(deliveries, [row_from_delivery(delivery) for delivery in new])

    async def add_missing(self, made: Sequence[ChannelDelivery]) -> None:
        """Add those whose ids are not there yet, in one statement; the others stay as they are."""
        self._scope.admit(delivery.workspace_id for delivery in made)
        if made:
            insert = self._scope.dialect.insert(deliveries).on_conflict_do_nothing(index_elements=[_d.id])
            await self._scope.connection.execute(insert, [row_from_delivery(one) for one in made])

    async def of_messages(
        self, message_ids: Collection[UUID], *, limit: int | None = None
    ) -> list[ChannelDelivery]:
        """Give the deliveries of these messages, in the order of their ids; the first *limit* of them."""
        rows = await self._scope.get_many(DELIVERY, message_ids, by="message_id", limit=limit)
        return [ChannelDelivery(*row) for row in rows]

    async def get_by_id(self, id: UUID) -> ChannelDelivery | None:
        """Give one delivery, or None where the workspace has none such."""
        return (await self.get_many([id])).get(id)

    async def get_many(self, ids: Collection[UUID]) -> dict[UUID, ChannelDelivery]:
        """Give those of *ids* that exist, in one statement."""
        rows = await self._scope.get_many(DELIVERY, ids)
        return {row[0]: ChannelDelivery(*row) for row in rows}

    async def page(
        self, only: DeliveryFilter, *, limit: int, before: UUID | None = None
    ) -> list[ChannelDelivery]:
        """List deliveries, newest first."""
        shape = listing.shape_of(only, is_confined=self._scope.is_confined, before=before)
        values = listing.values_of(only, limit=limit, before=before)
        rows = await self._scope.select(listing.page_statement(shape), **values, **self._scope.named)
        return [ChannelDelivery(*row) for row in rows]

    async def first_of(self, message_id: UUID, *, limit: int) -> list[ChannelDelivery]:
        """Give the first deliveries of a message, in the order of their ids."""
        first = select(_d.id).where(_d.message_id == message_id).order_by(_d.id).limit(limit)
        mine = select(*DELIVERY).where(_d.id.in_(first), *self._scope.visible(deliveries))
        rows = await self._scope.select(mine.order_by(_d.id))
        return [ChannelDelivery(*row) for row in rows]

    async def attempts_of(self, delivery_ids: Collection[UUID]) -> list[Attempt]:
        """Give all attempts of these deliveries, oldest first."""
        ids = self._scope.dialect.rows("ids", {"id": Id()})
        mine = (attempts.c.delivery_id.in_(select(ids.c.id)), *self._scope.visible(attempts))
        order = (attempts.c.ended_at, attempts.c.delivery_id, attempts.c.fence)
        packed = self._scope.dialect.pack((id,) for id in delivery_ids)
        rows = await self._scope.select(select(*ATTEMPT).where(*mine).order_by(*order), ids=packed)
        return [attempt_from_row(row) for row in rows]

    async def claim_due(
        self,
        *,
        now: datetime,
        limit: int,
        lease: timedelta,
        rules: Mapping[str, LaneRules],
        passing_over: Collection[str] = (),
    ) -> list[Claim]:
        """Claim up to *limit* deliveries that are due, the longest due first (see the port)."""
        scope = self._scope

        def claimed(connection: Connection) -> list[Claim]:
            claimer = Claimer(connection, scope.dialect, scope.workspace_id)
            return claimer.claim(now=now, limit=limit, lease=lease, rules=rules, passing_over=passing_over)

        return await scope.connection.call(claimed)

    def _passed_over(self, channels: Collection[str]) -> dict[str, str]:
        """Give the parameter that statements ask for which pass over channels."""
        return {"channels": self._scope.dialect.pack((name,) for name in channels)} if channels else {}

    async def settle(self, settlements: Sequence[Settlement]) -> set[UUID]:
        """Write what became of claims (see the port)."""
        if not settlements:
            return set()
        scope = self._scope

        def settled(connection: Connection) -> set[UUID]:
            return Settler(connection, scope.dialect, scope.workspace_id).settle(settlements)

        return await scope.connection.call(settled)

    async def confirm(self, settlements: Sequence[Settlement]) -> set[UUID]:
        """Write what receipts say (see the port)."""
        if not settlements:
            return set()
        scope = self._scope

        def confirmed(connection: Connection) -> set[UUID]:
            return Settler(connection, scope.dialect, scope.workspace_id).confirm(settlements)

        return await scope.connection.call(confirmed)

    async def of_posts(
        self, *, ids: Collection[UUID], names: Collection[tuple[UUID, str]]
    ) -> list[ChannelDelivery]:
        """Give the deliveries with these ids, and those to which accounts' external ids belong."""
        scope = self._scope
        found = await scope.get_many(DELIVERY, ids) if ids else ()
        asked = scope.dialect.rows("names", {"account_id": Id(), "external_id": String()})
        mine = and_(_d.account_id == asked.c.account_id, _d.external_id == asked.c.external_id)
        named = select(*DELIVERY).join_from(asked, deliveries, mine).where(*scope.visible(deliveries))
        rows = await scope.select(named, names=scope.dialect.pack(names)) if names else ()
        return list({row[0]: ChannelDelivery(*row) for row in (*found, *rows)}.values())

    async def of_chains(self, chain_ids: Collection[UUID]) -> list[ChannelDelivery]:
        """Give the deliveries of these chains, step by step."""
        rows = await self._scope.get_many(DELIVERY, chain_ids, by="chain_id") if chain_ids else ()
        found = [ChannelDelivery(*row) for row in rows]
        return sorted(found, key=lambda one: (str(one.chain_id), one.chain_step))

    async def _go_on(self, ends: Sequence[StepEnd]) -> None:
        """Write what follows for chains; nothing is asked where nothing does."""
        scope = self._scope

        def gone_on(connection: Connection) -> None:
            Chainer(connection, scope.dialect, scope.workspace_id).go_on(ends)

        if any(one.sequel is not NO_SEQUEL for one in ends):
            await scope.connection.call(gone_on)

    async def record_step(
        self, delivery_id: UUID, *, fence: int, name: str, result: str, lease_until: datetime
    ) -> bool:
        """Store a finished step and renew the lease; False where the fence is old."""
        mine = (_d.id == delivery_id, _d.fence == fence, *self._scope.visible(deliveries))
        steps = (await self._scope.run(select(_d.steps).where(*mine).with_for_update())).scalar_one_or_none()
        if steps is None:
            return False
        await self._scope.run(
            update(deliveries).where(*mine).values(steps={**steps, name: result}, due_at=lease_until)
        )
        return True

    async def next_due(self, *, passing_over: Collection[str] = ()) -> datetime | None:
        """Give the earliest `due_at` of all, or None where nothing waits."""
        waits = [_d.due_at.is_not(None), *self._scope.visible(deliveries)]
        if passing_over:
            waits += claiming.not_passed_over(self._scope.dialect)
        first = select(_d.due_at).where(*waits).order_by(_d.due_at, _d.id).limit(1)
        given = self._passed_over(passing_over)
        found: datetime | None = (await self._scope.run(first, **given)).scalar_one_or_none()
        return found

    async def count_due(self, *, now: datetime, limit: int, passing_over: Collection[str] = ()) -> int:
        """Count the deliveries with `due_at <= now`; further than *limit* is not counted."""
        due = [_d.due_at <= now, *self._scope.visible(deliveries)]
        if passing_over:
            due += claiming.not_passed_over(self._scope.dialect)
        counted = select(func.count()).select_from(select(_d.due_at).where(*due).limit(limit).subquery())
        given = self._passed_over(passing_over)
        return int((await self._scope.run(counted, **given)).scalar_one())

    async def owners(self, account_id: UUID, external_ids: Collection[str]) -> dict[str, UUID]:
        """Say which of the account's *external_ids* belong to a delivery already, and to which."""
        ids = self._scope.dialect.rows("ids", {"external_id": String()})
        mine = (_d.account_id == account_id, *self._scope.visible(deliveries))
        owned = select(_d.external_id, _d.id).where(*mine, _d.external_id.in_(select(ids.c.external_id)))
        packed = self._scope.dialect.pack((id,) for id in external_ids)
        found = await self._scope.select(owned.order_by(_d.id.desc()), ids=packed)
        return dict(tuple(row) for row in found)

    async def remove_unreleased(self, message_id: UUID) -> bool:
        """Remove a message's deliveries, if none of them has left (see the port)."""
        mine = (_d.message_id == message_id, *self._scope.visible(deliveries))
        late = and_(_d.state == DeliveryState.MISSED, _d.attempts == 0)
        called_off = and_(_d.state == DeliveryState.CANCELLED, _d.attempts == 0)
        left_out = and_(_d.state == DeliveryState.SKIPPED, _d.fence == 0)
        stays = or_(called_off, left_out, late)
        left = select(_d.id).where(*mine, _d.state.not_in(BEFORE_RELEASE), not_(stays)).limit(1)
        if (await self._scope.run(left)).first() is not None:
            return False
        await self._scope.run(delete(deliveries).where(*mine))
        return True

    async def cancel(self, message_id: UUID, *, now: datetime) -> int:
        """
        Call off every delivery of which nothing was sent (`CANCELLABLE`). Gives how many.

        The fence moves on: a settlement that is repeated, since nobody knows whether its commit
        succeeded, must not revive what was called off.
        """
        mine = (_d.message_id == message_id, _d.state.in_(CANCELLABLE), *self._scope.visible(deliveries))
        off: dict[str, object] = {"state": DeliveryState.CANCELLED, "due_at": None, "updated_at": now}
        off |= {"waits_for": None, "parked": False}
        done = await self._scope.run(update(deliveries).where(*mine).values(off | {"fence": _d.fence + 1}))
        return done.rowcount

    async def wake(self, account_ids: Collection[UUID], *, now: datetime) -> int:
        """Make these accounts' deliveries that are `parked` due at once. Gives how many."""
        ids = self._scope.dialect.rows("ids", {"id": Id()})
        mine = (_d.account_id.in_(select(ids.c.id)), *self._scope.visible(deliveries))
        since = func.coalesce(_d.overdue_since, _d.was_due_at, type_=Instant)
        due = {"due_at": now, "updated_at": now, "overdue_since": since, "parked": False}
        woken = update(deliveries).where(PARKED, *mine).values(due)
        packed = self._scope.dialect.pack((id,) for id in account_ids)
        return (await self._scope.run(woken, ids=packed)).rowcount

    async def retire(self, account_id: UUID, *, reason: str, fix: str, now: datetime) -> int:
        """Let an account's unfinished deliveries end, because it is removed (see the port)."""
        mine = (_d.account_id == account_id, *self._scope.visible(deliveries))
        ended = update(deliveries).where(UNFINISHED, *mine, _d.state.in_(CANCELLABLE | _MAYBE_OUT))
        is_off = _d.state.in_(CANCELLABLE)
        values = {
            "state": case((is_off, DeliveryState.CANCELLED), else_=DeliveryState.UNKNOWN),
            "reason": reason,
            "fix": case((is_off, None), else_=fix),
            "due_at": None,
            "waits_for": None,
            "parked": False,
            "updated_at": now,
            "fence": _d.fence + 1,
        }
        steps = await self._steps_of(account_id)
        count = (await self._scope.run(ended.values(values))).rowcount
        await self._go_on([StepEnd(id, now, Sequel(hands_on=True)) for id in steps])
        return count

    async def _steps_of(self, account_id: UUID) -> list[UUID]:
        """Give the steps of chains that are called off with their account."""
        mine = (_d.account_id == account_id, *self._scope.visible(deliveries))
        steps = select(_d.id).where(UNFINISHED, *mine, _d.chain_id.is_not(None), _d.state.in_(CANCELLABLE))
        return [row[0] for row in await self._scope.select(steps)]

    async def lane(self, account_id: UUID) -> Lane:
        """Give the account's lane as it stands; an empty one where it was never used."""
        mine = select(*LANE).where(lanes.c.account_id == account_id, *self._scope.visible(lanes))
        rows = await self._scope.select(mine)
        return Lane(*rows[0]) if rows else Lane(account_id)

    async def planned(self, account_id: UUID, *, until: datetime, limit: int) -> list[datetime]:
        """Say when the account's deliveries are due that wait for an attempt, latest first."""
        turn = select(lanes.c.turns).where(lanes.c.account_id == account_id).scalar_subquery()
        counted = and_(
            _d.waits_for.is_not_distinct_from(WaitsFor.SLOT), _d.slot_turn == func.coalesce(turn, 0)
        )
        waits = [_d.account_id == account_id, _d.due_at <= until, _d.state.in_(_PLANNED)]
        waits += [not_(counted), not_(_d.parked)]
        mine = select(_d.due_at).where(UNFINISHED, *waits, *self._scope.visible(deliveries))
        rows = await self._scope.select(mine.order_by(_d.due_at.desc()).limit(limit))
        return [row[0] for row in rows]

    async def line_of(self, delivery_id: UUID) -> Line:
        """Say what a delivery waits for, and how many of its account are kept apart."""
        other = deliveries.alias("other").c
        apart = (other.state == DeliveryState.WAITING, other.waits_for == WaitsFor.DISTANCE)
        of_account = (other.account_id == _d.account_id, UNFINISHED, *apart)
        overdue = select(func.count()).where(*of_account).correlate(deliveries).scalar_subquery()
        mine = (_d.id == delivery_id, *self._scope.visible(deliveries))
        rows = await self._scope.select(select(_d.waits_for, overdue).where(*mine))
        return Line(*rows[0]) if rows else Line()

    async def count_due_after(
        self, moments: Collection[tuple[UUID, datetime]]
    ) -> dict[tuple[UUID, datetime], int]:
        """Count the unfinished deliveries of accounts that are due after a moment."""
        asked = self._scope.dialect.rows("moments", {"account_id": Id(), "moment": Instant()})
        mine = (
            select(asked.c.account_id, asked.c.moment, func.count())
            .select_from(asked)
            .join(deliveries, and_(_d.account_id == asked.c.account_id, _d.due_at > asked.c.moment))
            .where(UNFINISHED, not_(_d.parked), *self._scope.visible(deliveries))
            .group_by(asked.c.account_id, asked.c.moment)
        )
        rows = await self._scope.select(mine, moments=self._scope.dialect.pack(moments))
        return {(row[0], row[1]): row[2] for row in rows}

    async def save(self, delivery: ChannelDelivery, *, sequel: Sequel = NO_SEQUEL) -> bool:
        """Replace where a delivery stands, by a person's word; False where the stored fence is another."""
        mine = (_d.id == delivery.id, _d.fence == delivery.fence - 1, *self._scope.visible(deliveries))
        row = row_from_delivery(delivery)
        stands = {name: row[name] for name in _STANDS} | {"waits_for": None, "overdue_since": None}
        if (await self._scope.run(update(deliveries).where(*mine).values(stands))).rowcount != 1:
            return False
        await self._go_on([StepEnd(delivery.id, delivery.updated_at, sequel)])
        return True
