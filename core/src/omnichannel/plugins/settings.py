"""A plugin's settings: `[plugins.<name>]` in omnichannel.toml, then `OMNICHANNEL_<NAME>_...` over it."""

import json
from collections.abc import Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from omnichannel.plugins.errors import UnknownSetting, WrongSetting
from omnichannel.plugins.fields import takes
from omnichannel.plugins.manifests import Manifest


def plugin_settings(manifest: Manifest, file: Mapping[str, Any], environment: Mapping[str, str]) -> BaseModel:
    """
    Read a plugin's settings.

    Args:
        file: the table `plugins.<name>` of omnichannel.toml.
        environment: all environment variables.

    Raises:
        WrongSetting: one is missing or wrong; it is named as an environment variable.
    """
    model = manifest.settings_model
    given = {**file, **_from_environment(manifest, environment)}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = str(fault["loc"][0]) if fault["loc"] else ""
        raise _wrong(manifest, field, f"{fault['msg']}.") from None


def _wrong(manifest: Manifest, field: str, detail: str) -> WrongSetting:
    name, model = variable(manifest.name, field), manifest.settings_model
    info = model.model_fields.get(field)
    if field and info is None:
        return UnknownSetting(name, "there is no such setting.")
    return WrongSetting(name, detail, _example(info), takes=takes(model, field))


def variable(name: str, field: str) -> str:
    """Give the environment variable of a plugin's setting."""
    return f"OMNICHANNEL_{name.upper()}_{field.upper()}"


def _from_environment(manifest: Manifest, environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, info in manifest.settings_model.model_fields.items():
        text = environment.get(variable(manifest.name, field))
        if text is not None:
            values[field] = _parsed(text, info)
    return values


def _parsed(text: str, info: FieldInfo) -> Any:
    """Lists and tables are written as JSON; everything else is plain text that pydantic converts."""
    if not _is_json(info.annotation):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _is_json(annotation: Any) -> bool:
    """Say whether a list or a table is taken, be it beside other things."""
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return any(map(_is_json, get_args(annotation)))
    return origin in (list, tuple, dict) or annotation in (list, tuple, dict)


def _example(info: FieldInfo | None) -> str:
    if info is None:
        return "..."
    if info.examples:
        return str(info.examples[0])
    return "..." if info.is_required() else str(info.get_default(call_default_factory=True))
