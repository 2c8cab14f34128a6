"""Nothing that a command prints is wider than 80 columns; only an id or an address may be."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from omnichannel.presentation.cli.main import build_app, run
from omnichannel.presentation.cli.own_commands import OWN_COMMANDS
from tests.core.client.examples import ACCOUNT_ID, ID, account, connection, delivery, message, probe
from tests.core.presentation.cli.small_server import small_server
from tests.core.presentation.http.fakes import CHANNEL

LONG = "The Harbour Bakery of Saint Nicholas and all its Friends 港口面包店 since 1887"
REASON = f"The platform refused it. {LONG}. It gave no reason that anybody could understand."
SCHEDULE = {
    "local": "2031-03-30T02:30:00",
    "zone": "America/Argentina/ComodRivadavia",
    "instant": "2031-03-30T01:30:00Z",
    "fold": "gap",
}
CONTENT = {"text": f"{LONG}\n{REASON}", "title": LONG, "link": "https://x.example/" + "4" * 90, "media": []}
DELIVERIES = (
    delivery(reason=REASON, fix=REASON, state="failed"),
    delivery(id=ID, state="unknown", asks_person=True, reason=REASON),
    delivery(id=ACCOUNT_ID, state="waiting", waits_for="account", reason=REASON),
    delivery(id="01a20627-1111-7504-9b16-a34fe0194799", url="https://x.example/" + "4" * 90),
)
SENT = message(*DELIVERIES, content=CONTENT, status="attention")
PLANNED = message(delivery(state="scheduled"), content=CONTENT, schedule=SCHEDULE, status="scheduled")
PAUSED = account(name=LONG, state="paused", paused_by="sign_in", pause_reason=REASON)
LETTERS = CHANNEL.model_copy(
    update={"name": "letters", "label": LONG, "abilities": ["connects", "publishes", *map(str, range(60))]}
).model_dump(mode="json")
TWO = [
    {"external_id": "4" * 30, "name": LONG, "handle": None},
    {"external_id": "5", "name": "x", "handle": "y"},
]
STARTED = {
    "id": ID,
    "authorization_url": "https://letters.example/sign-in?" + "state=" + "4" * 90,
    "expires_at": "2027-03-01T09:00:00Z",
}
PROBLEM = {"field": "/content/title", "detail": REASON, "fix": REASON, "limit": None, "channel": "letters"}
POST = {
    "account_id": ACCOUNT_ID,
    "channel": "letters",
    "publishable": False,
    "complaints": [{**{k: v for k, v in PROBLEM.items() if k != "channel"}, "severity": "blocks"}],
    "rendered": None,
    "recipients": 2,
}
ANSWERS: dict[str, Any] = {
    "GET /v1/accounts": {"items": [PAUSED, account(id=ID, name="Rye", channel="pages")]},
    "GET /v1/channels": {"items": [LETTERS]},
    "GET /v1/channels/letters": LETTERS,
    "GET /v1/messages": {"items": [SENT, PLANNED], "next": "4" * 90},
    f"GET /v1/messages/{ID}": SENT,
    "POST /v1/messages": SENT,
    "POST /v1/messages:simulate": {"publishable": False, "problems": [], "posts": [POST]},
    f"POST /v1/messages/{ID}:cancel": SENT,
    f"POST /v1/deliveries/{DELIVERIES[0]['id']}:retry": DELIVERIES[0],
    f"POST /v1/deliveries/{ID}:resolve": DELIVERIES[1],
    f"POST /v1/accounts/{ACCOUNT_ID}:probe": probe(ok=False, reason=REASON, fix=REASON),
    f"POST /v1/accounts/{ACCOUNT_ID}:pause": PAUSED,
    "POST /v1/connections": STARTED,
    f"GET /v1/connections/{ID}": connection(candidates=TWO),
    "GET /v1/templates": {"items": [], "next": None},
}
PLAN = ["--to", "letters", "--at", "2031-03-30 02:30", "--zone", "Europe/Berlin"]
COMMANDS = [
    ["send", "Rye", "--to", "letters"],
    ["send", "Rye", *PLAN],
    ["send", "Rye", "--to", "letters", "--dry-run"],
    ["send", "Rye"],
    ["send", "Rye", "--to", f"letters:{LONG} and more"],
    ["send", "Rye", "--channel", "leters"],
    ["send", "Rye", "--to", "letters", "--file", f"nowhere/{LONG}.jpg"],
    ["send", "Rye", "--to", "letters", "--template", LONG],
    ["send", "Rye", "--to", "letters", "--at", LONG],
    ["messages", "list", "--search", LONG],
    ["messages", "list", "--status", "bogus"],
    ["messages", "show", ID],
    ["messages", "show", ID, "--attempts"],
    ["messages", "show", f"{ID}/d2"],
    ["messages", "show", f"{ID}/d9"],
    ["messages", "show", "no id at all, and a long one beside that, which nobody can read"],
    ["messages", "cancel", ID],
    ["retry", ID],
    ["retry", ID, "--channel", "pages"],
    ["resolve", ID, "failed"],
    ["resolve", f"{ID}/d2", "failed"],
    ["accounts", "list"],
    ["accounts", "add", "letters", "--credential", f"{'x' * 30}=1"],
    ["accounts", "connect", "letters", "--no-browser"],
    ["accounts", "connect"],
    ["accounts", "probe", "letters"],
    ["accounts", "pause", "letters"],
    ["accounts", "delete", "letters"],
    ["accounts", "probe", "nobody of that name, who was never here and never will be, I fear"],
    ["channels", "list"],
    ["channels", "show", "letters"],
    ["channels", "show", "nothing"],
    ["messages", "nonsense-that-is-very-long-and-that-nobody-would-ever-type-into-a-terminal"],
    ["send", "--nonsense-that-is-very-long-and-that-nobody-would-ever-type-into-a-terminal"],
    ["help", "exit-codes"],
    *(["help", one.name] for one in OWN_COMMANDS),
    *(["help", "accounts", name] for name in ("add", "connect", "probe", "delete")),
    *(["help", "messages", name] for name in ("list", "show", "retry", "resolve")),
]


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    monkeypatch.setenv("OMNICHANNEL_TOKEN", "rye-and-caraway")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.chdir(tmp_path)
    with small_server(ANSWERS) as server:
        monkeypatch.setenv("OMNICHANNEL_URL", server.url)
        yield server.url


def breakable(line: str) -> bool:
    """Say whether a line that is too wide could have been broken: it is no single word after its margin."""
    return " " in line.strip().removeprefix("hint:").removeprefix("error:").strip()


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_line_fits_80_columns(
    url: str, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """Data, hints and errors are broken at spaces, whatever people and platforms call things."""
    run(build_app(lambda: ()), arguments)

    told = capsys.readouterr()
    assert told.out + told.err
    assert "Traceback" not in told.err
    assert "a fault of ours" not in told.err
    assert [] == [
        line for line in (told.out + told.err).splitlines() if cell_len(line) > 80 and breakable(line)
    ]
