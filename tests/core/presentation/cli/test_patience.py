"""How late a post may leave and what follows from a lost answer, as `send` takes it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from omnichannel.presentation.cli.main import build_app, run
from tests.core.client.examples import account, message
from tests.core.presentation.cli.small_server import SmallServer, small_server

ANSWERS = {"GET /v1/accounts": {"items": [account()]}, "POST /v1/messages": message()}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SmallServer]:
    monkeypatch.setenv("OMNICHANNEL_TOKEN", "rye-and-caraway")
    monkeypatch.chdir(tmp_path)
    with small_server(ANSWERS) as served:
        monkeypatch.setenv("OMNICHANNEL_URL", served.url)
        yield served


def sent(*flags: str) -> int:
    return run(build_app(lambda: ()), ["send", "Rye", "--to", "letters:Harbour Bakery", "--no-wait", *flags])


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--late", "30m"), {"lateness": {"minutes": 30, "otherwise": "miss"}}),
        (("--late", "2h,ask"), {"lateness": {"minutes": 120, "otherwise": "ask"}}),
        (("--late", " 30D , MISS "), {"lateness": {"minutes": 43_200, "otherwise": "miss"}}),
        (("--on-unknown", "retry"), {"on_unknown": "retry"}),
        (("--on-unknown", "ask"), {"on_unknown": "ask"}),
        ((), {}),
    ],
)
def test_patience_is_told_to_the_server(
    server: SmallServer, flags: tuple[str, ...], said: dict[str, Any]
) -> None:
    """What was typed stands in the request, in the API's words; what nobody typed is left out."""
    code = sent(*flags)

    body = server.body_of("POST /v1/messages")
    assert 0 == code
    assert said == {name: body[name] for name in ("lateness", "on_unknown") if name in body}


def test_an_unknown_answer_to_on_unknown_is_told_with_those_there_are(
    server: SmallServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is sent."""
    code = sent("--on-unknown", "guess")

    assert (2, []) == (code, server.asked)
    assert "'ask', 'retry'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("late", "what"),
    [
        ("soon", "--late 'soon' is no length of time"),
        ("30", "--late '30' is no length of time"),
        ("-5m", "--late '-5m' is no length of time"),
        ("0m", "--late '0m' is not between 1 minute and 30 days"),
        ("31d", "--late '31d' is not between 1 minute and 30 days"),
        ("30m,drop", "--late does not know `drop`"),
    ],
)
def test_what_is_no_patience_is_told_with_one_that_is(
    server: SmallServer, capsys: pytest.CaptureFixture[str], late: str, what: str
) -> None:
    """Too short, too long, or nothing that anybody understands: it is said before anything is sent."""
    code = run(build_app(lambda: ()), ["send", "Rye", "--to", "letters:Harbour Bakery", "--late", late])

    told = " ".join(capsys.readouterr().err.split())
    assert (2, []) == (code, server.asked)
    assert what in told
    assert "--late 30m, 2h or 1d" in told
