"""An account: the page, number or mailbox in whose name messages are published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class AccountState(StrEnum):
    """Whether an account publishes."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Account:
    """
    A connected account, with its credentials sealed.

    Attributes:
        external_id: the platform's id of it (a page id); None where the platform has none.
        sealed: the credentials in sealed form (`omnichannel.application.sealing`); never shown again.
        pause_reason: why it is paused and what to do, in a sentence; None while it is active.
    """

    id: UUID
    workspace_id: UUID
    channel: str
    name: str
    created_at: datetime
    external_id: str | None = None
    handle: str | None = None
    state: AccountState = AccountState.ACTIVE
    pause_reason: str | None = None
    sealed: bytes = field(default=b"", repr=False)
    version: int = 1


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """
    An account as a gateway gets it: credentials unsealed, in memory only.

    `Vault` keeps those that were used last open, so one may serve many deliveries; it is never stored.

    Attributes:
        credentials: an instance of the channel's credentials model; secrets in it are `SecretStr`.
    """

    id: UUID
    channel: str
    name: str
    external_id: str | None
    credentials: Any = field(repr=False)
    handle: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
