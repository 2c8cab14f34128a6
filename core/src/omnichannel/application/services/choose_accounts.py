"""ChooseAccountsService: the last step of a sign-in. What was chosen becomes an account, or goes on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from uuid import UUID

from pydantic import BaseModel

from omnichannel.application.dtos.connections import ChooseIn, ChosenOut
from omnichannel.application.dtos.outgoing import account_out
from omnichannel.application.observing import announced
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.application.services.known_account import shown
from omnichannel.application.vault import Vault
from omnichannel.domain.account import Account, AccountState
from omnichannel.domain.audit import deed
from omnichannel.domain.connection import Choice, Connection, ConnectionState
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound, OmnichannelError, Problem
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.refresh import refresh_time
from omnichannel.domain.rights import Principal

CHOOSE = "connect the accounts"


class ChooseAccountsService:
    """Chooses; see `ChooseAccountsUseCase`."""

    def __init__(
        self, store: Store, channels: Channels, publisher: EventPublisher, clock: Clock, vault: Vault
    ) -> None:
        self._store, self._channels, self._publisher = store, channels, publisher
        self._clock, self._vault = clock, vault
        self._chance = Random()  # noqa: S311 - jitter, not a secret

    async def choose(self, principal: Principal, id: UUID, chosen: ChooseIn) -> ChosenOut:
        """Connect all of them in one commit, and wake what waited for those that were known."""
        now = self._clock.now()
        async with self._store.unit_of_work(principal.workspace_id) as work:
            connection = await work.connections.get_by_id(id)
            if connection is None:
                raise NotFound("connection", id)
            _demand_choosing(connection, now)
            picked = _picked(connection, chosen.external_ids)
            known = await work.accounts.by_external_ids(connection.channel, chosen.external_ids)
            accounts = self._accounts(connection, picked, known, now)
            await _keep(work, principal, accounts, known, now)
            if not await work.connections.save(connection.done(), now=now):
                raise _cannot(
                    "somebody else is choosing from them", "See GET /v1/accounts for what is there."
                )
            await work.commit()
        await announced(self._publisher, MessagesScheduled((), now))
        return ChosenOut(items=[account_out(account) for account in accounts])

    def _accounts(
        self, connection: Connection, picked: Sequence[Choice], known: Mapping[str, Account], now: datetime
    ) -> list[Account]:
        credentials = self._credentials(connection)
        return [
            self._account(connection, choice, credentials[choice.external_id], known, now)
            for choice in picked
        ]

    def _credentials(self, connection: Connection) -> dict[str, BaseModel]:
        try:
            return self._vault.open_choices(connection, self._channels.open(connection.channel))
        except OmnichannelError as error:
            raise _cannot(
                f"the sign-in can no longer be read ({error})", "Start connecting again."
            ) from error

    def _account(
        self,
        connection: Connection,
        choice: Choice,
        credentials: BaseModel,
        known: Mapping[str, Account],
        now: datetime,
    ) -> Account:
        old, workspace_id = known.get(choice.external_id), connection.workspace_id
        id = old.id if old else new_id()
        sealed = self._vault.seal(workspace_id, id, credentials)
        due = self._refresh_at(connection, choice, now)
        if old is not None:
            return old.reconnected(sealed, expires_at=choice.expires_at, refresh_at=due)
        return Account(
            id=id,
            workspace_id=workspace_id,
            channel=connection.channel,
            name=choice.name,
            created_at=now,
            external_id=choice.external_id,
            handle=choice.handle,
            sealed=sealed,
            expires_at=choice.expires_at,
            refresh_at=due,
        )

    def _refresh_at(self, connection: Connection, choice: Choice, now: datetime) -> datetime | None:
        if connection.channel not in self._channels.refreshing():
            return None
        return refresh_time(choice.expires_at, now=now, chance=self._chance)


async def _keep(
    work: UnitOfWork,
    principal: Principal,
    accounts: Sequence[Account],
    known: Mapping[str, Account],
    now: datetime,
) -> None:
    again = [account for account in accounts if account.external_id in known]
    new = [account for account in accounts if account.external_id not in known]
    await work.accounts.add_many(new)
    await work.accounts.save_many(again)
    await work.deliveries.wake([one.id for one in again if one.state is AccountState.ACTIVE], now=now)
    told = [(one, "account.connected") for one in new] + [(one, "account.reconnected") for one in again]
    await work.audit.add([deed(principal, action, one.id, now, detail=shown(one)) for one, action in told])


def _demand_choosing(connection: Connection, now: datetime) -> None:
    state = connection.state_at(now)
    if state is ConnectionState.WAITING:
        raise _cannot("nobody has signed in at the platform yet", "Open its authorization_url first.")
    if state is not ConnectionState.CHOOSING:
        raise _cannot(f"the connection is {state}", "Start connecting again: POST /v1/connections.")


def _picked(connection: Connection, external_ids: Sequence[str]) -> list[Choice]:
    choices = {choice.external_id: choice for choice in connection.choices}
    problems = [
        Problem(f"/external_ids/{place}", *_fault(id, choices))
        for place, id in enumerate(external_ids)
        if id not in choices or id in external_ids[:place]
    ]
    if problems:
        raise InvalidRequest(*problems)
    return [choices[id] for id in external_ids]


def _fault(id: str, choices: Mapping[str, Choice]) -> tuple[str, str]:
    if id in choices:
        return "It stands there twice.", "Remove one of them."
    return "It is none of the candidates.", "Use an external_id that GET /v1/connections/{id} lists."


def _cannot(because: str, fix: str) -> NotAllowedNow:
    return NotAllowedNow(CHOOSE, because=because, fix=fix)
