"""Templates on the wire."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from omnichannel.application.dtos.content import ContentIn, Options, VariantIn
from omnichannel.application.dtos.messages import ChannelName
from omnichannel.application.dtos.wire import WireModel

MOST_BLANKS = 100
LONGEST_VALUE = 10_000
BlankName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,59}$")]


class Written(WireModel):
    """What a template says, in the form in which a message takes it."""

    content: ContentIn
    variants: dict[ChannelName, VariantIn] = Field({}, max_length=50)
    options: dict[ChannelName, Options] = Field({}, max_length=50)


class TemplateIn(Written):
    """A template as its author writes it; `{{ name }}` in any text is a blank."""

    name: str = Field(min_length=1, max_length=100, description="Unique in the workspace.")
    description: str | None = Field(None, max_length=1_000)


class TemplateOut(WireModel):
    """A template."""

    id: UUID
    name: str
    description: str | None
    content: dict[str, Any] = Field(description="As in `TemplateIn`.")
    variants: dict[str, Any]
    options: dict[str, Any]
    blanks: list[str] = Field(description="What a message made of it needs values for.")
    version: int
    created_at: datetime
    updated_at: datetime
    created_by: str


class TemplatePage(WireModel):
    """Templates, newest first."""

    items: list[TemplateOut]
    next: str | None = Field(description="Pass as `cursor` for what follows; null at the end.")


class ValuesIn(WireModel):
    """What goes into the blanks, as plain text."""

    values: dict[BlankName, Annotated[str, Field(max_length=LONGEST_VALUE)]] = Field(
        {}, max_length=MOST_BLANKS
    )
