"""What can be wrong with the database itself."""

from sqlalchemy.exc import DBAPIError

from omnichannel.domain.errors import StoreUnavailable

_SENTENCES = {
    "locked": "Another program holds the database {place} locked. Close it, or stop the other Omnichannel.",
    "disk is full": "The disk that holds {place} is full. Free some space; nothing was lost.",
    "unable to open": "The database {place} cannot be opened. Create its folder, or let this user use it.",
    "readonly database": "The database {place} may only be read. Let this user write it and its folder.",
    "not a database": "The file {place} is no SQLite database. Move it away, or name another one.",
    "malformed": "The database {place} is damaged. Restore it from a backup.",
    "disk i/o": "The disk does not read or write {place} properly. Check the disk before anything else.",
}


def unavailable(error: BaseException, place: str) -> StoreUnavailable | None:
    """Say in a sentence why the database at *place* fails, or None where *error* has another cause."""
    said = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    for sign, sentence in _SENTENCES.items():
        if sign in said:
            return StoreUnavailable(sentence.format(place=place))
    return None
