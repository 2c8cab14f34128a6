"""
`make soak`: the model of the repositories, played long; posts that are shown late, in full time;
then storms in rounds, in which the runtime is killed.

Prints one table at the end.
"""

import argparse
import asyncio
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import SystemRandom

from omnichannel_sandbox.server import Sandbox
from tests.reliability.late_sight import (
    SHOWN_AFTER_SECONDS,
    WITHIN_SECONDS,
    is_found,
    published_late,
)
from tests.reliability.soak_judging import Tally
from tests.reliability.soak_storm import storm

DELIVERIES = 1_000
REPOSITORY = Path(__file__).parents[2]
MODEL = "tests/plugins/repositories/sqlalchemy/test_model.py"


def played_long() -> bool:
    """Play the stateful model of the repositories with the profile `thorough`; gives whether it was kept."""
    print("the model of the repositories, with the profile `thorough`", file=sys.stderr, flush=True)
    play = [sys.executable, "-m", "pytest", "-q", "-n", "0", MODEL]
    thorough = os.environ | {"HYPOTHESIS_PROFILE": "thorough"}
    return subprocess.run(play, cwd=REPOSITORY, env=thorough, check=False).returncode == 0


async def shown_late(folder: Path) -> int:
    """Have posts shown up to 115 s late, of the 120 that are promised; gives how many were not found once."""

    async def one(number: int, shown_after: float) -> bool:
        place = folder / str(number)
        async with Sandbox(data_dir=place / "platform") as sandbox:
            told = await published_late(
                place / "home", sandbox, shown_after=shown_after, within=WITHIN_SECONDS
            )
        return is_found(*told)

    print(f"posts that are shown after {SHOWN_AFTER_SECONDS} seconds", file=sys.stderr, flush=True)
    found = await asyncio.gather(*(one(*each) for each in enumerate(SHOWN_AFTER_SECONDS)))
    return found.count(False)


async def soak(minutes: float, deliveries: int) -> Tally:
    """Go on with rounds until the time is over; a round that was begun is finished."""
    tally, end, number = Tally(), time.monotonic() + minutes * 60, 0
    while number == 0 or time.monotonic() < end:
        number, seed = number + 1, SystemRandom().randrange(10**9)
        print(f"round {number}, seed {seed}: {deliveries} deliveries", file=sys.stderr, flush=True)
        tally.add(await storm(deliveries, seed=seed, kills=True))
    return tally


def main() -> int:
    """Run it; gives 1 where a store broke the model, or a delivery did not end in a truthful state."""
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="for how long rounds are begun")
    parser.add_argument("--deliveries", type=int, default=DELIVERIES, help="in each round")
    given = parser.parse_args()
    logging.getLogger("mail.log").setLevel(
        logging.CRITICAL
    )  # the mail server tells of each client that is killed
    kept = played_long()
    print(f"the model of the repositories: {'kept' if kept else 'broken'}")
    with tempfile.TemporaryDirectory() as folder:
        missed = asyncio.run(shown_late(Path(folder)))
    print(f"shown late: {len(SHOWN_AFTER_SECONDS) - missed} of {len(SHOWN_AFTER_SECONDS)} were found, once")
    tally = asyncio.run(soak(given.minutes, given.deliveries))
    print(tally.markdown())
    return 0 if tally.total.survived == tally.total.injected and kept and not missed else 1


if __name__ == "__main__":
    sys.exit(main())
