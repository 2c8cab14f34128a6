"""What can be asked about messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from omnichannel.application.dtos.messages import (
    MessageDetailOut,
    MessageIn,
    MessageOut,
    MessagePage,
    Publish,
)
from omnichannel.application.dtos.simulation import Simulation
from omnichannel.application.ports.outbound.message_repository import EVERY_MESSAGE, MessageFilter
from omnichannel.domain.errors import InvalidRequest
from omnichannel.domain.rights import Principal


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """
    A key that makes a request safe to repeat.

    Attributes:
        key: 1 to 255 visible ASCII characters, chosen by the caller.
        request_hash: SHA-256 of method, path and body, in hexadecimal.
    """

    key: str
    request_hash: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """
    The answer to a write that was kept in its commit.

    Attributes:
        body: a `MessageOut` or `DeliveryOut` as JSON; the same letters for every repetition of one request.
        replayed: it is the answer to an earlier request with the same key.
    """

    body: str
    replayed: bool = False


class ScheduleMessageUseCase(Protocol):
    """Accept a message: as a draft, for a time, or for now."""

    async def schedule(
        self, principal: Principal, new: MessageIn, *, key: IdempotencyKey | None = None
    ) -> Accepted:
        """
        Store *new* with one delivery per account and recipient, durably, before it returns.

        Raises:
            InvalidRequest: with every problem there is, those of the channels included.
            IdempotencyMismatch: the key was used for another request.
            Overloaded: too many requests wait.
        """
        ...


class ScheduleBatchUseCase(Protocol):
    """Accept many messages at once."""

    async def schedule_all(
        self,
        principal: Principal,
        entries: Sequence[MessageIn | InvalidRequest],
        *,
        all_or_nothing: bool = False,
        key: IdempotencyKey | None = None,
    ) -> Accepted:
        """
        Store every good message of *entries* (1 to 500) in one commit; the others are told why not.

        `Accepted.body` is a `BatchOut`. With a key it is kept in that commit; a request of which
        nothing was accepted does not use its key up.

        Args:
            entries: messages, and for those that could not be understood what is wrong with them.
            all_or_nothing: accept none where one is refused.

        Raises:
            InvalidRequest: they name more than 10,000 addresses together; nothing was stored.
            IdempotencyMismatch: the key was used for another request.
        """
        ...


class GetMessageUseCase(Protocol):
    """Read a message with its first deliveries and their attempts."""

    async def get(self, principal: Principal, id: UUID) -> MessageDetailOut:
        """
        Give the message.

        Raises:
            NotFound: there is no such message in the workspace.
        """
        ...


class ListMessagesUseCase(Protocol):
    """List messages."""

    async def list(
        self, principal: Principal, *, limit: int, cursor: str | None, only: MessageFilter = EVERY_MESSAGE
    ) -> MessagePage:
        """
        List the messages that *only* wants, newest first; new ones do not move what follows a cursor.

        Raises:
            InvalidRequest: the cursor is not one of ours, or was made with other filters.
        """
        ...


class EditMessageUseCase(Protocol):
    """Change a message before it is released."""

    async def edit(self, principal: Principal, id: UUID, new: MessageIn, *, version: int) -> MessageOut:
        """
        Replace everything the author wrote.

        Raises:
            NotFound, InvalidRequest: as for a new one.
            StaleVersion: *version* is not the stored one.
            NotAllowedNow: a delivery was released already, or the message was cancelled.
        """
        ...

    async def reschedule(
        self, principal: Principal, id: UUID, publish: Publish, *, version: int
    ) -> MessageOut:
        """Move it to another time, make it a draft again, or publish it now. Raises as `edit`."""
        ...


class CancelMessageUseCase(Protocol):
    """Call a message off."""

    async def cancel(self, principal: Principal, id: UUID) -> MessageOut:
        """
        Cancel every delivery of which nothing was sent yet. Cancelling again changes nothing.

        Raises:
            NotFound: there is no such message in the workspace.
            NotAllowedNow: nothing of it can be called off any more.
        """
        ...


class SimulateMessageUseCase(Protocol):
    """Tell what publishing would do."""

    async def simulate(self, principal: Principal, new: MessageIn) -> Simulation:
        """
        Give each account's post as it would be sent, with all complaints. Nothing is stored or sent.

        Raises:
            InvalidRequest: an account or a media asset does not exist.
        """
        ...
