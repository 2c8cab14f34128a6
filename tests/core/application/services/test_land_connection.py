import asyncio
from pathlib import Path
from typing import Any

import pytest

from omnichannel.application.ports.outbound.http import AnswerLost, NothingSent
from omnichannel.application.services.land_connection import STALE
from omnichannel.domain.sign_in import Granted, NotGranted
from omnichannel.testing.secrets import leaks
from tests.core.application.services.house import House
from tests.core.application.services.reception import PUBLIC_URL, SECRET, Reception, candidate
from tests.core.fakes.examples import PRINCIPAL


async def test_a_code_brings_choices(house: House) -> None:
    """The platform gets code and way back as they were; the person sees whom they may choose."""
    reception = Reception(house)
    id, state = await reception.started()

    landing = await reception.landed(state)

    connection = await reception.starts.get(PRINCIPAL, id)
    assert [("the-code", f"{PUBLIC_URL}/v1/connections/callback")] == reception.gateway.codes
    assert ("You are signed in", None) == (landing.title, landing.return_to)
    assert landing.words.endswith("You can close this window.")
    assert ("choosing", ["1", "2"]) == (connection.state, [one.external_id for one in connection.candidates])


async def test_tokens_are_sealed_at_once(house: House, tmp_path: Path) -> None:
    """Between sign-in and choice no file holds them in clear."""
    await Reception(house).signed_in()

    stored = [file.read_bytes().decode("latin-1") for file in tmp_path.iterdir()]

    assert stored
    assert [] == leaks([SECRET], *stored)


async def test_a_state_works_once(house: House) -> None:
    """Ten at once bring it: one is let in, and the platform is asked once."""
    reception = Reception(house)
    _, state = await reception.started()

    landings = await asyncio.gather(*(reception.landed(state) for _ in range(10)))

    assert 9 == landings.count(STALE)
    assert 1 == len(reception.gateway.codes)


@pytest.mark.parametrize("state", [None, "", "x", "\ud800", "a" * 43, "a" * 200])
async def test_a_state_that_is_none_says_nothing(house: House, state: str | None) -> None:
    """Whoever guesses learns nothing, and no platform is asked."""
    reception = Reception(house)
    await reception.started()

    assert STALE == await reception.landed(state)
    assert [] == reception.gateway.codes


async def test_a_stranger_does_not_ask_for_the_writer(house: House) -> None:
    """A state that nobody waits for is answered from a read, even while somebody writes for long."""
    reception = Reception(house)
    _, state = await reception.started()
    await reception.landed(state)

    async with house.store.unit_of_work(PRINCIPAL.workspace_id):
        landings = [await asyncio.wait_for(reception.landed(each), 5) for each in ("a" * 43, state)]

    assert [STALE, STALE] == landings


async def test_a_late_return_is_over(house: House) -> None:
    """After ten minutes the state is worth nothing."""
    reception = Reception(house)
    _, state = await reception.started()

    house.clock.advance(600)

    assert STALE == await reception.landed(state)
    assert [] == reception.gateway.codes


@pytest.mark.parametrize(
    ("came", "words"),
    [
        ({"error": "access_denied", "code": None}, "You did not allow it, so nothing was connected."),
        ({"error": "server_error", "code": None}, "The platform did not let you in (server_error)."),
        ({"error": "<script>alert(1)</script>"}, "The platform did not let you in. Start again."),
        ({"code": None}, "The platform did not let you in. Start again."),
    ],
)
async def test_no_code_is_told_in_words(house: House, came: dict[str, Any], words: str) -> None:
    """A person who refused, a platform that failed, and nonsense: nothing is connected, and it says so."""
    reception = Reception(house)
    id, state = await reception.started()

    landing = await reception.landed(state, **came)

    connection = await reception.starts.get(PRINCIPAL, id)
    assert "Nothing was connected" == landing.title
    assert landing.words.startswith(words)
    assert "script" not in landing.words
    assert ("refused", True) == (connection.state, (connection.reason or "").startswith(words))
    assert [] == reception.gateway.codes


@pytest.mark.parametrize(
    ("grant", "words"),
    [
        (NotGranted("The code is stale.", "Start again."), "The code is stale. Start again."),
        (Granted(()), "The sign-in names nothing that you may publish for."),
        (NothingSent("no route"), "Feed could not be reached. Start again."),
        (AnswerLost("gone"), "Feed could not be reached. Start again."),
        (RuntimeError(SECRET), "The plugin of Feed failed: RuntimeError. Start again."),
    ],
)
async def test_a_refused_code_is_told_in_words(
    house: House, grant: Any, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever went wrong, the person reads what to do, and no log repeats a plugin's words."""
    reception = Reception(house)
    reception.gateway.grant = grant
    id, state = await reception.started()

    landing = await reception.landed(state)

    assert landing.words.startswith(words)
    assert "refused" == (await reception.starts.get(PRINCIPAL, id)).state
    assert SECRET not in landing.words + caplog.text


@pytest.mark.parametrize("came", [{}, {"error": "access_denied"}])
async def test_the_browser_goes_on_where_it_was_asked_to(house: House, came: dict[str, Any]) -> None:
    """With the connection's id, whether or not it worked."""
    reception = Reception(house)
    id, state = await reception.started(return_to="/accounts?tab=feed")

    landing = await reception.landed(state, **came)

    assert f"/accounts?tab=feed&connection={id}" == landing.return_to


async def test_candidates_are_bounded(house: House) -> None:
    """However many a platform names, 300 are kept."""
    reception = Reception(house)
    reception.gateway.grant = Granted(tuple(candidate(str(number)) for number in range(350)))

    id = await reception.signed_in()

    assert 300 == len((await reception.starts.get(PRINCIPAL, id)).candidates)
