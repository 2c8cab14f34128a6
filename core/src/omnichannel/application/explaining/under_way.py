"""Something may be out already: an attempt runs, the platform works, or nobody knows."""

from omnichannel.application.explaining.explanation import Explanation, NextStep, YouCan
from omnichannel.application.explaining.situation import Situation
from omnichannel.application.explaining.standstill import unreachable

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
    ask, deeds = _asked(situation, f"We ask {label} again")
    return Explanation(f"{label} has it and is still working on it.", NEVER_TWICE, ask, deeds)


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
    look, deeds = _asked(situation, f"We look for it on {label}")
    meaning = f"{NEVER_TWICE} Please look before you publish it by hand."
    return Explanation(headline, meaning, look, deeds)


def _asked(situation: Situation, what: str) -> tuple[tuple[NextStep, ...], tuple[YouCan, ...]]:
    """Say when the platform is asked; where nobody can ask, why, and what to do about it."""
    blocked = unreachable(situation)
    if blocked is None:
        return (NextStep(f"{what}.", situation.delivery.due_at),), ()
    why, deed = blocked
    return (NextStep(f"{what} as soon as that is possible: {why}."),), (deed,)
