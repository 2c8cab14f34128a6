from typing import Any

import pytest

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.client import NoSuchAccount, SeveralAccounts
from omnichannel.client.naming import account_named
from tests.core.client.examples import ACCOUNT_ID, account, read

OTHER = "01a20627-2222-7504-9b16-a34fe0194710"
ACCOUNTS = [
    read(AccountOut, one)
    for one in (
        account(),
        account(id=OTHER, channel="pages", name="Rye: News", handle=None, external_id="99"),
        account(
            id="01a20627-3333-7504-9b16-a34fe0194710", channel="pages", name="Hafenbäckerei", handle="@hafen"
        ),
    )
]


def found(given: str) -> str:
    return str(account_named(given, ACCOUNTS).id)


@pytest.mark.parametrize(
    "given",
    [
        ACCOUNT_ID,
        ACCOUNT_ID.upper(),
        "letters:Harbour Bakery",
        "LETTERS:harbour bakery",
        "letters:harbour-bakery",
        "letters:@harbour",
        "letters:harbour",
        "letters:4471",
        "letters",
    ],
)
def test_an_account_has_many_names(given: str) -> None:
    """Id, channel and name, handle, the platform's id, or the channel alone where it has one account."""
    assert ACCOUNT_ID == found(given)


def test_a_name_may_hold_a_colon() -> None:
    """Only the first colon parts channel and name."""
    assert OTHER == found("pages:Rye: News")


@pytest.mark.parametrize(
    ("given", "near"),
    [
        ("letters:Harbor Bakery", "letters:Harbour Bakery"),
        ("leters:Harbour Bakery", "letters:Harbour Bakery"),
        ("pages:haf", "pages:Hafenbäckerei"),
        ("letters:Somebody", "letters:Harbour Bakery"),
    ],
)
def test_a_misspelt_account_is_guessed(given: str, near: str) -> None:
    """The error proposes what was meant: names alike, names that begin so, names of that channel."""
    with pytest.raises(NoSuchAccount, match=f"no account `{given}`; did you mean `{near}`?") as told:
        account_named(given, ACCOUNTS)

    assert near == told.value.near[0]


def test_what_is_like_nothing_is_not_guessed() -> None:
    """A far guess would be worse than none."""
    with pytest.raises(NoSuchAccount, match=r"^no account `xyz`$"):
        account_named("xyz", ACCOUNTS)


def test_a_channel_with_several_accounts_is_not_enough() -> None:
    """Nobody guesses who publishes: the error names them all."""
    with pytest.raises(SeveralAccounts, match="`pages` stands for 2 accounts: pages:Rye: News, pages:Haf"):
        account_named("pages", ACCOUNTS)


def test_accounts_of_one_name_are_told_apart_by_id() -> None:
    """Two accounts that are called alike are named by their ids."""
    twins: list[dict[str, Any]] = [account(), account(id=OTHER)]

    with pytest.raises(SeveralAccounts) as told:
        account_named("letters:harbour bakery", [read(AccountOut, one) for one in twins])

    assert (ACCOUNT_ID, OTHER) == told.value.candidates
