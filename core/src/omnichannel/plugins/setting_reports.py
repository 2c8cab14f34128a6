"""Where each setting's value comes from, and what is wrong with it. Nothing here raises for a wrong value."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from omnichannel.application.dtos.plugin_reports import FieldOut, SettingOut
from omnichannel.plugins.fields import fields_of, shown

PREFIX = "OMNICHANNEL_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """
    What was set, by field.

    Attributes:
        file: what the settings file says of this model.
        file_name: the file, for people.
        environment: all environment variables.
        options: what the command line says.
    """

    file: Mapping[str, Any] = field(default_factory=dict)
    file_name: str = "omnichannel.toml"
    environment: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


def setting_reports(model: type[BaseModel], given: Given, *, plugin: str | None = None) -> list[SettingOut]:
    """
    Describe every setting of *model*, the plugin's or, where there is none, the runtime's own.

    A name in the file that the model does not know is reported like a setting that is wrong.
    """
    fields = {one.name: one for one in fields_of(model)}
    places = {name: _source(name, given, plugin) for name in [*fields, *(given.file.keys() - fields.keys())]}
    values = {
        name: _parsed(value, fields.get(name)) for name, (value, *_) in places.items() if value is not None
    }
    valid, errors = _validated(model, values)
    return [
        _report(
            fields.get(name) or _unknown(name),
            places[name],
            plugin=plugin,
            value=valid.get(name, values.get(name)),
            error=errors.get(name) or errors.get(""),
        )
        for name in places
    ]


def variable_of(name: str, plugin: str | None) -> str:
    """Give the environment variable of a setting."""
    return PREFIX + (f"{plugin}_{name}" if plugin else name).upper()


_Place = tuple[Any, str, str | None]


def _source(name: str, given: Given, plugin: str | None) -> _Place:
    variable = variable_of(name, plugin)
    if given.options.get(name) is not None:
        return given.options[name], "option", f"--{name.replace('_', '-')}"
    if variable in given.environment:
        return given.environment[variable], "environment", variable
    if name in given.file:
        return given.file[name], "file", given.file_name
    return None, "default", None


def _parsed(value: Any, about: FieldOut | None) -> Any:
    """Lists and tables are JSON where they come from the environment."""
    if not isinstance(value, str) or about is None or not {"list", "table"} & set(about.type.split()):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _validated(model: type[BaseModel], values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Give the values as the model reads them, and what is wrong, by field; "" is the whole."""
    try:
        return dict(model.model_validate(dict(values))), {}
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        told = {str(fault["loc"][0]) if fault["loc"] else "": f"{fault['msg']}." for fault in faults}
        return {}, told
    except Exception as error:  # a plugin's validator may raise anything; what it says may be a secret
        return {}, {"": f"The settings cannot be read: {type(error).__name__}."}


def _report(
    about: FieldOut, place: _Place, *, plugin: str | None, value: Any, error: str | None
) -> SettingOut:
    _, source, source_name = place
    is_default = source == "default"
    return SettingOut.model_validate(
        {
            **about.model_dump(),
            "plugin": plugin,
            "variable": variable_of(about.name, plugin),
            "place": f"[plugins.{plugin}] {about.name}" if plugin else about.name,
            "value": about.default if is_default else shown(value, secret=about.secret),
            "source": source,
            "source_name": source_name,
            "error": error,
        }
    )


def _unknown(name: str) -> FieldOut:
    return FieldOut(
        name=name, type="unknown", bounds=None, description="", required=False, secret=True, default=None
    )
