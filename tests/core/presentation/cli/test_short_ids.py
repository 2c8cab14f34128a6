from uuid import UUID

import httpx
import pytest

from omnichannel.client import Client
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.short_ids import message_and_deliveries, message_id, short
from tests.core.client.examples import ID, delivery, message

OTHER = "01a20627-30a0-7504-9b16-0000e0194710"


def client_of(*ids: str) -> Client:
    """A server with these messages; each has two deliveries."""
    two = (delivery(), delivery(id="01a20627-1111-7504-9b16-a34fe0194712"))

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/messages":
            return httpx.Response(200, json={"items": [message(id=id) for id in ids], "next": None})
        return httpx.Response(200, json=message(*two, id=request.url.path.rpartition("/")[2]))

    return Client("http://127.0.0.1:8800", "x", transport=httpx.MockTransport(answer))


def test_a_short_id_is_the_end() -> None:
    """Ids of one quarter of an hour begin alike, so the end tells them apart."""
    assert "e0194710" == short(UUID(ID))


@pytest.mark.parametrize(
    "given", [ID, ID.upper(), ID.replace("-", ""), "e0194710", "4710", "…e0194710", "01a20627"]
)
def test_a_beginning_or_an_end_is_enough(given: str) -> None:
    """Whole ids, ends and beginnings are understood."""
    with client_of(ID) as client:
        assert UUID(ID) == message_id(client, given)


def test_a_whole_id_is_not_looked_for() -> None:
    """It needs no list, so a message that is older than the list is found too."""
    with client_of() as client:
        assert UUID(ID) == message_id(client, ID)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("e0194710", "`e0194710` fits 2 messages"),
        ("ffff", "no message `ffff`"),
        ("471", "`471` is no id of a message"),
        ("rye", "`rye` is no id of a message"),
    ],
)
def test_what_fits_none_or_two_is_told(given: str, told: str) -> None:
    """Nobody guesses which message was meant."""
    with client_of(ID, OTHER) as client, pytest.raises(CommandFailed, match=told) as failed:
        message_id(client, given)

    assert failed.value.hint


@pytest.mark.parametrize("number", ["d2", "2", "D2"])
def test_a_delivery_is_named_by_its_number(number: str) -> None:
    """The message and the number that `messages show` tells."""
    with client_of(ID) as client:
        _, (found,) = message_and_deliveries(client, f"{ID}/{number}")

    assert "01a20627-1111-7504-9b16-a34fe0194712" == str(found.id)


@pytest.mark.parametrize("number", ["d3", "d0", "x"])
def test_a_number_that_is_not_there_tells_which_are(number: str) -> None:
    """The hint counts the deliveries."""
    with client_of(ID) as client, pytest.raises(CommandFailed, match="has no delivery") as failed:
        message_and_deliveries(client, f"{ID}/{number}")

    assert "it has d1 to d2" in (failed.value.hint or "")
