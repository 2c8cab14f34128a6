"""Alternated rounds of a reference and ours, so that a busy machine hurts both alike."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.bench.lines import print_line


@dataclass(frozen=True, slots=True)
class Speed:
    """
    One run: how many operations a second, and how much CPU each took in this process.

    Attributes:
        synchronous: what the connections that wrote had as `PRAGMA synchronous`; empty where nothing is kept.
    """

    per_second: float
    cpu_us: float
    synchronous: frozenset[str] = frozenset()


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
    cpu_ceiling: float | None = None,
    **more: Any,
) -> None:
    """
    Print the median of the paired ratios.

    Args:
        floor: what the ratio of the rates, ours to the reference's, must reach.
        ceiling: what the ratio of the times, ours to the reference's, must not exceed, instead of a floor.
        cpu_ceiling: what the ratio of the processor times must not exceed: a line of its own.
        more: further facts for the line.
    """
    pairs = []
    for number in range(rounds):
        order = (ours, reference) if number % 2 else (reference, ours)
        first, second = await order[0](), await order[1]()
        pairs.append((first, second) if number % 2 else (second, first))
    rates = [mine.per_second / theirs.per_second for mine, theirs in pairs]
    ratio = statistics.median(rates if ceiling is None else (1 / rate for rate in rates))
    cpu = statistics.median(mine.cpu_us for mine, _ in pairs)
    facts: dict[str, Any] = {
        "done": detail,
        "ours_per_second": round(statistics.median(mine.per_second for mine, _ in pairs)),
        "reference_per_second": round(statistics.median(theirs.per_second for _, theirs in pairs)),
        "reference_cpu_us": round(statistics.median(theirs.cpu_us for _, theirs in pairs), 1),
        "rounds": rounds,
        **more,
    }
    if told := {name for pair in pairs for one in pair for name in one.synchronous}:
        facts["synchronous"] = ", ".join(sorted(told))
    print_line(bench, ratio, "ratio", cpu_us=cpu, floor=floor, ceiling=ceiling, **facts)
    if cpu_ceiling is not None:
        spent = statistics.median(mine.cpu_us / theirs.cpu_us for mine, theirs in pairs)
        print_line(f"{bench}_cpu", spent, "ratio", cpu_us=cpu, ceiling=cpu_ceiling, **facts)
