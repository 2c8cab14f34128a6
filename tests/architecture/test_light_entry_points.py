"""What a start imports before anything is used, by closed lists: whatever joins them is a decision."""

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from omnichannel.plugins.groups import GROUPS

MODELS = {"annotated_types", "pydantic", "pydantic_core", "typing_extensions", "typing_inspection"}
SERVER = {"anyio", "python_multipart", "sniffio", "starlette"}
COMMANDS = {"annotated_doc", "shellingham", "typer"}
CORE = {
    "omnichannel",
    "omnichannel.domain",
    "omnichannel.domain.lane",
    "omnichannel.domain.pace",
    "omnichannel.plugins",
    "omnichannel.plugins.hookspecs",
    "omnichannel.plugins.manifests",
    "omnichannel.plugins.no_fields",
}
DESCRIBING = {
    *("addresses", "credentials", "header_text", "limits", "options", "plugin", "preview", "settings"),
    "unsubscribe",
}
"""The modules of a plugin that say what it can do; a gateway, a store, a client are none of them."""
AT_WORK = {"asyncio", "concurrent", "http", "logging", "multiprocessing", "smtplib", "sqlite3", "ssl"}
"""What the standard library has for work, none of it for describing."""
PROGRAMS = {
    "omnichannel.presentation.cli.main": COMMANDS,
    "omnichannel.presentation.http.application": MODELS | SERVER,
    "omnichannel_local.worker": MODELS,
    "omnichannel_local.ticker": MODELS,
    "omnichannel_local.main": MODELS
    | SERVER
    | COMMANDS
    | {"click", "cython_runtime", "dotenv", "httptools", "pluggy", "pydantic_settings", "uvicorn"},
}


def plugin_modules() -> list[str]:
    """The module that each installed plugin's entry point names."""
    return sorted(one.module for group in GROUPS for one in entry_points(group=group.entry_points))


def imported_with(module: str) -> set[str]:
    """Everything that a fresh process has imported with *module*, and had not before."""
    code = f"import sys; before = set(sys.modules); import {module}; print(*set(sys.modules) - before)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(told.stdout.split())


def others_of(modules: set[str]) -> set[str]:
    """The packages among *modules* that are neither ours nor Python's; private parts go with their owners."""
    names = {module.partition(".")[0] for module in modules}
    return {
        name
        for name in names
        if name not in sys.stdlib_module_names and not name.startswith(("_", "omnichannel"))
    }


def test_every_kind_of_plugin_is_looked_at() -> None:
    """The promises below are made about the plugins of this repository."""
    assert {"omnichannel_email.plugin", "omnichannel_local.plugin", "omnichannel_sqlalchemy.plugin"} <= set(
        plugin_modules()
    )


@pytest.mark.parametrize("module", plugin_modules())
def test_an_entry_point_only_describes(module: str) -> None:
    """It imports the hook, the manifest and the models of its settings; nothing that works is there yet."""
    package = module.partition(".")[0]
    imported = imported_with(module)

    ours = {one for one in imported if one.startswith("omnichannel")}
    assert set() == others_of(imported) - MODELS - {"pluggy"}
    assert set() == AT_WORK & imported
    assert set() == ours - CORE - {package} - {f"{package}.{name}" for name in DESCRIBING}


@pytest.mark.parametrize("module", PROGRAMS)
def test_a_program_imports_what_it_needs_at_once(module: str) -> None:
    """Stores, clients, pictures and ciphers come with their first use, and no channel with any program."""
    imported = imported_with(module)

    plugins = {name.partition(".")[0] for name in plugin_modules()} - {"omnichannel_local"}
    assert set() == others_of(imported) - PROGRAMS[module]
    assert set() == plugins & {name.partition(".")[0] for name in imported}
