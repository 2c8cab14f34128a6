"""The marks that an entry of the wall carries: arrived twice, processing, deleted."""

from omnichannel_sandbox.arrivals import Arrival
from omnichannel_sandbox.control.arrivals import arrival_status
from omnichannel_sandbox.wall.markup import chip_html
from omnichannel_sandbox.world import World

TIMES = {2: "twice", 3: "three times"}


def marks_html(world: World, arrival: Arrival) -> str:
    """Return the chips of an entry, none for one that simply arrived."""
    chips = []
    copies = world.ledger.copies(arrival)
    if copies > 1:
        chips.append(chip_html("bad", "!", f"arrived {TIMES.get(copies, f'{copies} times')}"))
    status = arrival_status(arrival, now=world.clock())
    if status == "processing":
        chips.append(chip_html("working", "◌", "processing"))
    if status == "removed":
        chips.append(chip_html("ended", "⊘", "deleted"))
    return f'<p class="marks">{"".join(chips)}</p>' if chips else ""


def entry_attributes(world: World, arrival: Arrival) -> str:
    """Return id, number and, while it is processed, the second it will be visible, for the page's script."""
    processing = arrival_status(arrival, now=world.clock()) == "processing"
    due = f' data-due="{arrival.visible_at:.3f}"' if processing else ""
    return f'id="n{arrival.n}" data-n="{arrival.n}"{due}'
