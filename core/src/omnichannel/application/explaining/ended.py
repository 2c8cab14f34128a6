"""Nothing more happens by itself: it is out, or it is not and why."""

from omnichannel.application.dtos.explanations import Deed
from omnichannel.application.explaining.chained import also_by, awaited, is_spared, taken_over
from omnichannel.application.explaining.explanation import Explanation, YouCan
from omnichannel.application.explaining.recognising import Ours, recognised
from omnichannel.application.explaining.situation import Situation
from omnichannel.domain.delivery_state import EVIDENT, DeliveryState
from omnichannel.domain.failure import FailureKind as F

NOT_PUBLISHED = "Nothing was published."
ANOTHER_TIME = YouCan("edit", "Choose another time, while no other part of the message has gone out.")
RETRY = YouCan("retry", "Send it again once that is repaired.")

REFUSED: dict[F, str] = {
    F.AUTH_EXPIRED: "{label} no longer accepts the sign-in of {account}: it has run out.",
    F.AUTH_REVOKED: "{label} no longer accepts the sign-in of {account}: it was taken back.",
    F.RATE_LIMITED: "{label} asked us to slow down, again and again, until we gave up.",
    F.QUOTA_EXHAUSTED: "{account} has published as much as {label} allows for now.",
    F.INVALID_CONTENT: "{label} refused the words or the form of this post.",
    F.MEDIA_REJECTED: "{label} refused a picture or a file of this post.",
    F.DUPLICATE: "{label} refused it as a repetition of an earlier post.",
    F.POLICY_BLOCKED: "It was stopped by a rule, of {label} or of this place.",
    F.NOT_FOUND: "{label} no longer finds what it was to be published on, or {account} is gone.",
    F.RECIPIENT_INVALID: "{label} says that there is no such address.",
    F.RECIPIENT_UNREACHABLE: "{label} could not reach the address.",
    F.OPTED_OUT: "The recipient asked {label} not to be written to.",
    F.UNSUPPORTED: "{label} cannot publish a post of this kind.",
    F.MISCONFIGURED: "{account} or the settings of {label} do not fit.",
    F.TRANSIENT: "{label} did not answer, again and again, until we gave up.",
}

DEEDS: dict[F, tuple[Deed, str]] = {
    F.AUTH_EXPIRED: ("connect_account", "Connect the account again."),
    F.AUTH_REVOKED: ("connect_account", "Connect the account again."),
    F.NOT_FOUND: ("connect_account", "Check whether it is still there, and connect the account again."),
    F.RECIPIENT_INVALID: ("correct_recipient", "Correct the address in a new message."),
    F.RECIPIENT_UNREACHABLE: ("correct_recipient", "Correct the address in a new message."),
    F.OPTED_OUT: ("correct_recipient", "Leave it, or ask the person for consent."),
    F.MISCONFIGURED: ("repair_plugin", "Correct the account or the settings."),
}

FAULTS: dict[Ours, tuple[str, YouCan]] = {
    Ours.WORKER_STOPPED: (
        "The worker stopped again and again while it was publishing this, each time at the same place.",
        YouCan("repair_plugin", "Read in the log why: often a file is too large for the server's memory."),
    ),
    Ours.PLUGIN_FAILED: (
        "The plugin of {label} has a fault and could not publish this.",
        YouCan("repair_plugin", "Give the details in the log to the plugin's author."),
    ),
}
"""What does not fit where neither the account nor the settings are to blame."""


def out(situation: Situation) -> Explanation:
    """It is published, and perhaps there is evidence."""
    delivery, label = situation.delivery, situation.label
    when = f" on {situation.time(delivery.published_at)}" if delivery.published_at else ""
    if delivery.state in EVIDENT:
        said = "It was read" if delivery.state is DeliveryState.READ else "It has arrived"
        meaning = f"{label} took it{when}. Nothing more happens."
        return Explanation(f"{said}{also_by(situation)}.", meaning)
    if situation.chain:
        return awaited(situation, when)
    return Explanation(f"{label} published it{when}.", "Nothing more happens.")


def failed(situation: Situation) -> Explanation:
    """The platform said no, or a person did."""
    kind = situation.delivery.kind
    if kind is None:
        headline = "Somebody looked and said that it is not there and should not be sent."
        return taken_over(situation, headline) or Explanation(headline, NOT_PUBLISHED, deeds=(RETRY,))
    headline, own = _refusal(situation, kind)
    headline = headline.format(label=situation.label, account=situation.account.name)
    if (handed_on := taken_over(situation, headline)) is not None:
        return handed_on
    return Explanation(headline, NOT_PUBLISHED, deeds=(*own, RETRY))


def _refusal(situation: Situation, kind: F) -> tuple[str, tuple[YouCan, ...]]:
    said = recognised(situation)
    if kind is F.MISCONFIGURED and said in FAULTS:
        headline, deed = FAULTS[said]
        return headline, (deed,)
    return REFUSED[kind], (YouCan(*DEEDS[kind]),) if kind in DEEDS else ()


def missed(situation: Situation) -> Explanation:
    """It came too late."""
    headline = situation.delivery.reason or "It could not go out while it was wanted, so it was not sent."
    if (handed_on := taken_over(situation, headline)) is not None:
        return handed_on
    deeds = [YouCan("retry", "Publish it now.")]
    if situation.delivery.has_not_left:
        deeds.append(ANOTHER_TIME)
    return Explanation(headline, NOT_PUBLISHED, deeds=tuple(deeds))


def cancelled(situation: Situation) -> Explanation:  # noqa: ARG001 - one shape for every state
    """It was called off."""
    return Explanation("It was called off before anything was sent.", NOT_PUBLISHED)


def skipped(situation: Situation) -> Explanation:
    """It was left out on purpose."""
    why = situation.delivery.reason or "This recipient is not to be written to."
    if is_spared(situation):
        return Explanation(f"It was not needed. {why}", "Nothing was sent.")
    if (handed_on := taken_over(situation, f"It was left out. {why}")) is not None:
        return handed_on
    deed = YouCan("correct_recipient", "If that is wrong, correct what is known of the recipient.")
    return Explanation(f"It was left out. {why}", "Nothing was sent.", deeds=(deed,))
