from pathlib import Path

import httpx
import pytest

from omnichannel.client import Client, NoSuchAccount
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.sending.targets import people_by_account
from tests.core.client.examples import ACCOUNT_ID, account
from tests.core.presentation.http.fakes import CHANNEL

PAGE_ID = "01a20627-2222-7504-9b16-a34fe0194710"


def found(*to: str, channels: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Find targets on a server with an account that writes to people, and a page."""
    accounts = [account(), account(id=PAGE_ID, channel="pages", name="Rye: News", handle=None)]
    letters = CHANNEL.model_copy(update={"name": "letters", "has_recipients": True})
    pages = CHANNEL.model_copy(update={"name": "pages", "has_recipients": False})

    def answer(request: httpx.Request) -> httpx.Response:
        listed = {
            "/v1/accounts": accounts,
            "/v1/channels": [one.model_dump(mode="json") for one in (letters, pages)],
        }
        return httpx.Response(200, json={"items": listed[request.url.path]})

    with Client("http://127.0.0.1:8800", "x", transport=httpx.MockTransport(answer)) as client:
        people = people_by_account(client, to, channels)
    return {id: [one.addresses[0] for one in persons] for id, persons in people.items()}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("letters", {ACCOUNT_ID: []}),
        ("letters:Harbour Bakery", {ACCOUNT_ID: []}),
        ("letters:ada@guests.example", {ACCOUNT_ID: ["ada@guests.example"]}),
        ("letters:Harbour Bakery:ada@guests.example", {ACCOUNT_ID: ["ada@guests.example"]}),
        ("pages:Rye: News", {PAGE_ID: []}),
    ],
)
def test_an_account_and_its_people_are_read_from_one_word(given: str, expected: dict[str, list[str]]) -> None:
    """The whole is taken for an account first, then what stands before its last colon."""
    assert expected == found(given)


def test_people_of_one_account_are_put_together(tmp_path: Path) -> None:
    """A file and single addresses of the same account become one target."""
    file = tmp_path / "guests.csv"
    file.write_text("bob@guests.example\n")

    assert {ACCOUNT_ID: ["ada@guests.example", "bob@guests.example"], PAGE_ID: []} == found(
        "letters:ada@guests.example", f"letters:{file}", channels=("pages",)
    )


def test_a_misspelt_page_is_not_taken_for_a_person() -> None:
    """A channel that writes to the public has no people, so what follows its colon is a name."""
    with pytest.raises(NoSuchAccount, match="did you mean `pages:Rye: News`"):
        found("pages:Rye News")


def test_a_file_that_is_not_there_is_told() -> None:
    """What ends as a file is one."""
    with pytest.raises(CommandFailed, match="nowhere.csv cannot be read".replace(".", r"\.")):
        found("letters:nowhere.csv")
