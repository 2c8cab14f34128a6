"""The document and the API page say what the server does."""

import json
import re
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import datetimes
from openapi_spec_validator import validate
from pydantic import Field
from schemathesis.core.result import Ok
from starlette.applications import Starlette

from omnichannel.application.dtos.wire import WireModel
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.application import RESOURCES
from omnichannel.presentation.http.bodies import JsonBody
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.documentation import documentation_page
from omnichannel.presentation.http.openapi import document
from omnichannel.presentation.http.operations import PUBLIC, Resource, operation
from tests.core.presentation.http.conftest import TOKEN

MODEST = settings(
    max_examples=12, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


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


async def test_edits_and_keys_are_described(openapi: dict[str, Any]) -> None:
    """A generated client knows that edits need If-Match and that writing takes a key."""
    described = operations_of(openapi)

    def headers(id: str) -> dict[str, bool]:
        return {
            each["name"]: each["required"] for each in described[id]["parameters"] if each["in"] == "header"
        }

    assert {"If-Match": True} == headers("editMessage")
    assert {"Idempotency-Key": False} == headers("scheduleMessage")
    assert {"Location", "ETag", "Idempotent-Replayed"} == set(
        described["scheduleMessage"]["responses"]["201"]["headers"]
    )


def test_every_example_is_valid() -> None:
    """What the page offers to copy is accepted."""
    bodies = [each.takes for resource in RESOURCES for each in resource.operations]

    examples = [body for body in bodies if isinstance(body, JsonBody)]
    assert examples
    for body in examples:
        body.model.model_validate_json(json.dumps(body.example), strict=True)


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_the_page_lists_every_operation(
    anonymous: httpx.AsyncClient, openapi: dict[str, Any], path: str
) -> None:
    """A person finds each operation with its path, its right and a call to copy."""
    page = (await anonymous.get(path)).text

    for id, each in operations_of(openapi).items():
        assert f"id='{id}'" in page
        assert each["summary"] in page
    for operation_path in openapi["paths"]:
        assert f"<code>{operation_path}</code>" in page
    assert "curl -X POST &quot;$OMNICHANNEL_URL/v1/messages&quot;" in page


async def test_the_page_needs_nothing_from_elsewhere(anonymous: httpx.AsyncClient) -> None:
    """It works offline: no script, no address of another host; its style is allowed by its hash."""
    answer = await anonymous.get("/docs")

    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert not re.search(r"(?:src|href)=['\"]?(?:https?:)?//", answer.text)
    assert "prefers-color-scheme: dark" in style
    assert "width=device-width" in answer.text


async def test_every_link_of_the_page_leads_somewhere(anonymous: httpx.AsyncClient) -> None:
    """Each link inside the page has its target."""
    page = (await anonymous.get("/docs")).text

    assert set(re.findall(r"href='#([^']+)'", page)) <= set(re.findall(r"id='([^']+)'", page))


class Evil(WireModel):
    """</pre><script>alert(1)</script>"""

    field: str = Field(description="'\"><img src=x>")


def test_the_page_escapes_what_models_say() -> None:
    """Nothing that stands in a model or an example becomes markup."""

    @operation(
        "POST", tag="<b>", right=Right.READ_MEDIA, takes=JsonBody(Evil, example={"field": "</pre>'<i>"})
    )
    async def read_evil(call: Call[Evil]) -> Evil:
        """Read <u>evil</u>."""
        return call.input

    page = bytes(documentation_page(document((Resource("/v1/evil", read_evil),), "<s>")).body).decode()

    assert [] == [tag for tag in ("<script", "<img", "<b>", "<i>", "<u>", "<s>", "</pre>'") if tag in page]
    assert "&lt;script&gt;" in page


def test_generated_requests_find_no_gap(application: Starlette) -> None:
    """Odd requests get only answers that the document describes, and never a fault of ours."""
    schemathesis.openapi.format("date-time-local", datetimes().map(datetime.isoformat))
    host = {"Host": "127.0.0.1"}
    described = schemathesis.openapi.from_asgi("/openapi.json", application, headers=host)

    for found in described.get_all_operations():
        assert isinstance(found, Ok)
        find_gaps(found.ok().as_strategy(), {**host, "Authorization": f"Bearer {TOKEN}"})


def find_gaps(cases: Any, headers: dict[str, str]) -> None:
    @MODEST
    @given(case=cases)
    def holds(case: "schemathesis.Case[Any]") -> None:
        case.call_and_validate(headers=headers)

    holds()
