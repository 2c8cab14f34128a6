"""The OpenAPI 3.1 document of all operations, made from the models that serve them."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema
from pydantic_core import core_schema
from starlette.routing import compile_path

from omnichannel.presentation.http import header_names, idempotency, rate_limit
from omnichannel.presentation.http.bounds import LONGEST_NAME
from omnichannel.presentation.http.inputs import Reference
from omnichannel.presentation.http.operations import PUBLIC, Operation, Resource, SentHeader
from omnichannel.presentation.http.problems import MEDIA_TYPE, ProblemOut

TITLE = "Omnichannel Publisher"
DESCRIPTION = (
    "One message, many channels, delivered once. Every problem is an RFC 9457 document that names the field "
    "and the fix."
)
NO_CONTENT = 204
SECURITY_SCHEME = "token"
PARAMETER_SCHEMAS = {"UUIDConvertor": {"type": "string", "format": "uuid"}}
NAME_SCHEMA = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}
IF_MATCH = {
    "name": header_names.IF_MATCH,
    "in": "header",
    "required": True,
    "description": "The `ETag` of the version that is edited.",
    "schema": {"type": "string", "pattern": '^"v[0-9]{1,9}"$'},
    "example": '"v3"',
}
IDEMPOTENCY_KEY = {
    "name": header_names.IDEMPOTENCY_KEY,
    "in": "header",
    "required": False,
    "description": "Makes the request safe to repeat: the same key and request give the same answer.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}


REPLAYED = SentHeader(
    idempotency.REPLAYED, "`true`: this is the answer to an earlier request with the same key."
)
RATE_LIMIT = (
    SentHeader(rate_limit.POLICY, "What one caller may send: `q` requests in `w` seconds."),
    SentHeader(rate_limit.SERVICE, "What is left: `r` requests at once; all of them in `t` seconds."),
)


class ClosedSchemas(GenerateJsonSchema):
    """Says of objects whose names have a pattern what the models do: other names are refused."""

    def dict_schema(self, schema: core_schema.DictSchema) -> dict[str, Any]:
        """Describe a dict."""
        described = super().dict_schema(schema)
        return {**described, "additionalProperties": False} if "patternProperties" in described else described


def document(resources: Sequence[Resource], version: str) -> dict[str, Any]:
    """Describe *resources*; *version* is that of the server."""
    validated, serialised, components = _schemas(resources)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": version, "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": {
            compile_path(resource.path)[1]: {
                operation.method.lower(): _operation(resource, operation, validated, serialised)
                for operation in resource.operations
            }
            for resource in resources
        },
        "components": {
            "schemas": components,
            "securitySchemes": {SECURITY_SCHEME: {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas(resources: Sequence[Resource]) -> tuple[Reference, Reference, dict[str, Any]]:
    models = sorted(set(_models(resources)), key=lambda pair: (pair[0].__name__, pair[1]))
    references, definitions = models_json_schema(
        models, ref_template="#/components/schemas/{model}", schema_generator=ClosedSchemas
    )
    validated = {model: references[model, mode] for model, mode in models if mode == "validation"}
    serialised = {model: references[model, mode] for model, mode in models if mode == "serialization"}
    return validated, serialised, definitions["$defs"]


def _models(resources: Sequence[Resource]) -> Iterator[tuple[type[BaseModel], JsonSchemaMode]]:
    yield ProblemOut, "serialization"
    for resource in resources:
        for operation in resource.operations:
            yield from ((model, "validation") for model in operation.takes.models)
            if operation.gives is not None:
                yield operation.gives, "serialization"


def _operation(
    resource: Resource, operation: Operation, validated: Reference, serialised: Reference
) -> dict[str, Any]:
    taken = operation.takes.described(validated)
    parameters = [*_path_parameters(resource), *taken.pop("parameters", []), *_header_parameters(operation)]
    described = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.description,
        "x-required-right": operation.right.value,
        "security": [] if operation.right is PUBLIC else [{SECURITY_SCHEME: []}],
        "parameters": parameters,
        **taken,
        "responses": {
            str(operation.status): _answer(operation, serialised),
            **_problems(operation, serialised),
        },
    }
    return {name: value for name, value in described.items() if value or name == "security"}


def _path_parameters(resource: Resource) -> Iterator[dict[str, Any]]:
    for name, convertor in compile_path(resource.path)[2].items():
        schema = PARAMETER_SCHEMAS.get(type(convertor).__name__, NAME_SCHEMA)
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _header_parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    if operation.if_match:
        yield IF_MATCH
    if operation.takes_key:
        yield IDEMPOTENCY_KEY


def _answer(operation: Operation, serialised: Reference) -> dict[str, Any]:
    schema = {"schema": serialised[operation.gives]} if operation.gives is not None else {}
    content = {} if operation.status == NO_CONTENT else {"content": {operation.media_type: schema}}
    answer = {"description": "Done.", **content}
    headers = {sent.name: _header(sent) for sent in (*operation.sends, *_common_headers(operation))}
    return {**answer, "headers": headers} if headers else answer


def _common_headers(operation: Operation) -> Iterator[SentHeader]:
    if operation.takes_key:
        yield REPLAYED
    if operation.right is not PUBLIC:
        yield from RATE_LIMIT


def _header(sent: SentHeader) -> dict[str, Any]:
    return {"description": sent.description, "schema": {"type": "string"}}


def _problems(operation: Operation, serialised: Reference) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": serialised[ProblemOut]}}
    return {
        str(status): {"description": ". ".join(kind.title for kind in same) + ".", "content": content}
        for status, same in groupby(operation.problems, key=lambda kind: kind.status)
    }
