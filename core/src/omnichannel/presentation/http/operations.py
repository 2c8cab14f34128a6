"""
Operations: what each path and method takes, gives, needs and may refuse, declared in one place.

The same declaration serves requests and describes them (OpenAPI), so the two cannot differ.
"""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.responses import Response

from omnichannel.domain.rights import Right
from omnichannel.presentation.http import problem_kinds as kinds
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import Takes
from omnichannel.presentation.http.problem_kinds import ProblemKind

InT = TypeVar("InT")
Handler = Callable[[Call[InT]], Awaitable[BaseModel | Response]]


class Public(Enum):
    """Marks operations that everybody may use."""

    PUBLIC = "public"


PUBLIC = Public.PUBLIC


OF_KNOWN_CALLERS = (
    kinds.UNAUTHENTICATED,
    kinds.RIGHT_MISSING,
    kinds.RATE_LIMITED,
    kinds.STORE_UNAVAILABLE,
)
OF_EVERY_REQUEST = (
    kinds.MALFORMED_REQUEST,
    kinds.URI_TOO_LONG,
    kinds.HEADERS_TOO_LARGE,
    kinds.INTERNAL_ERROR,
)


@dataclass(frozen=True, slots=True)
class SentHeader:
    """A header of the answer, for the document."""

    name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Operation:
    """
    One method of one path.

    Attributes:
        id: a name for programs that are generated from the document.
        gives: the model of a good answer; None where it is no JSON of ours.
        media_type: that of a good answer.
        declared: the problems of its own, beside those that follow from what it takes and needs.
        if_match: it is an edit and names the version it edits.
        body_is_secret: credentials stand in its body; the digest that is stored of it is slow to make.
        answer_is_secret: its answer is never stored; a repetition does it anew, which must be harmless.
        keeps_answer: it keeps its answers under their idempotency keys itself, in the commit of what it does.
    """

    id: str
    method: str
    tag: str
    summary: str
    description: str
    right: Right | Public
    takes: Takes[Any]
    gives: type[BaseModel] | None
    status: int
    media_type: str
    sends: tuple[SentHeader, ...]
    declared: tuple[ProblemKind, ...]
    if_match: bool
    keeps_answer: bool
    answer_is_secret: bool
    body_is_secret: bool
    handle: Handler[Any]

    def __post_init__(self) -> None:
        if not isinstance(self.right, Right | Public):
            raise TypeError(f"{self.id} declares no right; name one, or say PUBLIC")
        if not self.summary:
            raise TypeError(f"{self.id} has no docstring, so nobody can know what it does")

    @property
    def takes_key(self) -> bool:
        """Whether a key makes it safe to repeat: so it is with everything that may change something."""
        return self.method != "GET" and self.right is not PUBLIC

    @property
    def problems(self) -> tuple[ProblemKind, ...]:
        """Every kind of problem that it may answer with, by status."""
        every = [*OF_EVERY_REQUEST, *self.declared, *self.takes.problems]
        if self.right is not PUBLIC:
            every += [*OF_KNOWN_CALLERS]
        if self.if_match:
            every += [kinds.VERSION_REQUIRED, kinds.STALE_VERSION]
        if self.takes_key:
            every += [kinds.IDEMPOTENCY_MISMATCH, kinds.REQUEST_IN_PROGRESS]
        return tuple(sorted(set(every), key=lambda kind: (kind.status, kind.slug)))


@dataclass(frozen=True, eq=False)
class Resource:
    """A path and the operations on it; one method once."""

    path: str
    operations: tuple[Operation, ...]

    def __init__(self, path: str, *operations: Operation) -> None:
        methods = [operation.method for operation in operations]
        if len(set(methods)) != len(methods):
            raise TypeError(f"{path} has a method twice: {', '.join(methods)}")
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "operations", operations)


def operation(
    method: str,
    *,
    tag: str,
    right: Right | Public,
    takes: Takes[InT],
    gives: type[BaseModel] | None = None,
    status: int = 200,
    media_type: str = "application/json",
    sends: tuple[SentHeader, ...] = (),
    problems: tuple[ProblemKind, ...] = (),
    if_match: bool = False,
    keeps_answer: bool = False,
    answer_is_secret: bool = False,
    body_is_secret: bool = False,
) -> Callable[[Handler[InT]], Operation]:
    """
    Make an operation of a function; its docstring is the summary and the description.

    Raises:
        TypeError: it has no right or no docstring. Both are found when the module is imported.
    """

    def declare(handle: Handler[InT]) -> Operation:
        summary, _, description = (inspect.getdoc(handle) or "").partition("\n")
        return Operation(
            id=_camel_case(handle.__name__),
            method=method,
            tag=tag,
            summary=summary.rstrip("."),
            description=description.strip(),
            right=right,
            takes=takes,
            gives=gives,
            status=status,
            media_type=media_type,
            sends=sends,
            declared=problems,
            if_match=if_match,
            keeps_answer=keeps_answer,
            answer_is_secret=answer_is_secret,
            body_is_secret=body_is_secret,
            handle=handle,
        )

    return declare


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
