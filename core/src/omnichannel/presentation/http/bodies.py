"""JSON bodies."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request

from omnichannel.presentation.http.bounds import MIB, demand_type, read_body
from omnichannel.presentation.http.inputs import Reference
from omnichannel.presentation.http.plain_json import demand_plain_json
from omnichannel.presentation.http.problem_kinds import (
    INVALID_REQUEST,
    MALFORMED_REQUEST,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    ProblemKind,
)
from omnichannel.presentation.http.validation import body_problem

ModelT = TypeVar("ModelT", bound=BaseModel)


class JsonBody(Generic[ModelT]):
    """
    Takes a JSON body, validated strictly from the bytes as they came.

    Args:
        example: a valid body, for the document.
        most_bytes: the bound of the body.
    """

    problems: tuple[ProblemKind, ...] = (
        MALFORMED_REQUEST,
        TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        INVALID_REQUEST,
    )

    def __init__(self, model: type[ModelT], *, example: Mapping[str, Any], most_bytes: int = MIB) -> None:
        self._adapter = TypeAdapter(model)
        self.model, self.example, self.most_bytes = model, example, most_bytes

    @property
    def models(self) -> tuple[type[BaseModel], ...]:
        """The body's model."""
        return (self.model,)

    async def read(self, request: Request) -> tuple[ModelT, bytes]:
        """Give the body. Raises as `Takes.read`."""
        demand_type(request, "application/json")
        raw = await read_body(request, self.most_bytes)
        demand_plain_json(raw)
        try:
            return self._adapter.validate_json(raw, strict=True), raw
        except ValidationError as error:
            raise body_problem(error, raw) from None

    def described(self, references: Reference) -> dict[str, Any]:
        """Give the `requestBody`."""
        content = {"schema": references[self.model], "example": self.example}
        return {"requestBody": {"required": True, "content": {"application/json": content}}}
