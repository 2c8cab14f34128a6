import time
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from omnichannel.domain.identifiers import keyed_id, new_id


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


def test_a_key_always_gives_the_same_id() -> None:
    """The id of a key is the same on every machine, on every day."""
    assert UUID("550e4f8c-4b44-5868-bb46-a3856e240622") == keyed_id(UUID(int=1), "order-1")


@given(keys=st.lists(st.text(min_size=1), min_size=2, max_size=2, unique=True))
def test_other_keys_and_other_workspaces_give_other_ids(keys: list[str]) -> None:
    """Neither a key nor a workspace meets another's id."""
    first, second = keys

    ids = {keyed_id(UUID(int=1), first), keyed_id(UUID(int=1), second), keyed_id(UUID(int=2), first)}

    assert 3 == len(ids)
