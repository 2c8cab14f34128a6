"""Stories of what people do with what was accepted, and of what a platform tells later."""

import asyncio
from datetime import timedelta

from tests.reliability.bodies import later, mail, mail_in_two_ways, mail_to_list, post
from tests.reliability.deeds import (
    cancel,
    edit,
    pause,
    publish_now,
    remove,
    resume,
    retry,
    tell_delivered,
    tell_read,
)
from tests.reliability.homes import mailbox, page, two_mailboxes
from tests.reliability.moments import CALLING_OFF, CLAIMING, RELEASING
from tests.reliability.person import by_the_api
from tests.reliability.story import QUICK_TO_GIVE_UP, Hands, Story, impatiently, lock, sql, unlock

SOON, LATER, FAR = timedelta(seconds=0.7), timedelta(seconds=3), timedelta(hours=1)
"""The first is shorter than what it takes to get over a kill, the second longer than any person takes."""
MARKED = """
    UPDATE deliveries SET state = 'publishing', steps = '{"@irreversible": "2026-01-01T00:00:00+00:00"}',
        attempts = 1, started_at = due_at, sent_since = due_at WHERE state = 'scheduled'
"""
TOO_LATE = "UPDATE messages SET planned_at = planned_at - 120000000"


async def _take_a_while(_: Hands) -> None:
    await asyncio.sleep(0.5)


STORIES_OF_PEOPLE: dict[str, Story] = {
    "a post that is called off": Story(
        prepare=page,
        requests=lambda facts, tag: [later(post(facts, tag), SOON)],
        send=by_the_api,
        then=[cancel],
        ends=frozenset({"cancelled"}),
    ),
    "mails to a list that are called off": Story(
        prepare=mailbox,
        requests=lambda facts, tag: [later(mail_to_list(facts, tag), FAR)],
        then=[cancel],
        ends=frozenset({"cancelled", "skipped"}),
    ),
    "a post that is edited": Story(
        prepare=page,
        requests=lambda facts, tag: [later(post(facts, tag), FAR)],
        then=[edit, publish_now],
        must_end=frozenset({"published"}),
    ),
    "mails to a list that are moved": Story(
        prepare=mailbox,
        requests=lambda facts, tag: [later(mail_to_list(facts, tag), FAR)],
        then=[publish_now],
        ends=frozenset({"skipped"}),
    ),
    "a post that a person sends after all": Story(
        prepare=page,
        requests=lambda facts, tag: [{**post(facts, tag), "lateness": {"minutes": 1}}],
        acts={CLAIMING: sql(TOO_LATE)},
        then=[retry],
        must_end=frozenset({"published"}),
    ),
    "an account that a person stops for a while": Story(
        prepare=page,
        requests=lambda facts, tag: [post(facts, tag)],
        then=[pause, resume],
        must_end=frozenset({"published"}),
    ),
    "an account that a person removes": Story(
        prepare=page,
        requests=lambda facts, tag: [later(post(facts, tag), SOON)],
        then=[remove],
        asks=True,
        ends=frozenset({"cancelled", "failed"}),
    ),
    "an account of two ways that a person removes": Story(
        prepare=two_mailboxes,
        requests=lambda facts, tag: [later(mail_in_two_ways(facts, tag), LATER)],
        send=impatiently,
        then=[remove],
        asks=True,
        ends=frozenset({"cancelled", "failed"}),
    ),
    "a post that is told of later": Story(
        prepare=page,
        requests=lambda facts, tag: [post(facts, tag)],
        then=[tell_delivered, tell_read],
        must_end=frozenset({"read"}),
        ends=frozenset({"read"}),
    ),
    "a mail that a stopped worker left": Story(
        prepare=mailbox,
        requests=lambda facts, tag: [mail(facts, tag, "ada")],
        acts={CLAIMING: sql(MARKED)},
        asks=True,
        must_end=frozenset({"published"}),
    ),
    "a post whose calling off takes a while": Story(
        prepare=page,
        requests=lambda facts, tag: [later(post(facts, tag), FAR)],
        acts={CALLING_OFF: _take_a_while},
        then=[cancel],
        ends=frozenset({"cancelled"}),
    ),
    "a store locked while a post is called off": Story(
        prepare=page,
        requests=lambda facts, tag: [later(post(facts, tag), FAR)],
        acts={CALLING_OFF: lock, RELEASING: unlock},
        settings=QUICK_TO_GIVE_UP,
        then=[cancel],
        ends=frozenset({"cancelled"}),
    ),
    "two ways that a stopped worker left": Story(
        prepare=two_mailboxes,
        requests=lambda facts, tag: [mail_in_two_ways(facts, tag)],
        send=impatiently,
        acts={CLAIMING: sql(MARKED)},
        asks=True,
        must_end=frozenset({"published"}),
    ),
}
