"""Alternated rounds of a reference and ours, so that a busy machine hurts both alike."""

import json
import os
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speed:
    """One run: how many operations a second, and how much CPU each took in this process."""

    per_second: float
    cpu_us: float


Run = Callable[[], Awaitable[Speed]]


async def timed(operations: int, work: Awaitable[object]) -> Speed:
    """Time *work*, which does so many operations; what was prepared before it does not count."""
    cpu, began = time.process_time(), time.perf_counter()
    await work
    seconds, spent = time.perf_counter() - began, time.process_time() - cpu
    return Speed(operations / seconds, spent / operations * 1e6)


async def compare(
    bench: str,
    *,
    ours: Run,
    reference: Run,
    rounds: int,
    detail: str,
    floor: float | None = None,
    ceiling: float | None = None,
) -> None:
    """
    Print the median of the paired ratios as one JSON line.

    Args:
        floor: what the ratio of the rates, ours to the reference's, must reach.
        ceiling: what the ratio of the times, ours to the reference's, must not exceed, instead of a floor.
    """
    pairs = []
    for number in range(rounds):
        order = (ours, reference) if number % 2 else (reference, ours)
        first, second = await order[0](), await order[1]()
        pairs.append((first, second) if number % 2 else (second, first))
    rates = [mine.per_second / theirs.per_second for mine, theirs in pairs]
    ratio = statistics.median(rates if ceiling is None else (1 / rate for rate in rates))
    bound = {"floor": floor} if ceiling is None else {"ceiling": ceiling}
    line = {
        "bench": bench,
        "value": round(ratio, 3),
        "unit": "ratio",
        **bound,
        "ours_per_second": round(statistics.median(mine.per_second for mine, _ in pairs)),
        "reference_per_second": round(statistics.median(theirs.per_second for _, theirs in pairs)),
        "ours_cpu_us": round(statistics.median(mine.cpu_us for mine, _ in pairs), 1),
        "reference_cpu_us": round(statistics.median(theirs.cpu_us for _, theirs in pairs), 1),
        "rounds": rounds,
        "load": round(os.getloadavg()[0], 2),
        "detail": detail,
    }
    print(json.dumps(line), flush=True)
