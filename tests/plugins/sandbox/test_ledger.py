"""The ledger keeps a bounded number of arrivals and counts all."""

from pathlib import Path

from omnichannel_sandbox.arrivals import Arrival
from omnichannel_sandbox.ledger import Ledger
from omnichannel_sandbox.media import MediaShelf


def arrival(text: str) -> Arrival:
    """Return a post with this text."""
    return Arrival(platform="facebook", account="1", external_id=f"1_{text}", text=text, accepted_at=0.0)


def test_the_oldest_arrivals_leave() -> None:
    """Only the newest are kept and found, all are counted, and who leaves is handed on."""
    dropped: list[int] = []
    ledger = Ledger(kept=2, dropped=lambda gone: dropped.append(gone.n))

    for n in range(5):
        ledger.add(arrival(str(n)))

    assert [1, 2, 3] == dropped
    assert [4, 5] == [kept.n for kept in ledger.after(0)]
    assert [5, 4] == [kept.n for kept in ledger.newest("facebook", limit=9)]
    assert 5 == ledger.accepted["facebook"]
    assert ledger.find("facebook", "1_0") is None


def test_copies_are_counted_among_the_kept() -> None:
    """A copy that left is no longer counted."""
    ledger = Ledger(kept=2, dropped=lambda _: None)

    numbers = [ledger.add(arrival("same")).copy for _ in range(3)]

    assert [1, 2, 3] == numbers
    assert 2 == ledger.copies(arrival("same"))


def test_media_lie_on_disk_while_somebody_holds_them(tmp_path: Path) -> None:
    """The same bytes are one file, deleted with their last holder."""
    shelf = MediaShelf(tmp_path)
    first, second = shelf.keep(b"GIF89a", "image/gif"), shelf.keep(b"GIF89a", "image/gif")

    shelf.release([first])
    held = shelf.path(second)
    shelf.release([second])

    assert held is not None
    assert [] == list(tmp_path.iterdir())
    assert shelf.path(first) is None
