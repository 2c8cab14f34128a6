"""The comparer finds what breaks a caller, and nothing else."""

from copy import deepcopy
from typing import Any

import pytest

from tests.tools.openapi_changes import breaking_changes

NAME = {"type": "string", "minLength": 1, "maxLength": 10}
OLD: dict[str, Any] = {
    "paths": {
        "/x": {
            "post": {
                "operationId": "writeX",
                "parameters": [
                    {
                        "name": "n",
                        "in": "query",
                        "required": False,
                        "schema": {"type": "integer", "maximum": 9},
                    }
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/In"}}},
                },
                "responses": {
                    "200": {
                        "headers": {"ETag": {}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Out"}}},
                    },
                    "404": {"content": {}},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "In": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": NAME,
                    "kind": {"enum": ["a", "b"]},
                    "more": {"anyOf": [{"$ref": "#/components/schemas/In"}, {"type": "null"}]},
                },
            },
            "Out": {
                "type": "object",
                "required": ["id", "kind"],
                "properties": {
                    "id": {"type": "string"},
                    "kind": {"enum": ["a", "b"]},
                    "list": {"type": "array", "items": {"type": "integer"}},
                },
            },
        }
    },
}
POST, IN, OUT = "paths./x.post", "components.schemas.In", "components.schemas.Out"
GONE = object()


def changed(place: str, value: Any) -> dict[str, Any]:
    """Give the document with another value at *place*."""
    new = deepcopy(OLD)
    *way, last = place.split(".")
    inside: Any = new
    for word in way:
        inside = inside[int(word)] if isinstance(inside, list) else inside[word]
    if value is GONE:
        del inside[last]
    else:
        inside[last] = value
    return new


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("paths./x", {}, "POST /x: is gone"),
        (f"{POST}.operationId", "putX", "POST /x: its operationId is another"),
        (f"{POST}.responses.404", GONE, "POST /x: never answers 404 any more"),
        (f"{POST}.responses.200.headers", {}, "POST /x: 200 lacks the header ETag"),
        (f"{POST}.responses.200.content", {}, "POST /x: 200 is no application/json any more"),
        (f"{POST}.requestBody.content", {}, "POST /x: takes no application/json any more"),
        (f"{POST}.parameters", [], "POST /x: query parameter n is gone"),
        (f"{POST}.parameters.0.required", True, "POST /x: query parameter n is required now"),
        (f"{POST}.parameters.0.schema.maximum", 8, "POST /x: query parameter n: maximum was 9, is 8"),
        (f"{POST}.parameters.0.schema.type", "string", "POST /x: query parameter n was integer, is string"),
        (f"{IN}.required", ["name", "kind"], "POST /x: body.kind is required now"),
        (f"{IN}.properties.kind", GONE, "POST /x: body.kind is gone"),
        (f"{IN}.properties.kind.enum", ["a"], "POST /x: body.kind takes fewer values: was a or b, is a"),
        (f"{IN}.properties.name.minLength", 2, "POST /x: body.name: minLength was 1, is 2"),
        (f"{IN}.properties.name.pattern", "^a", "POST /x: body.name: pattern was None, is ^a"),
        (f"{IN}.properties.more.anyOf", [{"type": "null"}], "POST /x: body.more: the form In is gone"),
        (f"{IN}.additionalProperties", False, "POST /x: body takes no other names any more"),
        (f"{OUT}.properties.id", GONE, "POST /x: 200.id is gone"),
        (f"{OUT}.required", ["id"], "POST /x: 200.kind is not always there any more"),
        (f"{OUT}.properties.id.type", ["string", "null"], "POST /x: 200.id was string, is null or string"),
        (
            f"{OUT}.properties.kind.enum",
            ["a", "b", "c"],
            "POST /x: 200.kind may have other values: was a or b, is a or b or c",
        ),
        (f"{OUT}.properties.list.items.type", "string", "POST /x: 200.list[] was integer, is string"),
    ],
)
def test_what_breaks_a_caller_is_named(place: str, value: Any, told: str) -> None:
    """Each kind of break is told once, with its place."""
    assert [told] == breaking_changes(OLD, changed(place, value))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("paths./y", {"get": {"operationId": "readY", "responses": {}}}),
        (f"{POST}.responses.409", {"content": {}}),
        (f"{POST}.parameters.0.schema.maximum", 10),
        (f"{POST}.parameters.0.schema.type", "number"),
        (f"{IN}.required", []),
        (f"{IN}.properties.new", {"type": "string"}),
        (f"{IN}.properties.kind.enum", ["a", "b", "c"]),
        (f"{IN}.properties.name.maxLength", 11),
        (f"{OUT}.properties.new", {"type": "string"}),
        (f"{OUT}.required", ["id", "kind", "list"]),
        (f"{OUT}.properties.kind.enum", ["a"]),
        (f"{OUT}.description", "Better words."),
    ],
)
def test_what_a_caller_does_not_notice_passes(place: str, value: Any) -> None:
    """New operations, wider input and more output are no breaks."""
    assert [] == breaking_changes(OLD, changed(place, value))


def test_a_new_required_parameter_breaks() -> None:
    """Who does not know a parameter cannot send it."""
    known = OLD["paths"]["/x"]["post"]["parameters"]
    new = {"name": "m", "in": "header", "required": True, "schema": {}}

    assert ["POST /x: header parameter m is new and required"] == breaking_changes(
        OLD, changed(f"{POST}.parameters", [*known, new])
    )
