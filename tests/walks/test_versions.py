"""A platform's API version that ends: told by everything that watches a running server."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.walks.command_line import command
from tests.walks.house import House, open_house
from tests.walks.test_metrics import values


@pytest.fixture
async def aging(tmp_path: Path) -> AsyncIterator[House]:
    """A house with two channels of strangers: one's version ends in 20 days, the other's ended 3 days ago."""
    async with open_house(tmp_path, toys=("agingbook", "agedbook")) as house:
        yield house


def day(days: int) -> str:
    """Tell the first day on which a version does not hold any more whose last day is so far away."""
    ends = datetime.now(UTC) + timedelta(days=days + 1)
    return f"{ends.day} {ends:%B %Y}"


async def test_readiness_and_the_api_tell_in_words_what_ends(aging: House) -> None:
    """Which version, when, how many posts come after it, and what to do; the server is ready all the same."""
    account = await aging.connect("agingbook")
    later = (datetime.now(UTC) + timedelta(days=40)).replace(tzinfo=None).isoformat()
    await aging.publish(account, "Rye", publish={"when": "at", "local": later, "zone": "UTC"})

    ready = await aging.api.get("/readyz")
    ended, ending = (await aging.api.get("/v1/endings")).json()["items"]
    listed = await command(aging, "accounts", "list")

    past = f"Version v3.0 of Agedbook's API ended on {day(-3)}."
    near = f"Version v7.0 of Agingbook's API ends on {day(20)}, in 20 days."
    assert (200, "ready") == (ready.status_code, ready.json()["status"])
    assert sorted([past, near]) == sorted(ready.json()["warnings"])
    assert ("agedbook", "ended", 0) == (ended["channel"], ended["urgency"], ended["planned_after"])
    assert f"{past} No post is planned after it." == ended["detail"]
    assert ("agingbook", "warning", 1) == (ending["channel"], ending["urgency"], ending["planned_after"])
    assert f"{near} 1 post is planned after it." == ending["detail"]
    assert "Install a version of the plugin agingbook that speaks a newer one." == ending["fix"]
    assert near in " ".join(listed.out.split())


async def test_a_monitor_sees_the_days_that_are_left(aging: House) -> None:
    """Both versions stand in the metrics, by channel and version; of one that ended the days are negative."""
    seen = await values(aging)

    left = {
        name[1:]: days for name, days in seen.items() if name[0] == "omnichannel_remote_version_ends_days"
    }
    assert 20 <= left["agingbook", "v7.0"] <= 21
    assert -3 <= left["agedbook", "v3.0"] <= -2


async def test_the_doctor_warns_and_objects(aging: House) -> None:
    """One that ends is a warning, one that ended a problem with exit code 1; both name the fix."""
    done = await command(aging, "doctor", **aging.surroundings)

    told = " ".join(done.out.split())
    assert 1 == done.code, done.err
    assert "▲ agingbook 1.0 (stranger-agingbook): Version v7.0 of Agingbook's API ends on" in told
    assert f"{day(20)}, in 20 days." in told
    assert "✕ agedbook 1.0 (stranger-agedbook): Version v3.0 of Agedbook's API ended on" in told
    assert "install --upgrade stranger-agingbook`" in told
    assert "1 problem, 1 warning" in told
