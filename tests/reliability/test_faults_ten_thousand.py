"""Thousands of deliveries, one request in twenty of which meets a fault."""

import os

import pytest

from tests.reliability.proxy import Fault
from tests.reliability.soak_storm import MAIL_FAULTS, REFUSED, storm

DELIVERIES = int(os.environ.get("OMNICHANNEL_STORM_DELIVERIES", "1000"))
"""Ten thousand take minutes: tests/reliability/fault_table.py runs them and writes docs/reliability.md."""


@pytest.mark.timeout(900)
async def test_every_delivery_of_a_storm_ends_in_a_truthful_state(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever a request met: by the platform's own ledger nothing is doubled, lost, or told wrongly."""
    tally = await storm(DELIVERIES, seed=1)

    with capsys.disabled():
        print(f"\n{tally.markdown()}")
    total = tally.total
    assert (DELIVERIES, DELIVERIES, 0, 0) == (total.injected, total.survived, total.duplicates, total.lost)
    assert all(row.injected == row.survived for row in tally.rows.values())
    met = {name for name, row in tally.rows.items() if row.injected}
    assert {*Fault, REFUSED, *MAIL_FAULTS.values()} <= met
    assert sum(row.injected for row in tally.rows.values()) - DELIVERIES >= DELIVERIES // 25
