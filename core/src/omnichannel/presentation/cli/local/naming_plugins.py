"""Which plugin a person means."""

from collections.abc import Sequence
from difflib import get_close_matches

from omnichannel.plugins.examination import named
from omnichannel.plugins.examiner import Subject
from omnichannel.presentation.cli.failures import CommandFailed


def those_named(subjects: Sequence[Subject], name: str) -> list[Subject]:
    """
    Give the plugins that *name* means, of any kind.

    Raises:
        CommandFailed: there is none; it tells which is nearly called that.
    """
    found = named(subjects, name)
    if found:
        return found
    known = {one.name for one in subjects} | {one.key for one in subjects}
    near = get_close_matches(name, sorted(known), n=1)
    hint = (
        f"did you mean `{near[0]}`?" if near else "`omnichannel plugins list` shows those that are installed"
    )
    raise CommandFailed(f"no installed plugin is named `{name}`", hint=hint, code="not-found")


def the_one_named(subjects: Sequence[Subject], name: str) -> Subject:
    """
    Give the one plugin that *name* means.

    Raises:
        CommandFailed: there is none, or there are several.
    """
    found = those_named(subjects, name)
    keys = sorted({one.key for one in found})
    if len(keys) > 1:
        hint = "write " + " or ".join(f"`{key}`" for key in keys)
        raise CommandFailed(f"several plugins are named `{name}`", hint=hint)
    return found[0]
