"""`omnichannel accounts quota`: may an account publish at a given time?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from omnichannel.client.naming import name_of
from omnichannel.domain.lateness import lasting
from omnichannel.presentation.cli.accounts.finding import account_found
from omnichannel.presentation.cli.accounts.minding import Account
from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.moments import at_from, full_time, is_zone, zone_here
from omnichannel.presentation.cli.options import AsJson, Home, TokenFile, Url
from omnichannel.presentation.cli.printing import print_json, print_signed, print_text
from omnichannel.presentation.cli.sending.flags import Zone
from omnichannel.presentation.cli.signs import HAS_ROOM, sign_of

if TYPE_CHECKING:
    from omnichannel.application.dtos.accounts import AccountOut, QuotaOut


def quota(
    account: Account,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help='When: "2026-12-24 09:00". [now]')
    ] = None,
    zone: Zone = None,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> int:
    """Ask whether an account may publish once more at a given time. It ends with 1 where it may not."""
    moment = _moment(at, zone)
    with connected(url, home, token_file) as client:
        found = account_found(client, account)
        answer = client.accounts.quota(found.id, at=moment)
    if as_json:
        print_json(answer)
    else:
        _print(found, answer, zone or zone_here())
    return ExitCode.DONE if answer.allowed else ExitCode.FAILED


def _moment(given: str | None, zone: str | None) -> datetime | None:
    """Read the moment; without one it is now, whatever the zone."""
    if zone is not None and not is_zone(zone):
        raise CommandFailed(f"there is no zone {zone!r}", hint="name one of the IANA database: Europe/Berlin")
    if given is None:
        return None
    at = at_from(given, zone)
    return at if isinstance(at, datetime) else at[0].replace(tzinfo=ZoneInfo(at[1]))


def _print(account: AccountOut, answer: QuotaOut, zone: str | None) -> None:
    sign = sign_of("yes" if answer.allowed else "no", HAS_ROOM)
    print_signed(sign, f"{name_of(account)}  {sign.word} at {full_time(answer.at, zone)}")
    facts = [("why", answer.reason), ("used", _used(answer))]
    if not answer.allowed and answer.next_free_at is not None:
        facts.append(("free at", full_time(answer.next_free_at, zone)))
    for name, told in facts:
        if told:
            print_text(told, lead=f"  {name:<12}  ")


def _used(answer: QuotaOut) -> str | None:
    if answer.limit is None or answer.used is None or answer.per_seconds is None:
        return None
    return f"{answer.used:,} of {answer.limit:,} in {lasting(timedelta(seconds=answer.per_seconds))}"
