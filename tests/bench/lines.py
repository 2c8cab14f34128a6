"""One measured value as one JSON line, and which of them missed their bound."""

import json
import os
from typing import Any

missed: list[str] = []
"""The benches of this run whose value is beyond its bound."""


def print_line(
    bench: str,
    value: float,
    unit: str,
    *,
    cpu_us: float | None,
    floor: float | None = None,
    ceiling: float | None = None,
    **detail: Any,
) -> None:
    """
    Print what was measured, with the bound that it is held to.

    Args:
        cpu_us: processor time of one operation in microseconds; None where no operation is measured.
    """
    bounds = {name: bound for name, bound in (("floor", floor), ("ceiling", ceiling)) if bound is not None}
    if (floor is not None and value < floor) or (ceiling is not None and value > ceiling):
        missed.append(bench)
    line: dict[str, Any] = {"bench": bench, "value": round(value, 3), "unit": unit}
    line |= {"cpu_us": None if cpu_us is None else round(cpu_us, 2), **bounds}
    line["load"] = round(os.getloadavg()[0], 2)
    print(json.dumps(line | {"detail": detail}), flush=True)
