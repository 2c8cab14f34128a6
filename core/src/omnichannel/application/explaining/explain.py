"""From a situation to its explanation: one function a state."""

from collections.abc import Callable

from omnichannel.application.explaining import before, chained, ended, under_way
from omnichannel.application.explaining.explanation import Explanation
from omnichannel.application.explaining.situation import Situation
from omnichannel.application.explaining.waiting import waiting
from omnichannel.domain.delivery_state import DeliveryState as S

EXPLAINS: dict[S, Callable[[Situation], Explanation]] = {
    S.HELD: before.held,
    S.STANDBY: chained.standby,
    S.SCHEDULED: before.scheduled,
    S.RELEASED: before.released,
    S.PUBLISHING: under_way.publishing,
    S.PENDING: under_way.pending,
    S.WAITING: waiting,
    S.UNKNOWN: under_way.unknown,
    S.PUBLISHED: ended.out,
    S.DELIVERED: ended.out,
    S.READ: ended.out,
    S.FAILED: ended.failed,
    S.MISSED: ended.missed,
    S.CANCELLED: ended.cancelled,
    S.SKIPPED: ended.skipped,
}


def explain(situation: Situation) -> Explanation:
    """Say why the delivery is where it is, and what comes next. Total: any stored delivery has an answer."""
    return EXPLAINS[situation.delivery.state](situation)
