from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from omnichannel.client import Client
from omnichannel.client.writing import Writing
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.sending.said import Said, writing_from
from tests.core.client.examples import account
from tests.core.presentation.http.fakes import CHANNEL

IDS = {
    "chat": "01a20627-2222-7504-9b16-a34fe0194710",
    "sms": "01a20627-2222-7504-9b16-a34fe0194711",
    "email": "01a20627-2222-7504-9b16-a34fe0194712",
}
SAID = Said("Rye", None, None, files=[], media=[], at=None, zone=None, is_draft=False)


def written(*otherwise: str, to: Sequence[str] = ("chat:+491",)) -> Writing:
    """Turn what was typed into what the client takes, on a server with three accounts."""
    accounts: list[Any] = [account(id=id, channel=name, name=name.title()) for name, id in IDS.items()]
    listed = [CHANNEL.model_copy(update={"name": name, "has_recipients": True}) for name in IDS]
    answers = {"/v1/accounts": accounts, "/v1/channels": [one.model_dump(mode="json") for one in listed]}

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"items": answers[request.url.path]})

    with Client("http://127.0.0.1:8800", "x", transport=httpx.MockTransport(answer)) as client:
        return writing_from(client, SAID, to, [], otherwise=otherwise)


def ways(writing: Writing) -> list[tuple[str, timedelta | None]]:
    names = {id: name for name, id in IDS.items()}
    return [(names[str(id)], after) for id, after in writing["fallbacks"]]


def people(writing: Writing) -> list[tuple[str, str | None, list[str | None]]]:
    channels: Any = writing["channels"]
    return [(one.addresses[0], one.name, one.otherwise) for one in channels[IDS["chat"]]]


def test_one_person_is_reached_in_several_ways() -> None:
    """Each way stands behind an --else of its own, with its address and how long it waits for word."""
    writing = written("sms:+491 after 10m", "email:Email:ada@guests.example AFTER 2 h", "chat:+492")

    minutes = timedelta(minutes=1)
    assert [("sms", 10 * minutes), ("email", 120 * minutes), ("chat", None)] == ways(writing)
    assert [("+491", None, ["+491", "ada@guests.example", "+492"])] == people(writing)


def test_a_file_has_a_column_for_each_way(tmp_path: Path) -> None:
    """It is named after the channel; where it is empty the person is not reached that way."""
    file = tmp_path / "guests.csv"
    file.write_text("name,email,phone,sms\nAda,ada@guests.example,+491,+492\nBo,,+493\n")

    writing = written("sms after 1d", "email", to=[f"chat:{file}"])

    assert [("sms", timedelta(days=1)), ("email", None)] == ways(writing)
    assert [
        ("+491", "Ada", ["+492", "ada@guests.example"]),
        ("+493", "Bo", [None, None]),
    ] == people(writing)


@pytest.mark.parametrize(
    ("otherwise", "told"),
    [
        ("sms:+491 after noon", "cannot be understood"),
        ("sms:+491 after", "cannot be understood"),
        ("", "cannot be understood"),
        ("sms:+491 after 0m", "not between 1 minute and 7 days"),
        ("sms:+491 after 8d", "not between 1 minute and 7 days"),
        ("sms", "--else sms names no address"),
    ],
)
def test_what_cannot_be_meant_is_told(otherwise: str, told: str) -> None:
    """The error says how it is written."""
    with pytest.raises(CommandFailed, match=told) as failed:
        written(otherwise)

    assert "--else" in str(failed.value.hint)


def test_a_file_without_the_column_is_told(tmp_path: Path) -> None:
    """Nobody is left out because a title is missing."""
    file = tmp_path / "guests.csv"
    file.write_text("name,phone\nAda,+491\n")

    with pytest.raises(CommandFailed, match="does not say where --else sms reaches people"):
        written("sms", to=[f"chat:{file}"])
    file.write_text("+491\n+492\n")
    with pytest.raises(CommandFailed, match="takes one address, and no file"):
        written(f"sms:{file}")


@pytest.mark.parametrize("to", [("chat:+491", "sms:+491"), ("chat",)])
def test_it_is_a_further_way_to_the_people_of_one_account(to: Sequence[str]) -> None:
    """Of several accounts nobody could say from which it takes over."""
    with pytest.raises(CommandFailed, match="a further way to the people of one account"):
        written("email:ada@guests.example", to=to)
