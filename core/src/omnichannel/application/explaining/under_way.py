"""Something may be out already: an attempt runs, the platform works, or nobody knows."""

from omnichannel.application.explaining.explanation import Explanation, NextStep, YouCan
from omnichannel.application.explaining.recognising import Ours, recognised
from omnichannel.application.explaining.situation import Situation
from omnichannel.application.explaining.standstill import unreachable

NEVER_TWICE = "Nothing is sent a second time before that is known."
LOOKED: dict[Ours | None, str] = {
    Ours.NOT_SEARCHABLE: "{label} cannot be searched for it, so we could not look.",
    Ours.ACCOUNT_GONE: "The account was removed, so we can no longer look.",
    Ours.NOBODY_LOOKED: "The channel could not be used, so we could not look.",
    Ours.NOT_SHOWN: "{label} took it and has not shown it since; it may still be working on it.",
    Ours.ASKED_FOR: "It was sent again and again, and each time nobody could tell, until we gave up.",
    Ours.MISSING: "We looked for it and did not find it.",
    Ours.NOT_BEGUN: "The last time, it stopped before it began.",
}
"""What came of the looks, where a person is asked."""


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
    label, doubt = situation.label, "it may have been sent, and no clear answer is known"
    if recognised(situation) is Ours.FROM_BACKUP:
        doubt = "it comes from a backup, and may have been sent since"
    headline = f"We do not know whether {label} published this: {doubt}."
    if situation.delivery.asks_person:
        return _asks(situation, headline)
    look, deeds = _asked(situation, f"We look for it on {label}")
    meaning = f"{NEVER_TWICE} Please look before you publish it by hand."
    return Explanation(headline, meaning, look, deeds)


def _asks(situation: Situation, headline: str) -> Explanation:
    """Only a person can say what became of it; say why."""
    label, said = situation.label, recognised(situation)
    why = LOOKED.get(said, "We tried to look for it and could not tell.").format(label=label)
    if said is Ours.MISSING:
        headline = f"{label} does not have this, although we tried again and again, until we gave up."
    elif said is Ours.NOT_BEGUN:
        headline = "The worker stopped again and again before this was published, until we gave up."
    meaning = f"{why} It waits for your word, and nothing is sent until you decide."
    look = YouCan("resolve", f"Look on {label}, then say: it is there, it is not, or send again.")
    return Explanation(headline, meaning, deeds=(look,))


def _asked(situation: Situation, what: str) -> tuple[tuple[NextStep, ...], tuple[YouCan, ...]]:
    """Say when the platform is asked; where nobody can ask, why, and what to do about it."""
    blocked = unreachable(situation)
    if blocked is None:
        return (NextStep(f"{what}.", situation.delivery.due_at),), ()
    why, deed = blocked
    return (NextStep(f"{what} as soon as that is possible: {why}."),), (deed,)
