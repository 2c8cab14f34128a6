"""When the collector of cycles runs: seldom, since deliveries come and go without any."""

import gc

OBJECTS, YOUNG, OLD = 50_000, 20, 50
"""Collections follow so many new objects (Python's own number is 700), and so many younger collections."""


def collect_seldom() -> None:
    """
    Leave what the start has made alone for good, and collect seldom from now on.

    With Python's own thresholds a quarter of the time that claiming and settling take goes into collections.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, YOUNG, OLD)
