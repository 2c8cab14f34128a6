"""`python -m tests.reliability.await_table --write`: counts what is killed, and puts it into the docs."""

import argparse

from tests.reliability.awaits import MOMENTS
from tests.reliability.engine import NEVER_PASSED, places
from tests.reliability.fault_table import PAGE, with_table
from tests.reliability.stories import STORIES


def table() -> str:
    """Count stories, awaits, and the moments at which a kill run ends."""
    awaits = [place for place in places() if str(place) not in NEVER_PASSED]
    numbers = len(STORIES), len(awaits), len(awaits) * len(MOMENTS)
    head = "| stories | awaits | kill runs (before, after) |\n|--:|--:|--:|\n"
    return head + "".join(f"| {number} " for number in numbers) + "|"


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(prog="await_table", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    if parser.parse_args().write:
        page = with_table(PAGE.read_text("utf-8"), table(), name="await table")
        PAGE.write_text(page, "utf-8")
    print(table())


if __name__ == "__main__":
    main()
