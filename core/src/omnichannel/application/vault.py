"""The vault: from an account's credentials to their sealed form, and back."""

import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel, SecretStr, ValidationError

from omnichannel.application.ports.outbound.channels import Channel
from omnichannel.application.ports.outbound.key_provider import KeyProvider
from omnichannel.application.sealing import seal, unseal
from omnichannel.domain.account import Account, OpenAccount
from omnichannel.domain.connection import Connection
from omnichannel.domain.errors import OmnichannelError

MOST_OPEN = 256


class CredentialsUnfit(OmnichannelError):
    """Stored credentials no longer fit what their channel asks for."""

    def __init__(self, account: str, channel: str) -> None:
        super().__init__(
            f"The credentials of {account!r} no longer fit the channel {channel!r}. "
            "Connect the account again."
        )
        self.account, self.channel = account, channel


class Vault:
    """Seals credentials, and opens accounts; the last 256 stay open, by version."""

    def __init__(self, keys: KeyProvider) -> None:
        self._keys = keys
        self._open: OrderedDict[tuple[UUID, int], OpenAccount] = OrderedDict()

    def seal(self, workspace_id: UUID, account_id: UUID, credentials: BaseModel) -> bytes:
        """Seal *credentials* for one account of one workspace."""
        plain = json.dumps(credentials.model_dump(mode="python"), default=_revealed).encode()
        return seal(self._keys, plain, bound_to=_bound_to(workspace_id, account_id))

    def seal_choices(self, workspace_id: UUID, connection_id: UUID, given: Mapping[str, BaseModel]) -> bytes:
        """Seal the credentials of a connection's choices, by external id."""
        plain = {id: credentials.model_dump(mode="python") for id, credentials in given.items()}
        bound_to = _bound_to_connection(workspace_id, connection_id)
        return seal(self._keys, json.dumps(plain, default=_revealed).encode(), bound_to=bound_to)

    def open_choices(self, connection: Connection, channel: Channel) -> dict[str, BaseModel]:
        """
        Open the credentials of a connection's choices, by external id.

        Raises:
            WrongKey, SealBroken, CredentialsUnfit: they cannot be opened.
        """
        bound_to = _bound_to_connection(connection.workspace_id, connection.id)
        plain = json.loads(unseal(self._keys, connection.sealed, bound_to=bound_to))
        try:
            return {id: channel.credentials.model_validate(given) for id, given in plain.items()}
        except ValidationError:  # it shows the secrets: neither told on nor chained
            raise CredentialsUnfit("the new sign-in", channel.name) from None

    def open(self, account: Account, channel: Channel) -> OpenAccount:
        """
        Open an account for its gateway.

        Raises:
            WrongKey, SealBroken, CredentialsUnfit: its credentials cannot be opened.
        """
        place = (account.id, account.version)
        known = self._open.get(place)
        if known is not None:
            self._open.move_to_end(place)
            return known
        opened = self._opened(account, channel)
        self._open[place] = opened
        if len(self._open) > MOST_OPEN:
            self._open.popitem(last=False)
        return opened

    def forget(self, account_id: UUID) -> None:
        """Close an account that was open, in every version."""
        for place in [place for place in self._open if place[0] == account_id]:
            del self._open[place]

    def demand_key(self, account: Account) -> None:
        """
        See that the account's credentials can be unsealed here; what they are is not looked at.

        Raises:
            WrongKey, SealBroken: they cannot.
        """
        unseal(self._keys, account.sealed, bound_to=_bound_to(account.workspace_id, account.id))

    def _opened(self, account: Account, channel: Channel) -> OpenAccount:
        plain = unseal(self._keys, account.sealed, bound_to=_bound_to(account.workspace_id, account.id))
        try:
            credentials = channel.credentials.model_validate(json.loads(plain))
        except ValidationError:  # it shows the secrets: neither told on nor chained
            raise CredentialsUnfit(account.name, channel.name) from None
        return OpenAccount(
            id=account.id,
            channel=account.channel,
            name=account.name,
            external_id=account.external_id,
            credentials=credentials,
            handle=account.handle,
        )


def _bound_to(workspace_id: UUID, account_id: UUID) -> str:
    return f"account:{workspace_id}:{account_id}"


def _bound_to_connection(workspace_id: UUID, connection_id: UUID) -> str:
    return f"connection:{workspace_id}:{connection_id}"


def _revealed(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value)
