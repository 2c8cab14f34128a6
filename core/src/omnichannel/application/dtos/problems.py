"""What is to mend, on the wire."""

from collections.abc import Iterable

from pydantic import Field

from omnichannel.application.dtos.wire import WireModel
from omnichannel.domain.errors import Problem


class ProblemItem(WireModel):
    """One thing to mend."""

    field: str = Field(
        description="Where: a JSON pointer into body, query or path (`/content/text`, `/limit`, `/id`), the "
        "name of a header (`If-Match`), or empty for the whole."
    )
    detail: str
    fix: str
    limit: str | None = Field(description="The bound that was broken, in words.")
    channel: str | None = Field(description="The channel whose rule it is; null for a rule of ours.")


def items_from(problems: Iterable[Problem], *, inside: str = "") -> list[ProblemItem]:
    """Translate *problems*; *inside* is the pointer to what their fields begin at."""
    return [
        ProblemItem(
            field=inside + each.field,
            detail=each.detail,
            fix=each.fix,
            limit=each.limit,
            channel=each.channel,
        )
        for each in problems
    ]
