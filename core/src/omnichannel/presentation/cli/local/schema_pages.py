"""`omnichannel db`: which schema the store has, and how it gets the present one."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from omnichannel.application.ports.outbound.schema import SchemaStatus, SchemaUpgrade
from omnichannel.plugins.drivers import make_home
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.local.storage import drivers_at, settings_at
from omnichannel.presentation.cli.printing import print_hint, print_json, print_signed, print_text
from omnichannel.presentation.cli.signs import FINDING
from omnichannel.settings import Settings


def show_status(home: Path | None, runtime: str | None, *, as_json: bool) -> int:
    """Print the database and its schema; 1 for a schema that is newer than this version."""
    found = _status(settings_at(home), runtime)
    code = ExitCode.FAILED if found.is_newer else ExitCode.DONE
    if as_json:
        print_json(asdict(found))
        return code
    print_signed(FINDING[_sign(found)], found.place)
    print_text(f"schema: {found.revision or 'none, it is empty or not there yet'}", lead="  ")
    print_text(f"this version: {found.head}", lead="  ")
    if found.pending:
        print_text(f"pending: {', '.join(found.pending)}", lead="  ", hang=2)
    if found.complaint:
        print_hint(found.complaint)
    return code


def bring_up_to_date(home: Path | None, runtime: str | None, *, only_checks: bool, as_json: bool) -> int:
    """Upgrade the schema, or only say whether that is needed."""
    settings = settings_at(home)
    before = _status(settings, runtime)
    if before.is_newer:
        raise _failed(str(before.complaint), hint="`omnichannel db status`")
    if only_checks:
        return _say_whether(before, as_json=as_json)
    done = _upgraded(settings, runtime)
    if as_json:
        print_json(asdict(done))
    else:
        _say_what_was_done(done, before.pending)
    return ExitCode.DONE


def _upgraded(settings: Settings, runtime: str | None) -> SchemaUpgrade:
    async def upgrade() -> SchemaUpgrade:
        async with drivers_at(settings, runtime) as drivers:
            return await drivers.store.upgrade_schema()

    make_home(settings)
    try:
        return asyncio.run(upgrade())
    except OSError as error:
        raise _failed(str(error), hint="stop what uses the database, then try again") from error


def _say_what_was_done(done: SchemaUpgrade, pending: Sequence[str]) -> None:
    print_signed(FINDING["good"], f"{done.after.place} has the schema {done.after.revision}")
    steps = ", ".join(pending)
    print_text(f"done: {steps}" if steps else "there was nothing to do", lead="  ")
    if done.copy is not None:
        print_text(f"as it was before: {done.copy}", lead="  ")


def _say_whether(before: SchemaStatus, *, as_json: bool) -> int:
    if as_json:
        print_json(asdict(before))
    elif before.pending:
        print_signed(FINDING["warning"], f"{before.place} needs an upgrade: {', '.join(before.pending)}")
    else:
        print_signed(FINDING["good"], f"{before.place} has the schema {before.head}")
    return ExitCode.FAILED if before.pending else ExitCode.DONE


def _status(settings: Settings, runtime: str | None) -> SchemaStatus:
    async def ask() -> SchemaStatus:
        async with drivers_at(settings, runtime) as drivers:
            return await drivers.store.schema_status()

    try:
        return asyncio.run(ask())
    except OSError as error:
        raise _failed(str(error), hint="`omnichannel plugins doctor`") from error


def _failed(what: str, *, hint: str) -> CommandFailed:
    return CommandFailed(what, hint=hint, exit_code=ExitCode.FAILED, code="failed")


def _sign(found: SchemaStatus) -> str:
    if found.is_newer:
        return "problem"
    return "warning" if found.pending else "good"
