"""One measured value as one JSON line."""

import json
import os
from typing import Any


def print_line(
    bench: str,
    value: float,
    unit: str,
    *,
    floor: float | None = None,
    ceiling: float | None = None,
    cpu_us: float | None = None,
    **detail: Any,
) -> None:
    """Print what was measured, with the bound that it is held to."""
    bounds = {name: bound for name, bound in (("floor", floor), ("ceiling", ceiling)) if bound is not None}
    line = {"bench": bench, "value": round(value, 3), "unit": unit, **bounds}
    if cpu_us is not None:
        line["cpu_us"] = round(cpu_us, 1)
    line["load"] = round(os.getloadavg()[0], 2)
    print(json.dumps(line | {"detail": detail}), flush=True)
