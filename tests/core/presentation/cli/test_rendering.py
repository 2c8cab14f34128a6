"""What people see of messages and accounts, from recorded answers, at 80 columns."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest
from rich.cells import cell_len
from rich.text import Text

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.messages import MessageDetailOut
from omnichannel.application.dtos.plugins import ChannelOut
from omnichannel.application.dtos.simulation import Simulation
from omnichannel.presentation.cli.accounts.listing import account_lines
from omnichannel.presentation.cli.channels import channel_lines
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.messages.groups import numbered, troubled
from omnichannel.presentation.cli.messages.showing import detail_lines
from omnichannel.presentation.cli.sending.rows import rows_of, rows_table, summary, why_not_done
from omnichannel.presentation.cli.sending.simulated import simulation_lines
from omnichannel.presentation.cli.sending.verdict import exit_code_of, hints_for
from omnichannel.presentation.cli.telling import clock_note, heading
from tests.core.client.examples import ACCOUNT_ID, account, delivery, media, message, read
from tests.core.presentation.http.fakes import CHANNEL

LONG = "The Harbour Bakery of Saint Nicholas and all its Friends 港口面包店 since 1887"
NO_ADDRESS = {"status": 550, "code": "5.1.1", "message": "User unknown", "trace_id": None}
LOOKED = {"status": None, "code": None, "message": "searched the page, not found", "trace_id": "4f1c0a"}

HANDED_ON = {"id": "01a20627-1111-7504-9b16-a34fe0194710", "step": 0, "handed_on_at": "2026-11-23T09:00:01Z"}


def told(*deliveries: dict[str, Any], **changes: Any) -> MessageDetailOut:
    return read(MessageDetailOut, message(*deliveries, **changes))


def accounts(name: str = "Harbour Bakery") -> dict[UUID, AccountOut]:
    return {UUID(ACCOUNT_ID): read(AccountOut, account(name=name))}


def plain(lines: Sequence[Text]) -> list[str]:
    assert all(cell_len(line.plain) <= 80 or "https://" in line.plain for line in lines), lines
    return [line.plain for line in lines]


def drawn(
    message: MessageDetailOut, known: Mapping[UUID, AccountOut] | None = None, zone: str | None = None
) -> list[str]:
    """Draw a whole message, as `messages show` does."""
    shown = numbered(message.deliveries)
    return plain(detail_lines(message, known or accounts(), shown, troubled(shown), width=80, zone=zone))


def attempt(action: str, outcome: str, evidence: dict[str, Any], second: int) -> dict[str, Any]:
    at = f"2026-11-24T08:00:{second:02}Z"
    return {
        "action": action,
        "outcome": outcome,
        "started_at": at,
        "ended_at": at,
        "kind": None,
        "reason": None,
        "evidence": evidence,
    }


def test_one_delivery_tells_where_it_is() -> None:
    """Sign, channel, account, how many of how many, and the address of the post."""
    shown = told(delivery(url="https://letters.example/4471"))

    assert [
        "   Channel  Account         Done  State",
        "✓  letters  Harbour Bakery   1/1  published  https://letters.example/4471",
    ] == plain(rows_table(rows_of(shown, accounts()), zone=None, width=80))


def test_an_address_that_does_not_fit_has_a_line_of_its_own() -> None:
    """An address is there to be opened, so it is never cut."""
    url = "https://letters.example/" + "4" * 60
    lines = plain(rows_table(rows_of(told(delivery(url=url)), accounts(LONG)), zone=None, width=80))

    assert lines[1].endswith("1/1  published")
    assert f"   {url}" == lines[2]


def test_many_deliveries_are_counted() -> None:
    """Of many recipients it is told how many are where; the sign is that of the worst."""
    many = [delivery(state="delivered")] * 168 + [
        delivery(state="waiting", next_look_at="2026-11-24T09:04:00Z")
    ] * 44
    shown = told(*many)

    assert (
        "↻  letters  Harbour Bakery  168/212  168 delivered, 44 waiting"
        == plain(rows_table(rows_of(shown, accounts()), zone=None, width=80))[1]
    )
    assert "44 waiting, 168 published" == summary(shown)


def test_partly_published_has_its_own_sign() -> None:
    """Some arrived and some failed."""
    (row,) = rows_of(told(delivery(), delivery(state="failed")), accounts())

    assert "◐" == row.sign.sign


def test_of_many_accounts_some_are_summed_up() -> None:
    """A table in place has at most so many rows."""
    ids = [f"01a20627-0000-7504-9b16-0000e01947{number}" for number in range(10, 15)]
    rows = rows_of(told(*(delivery(account_id=id) for id in ids)), {})

    assert ["✓  letters  (removed) e0194711   1/1  published", "   … and 3 more"] == plain(
        rows_table(rows, zone=None, width=80, most=2)
    )[-2:]


@pytest.mark.parametrize(
    ("deliveries", "code"),
    [
        ([delivery(), delivery(state="read")], ExitCode.DONE),
        ([delivery(), delivery(state="failed")], ExitCode.FAILED),
        ([delivery(state="missed")], ExitCode.FAILED),
        ([delivery(state="failed", chain=HANDED_ON), delivery()], ExitCode.DONE),
        ([delivery(state="failed", chain=HANDED_ON), delivery(state="failed")], ExitCode.FAILED),
        ([delivery(), delivery(state="standby")], ExitCode.DONE),
        ([delivery(state="failed"), delivery(state="unknown", asks_person=True)], ExitCode.NOT_KNOWN),
        ([delivery(), delivery(state="waiting")], ExitCode.STILL_WAITING),
        ([delivery(state="cancelled")], ExitCode.DONE),
    ],
)
def test_the_exit_code_says_how_it_went(deliveries: list[dict[str, Any]], code: ExitCode) -> None:
    """What nobody knows counts before what failed, and that before what waits."""
    assert code == exit_code_of(told(*deliveries))


def test_a_way_that_handed_on_is_no_failure() -> None:
    """The sign is that of what became of the person, and nothing is to be done about the way that failed."""
    first = delivery(state="failed", chain=HANDED_ON, fix="Correct the address.")
    second = delivery(state="published", next_look_at="2026-11-24T09:04:00Z")
    shown = told(first, second)

    (row,) = rows_of(shown, accounts())

    assert ("✓", []) == (row.sign.sign, hints_for(shown, accounts()))
    assert why_not_done(shown.deliveries[1], "UTC").startswith("waits for word until")


def test_each_thing_that_needs_somebody_has_its_command() -> None:
    """To resolve, to retry, to reconnect: the commands can be copied as they are."""
    asking = delivery(state="unknown", asks_person=True)
    failed = delivery(id="01a20627-1111-7504-9b16-a34fe0194712", state="failed", fix="Add a picture.")
    paused = delivery(id="01a20627-1111-7504-9b16-a34fe0194713", state="waiting", waits_for="account")
    ended = read(AccountOut, account(state="paused", paused_by="sign_in", pause_reason="The sign-in ended."))

    assert [
        "look on letters, then one of\n`omnichannel resolve e0194710/d1 published|failed|send-again`",
        "Add a picture.\nthen send it again: `omnichannel retry e0194710`",
        "letters:Harbour Bakery is paused: The sign-in ended\n"
        f"it goes on after `omnichannel accounts reconnect {ACCOUNT_ID[-8:]}`",
    ] == hints_for(told(asking, failed, paused), {UUID(ACCOUNT_ID): ended})


def test_what_a_person_paused_is_resumed() -> None:
    """An account that somebody paused by hand needs no new credentials, and none are asked for."""
    paused = read(AccountOut, account(state="paused", paused_by="person", pause_reason="On holiday."))
    message = told(delivery(state="waiting", waits_for="account", next_look_at="2026-11-24T11:00:00Z"))

    (hint,) = hints_for(message, {paused.id: paused})

    assert "paused: On holiday\n" in hint
    assert f"`omnichannel accounts resume {ACCOUNT_ID[-8:]}`" in hint
    assert "the account is paused" == why_not_done(message.deliveries[0], None)


def test_what_waits_for_a_sign_in_asks_nobody() -> None:
    """Whoever looks meanwhile reads that it is being renewed, and is not sent to the account."""
    message = told(delivery(state="waiting", waits_for="sign_in", next_look_at="2026-11-24T11:00:00Z"))

    assert [] == hints_for(message, {})
    assert "the sign-in is being renewed" == why_not_done(message.deliveries[0], None)
    assert ExitCode.STILL_WAITING == exit_code_of(message)


def test_a_message_is_shown_with_what_is_wrong_in_it() -> None:
    """Title and status, id and time, a row for each delivery, and the attempts of those in trouble."""
    unknown = delivery(
        id="01a20627-1111-7504-9b16-a34fe0194712",
        state="unknown",
        asks_person=True,
        reason="We do not know whether Letters published this.",
        tries=[
            attempt("publish", "unknown", {**LOOKED, "message": "no answer in 30 s", "trace_id": None}, 2),
            attempt("find", "absent", LOOKED, 34),
        ],
    )
    schedule = {
        "local": "2026-11-24T09:00:00",
        "zone": "Europe/Berlin",
        "instant": "2026-11-24T08:00:00Z",
        "fold": "none",
    }
    shown = told(delivery(), unknown, status="attention", schedule=schedule)

    assert [
        "Rye is back                                                            needs you",
        "e0194710 · Tue 24 Nov 2026 09:00 Europe/Berlin (08:00 UTC) · by local",
        "   Delivery  Channel  To              State      Next",
        "✓  d1        letters  Harbour Bakery  published  -",
        "?  d2        letters  Harbour Bakery  unknown    you decide",
        "d2 letters",
        "  We do not know whether Letters published this.",
        "   09:00:02  try 1   unknown, no answer in 30 s",
        "   09:00:34  look 1  absent, searched the page, not found  trace 4f1c0a",
    ] == drawn(shown, zone="Europe/Berlin")


def test_many_alike_are_one_row() -> None:
    """Of 209 people who all got it one row is enough; who did not stays in sight."""
    good = [delivery(id=f"01a20627-1111-7504-9b16-{n:012x}", address="x@guests.example") for n in range(209)]
    bad = delivery(
        state="failed", address="bob@guests.example", tries=[attempt("publish", "refused", NO_ADDRESS, 1)]
    )

    lines = drawn(told(*good, bad))

    assert [
        "   Delivery  Channel  To                  State      Next",
        "✓  d1…       letters  209 people          published  -",
        "✕  d210      letters  bob@guests.example  failed     -",
        "d210 letters",
        "   08:00:01  try 1  refused, User unknown, 550 5.1.1",
    ] == lines[2:]


def test_long_and_wide_names_fit() -> None:
    """Nothing anybody calls anything breaks 80 columns."""
    content: dict[str, Any] = {"text": LONG * 3, "title": None, "link": None, "media": []}
    shown = told(
        delivery(reason=LONG * 3, state="failed", tries=[attempt("publish", LONG, LOOKED, 1)]),
        content=content,
    )

    assert drawn(shown, accounts(LONG))
    assert plain(account_lines([*accounts(LONG).values()], width=80))
    assert plain(rows_table(rows_of(shown, accounts(LONG)), zone=None, width=80))


def test_square_brackets_are_only_that() -> None:
    """What people write is never read as colour."""
    content: dict[str, Any] = {"text": "[red]Rye[/]", "title": None, "link": None, "media": []}

    assert drawn(told(delivery(), content=content))[0].startswith("[red]Rye[/]")


@pytest.mark.parametrize(
    ("fold", "note"),
    [
        ("gap", "02:30 does not exist on that day: 03:30"),
        ("overlap", "02:30 happens twice on that day: the first one"),
        ("none", None),
    ],
)
def test_a_clock_that_lies_is_explained(fold: str, note: str | None) -> None:
    """Who plans for the hour that the clocks change is told what happens."""
    schedule = {
        "local": "2027-03-28T02:30:00",
        "zone": "Europe/Berlin",
        "instant": "2027-03-28T01:30:00Z",
        "fold": fold,
    }

    assert note == clock_note(told(delivery(), schedule=schedule))


def test_a_new_message_is_one_line() -> None:
    """Short id, accounts, deliveries and when."""
    two, draft = told(delivery(), delivery()), told(delivery(state="held"), status="draft")

    assert ["Message e0194710 · 1 account · 2 deliveries · now"] == plain(heading(two, width=80))
    assert plain(heading(draft, width=80))[0].endswith(" · draft")


def test_a_planned_time_that_does_not_fit_has_a_line_of_its_own() -> None:
    """The time with its zone is never cut, and it is the one at which the message goes out."""
    schedule = {
        "local": "2027-03-28T02:30:00",
        "zone": "Europe/Berlin",
        "instant": "2027-03-28T01:30:00Z",
        "fold": "gap",
    }

    assert [
        "Message e0194710 · 1 account · 1 delivery",
        "  Sun 28 Mar 2027 03:30 Europe/Berlin (01:30 UTC)",
    ] == plain(heading(told(delivery(state="scheduled"), schedule=schedule), width=80))


def test_of_a_crowd_it_is_told_how_far_it_is_by_its_counts() -> None:
    """A message shows only its first deliveries, so while it is followed one row counts all of them."""
    states = {"published": 400, "waiting": 50}
    shown = told(delivery(), counts=states, all_deliveries="/v1/deliveries?message_id=x")

    assert (
        "↻  letters  Harbour Bakery  400/450  400 published, 50 waiting"
        == (plain(rows_table(rows_of(shown, accounts()), zone=None, width=80))[1])
    )


def test_people_of_a_list_for_whom_nothing_is_made_yet_are_expected() -> None:
    """A list of 1,000 is not done when the first 200 are."""
    making = {"done": 200, "total": 1_000}
    (row,) = rows_of(told(*[delivery()] * 200, fan_out=making), accounts())

    assert "200/1000" == row.done


def test_two_accounts_of_one_name_are_told_apart() -> None:
    """On two channels the channel tells them apart, on one the end of the id; each has its own row."""
    ids = [f"01a20627-0000-7504-9b16-0000e01947{number}" for number in (11, 12, 13)]
    known = {UUID(id): read(AccountOut, account(id=id)) for id in ids}
    pages = delivery(account_id=ids[2], channel="pages")
    rows = rows_of(told(delivery(account_id=ids[0]), delivery(account_id=ids[1]), pages), known)

    assert [
        ("letters", "Harbour Bakery e0194711"),
        ("letters", "Harbour Bakery e0194712"),
        ("pages", "Harbour Bakery"),
    ] == [(row.channel, row.account) for row in rows]
    assert 3 == len({row.key for row in rows})


def test_a_message_is_shown_with_what_it_says() -> None:
    """Where the title is not the whole of it, text, link and files follow."""
    content = {"title": "Bread", "text": "Rye is back.\n\nCome early!", "link": "https://bakery.example"}
    picture = {"media_id": ACCOUNT_ID, **media(filename="rye.jpg")}

    assert ["  Rye is back.", "", "  Come early!", "  https://bakery.example", "  rye.jpg"] == [
        line.rstrip() for line in drawn(told(delivery(), content={**content, "media": [picture]}))[2:7]
    ]


def test_many_that_wait_for_one_account_are_one_row() -> None:
    """A paused account holds up everybody it writes to; that is one thing to know."""
    ids = [f"01a20627-1111-7504-9b16-{n:012x}" for n in range(300)]
    waiting = [delivery(id=id, state="waiting", waits_for="account") for id in ids]

    lines = drawn(told(*waiting, status="publishing"))

    assert "↻  d1…       letters  300 people  waiting  the account is paused" in lines


def test_a_dry_run_tells_what_would_be_refused() -> None:
    """Each post, how long it is as the platform counts, and every complaint with its fix."""
    complaint = {
        "field": "/content/title",
        "detail": "It needs a subject.",
        "fix": "Give one.",
        "limit": None,
    }
    post = {
        "account_id": ACCOUNT_ID,
        "channel": "letters",
        "publishable": False,
        "complaints": [{**complaint, "severity": "blocks"}],
        "rendered": None,
        "recipients": 2,
    }
    rendered: dict[str, Any] = {
        "text": "x",
        "title": None,
        "link": None,
        "html": None,
        "sender": None,
        "recipient": None,
        "media": [],
    }
    counted = {"field": "text", "used": 5, "limit": 63206, "unit": "characters"}
    fine = {
        **post,
        "publishable": True,
        "complaints": [],
        "rendered": {**rendered, "counts": [counted]},
        "recipients": 0,
    }
    simulation = read(Simulation, {"publishable": False, "problems": [], "posts": [post, fine]})

    assert [
        "   Channel  Account         People  Would be   Length",
        "✕  letters  Harbour Bakery       2  refused",
        "✓  letters  Harbour Bakery       -  published  5/63,206",
        "✕ letters: It needs a subject.",
        "  Give one.",
    ] == plain(simulation_lines(simulation, accounts(), width=80))


def test_a_channel_tells_what_it_needs_and_allows() -> None:
    """Its limits, and the fields of credentials and options, with what is needed."""
    schema = {
        "properties": {
            "token": {"type": "string", "description": "The key. " * 20},
            "port": {"type": "integer"},
        },
        "required": ["token"],
    }
    channel: ChannelOut = CHANNEL.model_copy(update={"credentials_schema": schema, "options_schema": {}})

    lines = plain(channel_lines(channel, width=80))

    assert "   title  998  characters" in lines
    assert any(line.startswith("   token  needed  The key. The key.") for line in lines)
    assert "Options of a message" not in lines
