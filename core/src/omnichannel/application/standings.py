"""From what a caller sends about addresses to standings, and back."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from omnichannel.application.dtos.recipients import (
    ConsentIn,
    ConsentOut,
    OptOutIn,
    OptOutOut,
    StandingIn,
    StandingOut,
    SuppressionIn,
    SuppressionOut,
)
from omnichannel.application.ports.outbound.recipient_repository import AddressPlace
from omnichannel.domain.errors import Problem
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.standing import (
    Consent,
    OptOut,
    Standing,
    Suppression,
    SuppressionReason,
    address_key,
)

CLOCKS_DIFFER_BY = timedelta(minutes=5)
_PARTS = ("suppressed", "opted_out", "consent")
_TIMES = (
    ("suppressed", "since"),
    ("opted_out", "since"),
    ("consent", "given_at"),
    ("consent", "withdrawn_at"),
)


def place_of(workspace_id: UUID, channel: str, address: str) -> AddressPlace:
    """Say under which an address is kept."""
    return AddressPlace(workspace_id, channel, address_key(address))


def standing_with(old: Standing | None, new: StandingIn, *, workspace_id: UUID, now: datetime) -> Standing:
    """Lay what *new* says over what is known; a part that it leaves out stays."""
    given = {part: _made(getattr(new, part), now) for part in _PARTS if part in new.model_fields_set}
    kept = {} if old is None else {part: getattr(old, part) for part in _PARTS}
    return Standing(
        id=new_id() if old is None else old.id,
        workspace_id=workspace_id,
        channel=new.channel,
        address=new.address.strip(),
        created_at=now if old is None else old.created_at,
        updated_at=now,
        **kept | given,
    )


def _made(part: SuppressionIn | OptOutIn | ConsentIn | None, now: datetime) -> Any:
    match part:
        case None:
            return None
        case SuppressionIn():
            return Suppression(SuppressionReason(part.reason), part.since or now, part.note)
        case OptOutIn():
            return OptOut(part.since or now, part.source)
        case ConsentIn():
            return Consent(part.given_at, part.source, part.evidence, part.withdrawn_at)


def problems_with(news: Sequence[StandingIn], *, now: datetime) -> Iterator[Problem]:
    """Find what is wrong with records that are each well formed."""
    seen: set[tuple[str, str]] = set()
    for place, new in enumerate(news):
        field, key = f"/recipients/{place}", (new.channel, address_key(new.address))
        if not key[1]:
            yield Problem(f"{field}/address", "The address is blank.", "Write the address.")
        elif key in seen:
            yield Problem(f"{field}/address", "The address stands there twice.", "Send one record for it.")
        if not new.model_fields_set.intersection(_PARTS):
            fix = "Send suppressed, opted_out or consent; null removes what is known."
            yield Problem(field, "The record says nothing about the address.", fix)
        seen.add(key)
        yield from _time_problems(field, new, now)


def _time_problems(field: str, new: StandingIn, now: datetime) -> Iterator[Problem]:
    for part, name in _TIMES:
        said: datetime | None = getattr(getattr(new, part), name, None)
        if said is not None and (said > now + CLOCKS_DIFFER_BY or said.year < 1970):
            told = "The time lies in the future." if said > now else "The time lies before 1970."
            yield Problem(f"{field}/{part}/{name}", told, "Send when it happened.")
    consent = new.consent
    if consent is not None and consent.withdrawn_at is not None and consent.withdrawn_at < consent.given_at:
        told = "The consent was withdrawn before it was given."
        yield Problem(f"{field}/consent/withdrawn_at", told, "Correct one of the two times.")


def standing_out(standing: Standing) -> StandingOut:
    """Translate a standing."""
    suppressed, left, agreed = standing.suppressed, standing.opted_out, standing.consent
    same = ("id", "channel", "address", "created_at", "updated_at")
    return StandingOut(
        **{name: getattr(standing, name) for name in same},
        blocked=suppressed is not None or left is not None,
        suppressed=suppressed
        and SuppressionOut(reason=suppressed.reason.value, since=suppressed.since, note=suppressed.note),
        opted_out=left and OptOutOut(since=left.since, source=left.source),
        consent=agreed and ConsentOut(**{name: getattr(agreed, name) for name in ConsentOut.model_fields}),
    )


def summary_of(standing: Standing) -> str:
    """Say in a few words what is known, for the audit log: no address, no evidence."""
    known = [part for part in _PARTS if getattr(standing, part) is not None]
    return f"{standing.channel}: {', '.join(known) or 'nothing'}"
