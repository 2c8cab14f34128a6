"""Sentences for what pydantic finds: one small function per kind of fault."""

from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from typing import Any

LONGEST_NAME = 60
NOUNS = {
    "local": "local time",
    "zone": "time zone",
    "at": "field `at`",
    "when": "field `when`",
    "without": "field `without`",
    "on_unknown": "field `on_unknown`",
}
FORMS = {
    r"^[a-z][a-z0-9_]{0,39}$": "a lower case letter, then at most 39 letters, digits or underscores",
}
"""What the patterns of our models mean."""


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One fault.

    Attributes:
        kind: pydantic's type of it.
        parts: where it is.
        value: what is there; only ever measured, never quoted.
        context: pydantic's facts (limits, expected values).
        message: pydantic's own sentence.
        is_key: it is about a name that was given to an entry, not about the entry.
    """

    kind: str
    parts: tuple[int | str, ...]
    value: Any
    context: Mapping[str, Any]
    message: str
    is_key: bool = False

    @property
    def name(self) -> str:
        """The last name on the way, as it was written."""
        names = [part for part in self.parts if isinstance(part, str)]
        return names[-1][:LONGEST_NAME] if names else "request"

    @property
    def subject(self) -> str:
        """What the sentence is about."""
        last, noun = self.parts[-1] if self.parts else "", self.name.replace("_", " ")
        if self.is_key:
            return f"The name {self.name!r}"
        return f"Entry {last + 1} of {noun}" if isinstance(last, int) else f"The {NOUNS.get(self.name, noun)}"

    @property
    def many(self) -> bool:
        """Whether the subject is a plural."""
        return self.subject.startswith("The ") and self.subject.endswith("s")

    @property
    def being(self) -> str:
        """The subject with "is" or "are"."""
        return f"{self.subject} {'are' if self.many else 'is'}"

    @property
    def having(self) -> str:
        """The subject with "has" or "have"."""
        return f"{self.subject} {'have' if self.many else 'has'}"

    @property
    def size(self) -> int:
        """How long it is: characters of a text or name, entries of a list or object."""
        measured = self.parts[-1] if self.is_key else self.value
        return len(measured) if isinstance(measured, Sized) else 0


@dataclass(frozen=True, slots=True)
class Words:
    """What is wrong, what to do, and the bound where there is one."""

    detail: str
    fix: str
    limit: str | None = None


def words_for(fault: Fault) -> Words:
    """Put *fault* into words."""
    return WORDINGS.get(fault.kind, _other)(fault)


def counted(number: int, one: str, many: str) -> str:
    """Write a number with its noun: "1 entry", "1,000 entries"."""
    return f"{number:,} {one if number == 1 else many}"


def _missing(fault: Fault) -> Words:
    return Words(f"{fault.being} missing.", "Add it.")


def _unknown(fault: Fault) -> Words:
    return Words(f"There is no field {fault.name!r} here.", "Remove it, or correct its name.")


def _long_text(fault: Fault) -> Words:
    has = counted(fault.size, "character", "characters")
    limit = counted(fault.context["max_length"], "character", "characters")
    return Words(f"{fault.having} {has}.", "Shorten it.", limit)


def _short_text(fault: Fault) -> Words:
    least = counted(fault.context["min_length"], "character", "characters")
    has = counted(fault.size, "character", "characters")
    state = f"{fault.having} {has}" if fault.size else f"{fault.being} empty"
    return Words(f"{state}.", f"Write at least {least}.", f"at least {least}")


def _long_list(fault: Fault) -> Words:
    has = counted(fault.size, "entry", "entries")
    limit = counted(fault.context["max_length"], "entry", "entries")
    return Words(f"{fault.having} {has}.", "Take some out.", limit)


def _short_list(fault: Fault) -> Words:
    least = counted(fault.context["min_length"], "entry", "entries")
    return Words(f"{fault.being} empty.", f"Add at least {least}.", f"at least {least}")


def _too_small(fault: Fault) -> Words:
    least = f"{fault.context['ge']:,}"
    return Words(f"{fault.being} too small.", f"Send {least} or more.", f"at least {least}")


def _too_big(fault: Fault) -> Words:
    most = f"{fault.context['le']:,}"
    return Words(f"{fault.being} too large.", f"Send {most} or less.", f"at most {most}")


def _choice(fault: Fault) -> Words:
    expected = str(fault.context["expected"])
    return Words(f"{fault.being} not one of the allowed words.", f"Send {expected}.", expected)


def _no_tag(fault: Fault) -> Words:
    return Words(f"{fault.being} missing.", "Add it; the API page lists the allowed words.")


def _wrong_tag(fault: Fault) -> Words:
    expected = str(fault.context["expected_tags"])
    return Words(f"{fault.being} not one of the allowed words.", f"Send one of {expected}.", expected)


def _pattern(fault: Fault) -> Words:
    pattern = str(fault.context["pattern"])
    form = FORMS.get(pattern, f"what matches {pattern}")
    return Words(f"{fault.having} another form than expected.", f"Send {form}.", form)


def _is_not(what: str, fix: str) -> Callable[[Fault], Words]:
    return lambda fault: Words(f"{fault.being} not {what}.", fix)


def _other(fault: Fault) -> Words:
    return Words(f"{fault.being} not valid: {fault.message}.", "See the API page for what it takes.")


def _too_much(fault: Fault) -> Words:
    limit = str(fault.context["limit"])
    return Words(f"There is too much in the {fault.name.replace('_', ' ')}.", "Send less.", limit)


def _long_number(fault: Fault) -> Words:
    return Words(f"{fault.being} too long for a number.", "Send a shorter one.", "4,300 digits")


_id = _is_not("an id", "Send a UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057.")
_time = _is_not("a time", "Send it as 2027-03-01T09:00:00.")
_instant = _is_not(
    "an instant with an offset",
    "Send it as 2027-03-01T09:00:00Z, or with an offset such as +01:00; in an address + is written %2B.",
)
_day = _is_not("a day", "Send it as 2027-03-01.")
_number = _is_not("a whole number", "Send a number without quotes or fraction.")
_truth = _is_not("true or false", "Send true or false, without quotes.")
_text = _is_not("a string", "Send text in double quotes.")
_object = _is_not("a JSON object", "Send an object in curly brackets.")

WORDINGS: Mapping[str, Callable[[Fault], Words]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "string_too_long": _long_text,
    "string_too_short": _short_text,
    "too_long": _long_list,
    "too_short": _short_list,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_big,
    "literal_error": _choice,
    "union_tag_not_found": _no_tag,
    "union_tag_invalid": _wrong_tag,
    "string_pattern_mismatch": _pattern,
    "uuid_parsing": _id,
    "uuid_type": _id,
    "datetime_parsing": _time,
    "datetime_from_date_parsing": _time,
    "datetime_type": _time,
    "instant": _instant,
    "calendar_day": _day,
    "timezone_aware": _is_not("a time with its offset", "Send it as 2027-03-01T09:00:00Z."),
    "int_parsing": _number,
    "int_from_float": _number,
    "int_type": _number,
    "bool_type": _truth,
    "bool_parsing": _truth,
    "string_type": _text,
    "free_json": _too_much,
    "int_parsing_size": _long_number,
    "list_type": _is_not("a list", "Send a list in square brackets."),
    "dict_type": _object,
    "model_type": _object,
    "model_attributes_type": _object,
}
