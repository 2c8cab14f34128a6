"""Reads server-sent events from lines (WHATWG HTML, 9.2.6). Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """An event; *id* is where to go on after it."""

    name: str
    data: str
    id: str | None


class EventLines:
    """Collects lines until they are an event."""

    def __init__(self) -> None:
        self._name, self._id, self._seen = "", "", ""
        self._data: list[str] = []

    @property
    def last_id(self) -> str | None:
        """Where to go on; also where a block without an event said so."""
        return self._seen or None

    def take(self, line: str) -> Event | None:
        """Take a line without its end; gives the event that it completes."""
        if not line:
            return self._complete()
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match field:
            case "event":
                self._name = value
            case "data":
                self._data.append(value)
            case "id" if "\0" not in value:
                self._id = value
            case _:
                pass  # a comment, or a field that is not known: ignored, as the standard says
        return None

    def _complete(self) -> Event | None:
        name, data = self._name or "message", self._data
        self._name, self._data, self._seen = "", [], self._id
        return Event(name, "\n".join(data), self._id or None) if data else None
