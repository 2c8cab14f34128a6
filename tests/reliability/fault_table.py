"""`python -m tests.reliability.fault_table --write`: runs the storm, and puts its table into the docs."""

import argparse
import asyncio
import re
import sys
from pathlib import Path

from tests.reliability.soak_judging import Tally
from tests.reliability.soak_storm import storm

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
ROUNDS, DELIVERIES, SEED = 10, 1_000, 1


async def rounds(number: int, deliveries: int, seed: int) -> Tally:
    """Run so many storms, each with a seed of its own and in a house of its own, and add them up."""
    tally = Tally()
    for one in range(number):
        tally.add(await storm(deliveries, seed=seed + one))
        print(f"round {one + 1} of {number}: {tally.total}", file=sys.stderr, flush=True)
    return tally


def with_table(page: str, table: str, *, name: str = "fault table") -> str:
    """Give the text of *page* with *table* between its marks."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    return re.sub(f"{begin}.*?{end}", f"{begin}\n{table}\n{end}", page, flags=re.DOTALL)


def main() -> int:
    """Run it; gives 1 where a delivery did not end in a truthful state, and writes nothing then."""
    parser = argparse.ArgumentParser(prog="fault_table", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--deliveries", type=int, default=DELIVERIES, help="in each round")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    given = parser.parse_args()
    tally = asyncio.run(rounds(given.rounds, given.deliveries, given.seed))
    print(tally.markdown())
    if tally.total.survived != tally.total.injected:
        return 1
    if given.write:
        PAGE.write_text(with_table(PAGE.read_text("utf-8"), tally.markdown()), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
