import time
from uuid import RFC_4122

from omnichannel.domain.identifiers import new_id


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
