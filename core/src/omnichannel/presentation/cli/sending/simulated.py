"""What a dry run says: each account's post as it would be sent, and what would be refused."""

from collections.abc import Mapping
from uuid import UUID

from rich.text import Text

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.simulation import ComplaintOut, SimulatedPost, Simulation
from omnichannel.presentation.cli.tables import Column, table
from omnichannel.presentation.cli.wrapping import wrapped

COLUMNS = (
    Column(),
    Column(title="Channel", shrinks_to=8),
    Column(title="Account", shrinks_to=12),
    Column(title="People", right=True),
    Column(title="Would be", shrinks_to=12),
    Column(title="Length", shrinks_to=10),
)


def simulation_lines(
    simulation: Simulation, accounts: Mapping[UUID, AccountOut], *, width: int
) -> list[Text]:
    """Draw the posts, and beneath them everything there is to mend."""
    rows = [_row(post, accounts) for post in simulation.posts]
    lines = table(COLUMNS, rows, width=width) if rows else []
    for complaint in simulation.problems:
        lines += _complaint(complaint, "message", width)
    for post in simulation.posts:
        for complaint in post.complaints:
            lines += _complaint(complaint, post.channel, width)
    return lines


def _row(post: SimulatedPost, accounts: Mapping[UUID, AccountOut]) -> tuple[Text | str, ...]:
    warns = any(complaint.severity == "warns" for complaint in post.complaints)
    if not post.publishable:
        sign, told = Text("✕", style="red"), Text("refused", style="red")
    elif warns:
        sign, told = Text("▲", style="yellow"), Text("published, see below", style="yellow")
    else:
        sign, told = Text("✓", style="green"), Text("published", style="green")
    account = accounts[post.account_id].name if post.account_id in accounts else ""
    counts = post.rendered.counts if post.rendered else []
    length = ", ".join(f"{count.used:,}/{count.limit:,}" for count in counts)
    return sign, post.channel, account, f"{post.recipients:,}" if post.recipients else "-", told, length


def _complaint(complaint: ComplaintOut, where: str, width: int) -> list[Text]:
    blocks = complaint.severity == "blocks"
    sign = Text("✕ ", style="red") if blocks else Text("▲ ", style="yellow")
    told = wrapped(f"{where}: {complaint.detail}", width=width, lead=sign)
    fix = wrapped(complaint.fix, width=width, lead="  ")
    return [*told, *(Text(line.plain, style="cyan") for line in fix)]
