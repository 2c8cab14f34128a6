"""UnitOfWork: one commit over all repositories. docs/decisions/0005-storage-port.md costs each method."""

from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

from omnichannel.application.ports.outbound.account_repository import AccountRepository
from omnichannel.application.ports.outbound.archive_repository import ArchiveRepository
from omnichannel.application.ports.outbound.audit_repository import AuditRepository
from omnichannel.application.ports.outbound.change_repository import ChangeRepository
from omnichannel.application.ports.outbound.connection_repository import ConnectionRepository
from omnichannel.application.ports.outbound.delivery_repository import DeliveryRepository
from omnichannel.application.ports.outbound.fan_out_repository import FanOutRepository
from omnichannel.application.ports.outbound.idempotency_repository import IdempotencyRepository
from omnichannel.application.ports.outbound.media_repository import MediaRepository
from omnichannel.application.ports.outbound.message_repository import MessageRepository
from omnichannel.application.ports.outbound.recipient_list_repository import RecipientListRepository
from omnichannel.application.ports.outbound.recipient_repository import RecipientRepository
from omnichannel.application.ports.outbound.schema import SchemaStatus, SchemaUpgrade
from omnichannel.application.ports.outbound.statistics_repository import StatisticsRepository
from omnichannel.application.ports.outbound.template_repository import TemplateRepository
from omnichannel.application.ports.outbound.webhook_repository import WebhookRepository


class UnitOfWork(Protocol):
    """
    A transaction. Leaving it without `commit` undoes it.

    Opened for a workspace, every read and write is confined to that workspace; opened without one
    it is the engine's own view of all of them.
    """

    @property
    def messages(self) -> MessageRepository:
        """Messages."""
        ...

    @property
    def deliveries(self) -> DeliveryRepository:
        """Deliveries, their attempts and lanes."""
        ...

    @property
    def accounts(self) -> AccountRepository:
        """Connected accounts."""
        ...

    @property
    def connections(self) -> ConnectionRepository:
        """Sign-ins under way."""
        ...

    @property
    def media(self) -> MediaRepository:
        """Media assets."""
        ...

    @property
    def templates(self) -> TemplateRepository:
        """What can be written again."""
        ...

    @property
    def recipients(self) -> RecipientRepository:
        """Who may be written to."""
        ...

    @property
    def recipient_lists(self) -> RecipientListRepository:
        """Uploaded lists of people."""
        ...

    @property
    def fan_outs(self) -> FanOutRepository:
        """Deliveries to lists that are still to be made."""
        ...

    @property
    def idempotency(self) -> IdempotencyRepository:
        """Answers to requests that carried an idempotency key."""
        ...

    @property
    def audit(self) -> AuditRepository:
        """Who did what."""
        ...

    @property
    def changes(self) -> ChangeRepository:
        """The feed of facts."""
        ...

    @property
    def webhooks(self) -> WebhookRepository:
        """Endpoints of programs, and how far they were told."""
        ...

    @property
    def statistics(self) -> StatisticsRepository:
        """Counts over many deliveries."""
        ...

    @property
    def archive(self) -> ArchiveRepository:
        """Everything there is, by kind, for backup and restore."""
        ...

    async def commit(self) -> None:
        """Make everything durable: once this returns, a power cut does not undo it."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Store(Protocol):
    """A repository plugin, opened: makes units of work."""

    async def open(self) -> None:
        """Connect, and bring an empty or older schema to the present one."""
        ...

    async def close(self) -> None:
        """Finish what runs and let go of every connection."""
        ...

    def unit_of_work(self, workspace_id: UUID | None = None) -> UnitOfWork:
        """Begin a unit of work that may write, confined to *workspace_id* where one is given."""
        ...

    def reading(self, workspace_id: UUID | None = None) -> UnitOfWork:
        """Begin one over a consistent snapshot; it never waits for a writer and cannot write."""
        ...

    async def schema_status(self) -> SchemaStatus:
        """
        Say which schema the store has, without changing anything; it need not be open.

        Raises:
            OSError: it does not answer.
        """
        ...

    async def upgrade_schema(self) -> SchemaUpgrade:
        """
        Bring an older schema to the present one, after copying the store where that can be done.

        Raises:
            OSError: it does not answer, cannot be copied, or a newer version wrote it.
        """
        ...

    async def ping(self) -> None:
        """
        Ask the store for a sign of life.

        Raises:
            OSError: it does not answer.
        """
        ...
