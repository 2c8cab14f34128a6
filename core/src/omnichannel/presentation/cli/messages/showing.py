"""`omnichannel messages show`: a message, its deliveries, and why they are where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from rich.cells import cell_len
from rich.text import Text

from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.messages.groups import Numbered, grouped, numbered, troubled
from omnichannel.presentation.cli.moments import clock, full_time, zone_here
from omnichannel.presentation.cli.options import AsJson, Home, TokenFile, Url
from omnichannel.presentation.cli.printing import line_width, print_hint, print_json, print_lines
from omnichannel.presentation.cli.sending.rows import why_not_done, with_address
from omnichannel.presentation.cli.sending.verdict import hints_for
from omnichannel.presentation.cli.short_ids import message_and_deliveries, message_id, short
from omnichannel.presentation.cli.signs import DELIVERY, mark, sign_of, word
from omnichannel.presentation.cli.tables import Column, table
from omnichannel.presentation.cli.telling import joined, many, status_word, what, when
from omnichannel.presentation.cli.wrapping import wrapped

if TYPE_CHECKING:
    from omnichannel.application.dtos.accounts import AccountOut
    from omnichannel.application.dtos.deliveries import AttemptOut, DeliveryOut
    from omnichannel.application.dtos.messages import MessageDetailOut
    from omnichannel.client import Client

if TYPE_CHECKING:
    from omnichannel.application.dtos.accounts import AccountOut
    from omnichannel.application.dtos.deliveries import AttemptOut, DeliveryOut
    from omnichannel.application.dtos.messages import MessageDetailOut

MOST_TROUBLED = 5
MOST_TEXT = 8
COLUMNS = (
    Column(),
    Column(title="Delivery"),
    Column(title="Channel", shrinks_to=8),
    Column(title="To", shrinks_to=12),
    Column(title="State"),
    Column(title="Next", shrinks_to=10),
)
VERBS = {"publish": "try", "find": "look", "check": "check", "confirm": "ask", "receipt": "heard"}


def show(
    message: Annotated[
        str, typer.Argument(metavar="MESSAGE[/dN]", help="A message, or one of its deliveries.")
    ],
    attempts: Annotated[bool, typer.Option("--attempts", help="Show every attempt.")] = False,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Show a message or one of its deliveries (MESSAGE/dN), and what happens next."""
    with connected(url, home, token_file) as client:
        if as_json and "/" not in message:
            print_json(client.messages.get(message_id(client, message)))
            return
        found, deliveries = message_and_deliveries(client, message)
        if as_json:
            print_json(client.deliveries.get(deliveries[0].id))
            return
        accounts = {account.id: account for account in client.accounts.list()}
        shown = numbered(found.deliveries)
        if "/" in message:
            shown = [one for one in shown if one.delivery.id == deliveries[0].id]
        told = shown if attempts or "/" in message else troubled(shown)[:MOST_TROUBLED]
        told = [_with_attempts(client, one) for one in told]
        print_lines(detail_lines(found, accounts, shown, told, width=line_width(), zone=zone_here()))
        for hint in hints_for(found.model_copy(update={"deliveries": deliveries}), accounts):
            print_hint(hint)


def _with_attempts(client: Client, one: Numbered) -> Numbered:
    """Read the attempts of a delivery that came from a list, which leaves them out."""
    if not one.delivery.attempts or one.delivery.tries:
        return one
    return Numbered(one.number, client.deliveries.get(one.delivery.id))


def detail_lines(
    message: MessageDetailOut,
    accounts: Mapping[UUID, AccountOut],
    shown: Sequence[Numbered],
    told: Sequence[Numbered],
    *,
    width: int,
    zone: str | None,
) -> list[Text]:
    """Draw a message: what it is and says, a row for each delivery *shown*, the attempts of those *told*."""
    lines = [_title(message, width), *_facts(message, width, zone), *_words(message, width)]
    groups = grouped(shown)
    title, *drawn = table(COLUMNS, [_row(group, accounts, zone) for group in groups], width=width)
    lines += [title] if groups else []
    for group, line in zip(groups, drawn, strict=True):
        lines += with_address(line, group[0].delivery.url if len(group) == 1 else None)
    for one in told:
        lines += _tries(one, zone, width)
    return lines


def _title(message: MessageDetailOut, width: int) -> Text:
    status = status_word(message)
    title = Text(what(message), style="bold")
    title.truncate(max(width - cell_len(status.plain) - 2, 10), overflow="ellipsis")
    gap = width - cell_len(title.plain) - cell_len(status.plain)
    return title + Text(" " * max(gap, 2)) + status


def _facts(message: MessageDetailOut, width: int, zone: str | None) -> list[Text]:
    planned = full_time(message.created_at, zone) if when(message) == "now" else when(message)
    id = Text(short(message.id), style="cyan")
    return joined([id, Text(planned), Text(f"by {message.created_by}")], width=width)


def _words(message: MessageDetailOut, width: int) -> list[Text]:
    """Draw what it says, where the title is not all of that."""
    content, title = message.content, what(message)
    told, room = content.text.strip(), width - status_word(message).cell_len - 2
    is_told = not told or (told == title and cell_len(told) <= room)
    text = [] if is_told else wrapped(told, width=width, lead="  ")
    beside = [content.link] if content.link and content.link != title else []
    beside += [one.filename for one in content.media]
    more = [Text(f"  … {len(text) - MOST_TEXT} more lines", style="dim")] if len(text) > MOST_TEXT else []
    return [*text[:MOST_TEXT], *more, *(Text(f"  {one}") for one in beside)]


def _row(
    group: Sequence[Numbered], accounts: Mapping[UUID, AccountOut], zone: str | None
) -> Sequence[Text | str]:
    first = group[0].delivery
    sign = sign_of(first.state, DELIVERY)
    is_one = len(group) == 1
    lead = "↳ " if first.chain is not None and first.chain.step else ""
    name = f"{lead}d{group[0].number}" + ("" if is_one else "…")
    to = _to(first, accounts) if is_one else many(len(group), "person", "people")
    return mark(sign), name, first.channel, to, word(sign), why_not_done(first, zone) or "-"


def _to(delivery: DeliveryOut, accounts: Mapping[UUID, AccountOut]) -> str:
    if delivery.address:
        return delivery.recipient_name or delivery.address
    account = accounts.get(delivery.account_id)
    return account.name if account else "(removed)"


def _tries(one: Numbered, zone: str | None, width: int) -> list[Text]:
    lines = [Text(f"d{one.number} {one.delivery.channel}", style="bold")]
    if one.delivery.reason:
        lines += wrapped(one.delivery.reason, width=width, lead="  ")
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
