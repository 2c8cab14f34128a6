import pytest

from omnichannel.application.services.simulate_message import SimulateMessageService
from omnichannel.application.vault import Vault
from omnichannel.domain.errors import InvalidRequest
from tests.core.application.services.house import House, mailed
from tests.core.fakes.examples import PRINCIPAL
from tests.core.fakes.fake_channels import channel, channels, mail
from tests.core.fakes.fake_keys import FakeKeys


async def test_a_simulation_shows_what_would_be_sent(house: House) -> None:
    """Each account's post is rendered, in its name, and nothing is stored."""
    targets = [{"account_id": house.feed}, mailed(house.mail, "a@example.org", "b@example.org")]

    simulation = await house.simulates.simulate(PRINCIPAL, house.written(targets=targets))

    assert simulation.publishable
    assert [("feed", "Feed", 0), ("mail", "Mail", 2)] == [
        (post.channel, post.rendered and post.rendered.sender, post.recipients) for post in simulation.posts
    ]
    assert [] == (await house.lists.list(PRINCIPAL, limit=9, cursor=None)).items


async def test_a_simulation_complains_as_the_platform_would(house: House) -> None:
    """Complaints that block and hints are both told, each once."""
    targets = [mailed(house.mail, "a@example.org", "b@example.org")]

    simulation = await house.simulates.simulate(PRINCIPAL, house.written("bad", targets=targets))

    assert not simulation.publishable
    assert ["blocks", "warns"] == [complaint.severity for complaint in simulation.posts[0].complaints]


async def test_wrong_options_are_told(house: House) -> None:
    """Options that do not fit keep a post from being rendered, and say why."""
    (post,) = (
        await house.simulates.simulate(PRINCIPAL, house.written(options={"feed": {"copies": 0}}))
    ).posts

    assert (False, None) == (post.publishable, post.rendered)
    assert ["/options/feed/copies"] == [complaint.field for complaint in post.complaints]


async def test_an_account_that_does_not_open_is_told(house: House) -> None:
    """Without the key the post is still shown, and cannot be published."""
    other = SimulateMessageService(
        house.store, channels(channel(), mail()), house.clock, Vault(FakeKeys("key-2"))
    )

    (post,) = (await other.simulate(PRINCIPAL, house.written())).posts

    assert (False, "Fresh bread") == (post.publishable, post.rendered and post.rendered.text)
    assert "'key-1'" in post.complaints[0].detail


async def test_without_targets_nothing_is_publishable(house: House) -> None:
    """A message that nobody publishes has no posts."""
    simulation = await house.simulates.simulate(PRINCIPAL, house.written(targets=[]))

    assert (False, []) == (simulation.publishable, simulation.posts)


async def test_unknown_things_are_refused(house: House) -> None:
    """A simulation with an account that does not exist is an invalid request."""
    unknown = [{"account_id": "00000000-0000-0000-0000-000000000005"}]

    with pytest.raises(InvalidRequest, match="There is no account"):
        await house.simulates.simulate(PRINCIPAL, house.written(targets=unknown))
