"""JSON Schemas in words: "string, at most 200", "list of `MediaIn`, at most 20"."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from docs.generators.markdown import anchor

Schema = Mapping[str, Any]
BOUNDS = (
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {}"),
    ("maxItems", "at most {}"),
    ("maxProperties", "at most {} entries"),
    ("minimum", "{} or more"),
    ("exclusiveMinimum", "more than {}"),
    ("maximum", "{} or less"),
    ("exclusiveMaximum", "less than {}"),
    ("pattern", "form `{}`"),
)


def in_words(schema: Schema) -> str:
    """Say what *schema* takes: its type, then its bounds."""
    return ", ".join([_type(schema), *_bounds(schema)])


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{anchor(name)})"
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            choices = [in_words(each) for each in schema[choice]]
            return (", or " if any("," in each for each in choices) else " or ").join(choices)
    return _plain_type(schema)


def _plain_type(schema: Schema) -> str:
    if schema.get("type") == "array":
        return f"list of {in_words(schema.get('items', {}))}"
    if schema.get("type") == "object":
        return _object(schema)
    return str(schema.get("format") or schema.get("type") or "anything")


def _object(schema: Schema) -> str:
    values = [*schema.get("patternProperties", {}).values(), schema.get("additionalProperties")]
    named = [in_words(value) for value in values if isinstance(value, Mapping) and value]
    return f"object of {named[0]}" if named else "object"


def _bounds(schema: Schema) -> Iterator[str]:
    for keyword, words in BOUNDS:
        if keyword in schema:
            bound = schema[keyword]
            yield words.format(f"{bound:,}" if isinstance(bound, int) else bound)
