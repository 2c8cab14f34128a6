"""What can be asked about templates."""

from typing import Protocol
from uuid import UUID

from omnichannel.application.dtos.templates import TemplateIn, TemplateOut, TemplatePage, ValuesIn, Written
from omnichannel.domain.rights import Principal


class WriteTemplateUseCase(Protocol):
    """Keep, change and remove templates."""

    async def create(self, principal: Principal, new: TemplateIn) -> TemplateOut:
        """
        Keep a template.

        Raises:
            InvalidRequest: it has more than 100 blanks, or names an asset that does not exist.
            NotAllowedNow: the workspace has a template of that name.
        """
        ...

    async def edit(self, principal: Principal, id: UUID, new: TemplateIn, *, version: int) -> TemplateOut:
        """
        Replace everything the author wrote.

        Raises:
            NotFound: there is no such template in the workspace.
            StaleVersion: *version* is not the stored one.
            InvalidRequest, NotAllowedNow: as `create`.
        """
        ...

    async def remove(self, principal: Principal, id: UUID) -> None:
        """
        Remove a template; messages that were made of it stay as they are.

        Raises:
            NotFound: there is no such template in the workspace.
        """
        ...


class ReadTemplatesUseCase(Protocol):
    """Read templates, and make a message's words of them."""

    async def list(
        self, principal: Principal, *, limit: int, cursor: str | None, contains: str | None
    ) -> TemplatePage:
        """
        List templates, newest first.

        Raises:
            InvalidRequest: the cursor is not one of ours.
        """
        ...

    async def get(self, principal: Principal, id: UUID) -> TemplateOut:
        """
        Give a template.

        Raises:
            NotFound: there is no such template in the workspace.
        """
        ...

    async def render(self, principal: Principal, id: UUID, given: ValuesIn) -> Written:
        """
        Put values into a template's blanks.

        Raises:
            NotFound: there is no such template in the workspace.
            InvalidRequest: a blank has no value, a value has no blank, or the whole became too long.
        """
        ...
