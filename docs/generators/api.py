"""docs/reference/api.md: every operation and every model, from the OpenAPI document."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from docs.generators.json_types import Schema, in_words
from docs.generators.markdown import GENERATED, anchor, joined, table

METHODS = ("get", "post", "put", "patch", "delete")
INTRODUCTION = """\
# The HTTP API

Every operation, what it takes and what it gives. The same, as OpenAPI 3.1 for programs, is served at
`/openapi.json`, and as a page to try it out at `/docs`. Send `Authorization: Bearer <token>` with every
request that needs a right. What an answer that is no success looks like, and what to do then:
[errors](errors.md)."""


def api_page(document: Mapping[str, Any]) -> str:
    """Describe *document*."""
    operations = sorted(_operations(document), key=lambda each: each[2]["tags"][0])
    parts = [GENERATED, INTRODUCTION, _contents(operations)]
    for tag, group in groupby(operations, key=lambda each: each[2]["tags"][0]):
        parts += [f"## {tag}", *(_operation(*each) for each in group)]
    parts += ["## Models", *_models(document["components"]["schemas"])]
    return joined(parts) + "\n"


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in document["paths"].items():
        yield from ((method, path, methods[method]) for method in METHODS if method in methods)


def _contents(operations: list[tuple[str, str, Mapping[str, Any]]]) -> str:
    rows = (
        (each["tags"][0], f"[`{method.upper()} {path}`](#{anchor(f'{method} {path}')})", each["summary"])
        for method, path, each in operations
    )
    return table(("", "operation", ""), rows)


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> str:
    right = operation["x-required-right"]
    needs = "Needs no token." if right == "public" else f"Needs the right `{right}`."
    return joined(
        [
            f"### `{method.upper()} {path}`",
            f"{operation['summary']}.",
            operation.get("description", ""),
            needs,
            table(
                ("parameter", "in", "takes", ""),
                (_parameter(each) for each in operation.get("parameters", ())),
            ),
            *(f"Body: {taken}" for taken in _content(operation.get("requestBody", {}))),
            table(("answer", "", ""), (_answer(*each) for each in operation["responses"].items())),
        ]
    )


def _parameter(parameter: Mapping[str, Any]) -> tuple[str, ...]:
    name = f"`{parameter['name']}`" + (" (required)" if parameter.get("required") else "")
    said = parameter.get("description", parameter["schema"].get("description", ""))
    return name, parameter["in"], in_words(parameter["schema"]), said


def _content(message: Mapping[str, Any]) -> Iterator[str]:
    for media_type, content in message.get("content", {}).items():
        schema = content.get("schema", {})
        model = f" {in_words(schema)}" if schema else ""
        yield f"`{media_type}`{model}" + _parts_of_form(schema)


def _parts_of_form(schema: Schema) -> str:
    parts = schema.get("properties", {})
    told = (f"`{name}` ({in_words(part)})" for name, part in parts.items())
    return f" with {', '.join(told)}" if parts else ""


def _answer(status: str, answer: Mapping[str, Any]) -> tuple[str, ...]:
    headers = ", ".join(f"`{name}`" for name in answer.get("headers", {}))
    gives = ", ".join(_content(answer)) if status.startswith("2") else ""
    return status, answer["description"], "; ".join(part for part in (gives, headers) if part)


def _models(schemas: Mapping[str, Schema]) -> Iterator[str]:
    for name, schema in sorted(schemas.items()):
        yield joined([f"### {name}", _prose(schema), _fields(schema) or in_words(schema)])


def _prose(schema: Schema) -> str:
    return " ".join(schema.get("description", "").split())


def _fields(schema: Schema) -> str:
    required = schema.get("required", ())
    rows = (
        (f"`{name}`" + (" (required)" if name in required else ""), in_words(field), _prose(field))
        for name, field in schema.get("properties", {}).items()
    )
    return table(("field", "type", ""), rows)
