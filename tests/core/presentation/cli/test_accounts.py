"""`omnichannel accounts` against a server that answers as the API does."""

import json
from typing import Any

import pytest

from omnichannel.presentation.cli.main import build_app, run
from tests.core.client.examples import ACCOUNT_ID, ID, account
from tests.core.presentation.cli.small_server import small_server
from tests.core.presentation.http.fakes import CHANNEL

LETTERS = CHANNEL.model_copy(update={"name": "letters"}).model_dump(mode="json")
LISTED = {"GET /v1/accounts": {"items": [account()]}, "GET /v1/channels/letters": LETTERS}
STARTED = {
    "id": ID,
    "authorization_url": "https://letters.example/sign-in",
    "expires_at": "2027-03-01T09:00:00Z",
}
TWO = [{"external_id": "4471", "name": "Harbour"}, {"external_id": "4472", "name": "Rye", "handle": "@rye"}]


class Outcome:
    """How a command ended, what it printed, and what the server was asked."""

    def __init__(self, code: int, out: str, err: str, asked: list[tuple[str, Any]]) -> None:
        self.code, self.out, self.err, self.asked = code, out, err, asked


@pytest.fixture
def ran(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("OMNICHANNEL_TOKEN", "rye-and-caraway")

    def command(answers: dict[str, Any], *arguments: str) -> Outcome:
        with small_server({**LISTED, **answers}) as server:
            code = run(build_app(lambda: ()), ["accounts", *arguments, "--url", server.url])
        told = capsys.readouterr()
        return Outcome(code, told.out, told.err, server.asked)

    return command


def connecting(state: dict[str, Any]) -> dict[str, Any]:
    return {
        "POST /v1/connections": STARTED,
        f"GET /v1/connections/{ID}": state,
        f"POST /v1/connections/{ID}:choose": {"items": [account()]},
    }


def test_the_only_account_is_connected(ran: Any) -> None:
    """Who signs in with one account is asked nothing; the address to sign in is told on stderr."""
    done = ran(connecting({"state": "choosing", "candidates": TWO[:1]}), "connect", "letters")

    assert (0, "✓ letters:Harbour Bakery\n") == (done.code, done.out)
    assert "Sign in here:\n  https://letters.example/sign-in\n" in done.err
    assert (f"POST /v1/connections/{ID}:choose", {"external_ids": ["4471"]}) == done.asked[-1]


@pytest.mark.parametrize(
    ("state", "arguments", "code", "told"),
    [
        ({"state": "choosing", "candidates": TWO}, [], 2, "--choose one: `4471` (Harbour), `4472` (Rye)"),
        (
            {"state": "choosing", "candidates": TWO},
            ["--choose", "1"],
            2,
            "the platform offers no account `1`",
        ),
        ({"state": "refused", "candidates": [], "reason": "You said no."}, [], 1, "error: You said no\n"),
        ({"state": "waiting", "candidates": []}, ["--timeout", "1"], 6, "nobody has signed in yet"),
    ],
)
def test_what_hinders_connecting_is_told(
    ran: Any, state: dict[str, Any], arguments: list[str], code: int, told: str
) -> None:
    """Several accounts without a choice, a wrong choice, a refusal and an absence each say what to do."""
    done = ran(connecting(state), "connect", "letters", *arguments)

    assert code == done.code
    assert told in done.err


def test_accounts_are_named_as_they_are_when_they_are_paused_and_resumed(ran: Any) -> None:
    """Name, handle or the end of the id: each finds the account; the state after it is printed."""
    path = f"POST /v1/accounts/{ACCOUNT_ID}"
    answers = {f"{path}:pause": account(state="paused"), f"{path}:resume": account()}

    paused = ran(answers, "pause", "letters:harbour", "--reason", "Holidays")
    resumed = ran(answers, "resume", ACCOUNT_ID[-8:])

    assert (0, "▲ letters:Harbour Bakery  paused\n") == (paused.code, paused.out)
    assert {"reason": "Holidays"} == paused.asked[-1][1]
    assert (0, "● letters:Harbour Bakery  active\n") == (resumed.code, resumed.out)


def test_an_account_is_not_removed_without_a_yes(ran: Any) -> None:
    """Where nobody can be asked, --yes has to stand there."""
    path = f"DELETE /v1/accounts/{ACCOUNT_ID}"

    refused = ran({path: None}, "remove", "letters")
    removed = ran({path: None}, "remove", "letters", "--yes")

    assert 2 == refused.code
    assert "hint: add `--yes`" in refused.err
    assert path not in [line for line, _ in refused.asked]
    assert (0, "letters:Harbour Bakery is removed\n") == (removed.code, removed.err)


def test_a_probe_tells_what_the_platform_says(ran: Any) -> None:
    """What is known is listed; as JSON it is the answer of the API."""
    path = f"POST /v1/accounts/{ACCOUNT_ID}:probe"
    answer = {path: {"ok": False, "reason": "The sign-in ended.", "fix": None}}

    shown, as_json = ran(answer, "probe", "letters"), ran(answer, "probe", "letters", "--json")

    assert "letters:Harbour Bakery\n  ok: no\n  reason: The sign-in ended.\n" == shown.out
    assert answer[path] == json.loads(as_json.out)


def test_nobody_there_is_told_with_the_next_step(ran: Any) -> None:
    """An empty list is no error; it says how to begin."""
    empty = ran({"GET /v1/accounts": {"items": []}}, "list")

    assert (0, "") == (empty.code, empty.out)
    assert "No account yet\n  hint: `omnichannel accounts add CHANNEL`" in empty.err
