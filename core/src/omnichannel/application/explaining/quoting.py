"""What a platform said, quoted apart from our own sentences: people read it, and pass it on."""

import re

from omnichannel.application.explaining.situation import Situation
from omnichannel.application.explaining.telling import HIDDEN, masked
from omnichannel.domain.delivery import Attempt

_MAIL = r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"
_CODE = r"\(#\d+\)"
_DAY = r"\d{4}-\d\d-\d\d(?=\D|$)|\d{1,2}-[A-Z][a-z]{2}-\d{2,4}\b"
_NUMBER = r"\+?\(?\d(?:[ ()./-]{0,2}\d){8,}|\+\d[\d ()./-]{5,}\d|\d{5,}"
_TOKEN = r"(?=[\w-]*[A-Za-z])(?=[\w-]*\d)[\w-]{8,}=*"  # noqa: S105 - a pattern
_SPOKEN = re.compile(
    rf"(?P<kept>{_CODE}|{_DAY})|(?P<mail>{_MAIL})|(?<![\w-])(?P<token>{_TOKEN})|(?P<number>{_NUMBER})"
)
"""Days and the codes in front of some platforms' words stay; the first that fits counts."""


def platform_said(situation: Situation, attempt: Attempt | None) -> str | None:
    """
    Quote what the platform or its plugin said last; None where it said nothing.

    While the account's sign-in cannot be renewed, that is why; else it is about the last *attempt*.
    """
    account = situation.account
    if account.refresh_problem is not None and account.waits_for_refresh(situation.now):
        return without_identifiers(account.refresh_problem)
    said = None if attempt is None else attempt.evidence.message
    return None if said is None else without_identifiers(said)


def without_identifiers(said: str) -> str:
    """Mask what could name a person or a thing: addresses, phone numbers, ids, long numbers of any kind."""
    return _SPOKEN.sub(_shown, said)


def _shown(found: re.Match[str]) -> str:
    if found["kept"]:
        return found["kept"]
    return masked(found["mail"]) if found["mail"] else HIDDEN
