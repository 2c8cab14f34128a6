import time
from uuid import RFC_4122, UUID

import pytest

from omnichannel.domain.identifiers import derived_id, new_id


def test_ids_sort_by_the_millisecond_they_were_made_in() -> None:
    """Ids of later milliseconds are greater, as numbers and as text."""
    made = []
    for _ in range(5):
        made.append(new_id())
        time.sleep(0.002)

    assert sorted(made) == made
    assert sorted(str(id) for id in made) == [str(id) for id in made]


def test_an_id_is_a_uuid_of_version_7() -> None:
    """Other programs read the version, the variant and the time from an id."""
    before = time.time_ns() // 1_000_000
    id = new_id()
    after = time.time_ns() // 1_000_000

    assert (7, RFC_4122) == (id.version, id.variant)
    assert before <= id.int >> 80 <= after


def test_ids_do_not_repeat() -> None:
    """Many ids of one millisecond differ."""
    assert 20_000 == len({new_id() for _ in range(20_000)})


def test_a_derived_id_is_always_the_same() -> None:
    """Origin and number give one id, a UUID of version 7 with the time of its origin."""
    origin = new_id()
    id = derived_id(origin, 7)

    assert derived_id(UUID(origin.hex), 7) == id
    assert (7, RFC_4122, origin.int >> 80) == (id.version, id.variant, id.int >> 80)


def test_derived_ids_sort_by_number() -> None:
    """Parts of one origin keep their order, up to the last number there is."""
    origin = new_id()
    made = [derived_id(origin, number) for number in (0, 1, 2, 499, 500, 199_999, (1 << 24) - 1)]

    assert sorted(made) == made
    assert len(made) == len(set(made))


def test_two_origins_share_no_id() -> None:
    """Origins of one millisecond give different ids for the same numbers."""
    origins = {new_id() for _ in range(200)}

    assert 200 * 50 == len({derived_id(origin, number) for origin in origins for number in range(50)})


@pytest.mark.parametrize("number", [-1, 1 << 24])
def test_a_number_out_of_bounds_is_refused(number: int) -> None:
    """More parts than fit would share ids."""
    with pytest.raises(ValueError, match="0 to 16777215"):
        derived_id(new_id(), number)
