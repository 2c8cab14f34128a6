import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from omnichannel.application.composing import Known, accounts_named, assets_named, compose, timing
from omnichannel.application.dtos.messages import At, Draft, MessageIn, Now, Publish
from omnichannel.domain.content import Variant
from omnichannel.domain.content_hash import content_hash
from omnichannel.domain.errors import InvalidRequest, Problem
from omnichannel.domain.focal_point import FocalPoint
from omnichannel.domain.media import MediaAsset
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.target import Recipient, Target
from tests.core.fakes.examples import ACCOUNT, MESSAGE, NOW, PRINCIPAL, WORKSPACE, account, at

PICTURE = UUID(int=9)
ASSET = MediaAsset(PICTURE, WORKSPACE, "ab" * 32, "image/png", 70, "loaf.png", NOW, 1, 1, "A loaf")
KNOWN = Known({ACCOUNT: account()}, {PICTURE: ASSET})


def written(**fields: Any) -> MessageIn:
    given = {
        "content": {"text": "Bread", "media": [{"media_id": PICTURE}]},
        "targets": [{"account_id": ACCOUNT}],
        "publish": {"when": "now"},
        **fields,
    }
    return MessageIn.model_validate(given)


def composed(new: MessageIn, known: Known = KNOWN) -> Message:
    return compose(new, id=MESSAGE, known=known, principal=PRINCIPAL, now=NOW)


def problems(new: MessageIn) -> tuple[Problem, ...]:
    with pytest.raises(InvalidRequest) as raised:
        composed(new)
    return raised.value.problems


def when(publish: Publish) -> Problem:
    with pytest.raises(InvalidRequest) as raised:
        timing(publish, now=NOW)
    (problem,) = raised.value.problems
    return problem


def test_a_message_is_what_its_author_wrote() -> None:
    """Content, variants, options, targets and people arrive as they were written."""
    made = composed(
        written(
            variants={"feed": {"text": "Short", "media": [], "without": ["link"]}},
            options={"feed": {"colour": "red"}},
            targets=[{"account_id": ACCOUNT, "recipients": [{"addresses": ["a@b.c"], "name": "Ada"}]}],
            on_unknown="retry",
        )
    )

    assert {"feed": Variant("Short", media=(), without=frozenset({"link"}))} == made.variants
    assert {"feed": {"colour": "red"}} == made.options
    assert (Target(ACCOUNT, (Recipient(("a@b.c",), "Ada"),)),) == made.targets
    assert ("Bread", "retry", "local", 1) == (
        made.content.text,
        made.on_unknown,
        made.created_by,
        made.version,
    )
    assert content_hash(made) == made.content_hash


def test_media_carry_their_facts() -> None:
    """What is known of an asset is copied, so that nobody looks it up when the message is due."""
    (picture,) = composed(written()).content.media

    assert ("ab" * 32, "image/png", 70, "loaf.png", 1, 1, "A loaf") == (
        picture.sha256,
        picture.media_type,
        picture.size_bytes,
        picture.filename,
        picture.width,
        picture.height,
        picture.alt_text,
    )


@pytest.mark.parametrize(("alt_text", "said"), [(None, "A loaf"), ("Bread", "Bread"), ("", "")])
def test_a_message_may_describe_a_picture_in_its_own_words(alt_text: str | None, said: str) -> None:
    """The message's alternative text goes before the asset's, even where it is empty."""
    made = composed(written(content={"media": [{"media_id": PICTURE, "alt_text": alt_text}]}))

    assert said == made.content.media[0].alt_text


@pytest.mark.parametrize(
    ("place", "point"), [({}, FocalPoint(0.2, 0.3)), ({"focal_point": {"x": 1, "y": 0}}, FocalPoint(1, 0))]
)
def test_a_message_may_look_at_another_part_of_a_picture(place: dict[str, Any], point: FocalPoint) -> None:
    """The asset's focal point is copied, unless the message names its own for the place."""
    new = written(content={"media": [{"media_id": PICTURE, **place}]})
    asset = replace(ASSET, focal_point=FocalPoint(0.2, 0.3))

    made = composed(new, known=Known(KNOWN.accounts, {PICTURE: asset}))

    assert point == made.content.media[0].focal_point


def test_everything_unknown_is_named_at_once() -> None:
    """Each unknown account and asset is a problem with its place in the request."""
    stranger = UUID(int=77)

    found = problems(
        written(
            content={"media": [{"media_id": PICTURE}, {"media_id": stranger}]},
            variants={"feed": {"media": [{"media_id": stranger}]}},
            targets=[{"account_id": ACCOUNT}, {"account_id": stranger}],
        )
    )

    assert ["/targets/1/account_id", "/content/media/1/media_id", "/variants/feed/media/0/media_id"] == [
        problem.field for problem in found
    ]
    assert all(str(stranger) in problem.detail and problem.fix for problem in found)


def test_only_things_of_the_own_workspace_are_known() -> None:
    """Accounts and assets of other workspaces are as if they were not there."""
    assert Known({}, {}) == KNOWN.of(UUID(int=99))
    assert KNOWN == KNOWN.of(WORKSPACE)


def test_what_a_message_names_is_asked_for_once() -> None:
    """Accounts and assets that stand in several places are one each."""
    new = written(
        variants={"feed": {"media": [{"media_id": PICTURE}]}, "mail": {"text": "x"}},
        targets=[{"account_id": ACCOUNT}, {"account_id": ACCOUNT}],
    )

    assert ({ACCOUNT}, {PICTURE}) == (accounts_named(new), assets_named(new))


def test_a_draft_has_no_time() -> None:
    """A draft waits until its author gives it a time."""
    assert (Editorial.DRAFT, None) == timing(Draft(when="draft"), now=NOW)


def test_now_is_the_present_instant() -> None:
    """Publishing now is a schedule whose time has come."""
    editorial, schedule = timing(Now(when="now"), now=NOW)

    assert (Editorial.SCHEDULED, NOW) == (editorial, schedule and schedule.instant)


def test_a_wall_time_is_resolved() -> None:
    """Nine in Berlin in winter is eight in UTC."""
    _, schedule = timing(At(when="at", local=datetime(2027, 3, 2, 9), zone="Europe/Berlin"), now=NOW)

    assert datetime(2027, 3, 2, 8, tzinfo=UTC) == (schedule and schedule.instant)


@pytest.mark.parametrize("seconds", [-60, 0, 1])
def test_a_time_that_passed_a_moment_ago_means_now(seconds: int) -> None:
    """The way of a request takes a while, and is not held against its author."""
    timing(At(when="at", local=at(seconds).replace(tzinfo=None), zone="UTC"), now=NOW)


def test_a_time_that_has_passed_is_a_problem() -> None:
    """The problem shows what was asked, what time it is, and two ways out."""
    problem = when(At(when="at", local=datetime(2027, 3, 1, 8, 58), zone="Europe/Berlin"))

    assert "/publish/local" == problem.field
    assert "2027-03-01 08:58 in Europe/Berlin has passed; now it is 08:00 UTC." == problem.detail
    assert 'Choose a later time, or publish {"when": "now"}.' == problem.fix


@pytest.mark.parametrize("year", [1, 1999, 2201, 9999])
def test_a_year_out_of_range_is_a_problem(year: int) -> None:
    """Times that no calendar is sure of are refused before they are computed with."""
    problem = when(At(when="at", local=datetime(year, 1, 1), zone="Pacific/Apia"))

    assert f"The year {year} is out of range." == problem.detail


def test_a_problem_of_time_names_a_field_of_the_request() -> None:
    """A wrong zone and a time with an offset are found where they were written."""
    zone = when(At(when="at", local=datetime(2027, 3, 2), zone="Mars/Olympus"))
    local = when(At(when="at", local=datetime(2027, 3, 2, tzinfo=UTC), zone="UTC"))

    assert ("/publish/zone", "/publish/local") == (zone.field, local.field)


def crowd(size: int, *, each: int = 10) -> list[dict[str, Any]]:
    """Give targets with *size* addresses, as many targets, people and addresses as the models take."""
    people = [
        {"addresses": [f"{n + i}@b.c" for i in range(min(each, size - n))]} for n in range(0, size, each)
    ]
    return [
        {"account_id": ACCOUNT, "recipients": people[n : n + 1_000]} for n in range(0, len(people), 1_000)
    ]


@pytest.mark.parametrize("publish", [{"when": "draft"}, {"when": "now"}])
def test_too_many_addresses_are_refused_before_anything_else(publish: dict[str, str]) -> None:
    """200,000 addresses are counted and refused, even in a draft, without a look at the rest."""
    new = written(targets=crowd(200_000), content={"text": "", "media": [{"media_id": UUID(int=1)}]})
    began = time.perf_counter()

    (problem,) = problems(new.model_copy(update={"publish": written(publish=publish).publish}))

    assert time.perf_counter() - began < 0.5
    assert ("/targets", "There are 200,000 addresses.") == (problem.field, problem.detail)
    assert "1,000 addresses" == problem.limit
    assert "Upload them as a list with POST /v1/recipient-lists, and name the list." == problem.fix


@pytest.mark.parametrize(("size", "each"), [(1_000, 10), (1_000, 1)])
def test_the_most_addresses_are_taken(size: int, each: int) -> None:
    """Exactly a thousand addresses are one message."""
    made = composed(written(targets=crowd(size, each=each)))

    assert size == sum(len(person.addresses) for target in made.targets for person in target.recipients)
