"""It will be tried by itself: after a rate limit, after nothing was sent, after its lane has room."""

from omnichannel.application.explaining.before import CALL_OFF
from omnichannel.application.explaining.explanation import Explanation, NextStep, YouCan
from omnichannel.application.explaining.situation import Situation
from omnichannel.application.explaining.standstill import deadline, standstill
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.retry import MOST_ATTEMPTS

NOT_SENT = "Nothing was sent yet, and nothing is sent twice."


def waiting(situation: Situation) -> Explanation:
    """Say what it waits for; what stops the account or the channel comes first."""
    return standstill(situation) or _in_line(situation)


def _in_line(situation: Situation) -> Explanation:
    delivery = situation.delivery
    if delivery.due_at is None:
        step = NextStep("It goes out as soon as somebody says so.")
        headline = "It waits for a person."
        return Explanation(headline, NOT_SENT, (step,), (_now(), CALL_OFF))
    return Explanation(_why(situation), NOT_SENT, (_again(situation), *deadline(situation)), (CALL_OFF,))


def _why(situation: Situation) -> str:
    delivery, label, name = situation.delivery, situation.label, situation.account.name
    closed = situation.lane.closed_until
    if closed is not None and closed > situation.now:
        return f"{label} asked {name} to slow down until {situation.time(closed)}."
    if delivery.kind is FailureKind.RATE_LIMITED:
        return f"{label} asked us to slow down."
    if delivery.attempts == 0 and delivery.reason is not None:
        return "Somebody asked for it to be sent again."
    if delivery.attempts == 0:
        return f"Other posts of {name} are ahead of it: it goes out at the pace that {label} allows."
    return f"The last try did not bring it to {label}: the way there was interrupted, or it had no time."


def _again(situation: Situation) -> NextStep:
    attempts = situation.delivery.attempts
    if attempts == 0:
        return NextStep("It goes out by itself.", situation.delivery.due_at)
    told = f"Attempt {attempts + 1} of {MOST_ATTEMPTS}, by itself."
    return NextStep(told, situation.delivery.due_at)


def _now() -> YouCan:
    return YouCan("retry", "Send it now.")
