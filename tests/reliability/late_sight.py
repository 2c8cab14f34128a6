"""A post whose answer is lost, and which the platform shows late."""

from pathlib import Path

import httpx

from omnichannel.application.dtos.deliveries import DeliveryOut
from omnichannel_sandbox.server import Sandbox
from tests.reliability.fault_house import open_engine

WITHIN_SECONDS = 120
"""What a platform may promise in earnest: to show a post so soon."""
SHOWN_AFTER_SECONDS = (0, 5, 30, 90, 115)


async def order(sandbox: Sandbox, *faults: dict[str, object]) -> None:
    """Order faults of the platform itself."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.put(f"{sandbox.http_url}/control/faults/facebook", json=list(faults))
    assert answer.status_code == 200, answer.text


async def published_late(
    home: Path, sandbox: Sandbox, *, shown_after: float, within: int
) -> tuple[DeliveryOut, list[str]]:
    """
    Publish one; gives its delivery when it is told, and all that the platform took.

    Args:
        shown_after, within: when the platform shows it, and when it promises to; in seconds.
    """
    await order(sandbox, {"kind": "answer_lost", "times": 1}, {"kind": "stale_reads", "seconds": shown_after})
    async with open_engine(home, sandbox, settle_seconds=within) as engine:
        message = await engine.publish(await engine.connect(), "Shown late")
        return await engine.until_told(message, seconds=2 * within + 40), await engine.posted()


def is_found(delivery: DeliveryOut, posted: list[str]) -> bool:
    """Whether it is published once, since it was looked for until it was shown."""
    outcomes = [one.outcome for one in delivery.tries]
    told = (delivery.state, outcomes[0], outcomes[-1])
    return told == ("published", "unknown", "found") and posted == ["Shown late"]
