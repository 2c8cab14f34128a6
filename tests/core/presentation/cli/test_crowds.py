"""Messages to more people than stand in an answer: what a command says counts all of them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from omnichannel.presentation.cli.main import build_app, run
from tests.core.client.examples import ID, account, delivery, listed, message
from tests.core.presentation.cli.small_server import SmallServer, small_server

STATES = ["published"] * 210 + ["failed"] * 239 + ["unknown"]
IDS = [f"01a20627-1111-7504-9b16-{number:012x}" for number in range(len(STATES))]
FACTS: dict[str, Any] = {"address": "ada@guests.example", "reason": "The address is unknown.", "attempts": 1}


def fact(state: str) -> dict[str, Any]:
    return {"state": state, "asks_person": state == "unknown", **FACTS}


ATTEMPT = {
    "action": "publish",
    "outcome": "refused",
    "started_at": "2026-11-24T08:00:01Z",
    "ended_at": "2026-11-24T08:00:01Z",
    "kind": None,
    "reason": "No such address.",
    "evidence": {"status": 550, "code": None, "message": None, "trace_id": None},
}
EVERY = [delivery(id=id, **fact(state)) for id, state in zip(IDS, STATES, strict=True)]
SENT = {
    **message(*EVERY, status="attention"),
    "deliveries": EVERY[:200],
    "all_deliveries": f"/v1/deliveries?message_id={ID}",
}


def page(query: Mapping[str, str]) -> dict[str, Any]:
    """Answer as the API lists deliveries: newest first, by pages."""
    wanted = query.get("state", ",".join(STATES)).split(",")
    fitting = [listed(id=i, **fact(s)) for i, s in zip(IDS, STATES, strict=True) if s in wanted][::-1]
    begin, most = int(query.get("cursor", 0)), int(query["limit"])
    more = begin + most < len(fitting)
    return {"items": fitting[begin : begin + most], "next": str(begin + most) if more else None}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallServer]:
    monkeypatch.setenv("OMNICHANNEL_TOKEN", "rye-and-caraway")
    monkeypatch.setenv("TZ", "UTC")
    again = {f"POST /v1/deliveries/{one['id']}:retry": {**one, "state": "waiting"} for one in EVERY}
    single = {f"GET /v1/deliveries/{one['id']}": {**one, "tries": [ATTEMPT]} for one in EVERY}
    answers = {
        "GET /v1/accounts": {"items": [account()]},
        f"GET /v1/messages/{ID}": SENT,
        "POST /v1/messages": SENT,
        "GET /v1/deliveries": page,
        f"POST /v1/deliveries/{IDS[-1]}:resolve": {**EVERY[-1], "state": "published"},
    }
    with small_server({**answers, **again, **single}) as served:
        monkeypatch.setenv("OMNICHANNEL_URL", served.url)
        yield served


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(build_app(lambda: ()), arguments)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_all_that_failed_is_sent_again(server: SmallServer, capsys: pytest.CaptureFixture[str]) -> None:
    """Of 450 people the 239 who got nothing are beyond the first 200; each of them is retried, once."""
    code, out, _ = told(capsys, "retry", ID)

    again = [line for line, _ in server.asked if line.endswith(":retry")]
    assert 0 == code
    assert {f"POST /v1/deliveries/{id}:retry" for id in IDS[210:449]} == {*again}
    assert 239 == len(again)
    assert "↻ e0194710/d211  letters  waiting" == out.splitlines()[0]
    assert "… and 219 more" == out.splitlines()[-1]


def test_the_one_that_asks_is_found_wherever_it_is(
    server: SmallServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last of 450 asks a person; it needs no number, and bears one."""
    code, out, _ = told(capsys, "resolve", ID, "published")

    assert (0, "✓ e0194710/d450  letters  published\n") == (code, out)


def test_sending_to_a_crowd_ends_by_itself_and_counts_everybody(
    server: SmallServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """All but one have ended and that one asks: nothing more happens, and the exit code is 3."""
    code, out, err = told(capsys, "send", "Rye", "--to", "letters")

    assert 3 == code
    assert "◐  letters  Harbour Bakery  449/450  239 failed, 210 published, 1 unknown" in out
    assert "1 unknown, 239 failed, 210 published, in " in out
    assert "`omnichannel resolve e0194710/d450 published|failed|send-again`" in err


def test_a_crowd_is_shown_in_few_lines(server: SmallServer, capsys: pytest.CaptureFixture[str]) -> None:
    """What is alike is one row; of those in trouble some are told with the attempts that lists leave out."""
    code, out, _ = told(capsys, "messages", "show", ID)
    lines = out.splitlines()

    assert 0 == code
    assert "✓  d1…       letters  210 people          published  -" in lines
    assert any(line.startswith("✕  d211…     letters  239 people          failed") for line in lines)
    assert any(line.startswith("?  d450      letters  ada@guests.example  unknown") for line in lines)
    assert "   08:00:01  try 1  refused, No such address., 550" in lines
    assert len(lines) < 40


def test_one_of_a_crowd_is_shown_by_its_number(
    server: SmallServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its row and its attempts, and nothing of the others; as JSON it is the delivery as the API has it."""
    _, out, _ = told(capsys, "messages", "show", f"{ID}/d300")
    _, as_json, _ = told(capsys, "messages", "show", f"{ID}/d300", "--json")

    assert ["✕  d300      letters"] == [line[:20] for line in out.splitlines() if line[:1] in "✓✕?"]
    assert "d300 letters" in out.splitlines()
    assert (IDS[299], [ATTEMPT]) == (json.loads(as_json)["id"], json.loads(as_json)["tries"])
