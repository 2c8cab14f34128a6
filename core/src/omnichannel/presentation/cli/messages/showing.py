"""`omnichannel messages show`: a message, its deliveries, and why they are where they are."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

import typer
from rich.cells import cell_len
from rich.text import Text

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.deliveries import AttemptOut, DeliveryOut
from omnichannel.application.dtos.messages import MessageDetailOut
from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.console import output
from omnichannel.presentation.cli.messages.groups import Numbered, grouped, troubled
from omnichannel.presentation.cli.moments import clock, day, in_zone, zone_here
from omnichannel.presentation.cli.options import AsJson, Home, TokenFile, Url
from omnichannel.presentation.cli.printing import line_width, print_hint, print_json, print_lines
from omnichannel.presentation.cli.sending.rows import why_not_done, with_address
from omnichannel.presentation.cli.sending.verdict import hints_for
from omnichannel.presentation.cli.short_ids import message_and_deliveries, short
from omnichannel.presentation.cli.signs import DELIVERY, mark, sign_of, word
from omnichannel.presentation.cli.tables import Column, table
from omnichannel.presentation.cli.telling import many, status_word, what, when

MOST_TROUBLED = 5
COLUMNS = (
    Column(),
    Column(title="Delivery"),
    Column(title="Channel", shrinks_to=8),
    Column(title="To", shrinks_to=12),
    Column(title="State"),
    Column(title="Next", shrinks_to=10),
)
VERBS = {"publish": "try", "find": "look", "check": "check"}


def show(
    message: Annotated[str, typer.Argument(metavar="MESSAGE", help="Its id, or the end of it.")],
    attempts: Annotated[bool, typer.Option("--attempts", help="Show every attempt.")] = False,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Show a message, its deliveries and what happens next."""
    with connected(url, home, token_file) as client:
        found, deliveries = message_and_deliveries(client, message)
        if as_json:
            print_json(found if "/" not in message else deliveries[0])
            return
        accounts = {account.id: account for account in client.accounts.list()}
        print_lines(detail_lines(found, accounts, width=line_width(), zone=zone_here(), tries=attempts))
        for hint in hints_for(found, accounts):
            print_hint(hint)


def detail_lines(
    message: MessageDetailOut,
    accounts: Mapping[UUID, AccountOut],
    *,
    width: int,
    zone: str | None,
    tries: bool = False,
) -> list[Text]:
    """Draw a message: what it is, a row for each delivery, the attempts of those in trouble (or of all)."""
    lines = [_title(message, width), _facts(message, zone)]
    groups = grouped(message.deliveries)
    title, *drawn = table(COLUMNS, [_row(group, accounts, zone) for group in groups], width=width)
    lines += [title] if groups else []
    for group, line in zip(groups, drawn, strict=True):
        lines += with_address(line, group[0].delivery.url if len(group) == 1 else None)
    every = [Numbered(place + 1, one) for place, one in enumerate(message.deliveries)]
    told = every if tries else troubled(message.deliveries)[:MOST_TROUBLED]
    for one in told:
        lines += _tries(one, zone, width)
    return lines


def _title(message: MessageDetailOut, width: int) -> Text:
    status = status_word(message)
    title = Text(what(message), style="bold")
    title.truncate(max(width - cell_len(status.plain) - 2, 10), overflow="ellipsis")
    gap = width - cell_len(title.plain) - cell_len(status.plain)
    return title + Text(" " * max(gap, 2)) + status


def _facts(message: MessageDetailOut, zone: str | None) -> Text:
    made = in_zone(message.created_at, zone)
    sent = f"{day(made)} {made:%H:%M} {zone or 'UTC'}"
    planned = sent if when(message) == "now" else when(message)
    return Text(short(message.id), style="cyan").append(f" · {planned} · by {message.created_by}", style="")


def _row(
    group: Sequence[Numbered], accounts: Mapping[UUID, AccountOut], zone: str | None
) -> Sequence[Text | str]:
    first = group[0].delivery
    sign = sign_of(first.state, DELIVERY)
    is_one = len(group) == 1
    name = f"d{group[0].number}" + ("" if is_one else "…")
    to = _to(first, accounts) if is_one else many(len(group), "person", "people")
    return mark(sign), name, first.channel, to, word(sign), why_not_done(first, zone) or "-"


def _to(delivery: DeliveryOut, accounts: Mapping[UUID, AccountOut]) -> str:
    if delivery.address:
        return delivery.recipient_name or delivery.address
    account = accounts.get(delivery.account_id)
    return account.name if account else "(removed)"


def _tries(one: Numbered, zone: str | None, width: int) -> list[Text]:
    lines = [Text(f"d{one.number} {one.delivery.channel}", style="bold")]
    reason = Text(one.delivery.reason or "")
    lines += [Text("  ") + line for line in reason.wrap(output(), width - 2) if line.plain]
    counted: dict[str, int] = {}
    cells = []
    for attempt in one.delivery.tries:
        verb = VERBS.get(attempt.action, attempt.action)
        counted[verb] = counted.get(verb, 0) + 1
        said = _said(attempt)
        cells.append((" ", clock(attempt.started_at, zone), f"{verb} {counted[verb]}", *said))
    columns = (Column(), Column(), Column(), Column(shrinks_to=20), Column(shrinks_to=6))
    return lines + table(columns, cells, width=width)


def _said(attempt: AttemptOut) -> tuple[str, str]:
    evidence = attempt.evidence
    said = evidence.message or attempt.reason or ""
    code = " ".join(str(one) for one in (evidence.status, evidence.code) if one)
    told = ", ".join(part for part in (attempt.outcome.replace("_", " "), said, code) if part)
    return told, f"trace {evidence.trace_id}" if evidence.trace_id else ""
