"""
What a caller of the API would notice: the breaking changes between two OpenAPI documents of ours.

Breaking is: an operation or an answer's status that is gone; input that was fine and is no longer (a new
required parameter or field, a field that is gone, a narrower type, enum, pattern or bound); output that may
hold what it could not (a field that is gone or not always there, another type, a new enum value or null).
New operations, optional input and additional output are no breaks.
"""

from collections.abc import Iterator, Mapping
from typing import Any

METHODS = ("get", "put", "post", "delete", "patch")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
Schema = Mapping[str, Any]


def breaking_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Name each breaking change from *old* to *new*, with its place."""
    return [
        change for name, operation in _operations(old) for change in _operation(name, operation, old, new)
    ]


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Schema]]:
    for path, methods in document["paths"].items():
        yield from ((f"{method.upper()} {path}", methods[method]) for method in METHODS if method in methods)


def _operation(name: str, before: Schema, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    after = dict(_operations(new)).get(name)
    if after is None:
        yield f"{name}: is gone"
        return
    inputs, outputs = _Comparison(old, new, is_input=True), _Comparison(old, new, is_input=False)
    yield from _parameters(name, before, after, inputs)
    yield from _body(name, before, after, inputs)
    yield from _answers(name, before, after, outputs)
    if before["operationId"] != after["operationId"]:
        yield f"{name}: its operationId is another"


def _parameters(name: str, before: Schema, after: Schema, inputs: "_Comparison") -> Iterator[str]:
    known, present = _by_place(before), _by_place(after)
    for place, parameter in present.items():
        label = f"{name}: {place[0]} parameter {place[1]}"
        if place not in known:
            if parameter["required"]:
                yield f"{label} is new and required"
            continue
        if parameter["required"] and not known[place]["required"]:
            yield f"{label} is required now"
        yield from inputs.changes(label, known[place]["schema"], parameter["schema"])
    yield from (f"{name}: {place[0]} parameter {place[1]} is gone" for place in known.keys() - present.keys())


def _by_place(operation: Schema) -> dict[tuple[str, str], Schema]:
    return {(each["in"], each["name"]): each for each in operation.get("parameters", ())}


def _body(name: str, before: Schema, after: Schema, inputs: "_Comparison") -> Iterator[str]:
    known = before.get("requestBody", {}).get("content", {})
    present = after.get("requestBody", {}).get("content", {})
    if present and not known and after["requestBody"].get("required"):
        yield f"{name}: a body is required now"
    for media_type, content in known.items():
        if media_type not in present:
            yield f"{name}: takes no {media_type} any more"
        else:
            label = f"{name}: body"
            yield from inputs.changes(label, content["schema"], present[media_type]["schema"])


def _answers(name: str, before: Schema, after: Schema, outputs: "_Comparison") -> Iterator[str]:
    for status, answer in before["responses"].items():
        present = after["responses"].get(status)
        if present is None:
            yield f"{name}: never answers {status} any more"
            continue
        yield from (
            f"{name}: {status} lacks the header {header}"
            for header in answer.get("headers", {}).keys() - present.get("headers", {}).keys()
        )
        for media_type, content in answer.get("content", {}).items():
            there = present.get("content", {}).get(media_type)
            if there is None:
                yield f"{name}: {status} is no {media_type} any more"
            elif "schema" in content:
                yield from outputs.changes(f"{name}: {status}", content["schema"], there.get("schema", {}))


class _Comparison:
    """Compares schemas of two documents; *is_input* says whose side may not be narrowed."""

    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any], *, is_input: bool) -> None:
        self._old, self._new, self._is_input = old, new, is_input
        self._seen: set[tuple[str, str]] = set()

    def changes(self, place: str, before: Schema, after: Schema) -> Iterator[str]:
        """Name what breaks between two schemas at *place*."""
        pair = (before.get("$ref", ""), after.get("$ref", ""))
        if all(pair):
            if pair in self._seen:
                return
            self._seen.add(pair)
        before, after = _resolved(self._old, before), _resolved(self._new, after)
        yield from self._types(place, before, after)
        yield from self._bounds(place, before, after)
        yield from self._fields(place, before, after)
        if "items" in before and "items" in after:
            yield from self.changes(f"{place}[]", before["items"], after["items"])
        yield from self._values(place, before, after)

    def _types(self, place: str, before: Schema, after: Schema) -> Iterator[str]:
        narrow, wide = (before, after) if self._is_input else (after, before)
        types, allowed = _types(narrow), _types(wide)
        if allowed and (not types or not types <= _with_integers(allowed)):
            yield f"{place} was {_said(_types(before))}, is {_said(_types(after))}"
        choices, possible = _choices(narrow), _choices(wide)
        if possible is not None and (choices is None or choices - possible):
            gone = "takes fewer values" if self._is_input else "may have other values"
            yield f"{place} {gone}: was {_said(_choices(before))}, is {_said(_choices(after))}"
        yield from self._alternatives(place, before, after)

    def _alternatives(self, place: str, before: Schema, after: Schema) -> Iterator[str]:
        known, present = _named(before), _named(after)
        narrow, wide = (known, present) if self._is_input else (present, known)
        if wide:
            yield from (
                f"{place}: the form {name} is {'gone' if self._is_input else 'new'}"
                for name in narrow.keys() - wide.keys()
            )
        for name in known.keys() & present.keys():
            yield from self.changes(f"{place}<{name}>", known[name], present[name])

    def _bounds(self, place: str, before: Schema, after: Schema) -> Iterator[str]:
        if not self._is_input:
            return
        for word in LOWER:
            if after.get(word, float("-inf")) > before.get(word, float("-inf")):
                yield f"{place}: {word} was {before.get(word)}, is {after[word]}"
        for word in UPPER:
            if after.get(word, float("inf")) < before.get(word, float("inf")):
                yield f"{place}: {word} was {before.get(word)}, is {after[word]}"
        for word in ("pattern", "format"):
            if word in after and after[word] != before.get(word):
                yield f"{place}: {word} was {before.get(word)}, is {after[word]}"

    def _fields(self, place: str, before: Schema, after: Schema) -> Iterator[str]:
        known, present = before.get("properties", {}), after.get("properties", {})
        required, needed = set(before.get("required", ())), set(after.get("required", ()))
        yield from (f"{place}.{name} is gone" for name in known.keys() - present.keys())
        if self._is_input:
            yield from (f"{place}.{name} is required now" for name in needed - required)
        else:
            kept = required & present.keys()
            yield from (f"{place}.{name} is not always there any more" for name in kept - needed)
        for name in known.keys() & present.keys():
            yield from self.changes(f"{place}.{name}", known[name], present[name])

    def _values(self, place: str, before: Schema, after: Schema) -> Iterator[str]:
        known, present = before.get("additionalProperties"), after.get("additionalProperties")
        if isinstance(known, Mapping) and isinstance(present, Mapping):
            yield from self.changes(f"{place}{{}}", known, present)
        if self._is_input and present is False and known is not False:
            yield f"{place} takes no other names any more"


def _resolved(document: Mapping[str, Any], schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _types(schema: Schema) -> set[str]:
    given = schema.get("type", ())
    plain = {given} if isinstance(given, str) else set(given)
    return plain | {each["type"] for each in schema.get("anyOf", ()) if isinstance(each.get("type"), str)}


def _with_integers(types: set[str]) -> set[str]:
    return types | {"integer"} if "number" in types else types


def _choices(schema: Schema) -> set[str] | None:
    if "const" in schema:
        return {str(schema["const"])}
    return {str(each) for each in schema["enum"]} if "enum" in schema else None


def _named(schema: Schema) -> dict[str, Schema]:
    """Give the alternatives of a schema by name: that of their component, else their type."""
    return {
        each.get("$ref", each.get("type", "anything")).rpartition("/")[2]: each
        for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()))
    }


def _said(values: set[str] | None) -> str:
    return " or ".join(sorted(values)) if values else "anything"
