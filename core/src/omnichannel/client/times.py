"""Times as people give them, as the API takes them."""

from datetime import UTC, datetime, timedelta

from omnichannel.application.dtos.messages import At, Draft, Now
from omnichannel.client.errors import WrongArgument

When = datetime | tuple[datetime, str]
"""An aware datetime; or wall time without an offset, and the IANA name of its zone."""


def publish_from(at: When | None, *, draft: bool = False) -> Draft | Now | At:
    """
    Say when to publish: at *at*, at once where it is None, or not yet.

    The zone of an aware datetime is kept where it has an IANA name, so that the message stays at that
    time of the wall clock.

    Raises:
        WrongArgument: a draft has a time, or the time has no zone.
    """
    if draft and at is not None:
        raise WrongArgument("a draft has no time; leave out `at` or `draft`")
    if draft:
        return Draft(when="draft")
    return Now(when="now") if at is None else _at(at)


def utc_from(moment: datetime) -> str:
    """Write an aware datetime for a query. Raises `WrongArgument` where it is not aware."""
    return _aware(moment).astimezone(UTC).isoformat()


def _at(at: When) -> At:
    if isinstance(at, datetime):
        return _at_instant(_aware(at))
    local, zone = at
    if local.tzinfo is not None:
        raise WrongArgument(f"{local.isoformat()} has an offset and a zone beside it; give one of the two")
    return At(when="at", local=local, zone=zone)


def _at_instant(at: datetime) -> At:
    zone = getattr(at.tzinfo, "key", None)
    if not isinstance(zone, str) or _is_second_time(at):
        at, zone = at.astimezone(UTC), "UTC"
    return At(when="at", local=at.replace(tzinfo=None, fold=0), zone=zone)


def _aware(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise WrongArgument(
            f"{at.isoformat()} has no zone; write (datetime, 'Europe/Berlin'), or give it a tzinfo"
        )
    return at


def _is_second_time(at: datetime) -> bool:
    """Tell whether the wall clock shows this time twice and the second one is meant."""
    return at.fold == 1 and (at.utcoffset() or timedelta()) < (at.replace(fold=0).utcoffset() or timedelta())
