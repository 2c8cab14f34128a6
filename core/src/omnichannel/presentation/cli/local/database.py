"""`omnichannel db`: which schema the store has, and how it gets the present one."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from omnichannel.application.ports.outbound.schema import SchemaStatus, SchemaUpgrade
from omnichannel.plugins.drivers import make_home
from omnichannel.presentation.cli.failures import ExitCode
from omnichannel.presentation.cli.local.options import HomeOption, JsonOption, RuntimeOption
from omnichannel.presentation.cli.local.storage import drivers_at, settings_at
from omnichannel.presentation.cli.local.writing import fail, line, note, plain, print_json
from omnichannel.settings import Settings

app = typer.Typer(
    help="Show and upgrade the database's schema.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@app.command()
def status(home: HomeOption = None, runtime: RuntimeOption = None, as_json: JsonOption = False) -> int:
    """Show the database, its schema, and what an upgrade would do; the exit code is 1 for a newer schema."""
    found = _status(settings_at(home), runtime)
    code = ExitCode.FAILED if found.is_newer else ExitCode.DONE
    if as_json:
        print_json(asdict(found))
        return code
    line(_sign(found), found.place)
    plain(f"schema: {found.revision or 'none, it is empty or not there yet'}", indent=2)
    plain(f"this version: {found.head}", indent=2)
    if found.pending:
        plain(f"pending: {', '.join(found.pending)}", indent=2, hang=2)
    if found.complaint:
        note(f"  hint: {found.complaint}")
    return code


@app.command()
def upgrade(
    check: Annotated[bool, typer.Option("--check", help="Only say whether one is needed; 1: it is.")] = False,
    home: HomeOption = None,
    runtime: RuntimeOption = None,
    as_json: JsonOption = False,
) -> int:
    """Bring the database to the schema of this version, after copying it."""
    settings = settings_at(home)
    before = _status(settings, runtime)
    if before.is_newer:
        fail(str(before.complaint), hint="`omnichannel db status`", code=ExitCode.FAILED)
    if check:
        return _say_whether(before, as_json=as_json)
    make_home(settings)
    try:
        done = asyncio.run(_upgraded(settings, runtime))
    except OSError as error:
        fail(str(error), hint="stop what uses the database, then try again", code=ExitCode.FAILED)
    if as_json:
        print_json(asdict(done))
        return ExitCode.DONE
    line("good", f"{done.after.place} has the schema {done.after.revision}")
    steps = ", ".join(before.pending)
    plain(f"done: {steps}" if steps else "there was nothing to do", indent=2)
    if done.copy is not None:
        plain(f"as it was before: {done.copy}", indent=2)
    return ExitCode.DONE


def _say_whether(before: SchemaStatus, *, as_json: bool) -> int:
    if as_json:
        print_json(asdict(before))
    elif before.pending:
        line("warning", f"{before.place} needs an upgrade: {', '.join(before.pending)}")
    else:
        line("good", f"{before.place} has the schema {before.head}")
    return ExitCode.FAILED if before.pending else ExitCode.DONE


def _status(settings: Settings, runtime: str | None) -> SchemaStatus:
    async def ask() -> SchemaStatus:
        async with drivers_at(settings, runtime) as drivers:
            return await drivers.store.schema_status()

    try:
        return asyncio.run(ask())
    except OSError as error:
        fail(str(error), hint="`omnichannel plugins doctor`", code=ExitCode.FAILED)


async def _upgraded(settings: Settings, runtime: str | None) -> SchemaUpgrade:
    async with drivers_at(settings, runtime) as drivers:
        return await drivers.store.upgrade_schema()


def _sign(found: SchemaStatus) -> str:
    if found.is_newer:
        return "problem"
    return "warning" if found.pending else "good"
