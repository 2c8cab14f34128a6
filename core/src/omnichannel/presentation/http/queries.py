"""Query strings."""

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request

from omnichannel.presentation.http.inputs import Reference
from omnichannel.presentation.http.problem_kinds import INVALID_REQUEST, ProblemKind
from omnichannel.presentation.http.validation import query_problem

ModelT = TypeVar("ModelT", bound=BaseModel)


class Query(Generic[ModelT]):
    """Takes the query string; a parameter that the model does not know is refused."""

    problems: tuple[ProblemKind, ...] = (INVALID_REQUEST,)
    models: tuple[type[BaseModel], ...] = ()

    def __init__(self, model: type[ModelT]) -> None:
        self._adapter = TypeAdapter(model)
        self._schema = model.model_json_schema()

    async def read(self, request: Request) -> tuple[ModelT, bytes]:
        """Give the query. Raises as `Takes.read`."""
        given = dict(request.query_params)
        try:
            return self._adapter.validate_python(given), b""
        except ValidationError as error:
            raise query_problem(error, given) from None

    def described(self, references: Reference) -> dict[str, Any]:  # noqa: ARG002 - parameters stand inline
        """Give the `parameters`."""
        required = self._schema.get("required", [])
        return {
            "parameters": [
                {"name": name, "in": "query", "required": name in required, "schema": schema}
                for name, schema in self._schema["properties"].items()
            ]
        }
