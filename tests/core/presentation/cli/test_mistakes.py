"""What somebody mistypes is told with what was probably meant, and nothing is sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from omnichannel.presentation.cli.main import build_app, run
from tests.core.client.examples import ID, account, delivery, message
from tests.core.presentation.cli.small_server import SmallServer, small_server
from tests.core.presentation.http.fakes import CHANNEL

CHANNELS = [
    CHANNEL.model_copy(update={"name": name, "has_recipients": name == "letters"}).model_dump(mode="json")
    for name in ("letters", "pages", "email")
]
ANSWERS = {
    "GET /v1/accounts": {"items": [account(), account(id=ID, channel="pages", name="Rye News", handle=None)]},
    "GET /v1/channels": {"items": CHANNELS},
    "GET /v1/channels/pages": CHANNELS[1],
    "GET /v1/messages": {"items": [], "next": None},
    f"GET /v1/messages/{ID}": message(delivery(state="failed"), delivery(id=ID, channel="pages")),
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SmallServer]:
    monkeypatch.setenv("OMNICHANNEL_TOKEN", "rye-and-caraway")
    monkeypatch.chdir(tmp_path)
    with small_server(ANSWERS) as served:
        monkeypatch.setenv("OMNICHANNEL_URL", served.url)
        yield served


@pytest.mark.parametrize(
    ("arguments", "what", "hint"),
    [
        (
            ["--channel", "leters"],
            "no account `leters`",
            "did you mean `letters:Harbour Bakery`? Nothing was sent",
        ),
        (
            ["--to", "pages:Ry News"],
            "no account `pages:Ry News`",
            "did you mean `pages:Rye News`? Nothing was",
        ),
        (["--to", "pages:x@y.example"], "no account `pages:x@y.example`", "did you mean `pages:Rye News`?"),
        (
            ["--channel", "email"],
            "there is no account of `email` yet",
            "`omnichannel accounts add email` adds one",
        ),
        (["--to", "email:ada@guests.example"], "there is no account of `email` yet", "accounts add email"),
        (["--channel", "emial"], "no channel `emial`", "did you mean `email`? Nothing was sent"),
        (["--channel", "fax"], "no channel `fax`", "there are `letters`, `pages`, `email`"),
    ],
)
def test_who_is_misnamed_is_guessed(
    server: SmallServer, capsys: pytest.CaptureFixture[str], arguments: list[str], what: str, hint: str
) -> None:
    """A wrong channel or account names the right one, or the command that adds it."""
    code = run(build_app(lambda: ()), ["send", "Rye", *arguments])

    told = capsys.readouterr()
    assert (2, "") == (code, told.out)
    assert told.err.startswith(f"error: {what}\n\n  hint: ")
    assert hint in told.err.replace("\n        ", " ")
    assert {"GET"} == {line.split()[0] for line, _ in server.asked}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("ray.jpg", "error: there is no file `ray.jpg`\n\n  hint: did you mean `rye.jpg`? Nothing was sent"),
        ("loaf.png", "hint: it was looked for in {folder}. Nothing was sent"),
        (".", "error: `.` is a folder"),
    ],
)
def test_a_file_that_is_not_there_says_where_it_was_looked_for(
    server: SmallServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], given: str, told: str
) -> None:
    """One that is nearly called that is proposed; else the folder is named."""
    tmp_path.joinpath("rye.jpg").write_bytes(b"rye")

    code = run(build_app(lambda: ()), ["send", "Rye", "--to", "letters", "--file", given])

    err = capsys.readouterr().err
    assert 2 == code
    assert told.format(folder=tmp_path) in err.replace("\n        ", " ")
    assert "POST" not in {line.split()[0] for line, _ in server.asked}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["messages", "list", "--status", "faild"],
            "did you mean `failed`? There are draft, awaiting_approval, ",
        ),
        (["messages", "list", "--status", "bogus"], "hint: There are draft, awaiting_approval, scheduled, "),
        (
            ["messages", "list", "--channel", "page"],
            "error: no channel `page`\n\n  hint: did you mean `pages`?",
        ),
        (
            ["retry", ID, "--channel", "leters"],
            "error: no channel `leters`\n\n  hint: did you mean `letters`?",
        ),
        (["retry", ID, "--channel", "pages"], "error: nothing of message e0194710 failed on pages"),
    ],
)
def test_a_filter_that_fits_nothing_lists_what_there_is(
    server: SmallServer, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    """Statuses and channels are known; one that is not among them is no empty answer."""
    code = run(build_app(lambda: ()), arguments)

    assert 2 == code
    assert told in capsys.readouterr().err


def test_several_statuses_are_asked_for_together(
    server: SmallServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Commas stand between them, as in the API."""
    assert 0 == run(build_app(lambda: ()), ["messages", "list", "--status", "failed,attention"])
    assert "No message fits\n" == capsys.readouterr().err
