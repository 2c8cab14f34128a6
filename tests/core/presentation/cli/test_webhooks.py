"""`omnichannel webhooks` against a server that answers as the API does."""

import json
from typing import Any

import pytest

from omnichannel.presentation.cli.main import build_app, run
from tests.core.presentation.cli.small_server import SmallServer, small_server

ID, OTHER = "0190c2a4-7d1e-7c3a-9f00-00000000a001", "0190c2a4-7d1e-7c3a-9f00-00000000b002"
EVENT = "0190c2a4-7d1e-7c3a-9f00-00000000e003"
NOW = "2027-03-01T08:00:00Z"
SECRET = "whsec_cGxhbnRlZC1zZWNyZXQtb2YtYS10ZXN0"
SHOP: dict[str, Any] = {
    "id": ID,
    "url": "https://shop.example/hook",
    "events": ["delivery.*"],
    "description": "Shop",
    "state": "active",
    "pause_reason": None,
    "version": 1,
    "created_at": NOW,
}
TILL = SHOP | {"id": OTHER, "url": "https://till.example/hook", "description": "Till", "state": "paused"}
TOLD: dict[str, Any] = {
    "id": EVENT,
    "event": "delivery.failed",
    "body": "{}",
    "state": "published",
    "status": 204,
    "reason": None,
    "fix": None,
    "next_look_at": None,
    "attempts": 1,
    "updated_at": NOW,
    "tries": [
        {
            "action": "publish",
            "outcome": "published",
            "started_at": NOW,
            "ended_at": NOW,
            "kind": None,
            "reason": None,
            "evidence": {"status": 204, "code": None, "message": None, "trace_id": None},
        }
    ],
}
WAITS = TOLD | {"state": "waiting", "status": 503, "reason": "It answered 503.", "attempts": 3}
LISTED = {"GET /v1/webhooks": {"items": [SHOP, TILL]}}


class Outcome:
    """How a command ended, what it printed, and what the server was asked."""

    def __init__(self, code: int, out: str, err: str, server: SmallServer) -> None:
        self.code, self.out, self.err, self.server = code, out, err, server


@pytest.fixture
def ran(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("OMNICHANNEL_TOKEN", "rye-and-caraway")

    def command(answers: dict[str, Any], *arguments: str) -> Outcome:
        with small_server({**LISTED, **answers}) as server:
            code = run(build_app(lambda: ()), ["webhooks", *arguments, "--url", server.url])
        told = capsys.readouterr()
        return Outcome(code, told.out, told.err, server)

    return command


def test_a_secret_is_printed_once_with_what_to_do_next(ran: Any) -> None:
    """Who adds an endpoint sees what it is told, the secret, and how to try it."""
    answers = {"POST /v1/webhooks": SHOP | {"secret": SECRET}}

    done = ran(answers, "add", SHOP["url"], "--event", "delivery.*", "--description", "Shop")

    assert (0, f"✓ 0000a001 is told delivery.*\n  secret  {SECRET}\n") == (done.code, done.out)
    assert "omnichannel webhooks test 0000a001" in done.err
    assert {"url": SHOP["url"], "events": ["delivery.*"], "description": "Shop"} == done.server.body_of(
        "POST /v1/webhooks"
    )


@pytest.mark.parametrize("name", ["add", "rotate"])
def test_with_quiet_the_secret_stands_alone(ran: Any, name: str) -> None:
    """A script keeps what is printed."""
    with_secret = SHOP | {"secret": SECRET}
    answers = {"POST /v1/webhooks": with_secret, f"POST /v1/webhooks/{ID}:rotate-secret": with_secret}

    done = ran(answers, name, SHOP["url"], "--quiet")

    assert (0, f"{SECRET}\n") == (done.code, done.out)


def test_a_list_shows_who_is_told_what(ran: Any) -> None:
    """Address, events and state of each are seen."""
    done = ran({}, "list")

    assert 0 == done.code
    for word in ("0000a001", "https://shop.example/hook", "delivery.*", "active", "paused"):
        assert word in done.out


def test_without_any_the_list_says_how_to_add_one(ran: Any) -> None:
    """Nobody is left with an empty table."""
    done = ran({"GET /v1/webhooks": {"items": []}}, "list")

    assert (0, "") == (done.code, done.out)
    assert "No webhook yet" in done.err
    assert "omnichannel webhooks add URL" in done.err


@pytest.mark.parametrize("given", [SHOP["url"], "Shop", ID, "0000a001", "0000A001"])
def test_an_endpoint_is_found_by_whatever_people_call_it(ran: Any, given: str) -> None:
    """Its address, its description, its id or the end of it will do."""
    done = ran({}, "show", given)

    assert 0 == done.code
    assert f"id        {ID}\naddress   https://shop.example/hook\nevents    delivery.*\n" in done.out
    assert "for       Shop\nstate     active\n" in done.out


@pytest.mark.parametrize("name", ["show", "test", "log", "rotate", "pause", "resume", "remove"])
def test_one_that_is_not_there_is_told(ran: Any, name: str) -> None:
    """A slip of the pen changes nothing, and the list is named."""
    done = ran({}, name, "Shopp")

    assert 0 != done.code
    assert "no webhook is called 'Shopp'" in done.err
    assert "`omnichannel webhooks list` shows them" in done.err
    assert ["GET /v1/webhooks"] == [line for line, _ in done.server.asked]


def test_two_of_one_name_are_not_guessed_between(ran: Any) -> None:
    """Where a description fits several, the id has to be said."""
    done = ran({"GET /v1/webhooks": {"items": [SHOP, TILL | {"description": "Shop"}]}}, "remove", "Shop")

    assert 0 != done.code
    assert "several webhooks are called 'Shop'" in done.err


@pytest.mark.parametrize(
    ("told", "code", "said"),
    [
        (TOLD, 0, "✓ it answered 204\n"),
        (WAITS, 1, "✗ It answered 503.\n"),
    ],
)
def test_a_test_ends_as_the_endpoint_answers(ran: Any, told: dict[str, Any], code: int, said: str) -> None:
    """The answer is waited for, and a bad one ends the command with 1."""
    answers = {
        f"POST /v1/webhooks/{ID}:test": told | {"state": "publishing", "tries": []},
        f"GET /v1/webhooks/{ID}/deliveries": {"items": [told], "next": None},
    }

    done = ran(answers, "test", "Shop")

    assert (code, said) == (done.code, done.out)


def test_the_log_shows_what_was_told_and_answered(ran: Any) -> None:
    """Event, state, answer, tries and why are seen of each."""
    log = {"items": [TOLD, WAITS | {"id": OTHER}], "next": None}

    done = ran({f"GET /v1/webhooks/{ID}/deliveries": log}, "log", "Shop")

    assert 0 == done.code
    for word in ("0000e003", "delivery.failed", "published", "204", "waiting", "503", "It answered 503."):
        assert word in done.out


@pytest.mark.parametrize(
    ("state", "words"),
    [("skipped", "left out"), ("pending", "platform is working"), ("laughing", "laughing")],
)
def test_the_log_tells_states_in_the_words_of_every_list(ran: Any, state: str, words: str) -> None:
    """A state has one word, wherever it is shown; one that is not known yet is shown by its name."""
    log = {"items": [TOLD | {"state": state}], "next": None}

    done = ran({f"GET /v1/webhooks/{ID}/deliveries": log}, "log", "Shop")

    assert words in done.out


def test_an_endpoint_is_shown_in_the_words_of_the_list(ran: Any) -> None:
    """A state that this version does not know reads the same in both."""
    odd = {"GET /v1/webhooks": {"items": [SHOP | {"state": "being_moved"}]}}

    assert "being moved" in ran(odd, "list").out
    assert "state     being moved\n" in ran(odd, "show", "Shop").out


@pytest.mark.parametrize(
    ("count", "more", "said"),
    [
        (0, False, "no events are sent again"),
        (1, False, "1 event is sent again"),
        (200, True, "200 events are sent again; ask once more for the rest"),
    ],
)
def test_a_replay_says_how_many_are_sent_again(ran: Any, count: int, more: bool, said: str) -> None:
    """Since a moment, what was given up goes again; with --all what arrived, too."""
    answers = {f"POST /v1/webhooks/{ID}:replay": {"count": count, "more": more}}

    done = ran(answers, "replay", "Shop", "--since", NOW, "--all")

    assert (0, said) == (done.code, done.err.strip())
    asked = done.server.body_of(f"POST /v1/webhooks/{ID}:replay")
    assert ("all", "2027-03-01T08:00:00+00:00") == (asked["only"], asked["since"])


def test_a_replay_since_no_time_is_told(ran: Any) -> None:
    """Nothing is asked of the server where the time cannot be read."""
    done = ran({}, "replay", "Shop", "--since", "yesterday")

    assert 0 != done.code
    assert "'yesterday' is no time" in done.err
    assert "write it like 2027-03-01T08:00:00Z" in done.err
    assert [] == done.server.asked


@pytest.mark.parametrize(("name", "state"), [("pause", "paused"), ("resume", "active")])
def test_events_can_be_made_to_wait_and_to_go_on(ran: Any, name: str, state: str) -> None:
    """The new state is printed with its sign."""
    done = ran({f"POST /v1/webhooks/{ID}:{name}": SHOP | {"state": state}}, name, "Shop")

    assert 0 == done.code
    assert f"0000a001  {state}" in done.out


def test_nothing_is_removed_without_a_yes(ran: Any) -> None:
    """A script says --yes; without it nothing happens."""
    refused = ran({}, "remove", "Shop")
    removed = ran({f"DELETE /v1/webhooks/{ID}": None}, "remove", "Shop", "--yes")

    assert 0 != refused.code
    assert "not removed without a yes" in refused.err
    assert "add `--yes`" in refused.err
    assert (0, "0000a001 is removed") == (removed.code, removed.err.strip())
    assert f"DELETE /v1/webhooks/{ID}" in [line for line, _ in removed.server.asked]


@pytest.mark.parametrize("name", ["list", "show", "log"])
def test_programs_read_json(ran: Any, name: str) -> None:
    """With --json what is printed is what the API said."""
    answers = {f"GET /v1/webhooks/{ID}/deliveries": {"items": [TOLD], "next": None}}

    done = ran(answers, name, *([] if name == "list" else ["Shop"]), "--json")

    printed = json.loads(done.out)
    assert (ID if name != "log" else EVENT) in json.dumps(printed)
    assert SECRET not in done.out
