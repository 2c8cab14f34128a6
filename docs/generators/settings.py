"""docs/reference/settings.md: every setting of the core and of the plugins, from their models."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from docs.generators.json_types import Schema, in_words
from docs.generators.markdown import GENERATED, joined, table
from omnichannel.plugins.manifests import Manifest
from omnichannel.settings import PREFIX, Settings

INTRODUCTION = """\
# Settings

A setting is read from the environment, or from `omnichannel.toml` in the working folder
(`OMNICHANNEL_CONFIG` names another file); the environment wins. Lists and objects are JSON in the
environment. `omnichannel config show` tells the present values and where each comes from; `omnichannel
config explain NAME` tells what is below."""


def settings_page(plugins: Iterable[tuple[str, Manifest]]) -> str:
    """Describe the settings of the core, and of *plugins*, each with its kind."""
    core = joined(["## The core", "In the file: `name = value`.", _table(Settings, PREFIX)])
    ordered = sorted(plugins, key=lambda each: each[1].name)
    return joined([GENERATED, INTRODUCTION, core, *(_plugin(*each) for each in ordered)]) + "\n"


def _plugin(kind: str, manifest: Manifest) -> str:
    settings = _table(manifest.settings_model, f"{PREFIX}{manifest.name.upper()}_")
    place = f"In the file: below `[plugins.{manifest.name}]`."
    return joined([f"## {manifest.label} ({kind} `{manifest.name}`)", place, settings]) if settings else ""


def _table(model: type[BaseModel], prefix: str) -> str:
    schema = model.model_json_schema()
    return table(("environment", "takes", "default", ""), _rows(schema, prefix))


def _rows(schema: Schema, prefix: str) -> Iterator[tuple[str, ...]]:
    for name, field in schema.get("properties", {}).items():
        yield f"`{prefix}{name.upper()}`", in_words(field), _default(field), field.get("description", "")


def _default(field: Mapping[str, Any]) -> str:
    if "default" not in field:
        return "required"
    return "" if field["default"] is None else f"`{json.dumps(field['default'])}`"
