"""One transaction over all repositories."""

from types import TracebackType
from typing import Self
from uuid import UUID

from omnichannel_sqlalchemy.account_repository import SqlAlchemyAccountRepository
from omnichannel_sqlalchemy.archive_repository import SqlAlchemyArchiveRepository
from omnichannel_sqlalchemy.audit_repository import SqlAlchemyAuditRepository
from omnichannel_sqlalchemy.change_repository import SqlAlchemyChangeRepository
from omnichannel_sqlalchemy.connection_repository import SqlAlchemyConnectionRepository
from omnichannel_sqlalchemy.connections import ConnectionPool
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
from omnichannel_sqlalchemy.webhook_repository import SqlAlchemyWebhookRepository


class SqlAlchemyUnitOfWork:
    """
    A transaction. Leaving it without `commit` undoes it.
    """

    def __init__(self, pool: ConnectionPool, *, dialect: Dialect, workspace_id: UUID | None) -> None:
        self._pool, self._dialect, self._workspace_id = pool, dialect, workspace_id

    async def __aenter__(self) -> Self:
        """Wait for a connection; the transaction begins with the first statement."""
        self._connection = await self._pool.take()
        self._begin(Scope(self._connection, self._workspace_id, self._dialect))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Undo what was not committed, and let the next one in."""
        try:
            await self._connection.leave()
        finally:
            self._pool.give_back(self._connection)

    def _begin(self, scope: Scope) -> None:
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
        self.webhooks = SqlAlchemyWebhookRepository(scope)

    async def commit(self) -> None:
        """Make everything durable."""
        await self._connection.commit()
