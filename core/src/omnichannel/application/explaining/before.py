"""Before the first attempt: a draft, or a time that has not come."""

from datetime import timedelta

from omnichannel.application.explaining.ended import ANOTHER_TIME
from omnichannel.application.explaining.explanation import Explanation, NextStep, YouCan
from omnichannel.application.explaining.situation import Situation
from omnichannel.application.explaining.standstill import standstill

PROMPT = timedelta(seconds=30)
"""How long after its time a delivery may wait without anything being wrong."""
NOTHING_SENT = "Nothing was sent yet, and nothing is lost."
CALL_OFF = YouCan("cancel", "Call it off: nothing will be published.")
EDIT = YouCan("edit", "Change its words or its time.")


def held(situation: Situation) -> Explanation:
    """A draft, or what came too late and waits for a person."""
    if situation.delivery.is_held_back:
        return Explanation(
            situation.delivery.reason or "It came too late for its message.",
            "Nothing was published.",
            deeds=(YouCan("retry", "Publish it now."), ANOTHER_TIME, CALL_OFF),
        )
    return Explanation(
        "This is a draft: it goes out once somebody gives it a time.",
        "Nothing was sent.",
        deeds=(EDIT, CALL_OFF),
    )


def scheduled(situation: Situation) -> Explanation:
    """Its time has not come, or came just now."""
    due_at, now = situation.delivery.due_at, situation.now
    if due_at is not None and due_at > now:
        hindered = standstill(situation)
        if hindered is not None:
            return hindered
        return Explanation(
            f"It waits for its time, {situation.time(due_at)}.",
            NOTHING_SENT,
            (NextStep(f"It goes out on {situation.label}.", due_at),),
            (EDIT, CALL_OFF),
        )
    return standstill(situation) or _due(situation)


def _due(situation: Situation) -> Explanation:
    planned = situation.delivery.due_at or situation.now
    if situation.now - planned <= PROMPT:
        headline = "It is due now and goes out in a moment."
    else:
        headline = (
            f"It was due on {situation.time(planned)}, and nobody has started it: either many posts are "
            "ahead of it, or nothing publishes at present."
        )
    step = NextStep(f"It goes out on {situation.label} as soon as it is its turn.", situation.now)
    return Explanation(headline, NOTHING_SENT, (step,), (CALL_OFF,))


def released(situation: Situation) -> Explanation:
    """A worker has been told of it."""
    again = situation.delivery.due_at
    step = NextStep("If the worker does not begin, another one takes it.", again)
    return Explanation("It was handed to a worker and goes out in a moment.", NOTHING_SENT, (step,))
