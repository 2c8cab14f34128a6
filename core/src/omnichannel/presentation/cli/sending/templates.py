"""A message from a template: its words, where nobody typed others."""

from collections.abc import Sequence
from dataclasses import replace

from omnichannel.client import Client
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.sending.said import Said


def with_template(client: Client, said: Said, template: str | None, values: Sequence[str]) -> Said:
    """
    Fill a template in; what was typed as well counts instead.

    Raises:
        CommandFailed: a value is not written as NAME=TEXT.
    """
    if template is None:
        return said
    content = client.templates.render(template, dict(map(_pair, values)))
    return replace(
        said,
        text=said.text or content.text,
        title=said.title or content.title,
        link=said.link or content.link,
        media=[*said.media, *(str(one.media_id) for one in content.media)],
    )


def _pair(given: str) -> tuple[str, str]:
    name, equals, text = given.partition("=")
    if not name or not equals:
        raise CommandFailed(f"--value {given!r} is no pair", hint="write it as NAME=TEXT: --value name=Ada")
    return name, text
