from typing import Any

import pytest

from omnichannel.application.dtos.messages import MessageIn
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
    assert [("/content/text", "blocks"), ("/content/text", "warns")] == [
        (complaint.field, complaint.severity) for complaint in simulation.posts[0].complaints
    ]


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
    """A message that nobody publishes has no posts, and says what it lacks."""
    simulation = await house.simulates.simulate(PRINCIPAL, house.written(targets=[]))

    assert (False, []) == (simulation.publishable, simulation.posts)
    assert ["/targets"] == [problem.field for problem in simulation.problems]


async def test_unknown_things_are_refused(house: House) -> None:
    """A simulation with an account that does not exist is an invalid request."""
    unknown = [{"account_id": "00000000-0000-0000-0000-000000000005"}]

    with pytest.raises(InvalidRequest, match="There is no account"):
        await house.simulates.simulate(PRINCIPAL, house.written(targets=unknown))


async def test_a_simulated_draft_is_looked_at_as_if_it_were_published(house: House) -> None:
    """A draft that may be kept as it is hears what publishing it would be refused for."""
    draft = house.written("bad", publish={"when": "draft"})

    simulation = await house.simulates.simulate(PRINCIPAL, draft)

    await house.schedules.schedule(PRINCIPAL, draft)
    assert not simulation.publishable


def messages(house: House) -> dict[str, dict[str, Any]]:
    """Give messages of every kind, right and wrong."""
    feed, ada = {"account_id": house.feed}, mailed(house.mail, "ada@example.org")
    return {
        "good": {},
        "good to both": {"targets": [feed, ada], "options": {"mail": {"copies": 2}}},
        "nobody": {"targets": []},
        "the same account twice": {"targets": [feed, feed]},
        "the same address twice": {"targets": [mailed(house.mail, "a@b.c", "a@b.c")]},
        "the same address in two targets": {"targets": [ada, ada]},
        "a mail to nobody": {"targets": [feed, {"account_id": house.mail}]},
        "a feed to people": {"targets": [mailed(house.feed, "a@b.c")]},
        "a stranger's variant": {"variants": {"fax": {"text": "x"}}},
        "a stranger's options": {"options": {"mail": {"copies": 1}}},
        "wrong options": {"options": {"feed": {"copies": 0, "color": "red"}}},
        "a bad text": {"text": "bad"},
        "a bad variant": {"targets": [feed, ada], "variants": {"mail": {"text": "bad"}}},
        "all of it": {
            "text": "bad",
            "targets": [feed, feed, {"account_id": house.mail}],
            "variants": {"fax": {}},
            "options": {"mail": {"copies": 0}},
        },
    }


async def test_a_simulation_refuses_what_scheduling_refuses(house: House) -> None:
    """For every message, what blocks in its simulation is what scheduling refuses it for, word by word."""
    for name, fields in messages(house).items():
        new = house.written(**fields)
        simulation = await house.simulates.simulate(PRINCIPAL, new)
        complaints = [*simulation.problems, *(one for post in simulation.posts for one in post.complaints)]

        refused = await refusal(house, new)

        told = {(one.field, one.detail, one.fix, one.limit) for one in complaints if one.severity == "blocks"}
        assert refused == told, name
        assert simulation.publishable is (not refused), name


async def refusal(house: House, new: MessageIn) -> set[tuple[str, str, str, str | None]]:
    """Schedule a message; gives what it was refused for."""
    try:
        await house.schedules.schedule(PRINCIPAL, new)
    except InvalidRequest as error:
        return {(one.field, one.detail, one.fix, one.limit) for one in error.problems}
    return set()
