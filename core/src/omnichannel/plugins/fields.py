"""The fields of a pydantic model, told in words: type, bounds, default, whether it is secret."""

import json
import re

from pydantic import BaseModel, JsonValue, SecretBytes, SecretStr
from pydantic_core import PydanticUndefined, to_jsonable_python

from omnichannel.application import schema_fields
from omnichannel.application.dtos.plugin_reports import FieldOut
from omnichannel.plugins.redaction import MASK

_PASSWORD_IN_URL = re.compile(r"([a-z][a-z0-9+.-]*://[^/@:\s]*:)[^@\s]+@", re.IGNORECASE)


def fields_of(model: type[BaseModel]) -> list[FieldOut]:
    """Describe every field of *model*, in its order."""
    told = {field.name: field for field in schema_fields.fields_of(model.model_json_schema(by_alias=False))}
    return [_field(model, told[name]) for name in model.model_fields if name in told]


def takes(model: type[BaseModel], name: str) -> str | None:
    """Say what the field *name* takes: "integer, 0 to 65535"; None where there is no such field."""
    field = next((one for one in fields_of(model) if one.name == name), None)
    return None if field is None else ", ".join(filter(None, (field.type, field.bounds)))


def shown(value: object, *, secret: bool) -> JsonValue:
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


def _field(model: type[BaseModel], told: schema_fields.Field) -> FieldOut:
    info = model.model_fields[told.name]
    default = None if info.is_required() else info.get_default(call_default_factory=True, validated_data={})
    return FieldOut(
        name=told.name,
        type=told.type,
        bounds=told.bounds or None,
        description=told.description,
        required=told.is_required,
        secret=told.is_secret,
        default=None if default is PydanticUndefined else shown(default, secret=told.is_secret),
    )
