# Made from aio/templates.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Templates: texts with blanks."""

from collections.abc import Iterator, Mapping
from typing import Any

from omnichannel.application.dtos.templates import TemplateIn, TemplateOut, TemplatePage, Written
from omnichannel.client.requests import Id
from omnichannel.client.sync.connection import Connection
from omnichannel.client.sync.paging import pages


class Templates:
    """The templates of the workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, template: TemplateIn | Mapping[str, Any]) -> TemplateOut:
        """Keep a template: its name, and its content with `{{ name }}` for each blank."""
        return self._connection.write("POST", "/v1/templates", TemplateOut, json=_dumped(template))

    def list(self, *, q: str | None = None) -> Iterator[TemplateOut]:
        """Give all templates, newest first; *q*: those whose names contain it."""
        for template in pages(self._connection, "/v1/templates", TemplatePage, q=q):
            yield template

    def get(self, id: Id) -> TemplateOut:
        """Read a template."""
        return self._connection.read(f"/v1/templates/{id}", TemplateOut)

    def edit(self, id: Id, template: TemplateIn | Mapping[str, Any], *, version: int) -> TemplateOut:
        """Replace everything that the author of a template wrote."""
        path, body = f"/v1/templates/{id}", _dumped(template)
        return self._connection.write("PUT", path, TemplateOut, json=body, expected=version)

    def delete(self, id: Id) -> None:
        """Delete a template; messages that were made of it stay."""
        self._connection.delete(f"/v1/templates/{id}")

    def render(self, id: Id, values: Mapping[str, str]) -> Written:
        """Fill the blanks; gives what a message takes."""
        return self._connection.ask(f"/v1/templates/{id}:render", Written, {"values": dict(values)})


def _dumped(template: TemplateIn | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(template, TemplateIn):
        return template.model_dump(mode="json", exclude_unset=True)
    return dict(template)
