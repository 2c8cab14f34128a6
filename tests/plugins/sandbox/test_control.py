"""The control API."""

import httpx
import pytest

from omnichannel_sandbox.accounts import Page
from omnichannel_sandbox.server import Sandbox


async def test_arrivals_are_followed_by_number(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page, first: int
) -> None:
    """After the last number one has seen come the new ones only."""
    for n in range(3):
        await graph.post(f"/{page.id}/feed", json={"message": f"post {n}"})

    numbers = [
        [arrival["n"] for arrival in (await http.get(f"/control/arrivals?{query}")).json()["arrivals"]]
        for query in (f"after={first + 1}", f"after={first}&limit=1", "platform=email", "after=9999999")
    ]

    assert [[first + 2], [first + 1], [], []] == numbers


async def test_reset_forgets_and_numbers_go_on(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page, first: int
) -> None:
    """After a reset nothing is counted, no fault is ordered, and no id comes twice."""
    before = (await graph.post(f"/{page.id}/feed", json={"message": "a"})).json()["id"]
    await http.put("/control/faults/facebook", json={"kind": "slow", "seconds": 9})

    await http.post("/control/reset")
    after = (await graph.post(f"/{page.id}/feed", json={"message": "a"})).json()["id"]
    arrived = (await http.get("/control/arrivals")).json()

    assert before != after
    assert [(first + 1, 1)] == [(arrival["n"], arrival["copy"]) for arrival in arrived["arrivals"]]
    assert {"facebook": 1, "email": 0} == arrived["accepted"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/control/arrivals?platform=myspace", None, 422),
        ("GET", "/control/arrivals?after=-1", None, 422),
        ("GET", "/control/arrivals/9999999", None, 404),
        ("PUT", "/control/faults/myspace", [], 422),
        ("PUT", "/control/faults/email", {"kind": "unknown"}, 422),
        ("PUT", "/control/faults/email", {"kind": "slow"}, 422),
        ("PUT", "/control/faults/email", {"kind": "slow", "seconds": 1, "times": 0}, 422),
        ("PUT", "/control/faults/email", {"kind": "stale_reads", "seconds": 1, "on": "publish"}, 422),
        ("PUT", "/control/faults/email", {"kind": "error_after", "code": 5}, 422),
        ("PUT", "/control/budget", {"calls_per_hour": 0}, 422),
        ("PUT", "/control/faults", [], 405),
    ],
)
async def test_a_mistake_is_told(
    http: httpx.AsyncClient, method: str, path: str, body: object, status: int
) -> None:
    """What the control API does not understand it refuses, and nothing is ordered."""
    answer = await http.request(method, path, json=body)

    assert status == answer.status_code
    assert {"facebook": [], "email": []} == (await http.get("/control/faults")).json()["faults"]


async def test_faults_are_taken_back(http: httpx.AsyncClient) -> None:
    """Faults are replaced per platform and deleted per platform or all at once."""
    await http.put("/control/faults/email", json=[{"kind": "answer_lost"}])
    ordered = (await http.put("/control/faults/facebook", json=[{"kind": "slow", "seconds": 1}])).json()

    one = (await http.delete("/control/faults/facebook")).json()
    none = (await http.delete("/control/faults")).json()

    told = {"kind": "slow", "seconds": 1.0, "times": None, "on": "any", "chance": 1.0, "seed": 0}
    assert [told] == ordered["faults"]["facebook"]
    assert (0, 1) == (len(one["faults"]["facebook"]), len(one["faults"]["email"]))
    assert {"facebook": [], "email": []} == none["faults"]


async def test_accounts_open_the_doors(http: httpx.AsyncClient, sandbox: Sandbox) -> None:
    """The tokens and ports that the control API tells are the ones that work."""
    accounts = (await http.get("/control/accounts")).json()
    url, pages = accounts["facebook"]["graph_url"], accounts["facebook"]["pages"]

    names = [
        (await http.get(f"{url}/v26.0/me", params={"access_token": page["token"]})).json()["name"]
        for page in pages
    ]

    assert 2 <= len(names)
    assert [page["name"] for page in pages] == names
    assert sandbox.smtp_port == accounts["email"]["smtp_port"]
