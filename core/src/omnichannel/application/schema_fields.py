"""The fields of a JSON Schema, as a person fills them in: those of settings, credentials and options."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PLAIN = ("string", "integer", "number", "boolean")
WORDS = {"null": "nothing", "array": "list", "object": "table", "boolean": "true or false"}
BOUNDS = {
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """
    One field.

    Attributes:
        kind: "string", "integer", "number", "boolean", or "json" for everything else.
        type: the kind in words: "integer", "secret text or nothing", "one of smtp, ses".
        bounds: in words, "1 to 9"; empty where there are none.
        choices: the only values it takes; empty where it takes any.
        default: what is used where nothing is given; None where there is none.
        is_secret: it is never shown.
    """

    name: str
    kind: str
    type: str
    bounds: str
    description: str
    choices: tuple[str, ...]
    default: Any
    is_required: bool
    is_secret: bool


def fields_of(schema: Mapping[str, Any], **chosen: str) -> list[Field]:
    """
    Give the fields of an object.

    Where the schema is a choice of objects (`oneOf`, told apart by a constant), the first is taken whose
    constants are those in *chosen*.
    """
    shape = _chosen(schema, schema, chosen)
    required = shape.get("required", [])
    properties: Mapping[str, Any] = shape.get("properties", {})
    return [_field(name, told, schema, is_required=name in required) for name, told in properties.items()]


def choices_of(schema: Mapping[str, Any]) -> dict[str, list[str]]:
    """Give what tells the objects of a choice apart: {"carrier": ["smtp", "ses"]}; empty for one object."""
    found: dict[str, list[str]] = {}
    for option in schema.get("oneOf") or schema.get("anyOf") or []:
        for name, told in _resolved(option, schema).get("properties", {}).items():
            if "const" in told:
                found.setdefault(name, []).append(str(told["const"]))
    return {name: values for name, values in found.items() if len(values) > 1}


def _chosen(
    schema: Mapping[str, Any], root: Mapping[str, Any], chosen: Mapping[str, str]
) -> Mapping[str, Any]:
    options = [_resolved(one, root) for one in schema.get("oneOf") or schema.get("anyOf") or []]
    fitting = [option for option in options if _fits(option, chosen)]
    return (fitting or options or [_resolved(schema, root)])[0]


def _fits(option: Mapping[str, Any], chosen: Mapping[str, str]) -> bool:
    properties = option.get("properties", {})
    return all(str(properties.get(name, {}).get("const")) == value for name, value in chosen.items())


def _field(name: str, told: Mapping[str, Any], root: Mapping[str, Any], *, is_required: bool) -> Field:
    inner, variants = _value(told, root), _variants(told, root)
    choices = inner.get("enum") or ([inner["const"]] if "const" in inner else [])
    return Field(
        name=name,
        kind=str(inner["type"]) if inner.get("type") in PLAIN else "json",
        type=" or ".join(dict.fromkeys(_in_words(one) for one in variants)),
        bounds=", ".join(bound for one in variants for bound in _bounds(one)),
        description=str(told.get("description") or inner.get("description") or ""),
        choices=tuple(map(str, choices)),
        default=told.get("default"),
        is_required=is_required,
        is_secret=inner.get("format") == "password" or '"writeOnly": true' in json.dumps([told, variants]),
    )


def _variants(told: Mapping[str, Any], root: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [_resolved(one, root) for one in told.get("anyOf") or told.get("oneOf") or [told]]


def _in_words(schema: Mapping[str, Any]) -> str:
    if "enum" in schema or "const" in schema:
        return "one of " + ", ".join(map(str, schema.get("enum") or [schema["const"]]))
    kind = str(schema.get("type", "any"))
    if kind == "string":
        form = str(schema.get("format", "text"))
        return "secret text" if form == "password" else form
    return WORDS.get(kind, kind)


def _bounds(schema: Mapping[str, Any]) -> list[str]:
    if {"minimum", "maximum"} <= schema.keys():
        rest = {key: value for key, value in schema.items() if key not in ("minimum", "maximum")}
        return [f"{schema['minimum']} to {schema['maximum']}", *_bounds(rest)]
    return [words.format(schema[key]) for key, words in BOUNDS.items() if key in schema]


def _value(told: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the schema of the value itself, where it may also be null."""
    options = [one for one in told.get("anyOf", []) if one.get("type") != "null"]
    return _resolved(options[0] if len(options) == 1 else told, root)


def _resolved(told: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(told.get("$ref", "")).rpartition("/")[2]
    found: Mapping[str, Any] = root.get("$defs", {}).get(name, told) if name else told
    return found
