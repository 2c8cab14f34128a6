"""The body of a bulk request: one bad message does not spoil the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, from_json, to_json
from starlette.requests import Request

from omnichannel.application.dtos.batches import BatchIn
from omnichannel.application.dtos.messages import MessageIn
from omnichannel.domain.errors import InvalidRequest
from omnichannel.presentation.http.bodies import JsonBody
from omnichannel.presentation.http.bounds import MIB, demand_type, read_body
from omnichannel.presentation.http.plain_json import demand_plain_json
from omnichannel.presentation.http.validation import body_problem, problems_at

LARGEST_BATCH_BYTES = 8 * MIB


@dataclass(frozen=True, slots=True)
class Batch:
    """A bulk request: its messages, those that cannot be understood with what is wrong with them."""

    entries: Sequence[MessageIn | InvalidRequest]
    all_or_nothing: bool


class BatchBody:
    """Takes the JSON body of a bulk request, of at most 8 MiB."""

    models = (BatchIn,)

    def __init__(self, *, example: dict[str, Any]) -> None:
        self._body = JsonBody(BatchIn, example=example, most_bytes=LARGEST_BATCH_BYTES)
        self.problems, self.described = self._body.problems, self._body.described

    async def read(self, request: Request) -> tuple[Batch, bytes]:
        """Give the messages. Raises as `Takes.read`, unless only messages are wrong."""
        demand_type(request, "application/json")
        raw = await read_body(request, LARGEST_BATCH_BYTES)
        demand_plain_json(raw)
        try:
            batch = BatchIn.model_validate_json(raw, strict=True)
        except ValidationError as error:
            return _partly(error, raw), raw
        return Batch(batch.messages, batch.all_or_nothing), raw


def _partly(error: ValidationError, raw: bytes) -> Batch:
    """
    Give the messages where only messages are wrong.

    Raises:
        HttpProblem: the request around them is.
    """
    faults = error.errors(include_url=False, include_input=False)
    if not all(_is_of_a_message(fault) for fault in faults):
        raise body_problem(error, raw)
    given = from_json(raw)
    wrong: dict[int, list[ErrorDetails]] = {}
    for fault in faults:
        wrong.setdefault(int(fault["loc"][1]), []).append({**fault, "loc": fault["loc"][2:]})
    entries = [
        InvalidRequest(*problems_at(wrong[index], entry))
        if index in wrong
        else MessageIn.model_validate_json(to_json(entry), strict=True)
        for index, entry in enumerate(given["messages"])
    ]
    return Batch(entries, given.get("all_or_nothing", False))


def _is_of_a_message(fault: ErrorDetails) -> bool:
    place = fault["loc"][:2]
    return len(place) == 2 and place[0] == "messages" and isinstance(place[1], int)
