"""Something may be out already: an attempt runs, the platform works, or nobody knows."""

from omnichannel.application.explaining.explanation import Explanation, NextStep, YouCan
from omnichannel.application.explaining.situation import Situation
from omnichannel.domain.account import AccountState

NEVER_TWICE = "Nothing is sent a second time before that is known."


def publishing(situation: Situation) -> Explanation:
    """An attempt runs, or its worker is gone."""
    delivery = situation.delivery
    if delivery.due_at is not None and delivery.due_at <= situation.now:
        return Explanation(
            "The worker that was publishing it has stopped in the middle.",
            NEVER_TWICE,
            (NextStep("Another worker takes it, and looks first at what has happened.", delivery.due_at),),
        )
    began = f" since {situation.time(delivery.started_at)}" if delivery.started_at else ""
    return Explanation(
        f"It is being published on {situation.label}{began}.",
        NEVER_TWICE,
        (NextStep("If no answer comes by then, it is looked for.", delivery.due_at),),
    )


def pending(situation: Situation) -> Explanation:
    """The platform works on it."""
    label = situation.label
    if situation.account.state is AccountState.PAUSED:
        headline = f"{label} has it and was not done; we cannot ask while {situation.account.name} is paused."
    else:
        headline = f"{label} has it and is still working on it."
    ask = NextStep(f"We ask {label} again.", situation.delivery.due_at)
    return Explanation(headline, NEVER_TWICE, (ask,))


def unknown(situation: Situation) -> Explanation:
    """The request may have arrived."""
    label = situation.label
    headline = f"We do not know whether {label} published this: we asked, and no clear answer came back."
    if situation.delivery.asks_person:
        return Explanation(
            headline,
            "We looked and could not tell. It waits for your word, and nothing is sent until you decide.",
            deeds=(YouCan("resolve", f"Look on {label}, then say: it is there, it is not, or send again."),),
        )
    return Explanation(
        headline,
        f"{NEVER_TWICE} Please look before you publish it by hand.",
        (NextStep(f"We look for it on {label}.", situation.delivery.due_at),),
    )
