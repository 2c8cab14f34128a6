"""How late a message may leave, as somebody types it."""

import re
from dataclasses import replace

from omnichannel.application.dtos.messages import PatienceIn
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.sending.said import OnUnknown, Said

MINUTES = {"m": 1, "h": 60, "d": 24 * 60}
LONGEST_MINUTES = 30 * MINUTES["d"]
OTHERWISE = ("miss", "ask")
EXAMPLE = "write it as --late 30m, 2h or 1d; --late 30m,ask holds the post then and asks you"
_WRITTEN = re.compile(r"([0-9]{1,5})([mhd])(?:,([a-z]+))?")


def with_patience(said: Said, late: str | None, on_unknown: OnUnknown | None) -> Said:
    """Add what was typed behind --late and --on-unknown. Raises as `patience_from`."""
    return replace(said, lateness=patience_from(late), on_unknown=on_unknown)


def patience_from(given: str | None) -> PatienceIn | None:
    """
    Read what somebody typed behind --late: "30m", "2h,ask".

    Raises:
        CommandFailed: it is no length of time, too short or too long, or what follows then is not known.
    """
    if given is None:
        return None
    read = _WRITTEN.fullmatch(given.strip().lower().replace(" ", ""))
    if read is None:
        raise CommandFailed(f"--late {given!r} is no length of time", hint=EXAMPLE)
    minutes, otherwise = int(read[1]) * MINUTES[read[2]], read[3] or "miss"
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise CommandFailed(f"--late {given!r} is not between 1 minute and 30 days", hint=EXAMPLE)
    if otherwise not in OTHERWISE:
        told = f"--late does not know `{otherwise}`: a late post is not sent (miss), or you are asked (ask)"
        raise CommandFailed(told, hint=EXAMPLE)
    return PatienceIn.model_validate({"minutes": minutes, "otherwise": otherwise})
