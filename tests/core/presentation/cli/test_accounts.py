"""`omnichannel accounts` against a server that answers as the API does."""

import json
from typing import Any

import pytest

from omnichannel.presentation.cli.main import build_app, run
from tests.core.client.examples import ACCOUNT_ID, ID, account, connection, probe
from tests.core.presentation.cli.small_server import small_server
from tests.core.presentation.http.fakes import CHANNEL

LETTERS = CHANNEL.model_copy(
    update={"name": "letters", "label": "Letters", "abilities": ["connects", "publishes"]}
).model_dump(mode="json")
LISTED = {"GET /v1/accounts": {"items": [account()]}, "GET /v1/channels/letters": LETTERS}
STARTED = {
    "id": ID,
    "authorization_url": "https://letters.example/sign-in",
    "expires_at": "2027-03-01T09:00:00Z",
}
TWO = [
    {"external_id": "4471", "name": "Harbour", "handle": None},
    {"external_id": "4472", "name": "Rye", "handle": "@rye"},
]


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


def connecting(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "POST /v1/connections": STARTED,
        f"GET /v1/connections/{ID}": connection(**told),
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
        (
            {"candidates": TWO},
            ["--choose", "1"],
            6,
            "the platform offers no account `1`",
        ),
        ({"state": "refused", "reason": "You said no."}, [], 1, "error: You said no\n"),
        ({"state": "expired"}, [], 1, "error: the sign-in has ended\n"),
        ({"state": "waiting"}, ["--timeout", "1"], 6, f"{ID}` waits on"),
    ],
)
def test_what_hinders_connecting_is_told(
    ran: Any, state: dict[str, Any], arguments: list[str], code: int, told: str
) -> None:
    """A wrong choice, a refusal, a sign-in that ended and an absence each say what to do."""
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


def test_an_account_is_not_deleted_without_a_yes(ran: Any) -> None:
    """Where nobody can be asked, --yes has to stand there."""
    path = f"DELETE /v1/accounts/{ACCOUNT_ID}"

    refused = ran({path: None}, "delete", "letters")
    deleted = ran({path: None}, "delete", "letters", "--yes")

    assert 2 == refused.code
    assert "hint: add `--yes`" in refused.err
    assert path not in [line for line, _ in refused.asked]
    assert (0, "letters:Harbour Bakery is deleted\n") == (deleted.code, deleted.err)


def test_a_sign_in_is_kept_where_nobody_can_be_asked_and_finished_by_another_command(ran: Any) -> None:
    """Of several accounts the candidates and the whole command are named; that command connects them."""
    asked = ran(connecting({"candidates": TWO}), "connect", "letters")
    both = ["--choose", "4471", "--choose", "4472"]
    done = ran(connecting({"candidates": TWO}), "connect", "--connection", ID, *both)

    assert (6, "") == (asked.code, asked.out)
    assert asked.err.endswith(
        "error: you signed in, and there are several accounts\n\n"
        "  hint: `omnichannel accounts connect --connection\n"
        f"        {ID}` and one or more of\n"
        "        `--choose 4471`  Harbour\n"
        "        `--choose 4472`  Rye\n"
    )
    assert f"POST /v1/connections/{ID}:choose" not in [line for line, _ in asked.asked]
    assert (0, "✓ letters:Harbour Bakery\n") == (done.code, done.out)
    assert "Sign in here" not in done.err
    assert {"external_ids": ["4471", "4472"]} == done.asked[-1][1]


@pytest.mark.parametrize("arguments", [[], ["letters", "--connection", ID]])
def test_a_sign_in_is_begun_or_finished_not_both(ran: Any, arguments: list[str]) -> None:
    """A channel begins, a connection goes on; the hint shows both."""
    done = ran({}, "connect", *arguments)

    assert 2 == done.code
    assert "`omnichannel accounts connect CHANNEL` begins; `--connection ID` goes on" in done.err


def test_a_channel_without_a_sign_in_says_how_its_accounts_are_added(ran: Any) -> None:
    """Nothing is begun at the server, and the right command is named."""
    mail = {**LETTERS, "name": "email", "label": "Email", "abilities": ["publishes"]}

    done = ran({"GET /v1/channels/email": mail}, "connect", "email")

    assert 2 == done.code
    assert "error: Email has no sign-in page\n\n  hint: `omnichannel accounts add email`" in done.err
    assert ["GET /v1/channels/email"] == [line for line, _ in done.asked]


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        (
            probe(ok=False, reason="The sign-in ended.", fix="Sign in again."),
            1,
            [
                "✕ letters:Harbour Bakery  does not work",
                "  asked         Mon 23 Nov 2026 09:00 UTC",
                "  why           The sign-in ended.",
                "  do            Sign in again.",
            ],
        ),
        (
            probe(expires_at="2027-03-01T09:00:00Z"),
            0,
            [
                "✓ letters:Harbour Bakery  works",
                "  asked         Mon 23 Nov 2026 09:00 UTC",
                "  sign-in ends  Mon 1 Mar 2027 09:00 UTC",
            ],
        ),
        (
            probe(ok=None, reason="It does not answer."),
            1,
            [
                "? letters:Harbour Bakery  could not be asked",
                "  asked         Mon 23 Nov 2026 09:00 UTC",
                "  why           It does not answer.",
            ],
        ),
    ],
)
def test_a_probe_tells_what_the_platform_says(
    ran: Any, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], code: int, told: list[str]
) -> None:
    """Whether it works, since when that is known, and what to do; as JSON it is the answer of the API."""
    monkeypatch.setenv("TZ", "UTC")
    answers = {f"POST /v1/accounts/{ACCOUNT_ID}:probe": answer}

    shown, as_json = ran(answers, "probe", "letters"), ran(answers, "probe", "letters", "--json")

    assert (code, told) == (shown.code, shown.out.splitlines())
    assert (code, answer) == (as_json.code, json.loads(as_json.out))


def test_nobody_there_is_told_with_the_next_step(ran: Any) -> None:
    """An empty list is no error; it says how to begin."""
    empty = ran({"GET /v1/accounts": {"items": []}}, "list")

    assert (0, "") == (empty.code, empty.out)
    assert "No account yet\n  hint: `omnichannel accounts add CHANNEL`" in empty.err


def test_what_ends_is_told_below_the_accounts(ran: Any) -> None:
    """The ends that the server forecasts stand below the list, with what to do; a program asks for them."""
    end = {
        "kind": "sign_in",
        "urgency": "urgent",
        "channel": "letters",
        "account_id": ACCOUNT_ID,
        "ends_at": "2027-03-01T09:00:00Z",
        "planned_after": 7,
        "detail": "The sign-in for Harbour Bakery ends on 1 March 2027. 7 posts are planned after it.",
        "fix": "Connect Harbour Bakery again before that; nothing is lost by it.",
    }

    told = ran({"GET /v1/endings": {"items": [end]}}, "list")
    as_json = ran({"GET /v1/endings": {"items": [end]}}, "list", "--json")
    many = ran({"GET /v1/endings": {"items": [end] * 1_000}}, "list")
    by_an_older_server = ran({}, "list")

    assert 20 == many.err.count(f"hint: {end['fix']}")
    assert "980 more end later: `GET /v1/endings` tells of them" in many.err
    assert f"▲ {end['detail']}" in " ".join(told.out.split())
    assert f"hint: {end['fix']}" in told.err
    assert "GET /v1/endings" not in [line for line, _ in as_json.asked]
    assert (0, "") == (by_an_older_server.code, by_an_older_server.err)
