"""Connected accounts, in SQL."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, String, and_, bindparam, func, not_, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from omnichannel.application.ports.outbound.account_repository import PlaceOfAccount
from omnichannel.domain.account import Account, AccountState
from omnichannel.domain.errors import NotAllowedNow, StaleVersion
from omnichannel.domain.refresh import TELL_AFTER
from omnichannel_sqlalchemy import refreshing
from omnichannel_sqlalchemy.columns import Id
from omnichannel_sqlalchemy.rows import ACCOUNT, row_from
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import accounts

_a = accounts.c
REMOVED = AccountState.REMOVED


class SqlAlchemyAccountRepository:
    """Keeps accounts."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, account: Account) -> None:
        """Add a new account; NotAllowedNow where channel and external id are taken."""
        await self.add_many([account])

    async def add_many(self, new: Sequence[Account]) -> None:
        """Add new accounts, in one statement."""
        self._scope.admit(account.workspace_id for account in new)
        try:
            await self._scope.insert(accounts, [row_from(account) for account in new])
        except IntegrityError as error:
            raise _taken(new) from error

    async def save(self, account: Account) -> None:
        """Replace an account by its next version; StaleVersion where the stored version is another."""
        await self.save_many([account])

    async def save_many(self, changed: Sequence[Account]) -> None:
        """Replace accounts by their next versions, in one statement: all of them or none."""
        if not changed:
            return
        self._scope.admit(account.workspace_id for account in changed)
        stored = (_a.id == bindparam("of_id"), _a.version == bindparam("of_version"))
        replaced = update(accounts).where(*stored, _a.state != REMOVED, *self._scope.visible(accounts))
        rows = [
            {**row_from(account), "of_id": account.id, "of_version": account.version - 1}
            for account in changed
        ]
        try:
            saved = await self._scope.connection.execute(replaced.values(_every_column()), rows)
        except IntegrityError as error:
            raise _taken(changed) from error
        if saved.rowcount != len(changed):
            raise StaleVersion("account", changed[0].id, changed[0].version - 1)

    async def get_by_id(self, id: UUID) -> Account | None:
        """Give the account, or None where the workspace has none such."""
        return (await self.get_many([id])).get(id)

    async def get_many(self, ids: Collection[UUID]) -> dict[UUID, Account]:
        """Give those of *ids* that are connected, in one statement."""
        rows = await self._scope.get_many(ACCOUNT, ids)
        found = (Account(*row) for row in rows)
        return {account.id: account for account in found if account.state is not REMOVED}

    async def by_external_ids(self, channel: str, external_ids: Collection[str]) -> dict[str, Account]:
        """Give those accounts of *channel* that are connected, by external id, in one statement."""
        ids = self._scope.dialect.rows("ids", {"external_id": String()})
        named = (_a.channel == channel, _a.external_id.in_(select(ids.c.external_id)), _a.state != REMOVED)
        wanted = select(*ACCOUNT).where(*self._scope.visible(accounts), *named)
        packed = self._scope.dialect.pack((id,) for id in external_ids)
        found = (Account(*row) for row in await self._scope.select(wanted, ids=packed))
        return {account.external_id: account for account in found if account.external_id is not None}

    async def first_expiries(self) -> dict[str, datetime]:
        """Say when the first sign-in of each channel ends, in one statement."""
        ends = func.min(_a.expires_at, type_=_a.expires_at.type)
        is_renewed = and_(_a.refresh_at.is_not(None), _a.refresh_failures < TELL_AFTER)
        known = (_a.expires_at.is_not(None), _a.state != REMOVED, *self._scope.visible(accounts))
        rows = await self._scope.select(
            select(_a.channel, ends).where(*known, not_(is_renewed)).group_by(_a.channel)
        )
        return {row[0]: row[1] for row in rows}

    async def page(self, *, limit: int, after: PlaceOfAccount | None) -> list[Account]:
        """Give accounts by channel, name and id."""
        listed = select(*ACCOUNT).where(_a.state != REMOVED, *self._scope.visible(accounts))
        place = (_a.channel, _a.name, _a.id)
        if after is not None:
            listed = listed.where(tuple_(*place) > tuple_(*after, types=[String(), String(), Id()]))
        rows = await self._scope.select(listed.order_by(*place).limit(limit))
        return [Account(*row) for row in rows]

    async def claim_refresh(
        self, *, now: datetime, limit: int, lease: timedelta, passing_over: Collection[str] = ()
    ) -> list[Account]:
        """Claim accounts whose sign-in is to be renewed, the longest due first (see the port)."""
        scope, over = self._scope, self._passed_over(passing_over)
        asked = {"now": now, "limit": limit, "lease_until": now + lease}
        statement = refreshing.claim_statement(
            scope.dialect, confined=scope.is_confined, passes_over=bool(passing_over)
        )
        rows = await scope.select(statement, **asked, **over, **scope.named)
        return [Account(*row) for row in rows]

    async def claim_refresh_of(self, id: UUID, *, now: datetime, lease: timedelta) -> Account | None:
        """Claim one account, whether it is due or not; None where somebody renews it at present."""
        statement = refreshing.claim_one_statement(confined=self._scope.is_confined)
        asked = {"of_id": id, "now": now, "lease_until": now + lease}
        rows = await self._scope.select(statement, **asked, **self._scope.named)
        return Account(*rows[0]) if rows else None

    async def next_refresh(self, *, passing_over: Collection[str] = ()) -> datetime | None:
        """Give the earliest `refresh_at`, or None where no sign-in is to be renewed."""
        scope, over = self._scope, self._passed_over(passing_over)
        statement = refreshing.next_statement(
            scope.dialect, confined=scope.is_confined, passes_over=bool(passing_over)
        )
        rows = await scope.select(statement, **over, **scope.named)
        return rows[0][0] if rows else None

    def _passed_over(self, channels: Collection[str]) -> dict[str, str]:
        return {"channels": self._scope.dialect.pack((name,) for name in channels)} if channels else {}


def _every_column() -> dict[str, BindParameter[Any]]:
    """Name the parameter of each column: an UPDATE over many rows takes them by name."""
    return {column.name: bindparam(column.name, type_=column.type) for column in ACCOUNT}


def _taken(given: Sequence[Account]) -> NotAllowedNow:
    one, *others = given
    who = f"{one.name!r} and {len(others)} more" if others else repr(one.name)
    what = f"is connected to {one.channel} already, as {one.external_id!r}"
    return NotAllowedNow(
        f"connect {who}",
        because=f"{'one of them' if others else 'it'} {what}",
        fix="Change that account instead of adding it again.",
    )
