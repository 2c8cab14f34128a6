"""Which Graph API versions answer, and until when (Graph API changelog, "Available Graph API versions")."""

import datetime

from omnichannel_sandbox.graph.problems import GraphProblem

RETIRED_ON: dict[str, datetime.date | None] = {
    "v20.0": datetime.date(2026, 9, 24),
    "v21.0": datetime.date(2027, 1, 21),
    "v22.0": datetime.date(2027, 5, 20),
    "v23.0": datetime.date(2027, 10, 8),
    "v24.0": datetime.date(2028, 2, 18),
    "v25.0": datetime.date(2028, 7, 29),
    "v26.0": None,
}
"""First day on which a version is gone; None while Meta has not named one."""


def require_version(version: str, *, today: datetime.date) -> None:
    """
    Let a version pass that answers *today*.

    Raises:
        GraphProblem: 2635, the version is unknown, retired or left out. (The code is not documented.)
    """
    gone = RETIRED_ON.get(version, datetime.date.min)
    if gone is not None and gone <= today:
        raise GraphProblem(
            2635,
            f"(#2635) You are calling a version of the Graph API that is not available: {version[:20]!r}",
        )
