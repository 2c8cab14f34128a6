"""People by the thousand: more than a message can name are uploaded as a list."""

import csv
import io
from collections.abc import Iterable, Sequence
from uuid import UUID

from omnichannel.application.dtos.messages import MOST_RECIPIENTS, RecipientIn
from omnichannel.application.dtos.recipient_lists import RecipientListOut
from omnichannel.client.errors import WrongArgument
from omnichannel.client.files import File

PeopleOf = tuple[UUID, Sequence[RecipientIn]]
"""An account, and the people it writes to."""


def is_crowd(people: Iterable[PeopleOf]) -> bool:
    """Say whether there are more addresses than a message takes by name."""
    return sum(len(person.addresses) for _, named in people for person in named) > MOST_RECIPIENTS


def crowd_file(people: Iterable[RecipientIn]) -> File:
    """Write people down as a list is uploaded."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("address", "name"))
    rows.writerows((address, person.name or "") for person in people for address in person.addresses)
    return File("people.csv", text.getvalue().encode())


def demand_whole(uploaded: RecipientListOut) -> None:
    """
    Let a list pass of which everybody can be written to.

    Raises:
        WrongArgument: somebody cannot; it names the first.
    """
    if not uploaded.refused_count:
        return
    first = uploaded.refused[0]
    many = f"{uploaded.refused_count:,} of the people" if uploaded.refused_count > 1 else "one of the people"
    raise WrongArgument(f"{many} cannot be written to; person {first.row - 1:,}: {first.detail} {first.fix}")
