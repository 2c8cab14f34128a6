"""One row for each account of a message: how far it is, and why not further."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from rich.text import Text

from omnichannel.client.progress import ENDED, is_handed_on, to_be_made, waits_for_account
from omnichannel.presentation.cli.moments import clock
from omnichannel.presentation.cli.short_ids import short
from omnichannel.presentation.cli.signs import DELIVERY, MESSAGE, mark, sign_of
from omnichannel.presentation.cli.tables import Column, table

if TYPE_CHECKING:
    from omnichannel.application.dtos.accounts import AccountOut
    from omnichannel.application.dtos.deliveries import DeliveryOut
    from omnichannel.application.dtos.messages import MessageDetailOut
    from omnichannel.presentation.cli.signs import Sign

MOST_ROWS = 20
ARRIVED = ("published", "delivered", "read")
WORST_FIRST = ("unknown", "failed", "missed", "waiting", "publishing", "pending")
COLUMNS = (
    Column(),
    Column(title="Channel", shrinks_to=8),
    Column(title="Account", shrinks_to=12),
    Column(title="Done", right=True),
    Column(title="State", shrinks_to=16),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """
    The deliveries of one account; of a very large message those of all its accounts.

    Attributes:
        key: tells the row from the others, also where two accounts bear one name.
        states: how many deliveries are in which state.
        expected: how many there will be.
        only: the delivery, where there is only one.
        handed_on: how many of those that failed or were missed handed on to another way.
    """

    key: str
    channel: str
    account: str
    states: Counter[str]
    expected: int
    only: DeliveryOut | None
    handed_on: int = 0

    @property
    def done(self) -> str:
        """How many have ended, of how many."""
        return f"{sum(self.states[state] for state in ENDED)}/{self.expected}"

    @property
    def sign(self) -> Sign:
        """The sign of the state that matters most: what needs somebody comes first."""
        states = Counter(self.states)
        if states["failed"] + states["missed"] <= self.handed_on:
            del states["failed"], states["missed"]  # another way tells what became of it
        states = +states or self.states
        if "failed" in states and not states.keys().isdisjoint(ARRIVED):
            return MESSAGE["partial"]
        worst = next((state for state in WORST_FIRST if state in states), None)
        most = max(states, key=lambda state: states[state], default="scheduled")
        return sign_of(worst or most, DELIVERY)

    @property
    def address(self) -> str | None:
        """Where the post is seen, where there is only one."""
        return self.only.url if self.only else None

    def told(self, zone: str | None) -> Text:
        """The state in words: of one delivery with its address or reason, of many how many are where."""
        if self.only:
            return _of_one(self.only, zone)
        text = Text()
        for state, count in self.states.most_common():
            sign = sign_of(state, DELIVERY)
            text.append(", " if text else "").append(f"{count:,} {sign.word}", style=sign.style)
        return text


def rows_of(message: MessageDetailOut, accounts: Mapping[UUID, AccountOut]) -> list[Row]:
    """
    Give a row for each account, in the order of the deliveries.

    Where *message* shows only the first of them it is one row; counts tell how far the whole is.
    """
    if message.all_deliveries is not None or to_be_made(message):
        return [_sum(message, accounts)]
    by_account: dict[UUID, list[DeliveryOut]] = {}
    for delivery in message.deliveries:
        by_account.setdefault(delivery.account_id, []).append(delivery)
    names = Counter((found[0].channel, _name(id, accounts)) for id, found in by_account.items())
    return [
        Row(
            key=str(id),
            channel=found[0].channel,
            account=_told_apart(id, accounts, is_alone=names[found[0].channel, _name(id, accounts)] == 1),
            states=Counter(one.state for one in found),
            expected=len(found),
            only=found[0] if len(found) == 1 else None,
            handed_on=sum(is_handed_on(one) for one in found),
        )
        for id, found in by_account.items()
    ]


def _sum(message: MessageDetailOut, accounts: Mapping[UUID, AccountOut]) -> Row:
    ids = [target.account_id for target in message.targets]
    channels = dict.fromkeys(accounts[id].channel for id in ids if id in accounts)
    states = Counter({state: count for state, count in message.counts.items() if count})
    return Row(
        key="all",
        channel=", ".join(channels) or "-",
        account=_name(ids[0], accounts) if len(ids) == 1 else f"{len(ids)} accounts",
        states=states,
        expected=states.total() + to_be_made(message),
        only=None,
    )


def _name(id: UUID, accounts: Mapping[UUID, AccountOut]) -> str:
    return accounts[id].name if id in accounts else "(removed)"


def _told_apart(id: UUID, accounts: Mapping[UUID, AccountOut], *, is_alone: bool) -> str:
    return _name(id, accounts) if is_alone else f"{_name(id, accounts)} {short(id)}"


def rows_table(rows: Sequence[Row], *, zone: str | None, width: int, most: int | None = None) -> list[Text]:
    """Draw the rows; of more than *most* only so many, and how many there are beside."""
    shown = rows[:most]
    cells = [(mark(row.sign), row.channel, row.account, row.done, row.told(zone)) for row in shown]
    title, *drawn = table(COLUMNS, cells, width=width)
    lines = [title]
    for row, line in zip(shown, drawn, strict=True):
        lines += with_address(line, row.address)
    left = len(rows) - len(shown)
    return [*lines, Text(f"   … and {left} more", style="dim")] if left else lines


def with_address(line: Text, address: str | None) -> list[Text]:
    """Give an address that was cut off in *line* a line of its own, so that it can be opened."""
    if not address or address in line.plain:
        return [line]
    begin = line.plain.rfind("  ")
    return [line[:begin] if begin > 0 else line, Text(f"   {address}")]


def summary(message: MessageDetailOut) -> str:
    """Count the deliveries: "1 failed, 210 published". What is delivered or read counts as published."""
    states = Counter(message.counts)
    arrived = sum(states.pop(state, 0) for state in ARRIVED)
    order = [*WORST_FIRST, *states]
    told = [f"{states[s]:,} {sign_of(s, DELIVERY).word}" for s in dict.fromkeys(order) if states[s]]
    if arrived or not told:
        told.append(f"{arrived:,} published")
    return ", ".join(told)


def _of_one(delivery: DeliveryOut, zone: str | None) -> Text:
    sign = sign_of(delivery.state, DELIVERY)
    text = Text().append(sign.word, style=sign.style)
    why = why_not_done(delivery, zone)
    if why:
        text.append(f"  {why}")
    return text


def why_not_done(delivery: DeliveryOut, zone: str | None) -> str:
    """Tell where a post is, or why it is not there and what happens next."""
    if delivery.state == "published" and delivery.next_look_at is not None:
        return f"waits for word until {clock(delivery.next_look_at, zone)}"
    if delivery.state in ARRIVED:
        return delivery.url or ""
    if delivery.asks_person:
        return "you decide"
    if waits_for_account(delivery):
        return "the account is paused"
    if delivery.waits_for == "sign_in":
        return "the sign-in is being renewed"
    reason = (delivery.reason or "").rstrip(".")
    if delivery.state == "waiting" and delivery.next_look_at is not None:
        again = f"again at {clock(delivery.next_look_at, zone)}"
        return f"{again}, {reason}" if reason else again
    return reason
