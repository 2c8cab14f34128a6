"""From what a plugin's model finds wrong to problems that an author can mend."""

from collections.abc import Iterator

from pydantic import ValidationError

from omnichannel.domain.errors import Problem


def problems_from(error: ValidationError, *, field: str, fix: str, channel: str) -> Iterator[Problem]:
    """
    Give one problem for each fault. What was sent is never quoted: it may be a secret.

    Args:
        field: where the validated object stands in the request, as a JSON pointer.
        fix: what to do about any of them.
    """
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        place = "".join("/" + _escaped(part) for part in fault["loc"])
        yield Problem(f"{field}{place}", f"{fault['msg']}.", fix, channel=channel)


def _escaped(part: int | str) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
