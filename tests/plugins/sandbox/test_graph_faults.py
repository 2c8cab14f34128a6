"""Faults ordered for the Graph API, met through real connections."""

import asyncio
import json
import time

import httpx
import pytest

from omnichannel_sandbox.accounts import Page

Fault = dict[str, object]


async def order(http: httpx.AsyncClient, *faults: Fault) -> None:
    """Order faults for the platform facebook."""
    (await http.put("/control/faults/facebook", json=list(faults))).raise_for_status()


async def accepted(http: httpx.AsyncClient) -> int:
    """Return how many posts were accepted."""
    count: int = (await http.get("/control/arrivals/count")).json()["accepted"]["facebook"]
    return count


async def raw_publish(graph: httpx.AsyncClient, page: Page, *, requests: int) -> bytes:
    """Publish over one bare connection, and return the bytes that answered the last request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", graph.base_url.port)
    body = b'{"message":"Hello"}'
    head = f"POST /graph/v25.0/{page.id}/feed HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {page.token}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    for number in range(requests):
        writer.write(head.encode() + body)
        if number < requests - 1:
            answer_head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(answer_head.split(b"content-length: ")[1].split()[0]))
    rest = await asyncio.wait_for(reader.read(), timeout=2)
    writer.close()
    return rest


@pytest.mark.parametrize("requests", [1, 2])
async def test_a_lost_answer_is_no_byte(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page, requests: int
) -> None:
    """On a new and on a reused connection the post arrives and the connection ends without a status line."""
    if requests == 2:
        await order(http, {"kind": "error_before", "times": 1}, {"kind": "answer_lost", "times": 1})
    else:
        await order(http, {"kind": "answer_lost", "times": 1})

    rest = await raw_publish(graph, page, requests=requests)

    assert b"" == rest
    assert 1 == await accepted(http)


async def test_a_client_sees_a_lost_answer_as_a_broken_protocol(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page
) -> None:
    """httpx raises a transport error, and the next request is answered again."""
    await graph.get("/me")
    await order(http, {"kind": "answer_lost", "times": 1})

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await graph.post(f"/{page.id}/feed", json={"message": "Hello"})

    assert 200 == (await graph.post(f"/{page.id}/feed", json={"message": "Hello"})).status_code
    assert 2 == await accepted(http)


async def test_a_lost_answer_to_an_upload(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page
) -> None:
    """A fault on "upload" meets unpublished photos only."""
    await order(http, {"kind": "answer_lost", "on": "upload"})
    file = {"source": ("a.gif", b"GIF89a" + b"0" * 300_000, "image/gif")}

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await graph.post(f"/{page.id}/photos", data={"published": "false"}, files=file)

    assert 200 == (await graph.post(f"/{page.id}/photos", files=file)).status_code


@pytest.mark.parametrize(
    ("fault", "expected", "stored"),
    [
        ({"kind": "rate_limited"}, (400, 80001, None), 0),
        ({"kind": "rate_limited", "code": 4}, (400, 4, None), 0),
        ({"kind": "rate_limited", "code": 32}, (400, 32, None), 0),
        ({"kind": "expired_token"}, (400, 190, 463), 0),
        ({"kind": "error_before"}, (500, 2, None), 0),
        ({"kind": "error_before", "code": 1}, (500, 1, None), 0),
        ({"kind": "error_after"}, (500, 1, None), 1),
    ],
)
async def test_a_fault_answers_as_the_platform_would(
    graph: httpx.AsyncClient,
    http: httpx.AsyncClient,
    page: Page,
    fault: Fault,
    expected: tuple[int, int, int | None],
    stored: int,
) -> None:
    """Each fault has its status, code and subcode, and stores what it says it stores."""
    await order(http, fault)

    answer = await graph.post(f"/{page.id}/feed", json={"message": "Hello"})
    error = answer.json()["error"]

    assert expected == (answer.status_code, error["code"], error.get("error_subcode"))
    assert stored == await accepted(http)


async def test_a_rate_limit_says_when_it_ends(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page
) -> None:
    """The wait is told in whole minutes, rounded up, in the usage header."""
    await order(http, {"kind": "rate_limited", "retry_after_seconds": 90})

    answer = await graph.post(f"/{page.id}/feed", json={"message": "Hello"})
    load = json.loads(answer.headers["x-business-use-case-usage"])[page.id][0]

    assert (100, 2) == (load["call_count"], load["estimated_time_to_regain_access"])


async def test_times_and_order(graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page) -> None:
    """Faults are met one after another, each as often as it says, on the operations it says."""
    await order(
        http,
        {"kind": "error_before", "times": 2},
        {"kind": "rate_limited", "times": 1, "on": "publish"},
    )

    read = await graph.get("/me")
    codes = [(await graph.post(f"/{page.id}/feed", json={"message": "A"})).status_code for _ in range(4)]

    assert 200 == read.status_code
    assert [500, 500, 400, 200] == codes
    assert {"facebook": [], "email": []} == (await http.get("/control/faults")).json()["faults"]


async def test_a_slow_answer_comes_after_the_work(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page
) -> None:
    """A client that does not wait long enough has posted nevertheless."""
    await order(http, {"kind": "slow", "seconds": 0.3, "on": "publish"})

    with pytest.raises(httpx.ReadTimeout):
        await graph.post(f"/{page.id}/feed", json={"message": "Hello"}, timeout=0.1)
    started = time.monotonic()
    await graph.post(f"/{page.id}/feed", json={"message": "Hello"})

    assert 0.3 <= time.monotonic() - started
    assert 2 == await accepted(http)


async def test_a_post_that_is_still_processing(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page
) -> None:
    """It is accepted and counted, but readers do not find it before its time; the wall says so."""
    await order(http, {"kind": "still_processing", "seconds": 0.3})
    post_id = (await graph.post(f"/{page.id}/feed", json={"message": "Hello"})).json()["id"]

    early = await graph.get(f"/{post_id}"), await graph.get(f"/{page.id}/feed"), await http.get("/")
    await asyncio.sleep(0.3)
    late = await graph.get(f"/{post_id}"), await graph.get(f"/{page.id}/feed"), await http.get("/")

    assert 33 == early[0].json()["error"]["error_subcode"]
    assert ([], 1) == (early[1].json()["data"], len(late[1].json()["data"]))
    assert ("processing" in early[2].text, "processing" in late[2].text) == (True, False)
    assert 200 == late[0].status_code


async def test_stale_reads(graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page) -> None:
    """Lists and reads lag behind writes until the fault is taken back."""
    post_id = (await graph.post(f"/{page.id}/feed", json={"message": "Hello"})).json()["id"]
    await order(http, {"kind": "stale_reads", "seconds": 60})

    stale = await graph.get(f"/{post_id}"), await graph.get(f"/{page.id}/feed")
    await http.delete("/control/faults/facebook")
    fresh = await graph.get(f"/{post_id}"), await graph.get(f"/{page.id}/feed")

    assert (400, []) == (stale[0].status_code, stale[1].json()["data"])
    assert (200, 1) == (fresh[0].status_code, len(fresh[1].json()["data"]))


async def test_a_fault_by_chance_meets_its_share_and_the_same_ones_each_time(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page
) -> None:
    """Of many requests about so many fail as was asked for, and the same seed chooses the same ones."""
    runs = []
    for _ in range(2):
        await order(http, {"kind": "error_before", "chance": 0.25, "seed": 3})
        answers = [await graph.post(f"/{page.id}/feed", json={"message": str(n)}) for n in range(60)]
        runs.append([answer.status_code for answer in answers])

    assert runs[0] == runs[1]
    assert 5 <= runs[0].count(500) <= 25
