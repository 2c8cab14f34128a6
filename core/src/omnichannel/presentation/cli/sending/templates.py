"""A message from a template: its words, where nobody typed others."""

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from uuid import UUID

from omnichannel.client import Client
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.sending.said import Said


def with_template(client: Client, said: Said, template: str | None, values: Sequence[str]) -> Said:
    """
    Fill a template in; what was typed as well counts instead.

    Raises:
        CommandFailed: there is no such template, or a value is not written as NAME=TEXT.
    """
    if template is None:
        return said
    filled = client.templates.render(_id_of(client, template), dict(map(_pair, values)))
    content = filled.content
    return replace(
        said,
        text=said.text or content.text,
        title=said.title or content.title,
        link=said.link or content.link,
        media=[*said.media, *content.media],
        variants=filled.variants,
        options=filled.options,
    )


def _id_of(client: Client, given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        known = {template.name.casefold(): template for template in client.templates.list()}
    if given.casefold() in known:
        return known[given.casefold()].id
    meant = get_close_matches(given.casefold(), known, n=1)
    hint = f"did you mean `{known[meant[0]].name}`?" if meant else "`POST /v1/templates` keeps one"
    raise CommandFailed(f"no template `{given}`", hint=f"{hint} Nothing was sent")


def _pair(given: str) -> tuple[str, str]:
    name, equals, text = given.partition("=")
    if not name or not equals:
        raise CommandFailed(f"--value {given!r} is no pair", hint="write it as NAME=TEXT: --value name=Ada")
    return name, text
