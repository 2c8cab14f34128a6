"""What sign-ins under way promise, whatever the store."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.connection import Choice, Connection, ConnectionState
from omnichannel.domain.identifiers import new_id
from omnichannel.testing.repository_samples import (
    ELSEWHERE,
    HERE,
    NOW,
    SECOND,
)

LATER = NOW + timedelta(minutes=10)
TICKET = "ab" * 32


def a_connection(**facts: Any) -> Connection:
    """Make a connection that waits for its sign-in; *facts* say what is special about it."""
    usual: dict[str, Any] = {
        "workspace_id": HERE,
        "channel": "letters",
        "state": ConnectionState.WAITING,
        "created_at": NOW,
        "expires_at": LATER,
        "ticket": TICKET,
    }
    return Connection(**{"id": new_id(), **usual, **facts})


class KeepsConnections:
    """`ConnectionRepository`."""

    async def test_a_connection_comes_back_as_it_was(self, store: Store) -> None:
        """Every field survives, in its workspace only."""
        choices = (Choice("1", "Sæmi", "@s", LATER), Choice("2", "Ü"))
        facts = {"return_to": "/done", "choices": choices, "sealed": bytes(range(256)), "reason": "Því."}
        connection = await _keep(store, a_connection(**facts))

        assert connection == await _read(store, connection)
        assert await _read(store, connection, ELSEWHERE) is None
        async with store.unit_of_work(HERE) as uow:
            with pytest.raises(ValueError, match="confined"):
                await uow.connections.add(a_connection(workspace_id=ELSEWHERE))

    async def test_a_ticket_is_used_once(self, store: Store) -> None:
        """Of ten who bring it at once, one gets the connection; afterwards nobody does."""
        connection = await _keep(store, a_connection())

        brought = await asyncio.wait_for(asyncio.gather(*(_take(store) for _ in range(10))), 30)

        assert [replace(connection, ticket=None)] == [each for each in brought if each is not None]
        assert replace(connection, ticket=None) == await _read(store, connection)

    async def test_a_ticket_ends(self, store: Store) -> None:
        """At its end, and for whoever has another, there is nothing."""
        await _keep(store, a_connection())

        async with store.reading() as uow:
            waits = [
                await uow.connections.waits(ticket, now=now)
                for ticket, now in [(TICKET, LATER), ("cd" * 32, NOW), (TICKET, LATER - SECOND)]
            ]

        assert [False, False, True] == waits
        assert await _take(store, now=LATER) is None
        assert await _take(store, "cd" * 32) is None
        assert await _take(store, workspace=ELSEWHERE) is None
        assert await _take(store, now=LATER - SECOND) is not None
        async with store.reading() as uow:
            assert not await uow.connections.waits(TICKET, now=NOW)

    @pytest.mark.parametrize("state", ConnectionState)
    async def test_only_an_open_connection_changes(self, store: Store, state: ConnectionState) -> None:
        """What is done, refused or expired stays as it is; so does what belongs to another workspace."""
        connection = await _keep(store, a_connection(state=state))
        done = connection.refused("No.")
        is_open = state in (ConnectionState.WAITING, ConnectionState.CHOOSING)

        assert not await _save(store, done, workspace=ELSEWHERE)
        assert not await _save(store, done, now=LATER)
        assert is_open is await _save(store, done)

        assert (done if is_open else connection) == await _read(store, connection)

    async def test_old_connections_are_forgotten(self, store: Store) -> None:
        """Those that ended earlier go with all they hold; the others stay."""
        old = await _keep(store, a_connection(sealed=b"secret"))
        young = await _keep(store, a_connection(ticket=None, expires_at=LATER + SECOND))

        async with store.unit_of_work() as uow:
            assert 1 == await uow.connections.forget(before=LATER + SECOND)
            await uow.commit()

        assert (None, young) == (await _read(store, old), await _read(store, young))


async def _keep(store: Store, connection: Connection) -> Connection:
    async with store.unit_of_work(HERE) as uow:
        await uow.connections.add(connection)
        await uow.commit()
    return connection


async def _read(store: Store, connection: Connection, workspace: UUID = HERE) -> Connection | None:
    async with store.reading(workspace) as uow:
        return await uow.connections.get_by_id(connection.id)


async def _take(
    store: Store, ticket: str = TICKET, *, now: Any = NOW, workspace: UUID | None = None
) -> Connection | None:
    async with store.unit_of_work(workspace) as uow:
        taken = await uow.connections.take(ticket, now=now)
        await uow.commit()
    return taken


async def _save(store: Store, connection: Connection, *, now: Any = NOW, workspace: UUID = HERE) -> bool:
    async with store.unit_of_work(workspace) as uow:
        saved = await uow.connections.save(connection, now=now)
        await uow.commit()
    return saved
