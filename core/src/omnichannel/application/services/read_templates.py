"""ReadTemplatesService: lists templates, and puts values into their blanks."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from pydantic import ValidationError

from omnichannel.application.cursors import cursor_from, place_from
from omnichannel.application.dtos.outgoing import template_out
from omnichannel.application.dtos.templates import TemplateOut, TemplatePage, ValuesIn, Written
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.write_template import template_of
from omnichannel.domain.blanks import blanks_in, filled
from omnichannel.domain.errors import InvalidRequest, Problem
from omnichannel.domain.rights import Principal


class ReadTemplatesService:
    """Reads templates; see `ReadTemplatesUseCase`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(
        self, principal: Principal, *, limit: int, cursor: str | None, contains: str | None
    ) -> TemplatePage:
        """Give one page, and the cursor of the next."""
        filters = {"contains": contains}
        before = None if cursor is None else place_from(cursor, filters)
        async with self._store.reading(principal.workspace_id) as work:
            found = await work.templates.page(limit=limit + 1, before=before, contains=contains)
        shown, more = found[:limit], len(found) > limit
        return TemplatePage(
            items=[template_out(template) for template in shown],
            next=cursor_from((shown[-1].created_at, shown[-1].id), filters) if more else None,
        )

    async def get(self, principal: Principal, id: UUID) -> TemplateOut:
        """Give a template."""
        async with self._store.reading(principal.workspace_id) as work:
            return template_out(await template_of(work, id))

    async def render(self, principal: Principal, id: UUID, given: ValuesIn) -> Written:
        """Put values into the blanks."""
        async with self._store.reading(principal.workspace_id) as work:
            template = await template_of(work, id)
        problems = list(_problems(blanks_in(template.body), given.values))
        if problems:
            raise InvalidRequest(*problems)
        try:
            return Written.model_validate(filled(template.body, given.values))
        except ValidationError as error:
            raise InvalidRequest(*_too_long(error)) from None


def _problems(blanks: Sequence[str], values: Mapping[str, str]) -> Iterator[Problem]:
    for name in blanks:
        if name not in values:
            yield Problem(f"/values/{name}", f"The blank {name!r} has no value.", "Add one.")
    for name in sorted(values.keys() - set(blanks)):
        known = f"Its blanks are {', '.join(blanks)}." if blanks else "It has none."
        yield Problem(f"/values/{name}", f"The template has no blank {name!r}.", f"Remove it. {known}")


def _too_long(error: ValidationError) -> Iterator[Problem]:
    for fault in error.errors(include_url=False, include_input=False):
        field = ".".join(str(part) for part in fault["loc"])
        most = fault.get("ctx", {}).get("max_length")
        limit = None if most is None else f"{most:,} characters"
        yield Problem(
            "/values", f"With these values {field} is not valid: {fault['msg']}.", "Shorten them.", limit
        )
