"""Query strings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.datastructures import QueryParams
from starlette.requests import Request

from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.inputs import Reference
from omnichannel.presentation.http.problem_kinds import INVALID_REQUEST, ProblemKind
from omnichannel.presentation.http.problems import invalid
from omnichannel.presentation.http.validation import MOST_PROBLEMS, pointer_to, query_problem

ModelT = TypeVar("ModelT", bound=BaseModel)


class Query(Generic[ModelT]):
    """
    Takes the query string; a parameter that the model does not know is refused.

    A parameter that is a list may be repeated, or name several with commas between them.
    """

    problems: tuple[ProblemKind, ...] = (INVALID_REQUEST,)
    models: tuple[type[BaseModel], ...] = ()

    def __init__(self, model: type[ModelT]) -> None:
        self._adapter = TypeAdapter(model)
        self._schema = model.model_json_schema()
        fields = self._schema["properties"]
        self._lists = {name for name in fields if fields[name].get("type") == "array"}

    async def read(self, request: Request) -> tuple[ModelT, bytes]:
        """Give the query. Raises as `Takes.read`."""
        single = [pair for pair in request.query_params.multi_items() if pair[0] not in self._lists]
        if len(dict(single)) < len(single):
            raise invalid(tuple(_repeated(single)))
        given = self._given(request.query_params)
        try:
            return self._adapter.validate_python(given), b""
        except ValidationError as error:
            raise query_problem(error, given) from None

    def described(self, references: Reference) -> dict[str, Any]:  # noqa: ARG002 - parameters stand inline
        """Give the `parameters`."""
        required = self._schema.get("required", [])
        return {
            "parameters": [
                {"name": name, "in": "query", "required": name in required, "schema": _present(schema)}
                for name, schema in self._schema["properties"].items()
            ]
        }

    def _given(self, parameters: QueryParams) -> dict[str, Any]:
        given: dict[str, Any] = dict(parameters)
        for name in self._lists & given.keys():
            given[name] = [part for value in parameters.getlist(name) for part in value.split(",")]
        return given


def _present(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is there is never null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    kind: dict[str, Any] = kinds[0]
    return kind | {name: value for name, value in schema.items() if name not in ("anyOf", "default")}


def _repeated(pairs: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    for name, times in Counter(name for name, _ in pairs).most_common(MOST_PROBLEMS):
        if times > 1:
            what = f"The parameter stands there {times} times."
            yield Problem(pointer_to([name]), what, "Send it once.", "once")
