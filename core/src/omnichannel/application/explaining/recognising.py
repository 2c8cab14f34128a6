"""Sentences of ours that are stored as a delivery's reason, recognised by their own words."""

import re
from enum import Enum

from omnichannel.application.explaining.situation import Situation


class Ours(Enum):
    """What a reason of ours says, with the words by which it is known."""

    FROM_BACKUP = r"^It comes from a backup of "
    MISSING = r" does not have it, so it is sent again\."
    NOT_BEGUN = r"^Its worker stopped before it began\."
    ASKED_FOR = r" The message asks for it to be sent again\."
    REPEATED = r" did not answer in time, so it is sent again\."
    GUARD_UNHEARD = r" has to agree before this is published, and could not be asked\."
    NOT_SEARCHABLE = r" cannot be searched for it\."
    NOT_SHOWN = r" took it and has not shown it since; "
    ACCOUNT_GONE = r" Whether it was published cannot be looked up any more\."
    NOBODY_LOOKED = r"^It may be published, and cannot be looked for: "
    WORKER_STOPPED = r"^The worker stopped \d+ times while publishing this, "
    PLUGIN_FAILED = r"^The plugin of .+ failed: \w+\."


def recognised(situation: Situation) -> Ours | None:
    """Say which sentence of ours the delivery's reason is; None for any other, as a platform's."""
    return ours(situation.delivery.reason)


def ours(reason: str | None) -> Ours | None:
    """Say which sentence of ours *reason* is; None for any other."""
    if reason is None:
        return None
    return next((one for one in Ours if re.search(one.value, reason)), None)
