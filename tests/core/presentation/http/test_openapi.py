"""The document says what the server does."""

import json
import re
from typing import Any

import httpx
import pytest
from openapi_spec_validator import validate

from omnichannel.presentation.http.application import RESOURCES
from omnichannel.presentation.http.bodies import JsonBody
from omnichannel.presentation.http.operations import PUBLIC


@pytest.fixture
async def openapi(anonymous: httpx.AsyncClient) -> dict[str, Any]:
    return dict((await anonymous.get("/openapi.json")).json())


def operations_of(openapi: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["operationId"]: each for methods in openapi["paths"].values() for each in methods.values()}


async def test_the_document_is_valid(openapi: dict[str, Any]) -> None:
    """It is OpenAPI 3.1, and every component bears a name that generators like."""
    validate(openapi)

    assert "3.1.0" == openapi["openapi"]
    assert [] == [name for name in openapi["components"]["schemas"] if not re.fullmatch(r"[A-Za-z]+", name)]


async def test_every_operation_is_described(openapi: dict[str, Any]) -> None:
    """Each operation stands there once, with its right, its security and its problems."""
    described = operations_of(openapi)
    declared = {each.id: each for resource in RESOURCES for each in resource.operations}

    assert declared.keys() == described.keys()
    for id, each in declared.items():
        assert each.right.value == described[id]["x-required-right"]
        assert ([] if each.right is PUBLIC else [{"token": []}]) == described[id]["security"]
        statuses = {str(kind.status) for kind in each.problems} | {str(each.status)}
        assert statuses == set(described[id]["responses"])


def test_every_operation_is_told_in_a_line_and_in_a_paragraph() -> None:
    """Nobody meets an operation whose page shows a name alone."""
    operations = [each for resource in RESOURCES for each in resource.operations]

    assert [] == [each.id for each in operations if len(each.description) < 40 or "\n" in each.summary]


async def test_edits_and_keys_are_described(openapi: dict[str, Any]) -> None:
    """A generated client knows that edits need If-Match and that writing takes a key."""
    described = operations_of(openapi)

    def headers(id: str) -> dict[str, bool]:
        return {
            each["name"]: each["required"] for each in described[id]["parameters"] if each["in"] == "header"
        }

    assert {"If-Match": True, "Idempotency-Key": False} == headers("editMessage")
    assert {"Idempotency-Key": False} == headers("scheduleMessage")
    assert {"Location", "ETag", "Idempotent-Replayed", "RateLimit", "RateLimit-Policy"} == set(
        described["scheduleMessage"]["responses"]["201"]["headers"]
    )


def test_every_example_is_valid() -> None:
    """What the page offers to copy is accepted."""
    bodies = [each.takes for resource in RESOURCES for each in resource.operations]

    examples = [body for body in bodies if isinstance(body, JsonBody)]
    assert examples
    for body in examples:
        body.model.model_validate_json(json.dumps(body.example), strict=True)
