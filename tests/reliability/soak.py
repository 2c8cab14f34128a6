"""`make soak`: storms in rounds, in which the runtime is killed, too. Prints one table at the end."""

import argparse
import asyncio
import logging
import sys
import time
from random import SystemRandom

from tests.reliability.soak_judging import Tally
from tests.reliability.soak_storm import storm

DELIVERIES = 1_000


async def soak(minutes: float, deliveries: int) -> Tally:
    """Go on with rounds until the time is over; a round that was begun is finished."""
    tally, end, number = Tally(), time.monotonic() + minutes * 60, 0
    while number == 0 or time.monotonic() < end:
        number, seed = number + 1, SystemRandom().randrange(10**9)
        print(f"round {number}, seed {seed}: {deliveries} deliveries", file=sys.stderr, flush=True)
        tally.add(await storm(deliveries, seed=seed, kills=True))
    return tally


def main() -> int:
    """Run it; gives 1 where a delivery did not end in a truthful state."""
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="for how long rounds are begun")
    parser.add_argument("--deliveries", type=int, default=DELIVERIES, help="in each round")
    given = parser.parse_args()
    logging.getLogger("mail.log").setLevel(
        logging.CRITICAL
    )  # the mail server tells of each client that is killed
    tally = asyncio.run(soak(given.minutes, given.deliveries))
    print(tally.markdown())
    return 0 if tally.total.survived == tally.total.injected else 1


if __name__ == "__main__":
    sys.exit(main())
