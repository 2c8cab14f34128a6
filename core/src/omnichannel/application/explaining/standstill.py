"""What keeps a whole account or channel from publishing, whatever a delivery's own state."""

from omnichannel.application.dtos.explanations import Deed
from omnichannel.application.explaining.chained import stands_by
from omnichannel.application.explaining.explanation import Explanation, NextStep, YouCan
from omnichannel.application.explaining.situation import Situation
from omnichannel.domain.account import AccountState, PausedBy

KEPT = "Nothing of this was sent, and nothing is lost."


def standstill(situation: Situation) -> Explanation | None:
    """Explain what stops the account or the channel; None where nothing does."""
    if situation.account.state is AccountState.PAUSED:
        return _paused(situation)
    if situation.account.waits_for_refresh(situation.now) and situation.standing == "open":
        return _renewing(situation)
    if situation.standing == "disabled":
        return _channel(
            situation, f"Somebody switched {situation.label} off.", "enable_plugin", "Switch it on again."
        )
    if situation.standing == "closed":
        return _channel(
            situation,
            f"{situation.label} does not work at present: its plugin is missing or broken.",
            "repair_plugin",
            "Install or repair the plugin.",
        )
    return None


def _paused(situation: Situation) -> Explanation:
    name = situation.account.name
    if situation.account.paused_by is PausedBy.PERSON:
        headline, deed = f"Somebody paused {name}.", YouCan("resume_account", f"Let {name} go on.")
    else:
        headline = f"{name} is paused: {situation.label} no longer accepts our sign-in."
        deed = YouCan("connect_account", f"Connect {name} again.")
    steps = (_goes_on(situation, f"{name} goes on"), *stands_by(situation), *deadline(situation))
    return Explanation(headline, KEPT, steps, (deed,))


def _renewing(situation: Situation) -> Explanation:
    name, label, account = situation.account.name, situation.label, situation.account
    if account.refresh_problem is None or account.is_being_refreshed(situation.now):
        headline = f"The sign-in for {name} has expired and is being renewed."
        deeds: tuple[YouCan, ...] = ()
    else:
        headline = f"The sign-in for {name} has expired and could not be renewed so far."
        deeds = (YouCan("connect_account", f"Connect {name} again, if {label} does not come back."),)
    goes_out = _goes_on(situation, f"{label} has renewed it")
    again = () if deeds == () else (NextStep("It is tried again by itself.", account.refresh_at),)
    return Explanation(headline, KEPT, (*again, goes_out, *deadline(situation)), deeds)


def _channel(situation: Situation, headline: str, deed: Deed, what: str) -> Explanation:
    goes_on = _goes_on(situation, f"{situation.label} works again")
    steps = (goes_on, *stands_by(situation), *deadline(situation))
    return Explanation(headline, KEPT, steps, (YouCan(deed, what),))


def unreachable(situation: Situation) -> tuple[str, YouCan] | None:
    """Say why the platform cannot even be asked about a post, and what to do; None where it can."""
    label, name = situation.label, situation.account.name
    if situation.standing == "disabled":
        return f"somebody switched {label} off", YouCan("enable_plugin", "Switch it on again.")
    if situation.standing == "closed":
        why = f"{label} does not work at present, its plugin is missing or broken"
        return why, YouCan("repair_plugin", "Install or repair the plugin.")
    if situation.account.paused_by is PausedBy.SIGN_IN:
        why = f"{label} no longer accepts our sign-in for {name}"
        return why, YouCan("connect_account", f"Connect {name} again.")
    return None


def _goes_on(situation: Situation, when: str) -> NextStep:
    delivery = situation.delivery
    planned = (None if delivery.parked else delivery.due_at) or situation.planned
    if planned is not None and planned > situation.now:
        return NextStep(f"It goes out at its time, if {when} before that.", planned)
    return NextStep(f"It goes out as soon as {when}.")


def deadline(situation: Situation) -> tuple[NextStep, ...]:
    """Tell the moment after which it no longer goes out by itself, where its message has one."""
    late, schedule = situation.message.lateness, situation.message.schedule
    if late is None or schedule is None:
        return ()
    what = "is not sent" if late.otherwise == "miss" else "waits for your word"
    ends = late.deadline(schedule, situation.delivery.asked_at)
    return (NextStep(f"If it has not gone out by then, it {what}, since it would come too late.", ends),)
