"""Numbers over HTTP."""

import httpx
import pytest


async def test_numbers_are_asked_for_by_days_and_zone(client: httpx.AsyncClient) -> None:
    """The query reaches the use case as days."""
    query = {"since": "2027-02-01", "until": "2027-02-28", "zone": "Europe/Berlin"}

    answer = await client.get("/v1/statistics", params=query)

    told = answer.json()
    assert (200, query) == (answer.status_code, {name: told[name] for name in query})


@pytest.mark.parametrize("day", ["yesterday", "1772323200", "2027-02-30", ""])
async def test_what_is_no_day_is_told_with_one_that_is(client: httpx.AsyncClient, day: str) -> None:
    """A number of seconds is no day either."""
    answer = await client.get("/v1/statistics", params={"since": day})

    (error,) = answer.json()["errors"]
    assert (422, "/since") == (answer.status_code, error["field"])
    assert ("The since is not a day.", "Send it as 2027-03-01.") == (error["detail"], error["fix"])
