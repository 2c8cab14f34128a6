"""Sign-ins that end, on a platform that revokes a grant when one of its refresh tokens is used twice."""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from tests.reliability.rota_house import RotaHouse, open_rota_house
from tests.reliability.token_server import Token

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]
MANY = 50
FIRST, SECOND = "refresh-{}-1-of-a-grant", "refresh-{}-2-of-a-grant"
LOST = "An earlier try ended without an answer"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RotaHouse]:
    """The platform and one process, for all of them: each connects an account of its own."""
    async with open_rota_house(tmp_path_factory.mktemp("rota")) as opened:
        yield opened


async def test_two_processes_and_many_posts_use_a_refresh_token_once(house: RotaHouse) -> None:
    """The sign-in ends right before 50 posts are due: none is lost or doubled, and the account goes on."""
    await house.start()
    grant = house.platform.grant()
    account = await house.connect(grant)
    due = (datetime.now(UTC) + timedelta(seconds=3)).strftime("%Y-%m-%dT%H:%M:%S")
    at = {"publish": {"when": "at", "local": due, "zone": "UTC"}}
    posts = [await house.publish(account, f"Post {number}", api=number % 2, **at) for number in range(MANY)]
    grant.expire()

    for post in posts:
        await house.until(post, "published")

    shown = await house.account(account)
    assert [FIRST.format(grant.number)] == grant.used
    assert {f"Post {number}": 1 for number in range(MANY)} == dict(Counter(house.texts("Post ")))
    assert ("active", None, True) == (shown["state"], shown["refresh_problem"], shown["refreshes"])


@pytest.mark.parametrize("fault", [Token.LOST_BEFORE, Token.BROKEN])
async def test_a_blip_disconnects_nothing(house: RotaHouse, fault: Token) -> None:
    """It is tried again with the same token, and the post goes out."""
    grant = house.platform.grant()
    account = await house.connect(grant)
    house.platform.faults = [fault]
    grant.expire()

    post = await house.publish(account, f"After the rain: {fault}")
    during = await house.until_account(account, refreshes=True)
    waiting = await house.delivery(post)
    await house.until(post, "published")

    assert ("active", "waiting") == (during["state"], waiting["state"])
    assert "The sign-in has to be renewed first." == waiting["reason"]
    assert "active" == (await house.account(account))["state"]
    assert [f"After the rain: {fault}"] == house.texts(f"After the rain: {fault}")


async def test_a_dead_grant_pauses_the_account_and_says_what_to_do(house: RotaHouse) -> None:
    """Its posts wait without a time, and go on, each once, when somebody has connected it again."""
    grant = house.platform.grant()
    account = await house.connect(grant)
    house.platform.faults = [Token.REFUSED]
    grant.expire()
    posts = [await house.publish(account, f"Dead {number}") for number in range(3)]

    paused = await house.until_account(account, state="paused")
    waiting = [await house.delivery(post) for post in posts]
    words = await house.words(posts[0])
    await house.reconnect(account, house.platform.grant())
    for post in posts:
        await house.until(post, "published")

    told = "Rotabook has revoked the sign-in. Connect the account again."
    assert ("sign_in", told) == (paused["paused_by"], paused["pause_reason"])
    assert {("waiting", None)} == {(one["state"], one["next_look_at"]) for one in waiting}
    assert f"Bakery {grant.number} is paused: Rotabook no longer accepts our sign-in." == words["headline"]
    assert ["Dead 0", "Dead 1", "Dead 2"] == sorted(house.texts("Dead "))


async def test_a_kill_while_the_answer_is_on_its_way_is_told_of(house: RotaHouse) -> None:
    """The platform has rotated, nobody knows the new token: the account says so, and no post is lost."""
    grant = house.platform.grant()
    account = await house.connect(grant)
    house.hold()
    grant.expire()
    post = await house.publish(account, "Through the dark")
    await house.until_reached()

    for runtime in house.runtimes:
        await runtime.kill()
    house.platform.let_go.set()
    await house.start()
    paused = await house.until_account(account, state="paused")
    await house.reconnect(account, house.platform.grant())
    await house.until(post, "published")

    assert LOST in paused["pause_reason"]
    assert [FIRST.format(grant.number)] * 2 == grant.used
    assert ["Through the dark"] == house.texts("Through the dark")


async def test_who_connects_again_while_it_is_renewed_wins(house: RotaHouse) -> None:
    """What the platform answers about the old sign-in is dropped."""
    grant, newer = house.platform.grant(), house.platform.grant()
    account = await house.connect(grant)
    house.hold()
    grant.expire()
    post = await house.publish(account, "By a person's word")
    await house.until_reached()

    await house.reconnect(account, newer)
    house.platform.let_go.set()
    await house.until(post, "published")
    grant.is_revoked = True
    await house.until(await house.publish(account, "And again"), "published")

    shown = await house.account(account)
    assert ("active", None) == (shown["state"], shown["refreshed_at"])
    assert ([FIRST.format(grant.number)], []) == (grant.used, newer.used)


@pytest.mark.parametrize(("text", "state"), [("Slow post", "pending"), ("Lost answer", "unknown")])
async def test_a_question_that_meets_an_ended_sign_in_is_asked_again(
    house: RotaHouse, text: str, state: str
) -> None:
    """It ends in the middle of a `check` and of a `find`: the post is known in the end, and is there once."""
    grant = house.platform.grant()
    account = await house.connect(grant)
    post = await house.publish(account, text)
    while not house.texts(text):  # noqa: ASYNC110 - it happens in another process
        await asyncio.sleep(0.005)
    grant.expire()

    published = await house.until(post, "published")

    assert "active" == (await house.account(account))["state"]
    assert ([text], [FIRST.format(grant.number)]) == (house.texts(text), grant.used)
    outcomes = [one["outcome"] for one in published["tries"]]
    assert state == outcomes[0]
    assert 3 <= len(outcomes)


async def test_a_person_has_it_renewed_by_api_and_by_the_command_line(house: RotaHouse) -> None:
    """One at a time: who comes second is told so, and no token is used twice."""
    grant = house.platform.grant()
    account = await house.connect(grant)
    house.hold()
    first = asyncio.create_task(house.api.post(f"/v1/accounts/{account}:refresh"))
    await house.until_reached()

    second = await house.api.post(f"/v1/accounts/{account}:refresh")
    house.platform.let_go.set()
    answer = (await first).json()
    done = await asyncio.to_thread(_command, house, account)

    assert (409, True) == (second.status_code, "being renewed" in second.json()["detail"])
    assert (True, None) == (answer["ok"], answer["reason"])
    assert answer["expires_at"] is not None
    is_told = f"rotabook:Bakery {grant.number}  renewed" in done.stdout
    assert (0, True) == (done.returncode, is_told), done.stderr
    assert [FIRST.format(grant.number), SECOND.format(grant.number)] == grant.used
    changes = (await house.api.get("/v1/changes", params={"limit": 1000})).json()["items"]
    assert "account.updated" in {one["type"] for one in changes}


def _command(house: RotaHouse, account: str) -> "subprocess.CompletedProcess[str]":
    listening = house.runtimes[-1].listening
    token = house.runtimes[-1]._shared / "api.token"
    command = [sys.executable, "-m", "omnichannel.presentation.cli.main", "accounts", "refresh", account]
    options = ["--url", listening.url, "--token-file", str(token)]
    return subprocess.run([*command, *options], capture_output=True, text=True, timeout=60, check=False)
