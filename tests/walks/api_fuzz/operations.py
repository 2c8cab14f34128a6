"""Every operation there is, and requests for it that reach what is stored."""

from collections.abc import Mapping
from typing import Any

import schemathesis
from hypothesis import strategies
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from omnichannel.presentation.http.about import about
from omnichannel.presentation.http.application import RESOURCES
from omnichannel.presentation.http.openapi import document

LEFT_OUT: Mapping[str, str] = {
    "/v1/changes/stream": "its answer does not end",
}
"""Paths that are not asked, and why. Everything else of `RESOURCES` is, from the day it is declared."""

TELLS_EACH: Mapping[str, str] = {
    "scheduleBatch": "a message that is wrong is refused by itself, and the request is not",
}
"""Operations that accept what does not fit the document, and why."""

REFUSALS = ["400", "401", "404", "405", "409", "412", "413", "414", "415", "422", "428", "431"]
"""The answers to what does not fit the document."""

Case = schemathesis.Case[Any]
Operation = Any


def described() -> Any:
    """Give the document of this version, as schemathesis reads it."""
    schema = schemathesis.openapi.from_dict(document((*RESOURCES, *about(RESOURCES)), "0"))
    schema.config.generation.update(allow_x00=False, with_security_parameters=False)
    schema.config.checks.negative_data_rejection.expected_statuses = REFUSALS
    return schema


def operations() -> dict[str, Operation]:
    """Give all operations but those that are left out, by their ids."""
    found = [each.ok() for each in described().get_all_operations() if isinstance(each, Ok)]
    return {each.definition.raw["operationId"]: each for each in found if each.path not in LEFT_OUT}


def can_be_wrong(operation: Operation) -> bool:
    """
    Say whether there are requests that do not fit what the document says of *operation*.

    The parts of a form are texts whatever they hold, so no form has a part of a wrong type.
    """
    raw = operation.definition.raw
    body = raw.get("requestBody", {}).get("content", {})
    if raw["operationId"] in TELLS_EACH:
        return False
    return bool(raw.get("parameters") or body) and "multipart/form-data" not in body


def requests(operation: Operation, mode: GenerationMode, ids: Mapping[str, str]) -> SearchStrategy[Case]:
    """Generate requests; half of those that are valid name things that are there."""
    cases: SearchStrategy[Case] = operation.as_strategy(generation_mode=mode)
    if mode is GenerationMode.NEGATIVE:
        return cases
    return strategies.builds(_reaching, cases, strategies.booleans(), strategies.just(ids))


def _reaching(case: Case, reaches: bool, ids: Mapping[str, str]) -> Case:
    if not reaches:
        return case
    word = case.path.removeprefix("/v1/").partition("/")[0]
    if "id" in (case.path_parameters or {}) and word in ids:
        case.path_parameters["id"] = ids[word]
    if "If-Match" in (case.headers or {}):
        case.headers["If-Match"] = '"v1"'
    case.body = _named(case.body, ids)
    return case


def _named(value: Any, ids: Mapping[str, str]) -> Any:
    """Replace the ids in a body: `account_id` by that of an account that is there."""
    if isinstance(value, list):
        return [_named(each, ids) for each in value]
    if not isinstance(value, dict):
        return value
    known = {"account_id": ids["accounts"], "media_id": ids["media"], "message_id": ids["messages"]}
    return {name: known.get(name, _named(each, ids)) for name, each in value.items()}
