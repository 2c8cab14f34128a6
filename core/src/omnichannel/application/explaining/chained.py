"""What is told of a delivery that is one of several ways to reach a person."""

from omnichannel.application.explaining.explanation import Explanation, NextStep, YouCan
from omnichannel.application.explaining.situation import Situation, Step
from omnichannel.domain.delivery_state import ARRIVED, EVIDENT, UNPUBLISHED, DeliveryState

NOT_SENT = "Nothing of this was sent yet."
STOP = YouCan("cancel", "Call it off: whatever has not gone out by any way is not sent.")


def standby(situation: Situation) -> Explanation:
    """Its turn has not come, and may never come."""
    before = situation.predecessor
    if before is None or before.delivery.state in UNPUBLISHED:
        headline = f"It stands by: it goes out on {situation.label} if no way before it brings the message."
        return Explanation(headline, NOT_SENT, (NextStep("It goes out at its turn."),), (STOP,))
    headline, step = _before(before, situation.label)
    return Explanation(f"It stands by: {headline}", NOT_SENT, (step,), (STOP,))


def _before(before: Step, label: str) -> tuple[str, NextStep]:
    """Say how far the way before it is, and when its turn comes."""
    state, due_at, first = before.delivery.state, before.delivery.due_at, before.label
    if state is DeliveryState.PUBLISHED and due_at is not None:
        headline = f"{first} published the message, and whether it arrived is not known yet."
        return headline, NextStep(f"Without word of that until then, it goes out on {label}.", due_at)
    if state is DeliveryState.UNKNOWN:
        headline = f"nobody knows yet whether {first} published the message."
        return headline, NextStep("Its turn comes once that is known to have failed; nothing is a guess.")
    if state is DeliveryState.WAITING and due_at is None:
        headline = f"{first} waits, and nothing was sent there: to wait is not to fail."
        return headline, NextStep(f"It goes out on {label} only if {first} goes on and fails.")
    headline = f"it goes out on {label} if {first} does not bring the message."
    return headline, NextStep(f"It goes out at once if {first} fails.")


def awaited(situation: Situation, when: str) -> Explanation:
    """It is out, and the next way waits for evidence or has taken over."""
    delivery, label, after = situation.delivery, situation.label, situation.successor
    if delivery.handed_on_at is not None and after is not None:
        at = situation.time(delivery.handed_on_at)
        headline = f"{label} published it{when}, and no word came that it arrived."
        return Explanation(headline, f"{after.label} took over on {at}. It may still arrive by both.")
    if delivery.due_at is not None and after is not None:
        headline = f"{label} published it{when}; whether it arrived is not known yet."
        step = NextStep(f"Without word of that until then, {after.label} takes over.", delivery.due_at)
        return Explanation(headline, "If word comes, nothing more is sent.", (step,))
    return Explanation(f"{label} published it{when}.", "Nothing more happens.")


def taken_over(situation: Situation, headline: str) -> Explanation | None:
    """Tell of a way that did not bring it, where the next one took over; None where none did."""
    at, after = situation.delivery.handed_on_at, situation.successor
    if at is None or after is None:
        return None
    step = NextStep(f"What follows happens on {after.label}.")
    told = f"{headline.removesuffix('.')}; {after.label} took over."
    return Explanation(told, f"Nothing was published here. That was on {situation.time(at)}.", (step,))


def is_spared(situation: Situation) -> bool:
    """Whether it was left out because another way brought the message."""
    return situation.delivery.kind is None and any(one.delivery.state in ARRIVED for one in situation.others)


def also_by(situation: Situation) -> str:
    """Name the other ways by which it arrived: ", and by SMS as well"."""
    names = [one.label for one in situation.others if one.delivery.state in EVIDENT]
    return f", and by {' and '.join(names)} as well" if names else ""


def stands_by(situation: Situation) -> tuple[NextStep, ...]:
    """Tell that the next way does not take over from one that merely waits."""
    after = situation.successor
    if after is None or after.delivery.state is not DeliveryState.STANDBY:
        return ()
    return (NextStep(f"{after.label} stands by and does not take over: to wait is not to fail."),)
