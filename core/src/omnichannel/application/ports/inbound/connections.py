"""What can be asked about connecting accounts by signing in on a platform's own page."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from omnichannel.application.dtos.connections import (
    ChooseIn,
    ChosenOut,
    ConnectionIn,
    ConnectionOut,
    ConnectionStartedOut,
)
from omnichannel.domain.rights import Principal


@dataclass(frozen=True, slots=True)
class Landing:
    """
    What the person sees whose browser came back.

    Attributes:
        title, words: plain text for a page.
        return_to: where the browser goes instead; None shows the page.
    """

    title: str
    words: str
    return_to: str | None = None


class StartConnectionUseCase(Protocol):
    """Begin to connect, and see how far it is."""

    async def start(self, principal: Principal, new: ConnectionIn) -> ConnectionStartedOut:
        """
        Give the address of the platform's sign-in page, good for ten minutes and for one sign-in.

        Raises:
            InvalidRequest: the channel is unknown or has no sign-in, or *return_to* leads elsewhere.
            NotAllowedNow: a setting of the channel is missing; it is named.
        """
        ...

    async def get(self, principal: Principal, id: UUID) -> ConnectionOut:
        """
        Give the connection.

        Raises:
            NotFound: there is no such connection in the workspace.
        """
        ...


class LandConnectionUseCase(Protocol):
    """Take what the platform sent the browser back with. Nobody has signed in to us here."""

    async def land(self, *, state: str | None, code: str | None, error: str | None) -> Landing:
        """
        Trade the code for credentials and keep them, sealed, until the person has chosen.

        Never raises for what came: an unknown, a used and a stale *state* get the same words.
        """
        ...


class ChooseAccountsUseCase(Protocol):
    """Connect what was found."""

    async def choose(self, principal: Principal, id: UUID, chosen: ChooseIn) -> ChosenOut:
        """
        Connect the chosen accounts; those that are connected already get the new credentials and go on.

        Raises:
            NotFound: there is no such connection in the workspace.
            InvalidRequest: an id is none of the candidates, or stands there twice.
            NotAllowedNow: there is nothing to choose, yet or any more.
        """
        ...
