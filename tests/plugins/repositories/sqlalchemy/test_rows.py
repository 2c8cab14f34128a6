from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from omnichannel.domain.delivery import Attempt
from omnichannel.domain.lateness import Lateness
from omnichannel.domain.outcome import Evidence
from omnichannel.testing.message_repository_contract import rich_message
from omnichannel.testing.repository_samples import a_message
from omnichannel_sqlalchemy.bodies import body_from_message, parts_from_body
from omnichannel_sqlalchemy.columns import microseconds
from omnichannel_sqlalchemy.dialect import SQLITE
from omnichannel_sqlalchemy.rows import ATTEMPT


def test_a_body_is_read_as_it_was_written() -> None:
    """Content, targets, variants, options and patience survive the way to JSON and back."""
    message = replace(rich_message(), lateness=Lateness(timedelta(minutes=30), "ask"))

    parts = parts_from_body(body_from_message(message))

    said = (message.content, message.targets, message.variants, message.options, message.lateness)
    assert said == parts


def test_what_is_empty_is_left_out() -> None:
    """A plain message has a small body."""
    message = replace(a_message(), targets=())

    assert {"text": "Good morning", "media": []} == body_from_message(message)["content"]


def test_attempts_are_kept_field_by_field() -> None:
    """The columns of an attempt are its fields, then those of its evidence; usage teaches and is not kept."""
    names = [*(field.name for field in fields(Attempt))][:-1] + [field.name for field in fields(Evidence)]
    names.remove("usage")

    assert names == [column.name for column in ATTEMPT]


def test_an_instant_is_the_same_in_every_zone() -> None:
    """Microseconds count from 1970 in UTC, whatever the offset, before and after."""
    noon = datetime(1969, 12, 31, 12, 0, 0, 1, tzinfo=UTC)
    far = noon.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert -43_199_999_999 == microseconds(noon) == microseconds(far)


def test_a_time_without_a_zone_is_refused() -> None:
    """A naive time stands for no instant."""
    with pytest.raises(TypeError):
        microseconds(datetime(2031, 1, 1))


def test_only_scalars_are_packed() -> None:
    """A row that carries something else is a fault of ours."""
    with pytest.raises(TypeError, match="set"):
        SQLITE.pack([({1},)])
