"""The fields of a pydantic model, told in words: type, bounds, default, whether it is secret."""

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, JsonValue, SecretBytes, SecretStr
from pydantic_core import PydanticUndefined, to_jsonable_python

from omnichannel.application.dtos.plugin_reports import MASK, FieldOut

_PASSWORD_IN_URL = re.compile(r"([a-z][a-z0-9+.-]*://[^/@:\s]*:)[^@\s]+@", re.IGNORECASE)
_BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} entries",
    "maxItems": "at most {} entries",
    "pattern": "matches {}",
}
_WORDS = {"null": "nothing", "array": "list", "object": "table", "boolean": "true or false"}


def fields_of(model: type[BaseModel]) -> list[FieldOut]:
    """Describe every field of *model*, in its order."""
    schema = model.model_json_schema()
    known, properties = schema.get("$defs", {}), schema.get("properties", {})
    return [_field(model, name, properties.get(name, {}), known) for name in model.model_fields]


def shown(value: Any, *, secret: bool) -> JsonValue:
    """Give *value* as JSON, or a mask for a secret that is set."""
    if value is None:
        return None
    if secret or isinstance(value, SecretStr | SecretBytes):
        return MASK
    plain: JsonValue = to_jsonable_python(value, fallback=str)
    return _PASSWORD_IN_URL.sub(rf"\1{MASK}@", plain) if isinstance(plain, str) else plain


def written(value: JsonValue) -> str:
    """Write a value as a person reads it."""
    if value is None:
        return "(not set)"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _field(
    model: type[BaseModel], name: str, schema: Mapping[str, Any], known: Mapping[str, Any]
) -> FieldOut:
    info = model.model_fields[name]
    variants = [_resolved(one, known) for one in schema.get("anyOf") or schema.get("oneOf") or [schema]]
    secret = "writeOnly" in json.dumps([schema, variants])
    default = None if info.is_required() else info.get_default(call_default_factory=True, validated_data={})
    return FieldOut(
        name=name,
        type=" or ".join(dict.fromkeys(_type(one) for one in variants)),
        bounds=", ".join(bound for one in variants for bound in _bounds(one)) or None,
        description=info.description or "",
        required=info.is_required(),
        secret=secret,
        default=None if default is PydanticUndefined else shown(default, secret=secret),
    )


def _resolved(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: Mapping[str, Any] = known.get(name, schema)
    return found


def _type(schema: Mapping[str, Any]) -> str:
    if "enum" in schema or "const" in schema:
        return "one of " + ", ".join(map(str, schema.get("enum") or [schema["const"]]))
    kind = str(schema.get("type", "any"))
    if kind == "string":
        form = str(schema.get("format", "text"))
        return "secret text" if form == "password" else form
    return _WORDS.get(kind, kind)


def _bounds(schema: Mapping[str, Any]) -> list[str]:
    if {"minimum", "maximum"} <= schema.keys():
        rest = {key: value for key, value in schema.items() if key not in ("minimum", "maximum")}
        return [f"{schema['minimum']} to {schema['maximum']}", *_bounds(rest)]
    return [words.format(schema[key]) for key, words in _BOUNDS.items() if key in schema]
