import pytest

from omnichannel.domain.delivery import IRREVERSIBLE, Action
from omnichannel.domain.delivery_state import DeliveryState
from tests.core.fakes.examples import claim

S = DeliveryState


@pytest.mark.parametrize(
    ("came_from", "action"),
    [
        (S.SCHEDULED, "publish"),
        (S.RELEASED, "publish"),
        (S.WAITING, "publish"),
        (S.PENDING, "check"),
        (S.UNKNOWN, "find"),
        (S.PUBLISHED, "confirm"),
    ],
)
def test_what_is_done_with_a_claim(came_from: DeliveryState, action: Action) -> None:
    """Work is published, what the platform works on is checked, what may be out looked for or confirmed."""
    assert action == claim(came_from).action


@pytest.mark.parametrize(
    ("steps", "action"),
    [
        ({}, "find"),
        ({"upload": "1"}, "publish"),
        ({"upload": "1", "container": "2"}, "publish"),
        ({"upload": "1", IRREVERSIBLE: "2027-03-01T08:00:00+00:00"}, "find"),
        ({IRREVERSIBLE: "2027-03-01T08:00:00+00:00"}, "find"),
    ],
)
def test_what_follows_a_crash(steps: dict[str, str], action: Action) -> None:
    """After a worker died, work goes on only where its steps show that nothing can be out."""
    assert action == claim(S.PUBLISHING, steps=steps).action
