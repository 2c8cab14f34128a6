"""It will be tried by itself: after a rate limit, after nothing was sent, after its lane has room."""

from omnichannel.application.explaining.before import CALL_OFF
from omnichannel.application.explaining.explanation import Explanation, NextStep, YouCan
from omnichannel.application.explaining.recognising import Ours, recognised
from omnichannel.application.explaining.situation import Situation
from omnichannel.application.explaining.standstill import deadline, standstill
from omnichannel.domain.failure import PAUSES_ACCOUNT, FailureKind
from omnichannel.domain.lane import WaitsFor
from omnichannel.domain.lateness import lasting
from omnichannel.domain.retry import MOST_ATTEMPTS

NOT_SENT = "Nothing was sent yet, and nothing is sent twice."
SEND_NO_MORE = YouCan("cancel", "Call it off: it is not sent again.")
LAST_TRY: dict[Ours, str] = {
    Ours.MISSING: "We looked on {label}, and it does not have this, so it is sent again.",
    Ours.NOT_BEGUN: "The worker stopped before it began to publish this.",
    Ours.ASKED_FOR: "Nobody can tell whether {label} published this; the message asks to send it again.",
    Ours.REPEATED: "{label} did not answer in time, so it is sent again.",
    Ours.GUARD_UNHEARD: "A guard has to agree before this is published, and could not be asked.",
}
MEANING: dict[Ours | None, str] = {
    Ours.MISSING: "It was sent and not found: we looked twice before it is sent again.",
    Ours.ASKED_FOR: "It may have been published already, and then it appears twice.",
    Ours.REPEATED: "It may have arrived; whoever got it knows it by its key.",
}


def waiting(situation: Situation) -> Explanation:
    """Say what it waits for; what stops the account or the channel comes first."""
    return standstill(situation) or _in_line(situation)


def _in_line(situation: Situation) -> Explanation:
    delivery = situation.delivery
    if delivery.due_at is None or delivery.parked:
        name = situation.account.name
        step = NextStep(f"It goes out as soon as {name} may publish.")
        return Explanation(f"It waits for {name}.", NOT_SENT, (step, *deadline(situation)), (CALL_OFF,))
    meaning = MEANING.get(recognised(situation), NOT_SENT)
    stop = CALL_OFF if meaning == NOT_SENT else SEND_NO_MORE
    return Explanation(_why(situation), meaning, (_again(situation), *deadline(situation)), (stop,))


def _why(situation: Situation) -> str:
    delivery, label, name = situation.delivery, situation.label, situation.account.name
    if situation.line.waits_for is WaitsFor.EARLIER:
        return f"An earlier post of {name} goes first."
    closed = situation.lane.closed_until
    if closed is not None and closed > situation.now:
        return f"{label} asked {name} to slow down until {situation.time(closed)}."
    if situation.line.waits_for is WaitsFor.DISTANCE:
        return _apart(situation)
    if delivery.kind is FailureKind.RATE_LIMITED:
        return f"{label} asked us to slow down."
    if delivery.kind in PAUSES_ACCOUNT:
        return f"{name} was stopped after its last try, and may publish again."
    if delivery.attempts == 0:
        return _not_begun(situation)
    if (said := recognised(situation)) in LAST_TRY:
        return LAST_TRY[said].format(label=label)
    return f"The last try did not bring it to {label}: the way there was interrupted, or it had no time."


def _not_begun(situation: Situation) -> str:
    delivery = situation.delivery
    if delivery.reason is not None and delivery.kind is None:  # a sentence of ours
        return delivery.reason.removesuffix(" Nothing was sent.")
    name, label = situation.account.name, situation.label
    return f"Other posts of {name} are ahead of it: it goes out at the pace that {label} allows."


def _apart(situation: Situation) -> str:
    count, name = situation.line.apart, situation.account.name
    distance = f"{lasting(situation.spacing)} apart" if situation.spacing else "apart"
    if count > 1:
        overdue = f"{count:,} posts of {name} are overdue: so that they do not all appear at once, they"
    else:
        overdue = f"It is overdue: so that such posts of {name} do not all appear at once, they"
    return f"{overdue} go out {distance}."


def _again(situation: Situation) -> NextStep:
    attempts = situation.delivery.attempts
    if situation.line.waits_for is WaitsFor.EARLIER:
        return NextStep("It goes out by itself, as soon as that one has gone or failed.")
    if attempts == 0:
        return NextStep("It goes out by itself.", situation.delivery.due_at)
    of_all = f" of {MOST_ATTEMPTS}" if situation.message.lateness is None else ""
    return NextStep(f"Attempt {attempts + 1}{of_all}, by itself.", situation.delivery.due_at)
