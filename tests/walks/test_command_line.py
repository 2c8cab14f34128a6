"""Whole journeys on the command line, against a real runtime and pretend platforms."""

import asyncio
import json
import re
import signal
from pathlib import Path

from rich.cells import cell_len

from omnichannel_sandbox.demo.pictures import loaf
from tests.walks.command_line import Done, command, started
from tests.walks.house import House

PAGE = "facebook:Harbour Bakery"


def fits(done: Done) -> bool:
    """Say whether every line fits 80 columns."""
    return all(cell_len(line) <= 80 for line in (done.out + done.err).splitlines())


async def test_a_message_is_sent_and_seen_to_arrive(house: House) -> None:
    """`send` tells who publishes, waits, shows where the post is, and ends with 0."""
    await house.connect("facebook")

    done = await command(house, "send", "Rye is back", "--to", PAGE)
    listed = await command(house, "messages", "list")

    first, titles, row, *_, last = done.out.splitlines()
    assert 0 == done.code, done.err
    assert re.fullmatch(r"Message [0-9a-f]{8} · 1 account · 1 delivery · now", first)
    assert ["Channel", "Account", "Done", "State"] == titles.split()
    assert row.startswith("✓  facebook  Harbour Bakery   1/1  published")
    assert (await house.arrivals("facebook"))[0]["url"] in done.out
    assert re.fullmatch(r"1 published, in \d\.\d s", last)
    assert re.search(r"^\d\d:\d\d:\d\d  ✓ facebook  Harbour Bakery  1/1  published", done.err, re.M)
    assert "\x1b" not in done.out + done.err
    assert fits(done)
    assert fits(listed)
    assert "Rye is back" in listed.out


async def test_people_come_from_a_file_and_files_are_uploaded(house: House, tmp_path: Path) -> None:
    """A CSV file gives the people, a picture is uploaded; 1 where one of them cannot be reached."""
    await house.connect("facebook")
    await house.connect("email")
    tmp_path.joinpath("guests.csv").write_text(
        "Name;E-Mail\nAda;ada@guests.example\nBob;unknown-person@guests.example\n"
    )
    tmp_path.joinpath("rye.jpg").write_bytes(loaf())

    sending = ["send", "--text", "Party", "--title", "Party", "--file", str(tmp_path / "rye.jpg")]
    done = await command(house, *sending, "--to", PAGE, "--to", f"email:{tmp_path / 'guests.csv'}")
    id = re.findall(r"Message ([0-9a-f]{8})", done.out)[0]
    shown = await command(house, "messages", "show", id)
    again = await command(house, "retry", id)

    assert 1 == done.code, done.err
    assert "◐  email     Harbour Bakery News   2/2  1 published, 1 failed" in done.out
    assert "1 failed, 2 published, in" in done.out
    assert f"send it again: `omnichannel retry {id}`" in done.err
    assert [1] == [len(one["pictures"]) for one in await house.arrivals("facebook")]
    assert re.search(r"^✕  d\d        email     Bob             failed", shown.out, re.M)
    assert re.search(r"try 1  refused, 5\.1\.1 User unknown, 550", shown.out)
    assert fits(shown)
    assert 0 == again.code
    assert re.fullmatch(rf"↻ {id}/d\d  email  waiting\n", again.out)


async def test_what_nobody_knows_is_asked_and_resolved(house: House) -> None:
    """A lost answer ends with 3 and the exact command that settles it; that command settles it."""
    await house.connect("email")
    await house.fault("email", {"kind": "answer_lost", "times": 1})

    done = await command(house, "send", "Hi", "--title", "Hi", "--to", "email:ada@guests.example")
    delivery = re.findall(r"`omnichannel resolve (\S+) published\|failed\|send-again`", done.err)[0]
    resolved = await command(house, "resolve", delivery, "published")
    again = await command(house, "resolve", delivery, "send-again")

    assert 3 == done.code
    assert "?  email    Harbour Bakery News   0/1  unknown  you decide" in done.out
    assert (0, f"✓ {delivery}  email  published\n") == (resolved.code, resolved.out)
    assert 2 == again.code
    assert "error: Cannot resolve the delivery: it is published. Its outcome is known" in again.err
    assert 1 == await house.accepted("email")


async def test_what_would_be_refused_is_refused_in_the_words_of_the_command(house: House) -> None:
    """A mail without a subject names the option, the fix and exit code 2; as JSON the field of the API."""
    await house.connect("email")
    sending = ["send", "Hi", "--to", "email:ada@guests.example"]

    told = await command(house, *sending)
    as_json = await command(house, *sending, "--json")
    tried = await command(house, *sending, "--dry-run")

    assert (2, "") == (told.code, told.out)
    assert "error: --title: A mail needs a subject\n\n  hint: Give the message a title.\n" in told.err
    error = json.loads(as_json.err)["error"]
    assert (2, "invalid-request", "/content/title") == (as_json.code, error["code"], error["field"])
    assert 2 == tried.code
    assert "✕  email" in tried.out
    assert "✕ email: A mail needs a subject.\n  Give the message a title." in tried.out
    assert "Dry run: nothing was sent\n" == tried.err
    assert [] == (await house.api.get("/v1/messages")).json()["items"]


async def test_an_account_that_is_not_there_is_guessed_before_anything_is_sent(house: House) -> None:
    """A misspelt account ends with 2 and the right name; so does a command that names nobody."""
    await house.connect("facebook")

    done = await command(house, "send", "Hi", "--to", "facebook:harbor bakery")
    nobody = await command(house, "send", "Hi")

    assert 2 == done.code
    assert (
        "error: no account `facebook:harbor bakery`\n\n"
        "  hint: did you mean `facebook:Harbour Bakery`? Nothing was sent (exit code 2)\n"
    ) == done.err
    assert 2 == nobody.code
    assert 'hint: name an account: `--to "facebook:Harbour Bakery"`' in nobody.err


async def test_who_does_not_wait_that_long_is_told_how_to_go_on(house: House) -> None:
    """A delivery that waits for the platform ends with 6 at --timeout, and the message goes on."""
    await house.connect("facebook")
    await house.fault("facebook", {"kind": "rate_limited", "times": 1, "retry_after_seconds": 60})

    done = await command(house, "send", "Patience", "--channel", "facebook", "--timeout", "3")

    assert 6 == done.code
    assert "1 waiting, in 3." in done.out
    assert re.search(r"it goes on without you: `omnichannel messages show [0-9a-f]{8}`", done.err)


async def test_who_sends_to_a_paused_account_is_not_kept_waiting(house: House) -> None:
    """Also where the post has patience: it ends with 6 and the command that helps, and promises no time."""
    account = await house.connect("facebook")
    await house.api.post(f"/v1/accounts/{account}:pause", json={"reason": "Holidays."})

    done = await command(house, "send", "Rye", "--channel", "facebook", "--late", "2h", "--timeout", "25")

    assert 6 == done.code, done.err
    assert "waiting  the account is paused" in done.out
    assert "again at" not in done.out
    assert f"`omnichannel accounts resume {account[-8:]}`" in done.err


async def test_ctrl_c_tells_what_was_sent_and_how_to_go_on(house: House) -> None:
    """An interrupted `send` ends with 130, tells where everything is, and loses nothing."""
    await house.connect("facebook")
    await house.fault("facebook", {"kind": "rate_limited", "times": 1, "retry_after_seconds": 30})

    process = await started(house, "send", "Interrupted", "--channel", "facebook")
    assert process.stderr is not None
    assert process.stdout is not None
    async with asyncio.timeout(20):
        while b"waiting" not in await process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
        out, err = (await process.stdout.read()).decode(), (await process.stderr.read()).decode()
        code = await process.wait()

    assert 130 == code
    assert "↻  facebook  Harbour Bakery   0/1  waiting" in out
    assert re.search(
        r"Stopped watching: 1 waiting\. Nothing is lost: it goes on without you\n"
        r"  hint: `omnichannel messages show (\w{8})`\n        `omnichannel messages cancel \1`\n",
        err,
    )


async def test_a_wrong_token_and_a_server_that_is_away_have_codes_of_their_own(house: House) -> None:
    """4 for a token nobody knows, 5 for a server that does not listen; each with the next step."""
    wrong = await command(house, "messages", "list", OMNICHANNEL_TOKEN="of-another-house")
    away = await command(house, "accounts", "list", "--json", OMNICHANNEL_URL="http://127.0.0.1:9")
    nowhere = await command(house, "accounts", "list", OMNICHANNEL_HOME=str(house.home / "empty"))

    assert (4, "") == (wrong.code, wrong.out)
    assert "error: The token is not valid here\n\n  hint: give the token of this server: " in wrong.err
    assert 5 == away.code
    assert {
        "code": "server-unreachable",
        "message": "no server at http://127.0.0.1:9",
        "hint": "start it with `omnichannel serve`, or say where it is: --url",
        "field": None,
    } == json.loads(away.err)["error"]
    assert 4 == nowhere.code
    assert "looked for OMNICHANNEL_TOKEN and" in " ".join(nowhere.err.split())


async def test_a_planned_message_is_shown_and_called_off(house: House) -> None:
    """--at and --zone plan it, a clock that skips the time is explained, and cancel calls it off."""
    await house.connect("facebook")
    planned = [
        "send",
        "Early",
        "--channel",
        "facebook",
        "--at",
        "2027-03-28 02:30",
        "--zone",
        "Europe/Berlin",
    ]

    done = await command(house, *planned)
    id = done.out.split()[1]
    shown = await command(house, "messages", "show", id[-5:])
    cancelled = await command(house, "messages", "cancel", id)
    tidy = json.loads((await command(house, "messages", "list", "--json")).out)

    assert 0 == done.code, done.err
    when = "Sun 28 Mar 2027 03:30 Europe/Berlin (01:30 UTC)"
    assert f"Message {id} · 1 account · 1 delivery\n  {when}\n" == done.out
    assert done.err.startswith("02:30 does not exist on that day: 03:30\n")
    assert when in shown.out
    assert shown.out.startswith("Early" + " " * 66 + "scheduled\n")
    assert "◷  d1        facebook  Harbour Bakery  scheduled  -" in shown.out
    assert f"⊘ {id}  cancelled  1 of 1 deliveries called off\n" == cancelled.out
    assert ["cancelled"] == [one["status"] for one in tidy["items"]]


async def test_an_account_is_added_without_a_secret_in_the_command(house: House, tmp_path: Path) -> None:
    """Credentials come from a file, stdin or a variable; as an argument a secret is refused."""
    facts = house.simulated["facebook"].account
    token = facts["credentials"]["access_token"]
    adding = ["accounts", "add", "facebook", "--name", "Harbour", "--external-id", facts["external_id"]]

    refused = await command(house, *adding, "--credential", f"access_token={token}")
    added = await command(house, *adding, "--credential", "access_token=-", typed=token + "\n")
    missing = await command(house, *adding)
    unknown = await command(house, "accounts", "add", "facebok", "--name", "x")
    known = json.loads((await command(house, "accounts", "list", "--json")).out)["items"]

    assert 2 == refused.code
    assert token not in refused.out + refused.err
    assert "hint: give it by --credential access_token=@FILE" in refused.err
    assert (0, "✓ facebook:Harbour\n") == (added.code, added.out)
    assert "error: the credential `access_token` is missing" in missing.err
    assert "hint: did you mean `facebook`?" in unknown.err
    assert ["Harbour"] == [account["name"] for account in known]


async def test_json_is_one_document_with_the_names_of_the_api(house: House) -> None:
    """`send --json` prints the message as the API does once it is done, and nothing else."""
    await house.connect("facebook")

    done = await command(house, "send", "Rye", "--to", "facebook", "--json")
    quiet = await command(house, "send", "-", "--to", "facebook", "-q", typed="From a pipe\n")

    printed = json.loads(done.out)
    assert (0, "") == (done.code, done.err)
    assert await house.message(printed["id"]) == printed
    assert (0, "", "From a pipe") == (
        quiet.code,
        quiet.err,
        (await house.message(quiet.out.strip()))["content"]["text"],
    )


async def test_the_same_key_sends_once(house: House) -> None:
    """A command that is given again with its key is the same message."""
    await house.connect("facebook")
    sending = ["send", "Once", "--to", "facebook", "--key", "monday", "-q"]

    ids = {(await command(house, *sending)).out for _ in range(2)}

    assert 1 == len(ids)
    assert 1 == await house.accepted("facebook")


async def test_more_people_than_a_message_names_come_from_one_file(house: House, tmp_path: Path) -> None:
    """They are uploaded as a list, and the message names the list."""
    await house.connect("email")
    rows = "".join(f"guest{number}@guests.example\n" for number in range(1_001))
    tmp_path.joinpath("guests.csv").write_text(rows)

    people = f"email:{tmp_path / 'guests.csv'}"
    done = await command(house, "send", "Hi", "--title", "Hi", "--draft", "--to", people)

    assert 0 == done.code, done.err
    (kept,) = (await house.api.get("/v1/recipient-lists")).json()["items"]
    (message,) = (await house.api.get("/v1/messages")).json()["items"]
    assert 1_001 == kept["count"]
    assert [kept["id"]] == [one["recipient_list_id"] for one in message["targets"]]
