from datetime import timedelta
from uuid import UUID

import pytest

from omnichannel.application.dtos.connections import ConnectionIn
from omnichannel.application.sign_in import ticket_of
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound
from tests.core.application.services.house import STRANGER, House
from tests.core.application.services.reception import Reception
from tests.core.fakes.examples import PRINCIPAL


async def test_a_state_is_unguessable_and_only_its_hash_is_stored(house: House) -> None:
    """256 random bits travel; the store has what nobody can finish a sign-in with."""
    reception = Reception(house)

    (id, state), (_, other) = await reception.started(), await reception.started()

    async with house.store.reading() as work:
        stored = await work.connections.get_by_id(id)
    assert stored is not None
    assert (ticket_of(state), PRINCIPAL.workspace_id) == (stored.ticket, stored.workspace_id)
    assert state not in repr(stored)
    assert len(state) >= 43
    assert state != other


async def test_it_waits_ten_minutes(house: House) -> None:
    """Until then it waits, then it is expired; another workspace does not see it."""
    reception = Reception(house)
    id, _ = await reception.started()
    before = await reception.starts.get(PRINCIPAL, id)

    house.clock.advance(600)

    assert ("waiting", house.clock.now()) == (before.state, before.expires_at)
    assert "expired" == (await reception.starts.get(PRINCIPAL, id)).state
    for principal, wrong in ((STRANGER, id), (PRINCIPAL, UUID(int=7))):
        with pytest.raises(NotFound):
            await reception.starts.get(principal, wrong)


async def test_missing_settings_are_named(house: House) -> None:
    """Who runs the server reads which two settings to set."""
    reception = Reception(house)
    reception.gateway.is_set_up = False

    with pytest.raises(NotAllowedNow) as raised:
        await reception.started()

    assert (
        "Cannot connect accounts of Feed: signing in is not set up. "
        "Set OMNICHANNEL_FEED_APP_ID and OMNICHANNEL_FEED_APP_SECRET, then start again."
    ) == str(raised.value)


@pytest.mark.parametrize(
    ("fields", "field", "detail"),
    [
        ({"channel": "mail"}, "/channel", "Mail has no sign-in page."),
        ({"channel": "gone"}, "/channel", "The channel 'gone' is not available."),
        ({"return_to": "//evil.example"}, "/return_to", "The browser would be sent away from here."),
    ],
)
async def test_what_cannot_start_is_told(
    house: House, fields: dict[str, str], field: str, detail: str
) -> None:
    """A channel without a sign-in page, one that is not there, and a way back to somebody else."""
    with pytest.raises(InvalidRequest) as raised:
        await Reception(house).starts.start(
            PRINCIPAL, ConnectionIn.model_validate({"channel": "feed", **fields})
        )

    (problem,) = raised.value.problems
    assert (field, detail) == (problem.field, problem.detail)
    assert problem.fix


async def test_old_connections_are_tidied_away(house: House) -> None:
    """An hour after its end a connection is dropped, with all that it held."""
    from omnichannel.application.services.purge_expired import PurgeExpiredService

    reception = Reception(house)
    id = await reception.signed_in()
    forgets = PurgeExpiredService(house.store, house.clock)

    house.clock.advance(timedelta(minutes=89).total_seconds())
    await forgets.purge()
    assert "expired" == (await reception.starts.get(PRINCIPAL, id)).state

    house.clock.advance(120)
    await forgets.purge()
    with pytest.raises(NotFound):
        await reception.starts.get(PRINCIPAL, id)
