"""One transaction over all repositories."""

from contextlib import AbstractAsyncContextManager, AsyncExitStack
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from omnichannel_sqlalchemy.account_repository import SqlAlchemyAccountRepository
from omnichannel_sqlalchemy.archive_repository import SqlAlchemyArchiveRepository
from omnichannel_sqlalchemy.audit_repository import SqlAlchemyAuditRepository
from omnichannel_sqlalchemy.change_repository import SqlAlchemyChangeRepository
from omnichannel_sqlalchemy.connection_repository import SqlAlchemyConnectionRepository
from omnichannel_sqlalchemy.delivery_repository import SqlAlchemyDeliveryRepository
from omnichannel_sqlalchemy.dialect import Dialect
from omnichannel_sqlalchemy.fan_out_repository import SqlAlchemyFanOutRepository
from omnichannel_sqlalchemy.idempotency_repository import SqlAlchemyIdempotencyRepository
from omnichannel_sqlalchemy.media_repository import SqlAlchemyMediaRepository
from omnichannel_sqlalchemy.message_repository import SqlAlchemyMessageRepository
from omnichannel_sqlalchemy.recipient_list_repository import SqlAlchemyRecipientListRepository
from omnichannel_sqlalchemy.recipient_repository import SqlAlchemyRecipientRepository
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.statistics_repository import SqlAlchemyStatisticsRepository
from omnichannel_sqlalchemy.template_repository import SqlAlchemyTemplateRepository


class SqlAlchemyUnitOfWork:
    """
    A transaction. Leaving it without `commit` undoes it.

    Args:
        turn: entered first and left last; a writer waits in it for its turn.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        turn: AbstractAsyncContextManager[Any],
        *,
        dialect: Dialect,
        workspace_id: UUID | None,
    ) -> None:
        self._engine, self._turn = engine, turn
        self._dialect, self._workspace_id = dialect, workspace_id
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Wait for the turn, then take a connection; the transaction begins with the first statement."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._turn)
            connection = await stack.enter_async_context(self._engine.connect())
            self._begin(Scope(connection, self._workspace_id, self._dialect))
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Undo what was not committed, and let the next one in."""
        await self._stack.aclose()

    def _begin(self, scope: Scope) -> None:
        self._connection = scope.connection
        self.messages = SqlAlchemyMessageRepository(scope)
        self.deliveries = SqlAlchemyDeliveryRepository(scope)
        self.accounts = SqlAlchemyAccountRepository(scope)
        self.connections = SqlAlchemyConnectionRepository(scope)
        self.media = SqlAlchemyMediaRepository(scope)
        self.templates = SqlAlchemyTemplateRepository(scope)
        self.recipients = SqlAlchemyRecipientRepository(scope)
        self.recipient_lists = SqlAlchemyRecipientListRepository(scope)
        self.fan_outs = SqlAlchemyFanOutRepository(scope)
        self.idempotency = SqlAlchemyIdempotencyRepository(scope)
        self.audit = SqlAlchemyAuditRepository(scope)
        self.changes = SqlAlchemyChangeRepository(scope)
        self.statistics = SqlAlchemyStatisticsRepository(scope)
        self.archive = SqlAlchemyArchiveRepository(scope)

    async def commit(self) -> None:
        """Make everything durable."""
        await self._connection.commit()
