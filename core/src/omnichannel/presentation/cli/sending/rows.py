"""One row for each account of a message: how far it is, and why not further."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from rich.text import Text

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.deliveries import DeliveryOut
from omnichannel.application.dtos.messages import MessageDetailOut
from omnichannel.client.progress import has_ended, is_held
from omnichannel.presentation.cli.moments import clock
from omnichannel.presentation.cli.signs import DELIVERY, MESSAGE, Sign, mark, sign_of
from omnichannel.presentation.cli.tables import Column, table

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


@dataclass(frozen=True, slots=True)
class Row:
    """The deliveries of one account."""

    channel: str
    account: str
    deliveries: tuple[DeliveryOut, ...]

    @property
    def done(self) -> str:
        """How many have ended, of how many."""
        return f"{sum(map(has_ended, self.deliveries))}/{len(self.deliveries)}"

    @property
    def sign(self) -> Sign:
        """The sign of the state that matters most: what needs somebody comes first."""
        states = Counter(delivery.state for delivery in self.deliveries)
        if "failed" in states and not states.keys().isdisjoint(ARRIVED):
            return MESSAGE["partial"]
        worst = next((state for state in WORST_FIRST if state in states), None)
        return sign_of(worst or max(states, key=lambda state: states[state]), DELIVERY)

    @property
    def address(self) -> str | None:
        """Where the post is seen, where there is only one."""
        return self.deliveries[0].url if len(self.deliveries) == 1 else None

    def told(self, zone: str | None) -> Text:
        """The state in words: of one delivery with its address or reason, of many how many are where."""
        if len(self.deliveries) == 1:
            return _of_one(self.deliveries[0], zone)
        states = Counter(delivery.state for delivery in self.deliveries)
        text = Text()
        for state, count in states.most_common():
            sign = sign_of(state, DELIVERY)
            text.append(", " if text else "").append(f"{count:,} {sign.word}", style=sign.style)
        return text


def rows_of(message: MessageDetailOut, accounts: Mapping[UUID, AccountOut]) -> list[Row]:
    """Give a row for each account, in the order of the deliveries."""
    by_account: dict[UUID, list[DeliveryOut]] = {}
    for delivery in message.deliveries:
        by_account.setdefault(delivery.account_id, []).append(delivery)
    return [
        Row(found[0].channel, accounts[id].name if id in accounts else "(removed)", tuple(found))
        for id, found in by_account.items()
    ]


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
    """Count the deliveries by what became of them: "1 failed, 210 published or delivered"."""
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
    if delivery.state in ARRIVED:
        return delivery.url or ""
    if delivery.asks_person:
        return "you decide"
    if is_held(delivery):
        return "the account is paused"
    reason = (delivery.reason or "").rstrip(".")
    if delivery.state == "waiting" and delivery.next_look_at is not None:
        again = f"again at {clock(delivery.next_look_at, zone)}"
        return f"{again}, {reason}" if reason else again
    return reason
