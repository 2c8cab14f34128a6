import traceback
from dataclasses import replace
from uuid import UUID

import pytest
from pydantic import BaseModel, SecretStr

from omnichannel.application.sealing import SealBroken
from omnichannel.application.vault import MOST_OPEN, CredentialsUnfit, Vault
from omnichannel.domain.account import Account
from omnichannel.testing.secrets import leaks
from tests.core.fakes.examples import ACCOUNT, WORKSPACE, account
from tests.core.fakes.fake_channels import FakeCredentials, channel
from tests.core.fakes.fake_keys import FakeKeys

TOKEN = "planted-token-0123456789"
CREDENTIALS = FakeCredentials(token=SecretStr(TOKEN))


class OtherCredentials(BaseModel):
    """What a later version of the channel asks for."""

    refresh_token: SecretStr


def sealed_account(vault: Vault, id: UUID = ACCOUNT, **fields: object) -> Account:
    return account(id=id, sealed=vault.seal(WORKSPACE, id, CREDENTIALS), **fields)


def test_an_account_opens_with_its_credentials() -> None:
    """A gateway gets the account with the credentials that were given."""
    vault = Vault(FakeKeys())

    opened = vault.open(sealed_account(vault, handle="@harbour"), channel())

    assert CREDENTIALS == opened.credentials
    assert (ACCOUNT, "feed", "Harbour Bakery", "@harbour") == (
        opened.id,
        opened.channel,
        opened.name,
        opened.handle,
    )


def test_no_secret_shows() -> None:
    """Neither the stored nor the opened account shows a credential."""
    vault = Vault(FakeKeys())
    stored = sealed_account(vault)

    opened = vault.open(stored, channel())

    assert [] == leaks([TOKEN], stored, stored.sealed, opened, vault)


def test_credentials_of_another_account_do_not_open() -> None:
    """A sealed line that was copied to another account is refused."""
    vault = Vault(FakeKeys())
    stolen = replace(sealed_account(vault), id=UUID(int=99))

    with pytest.raises(SealBroken):
        vault.open(stolen, channel())


def test_credentials_of_another_workspace_do_not_open() -> None:
    """A sealed line that was copied to another workspace is refused."""
    vault = Vault(FakeKeys())
    stolen = replace(sealed_account(vault), workspace_id=UUID(int=99))

    with pytest.raises(SealBroken):
        vault.open(stolen, channel())


def test_an_open_account_stays_open() -> None:
    """The key provider is asked once for many deliveries of one account."""
    keys = FakeKeys()
    vault = Vault(keys)
    stored = sealed_account(vault)

    for _ in range(3):
        vault.open(stored, channel())

    assert 1 == keys.unwrapped


def test_new_credentials_replace_open_ones() -> None:
    """After a reconnect the new version's credentials are used."""
    vault = Vault(FakeKeys())
    old = sealed_account(vault)
    vault.open(old, channel())
    renewed = FakeCredentials(token=SecretStr("another-token"))

    opened = vault.open(replace(old, sealed=vault.seal(WORKSPACE, ACCOUNT, renewed), version=2), channel())

    assert renewed == opened.credentials


def test_only_the_latest_stay_open() -> None:
    """The account that was not used for the longest time is closed first."""
    keys = FakeKeys()
    vault = Vault(keys)
    stored = [sealed_account(vault, UUID(int=n)) for n in range(MOST_OPEN + 1)]
    for one in [*stored[:-1], stored[0], stored[-1]]:
        vault.open(one, channel())
    before = keys.unwrapped

    vault.open(stored[0], channel())
    vault.open(stored[1], channel())

    assert (MOST_OPEN + 1, MOST_OPEN + 2) == (before, keys.unwrapped)


def test_credentials_that_no_longer_fit_are_told_without_showing_them() -> None:
    """After an upgrade that asks for other credentials, the person is asked to connect again."""
    vault = Vault(FakeKeys())
    stored = sealed_account(vault)

    with pytest.raises(CredentialsUnfit) as raised:
        vault.open(stored, channel(credentials=OtherCredentials))

    assert str(raised.value).endswith("Connect the account again.")
    assert TOKEN not in "".join(traceback.format_exception(raised.value))


def test_a_removed_account_is_forgotten() -> None:
    """Its credentials do not stay open; those of others do."""
    vault = Vault(FakeKeys())
    other = sealed_account(vault, UUID(int=9))
    stored = sealed_account(vault)
    before, kept = vault.open(stored, channel()), vault.open(other, channel())

    vault.forget(ACCOUNT)

    assert vault.open(stored, channel()) is not before
    assert vault.open(other, channel()) is kept
