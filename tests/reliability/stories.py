"""
Stories: what is sent, and what happens meanwhile, so that every place of the engine is passed.

A story's acts change the world at a moment of its first life, as another process or a person would.
What happens on a platform happens there: one of the pretend ones loses the answer to every post.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any

from omnichannel.domain.errors import NotAllowedNow
from omnichannel.domain.events import DeliveriesSettled, MessagesScheduled
from tests.reliability.bodies import mail, mail_in_two_ways, mail_to_list, message, pictures, post
from tests.reliability.deeds import reconnect, resume, sign_in_again, tell_password
from tests.reliability.homes import (
    ending_sign_in,
    expired_page,
    mailbox,
    mailbox_without_password,
    page,
    page_and_pictures,
    page_and_program,
    paused_page,
    sign_in,
    slow_page,
    two_mailboxes,
)
from tests.reliability.moments import (
    ACCEPTING,
    CLAIMED,
    CLAIMING,
    CLAIMING_FAN_OUT,
    CLAIMING_REFRESH,
    DRAINED,
    DRAINING,
    KEEPING_REFRESHED,
    KEEPING_RESTS,
    OUTCOME_KNOWN,
    RENEWING,
    RESTS,
    SENDING,
    SETTLED,
    SETTLING,
    SETTLING_RESTS,
    TELLING,
)
from tests.reliability.onlooker import DAWDLE, VETO
from tests.reliability.person import by_the_api
from tests.reliability.slowbook import BUSY
from tests.reliability.stories_of_people import STORIES_OF_PEOPLE
from tests.reliability.story import (
    QUICK_TO_GIVE_UP,
    Facts,
    Hands,
    Requests,
    Story,
    after_renewing,
    impatiently,
    in_bulk,
    lock,
    sql,
    unlock,
)
from tests.reliability.watching import unwatched, watch


def _with_removed_picture(facts: Facts, tag: str) -> Requests:
    one = message(tag, {"account_id": facts["account"]}, media=[{"media_id": facts["picture-1"]}])
    return [post(facts, f"{tag} good"), one]


def _disable(hands: Hands) -> None:
    channels: Any = hands.walk.release._channels
    channels.disable("facebook", "Somebody disabled it.")


async def _enable(hands: Hands) -> None:
    channels: Any = hands.walk.release._channels
    channels.enable(channels.loaded("facebook"))
    await hands.walk.publisher.announce(MessagesScheduled((), datetime.now(UTC)))


async def _lock_out_for_hours(hands: Hands) -> None:
    await hands.sql("UPDATE accounts SET sealed = x'00', version = version + 1")
    await hands.sql("UPDATE deliveries SET started_at = started_at - 18000000000")


async def _rename(hands: Hands) -> None:
    """The account is called as the run is, so that what a program hears of it tells of which run it is."""
    named = f"name = '{hands.tag}', version = version + 1"
    await hands.sql(f"UPDATE accounts SET {named} WHERE channel = 'facebook'")  # noqa: S608


async def _renew_too(hands: Hands) -> None:
    """Somebody else wants the sign-in renewed at the same time, and is told that it is being renewed."""
    with unwatched():
        accounts = await hands.walk.use_cases.get_accounts.list(hands.principal, limit=1, cursor=None)
    try:
        await hands.walk.use_cases.refresh_account.refresh(hands.principal, accounts.items[0].id)
    except NotAllowedNow:
        return
    raise AssertionError("two renewed one sign-in at the same time")


async def _announce_much(hands: Hands) -> None:
    for _ in range(50):
        await hands.walk.publisher.announce(DeliveriesSettled({}))


async def _stop(hands: Hands) -> None:
    """Stop, and send nothing before the worker waits for what is under way."""
    hands.stop()
    while DRAINING not in watch.passed:  # noqa: ASYNC110 - what is watched has no event
        await asyncio.sleep(0.002)


REMOVED = sql("UPDATE accounts SET state = 'removed'")

SIGN_IN_ENDS: dict[str, Any] = {
    "platform": "rotating",
    "prepare": ending_sign_in,
    "requests": lambda facts, tag: [post(facts, tag)],
    "begins": sign_in,
    "mend": sign_in_again,
}

LEFT_MIDWAY = """
    UPDATE deliveries SET state = 'publishing', steps = '{"container": "1"}', attempts = 1,
        started_at = due_at, sent_since = due_at
"""
STORIES: dict[str, Story] = {
    "a post": Story(prepare=page, requests=lambda facts, tag: [post(facts, tag)]),
    "a post by the API": Story(prepare=page, requests=lambda facts, tag: [post(facts, tag)], send=by_the_api),
    "two pictures": Story(prepare=page_and_pictures, requests=lambda facts, tag: [pictures(facts, tag, 2)]),
    "two pictures that a stopped worker left": Story(
        prepare=page_and_pictures,
        requests=lambda facts, tag: [pictures(facts, tag, 2)],
        acts={CLAIMING: sql(LEFT_MIDWAY)},
    ),
    "a lost answer": Story(
        platform="forgetful", prepare=page, requests=lambda facts, tag: [post(facts, tag)]
    ),
    "a lost answer to a picture": Story(
        platform="forgetful",
        prepare=page_and_pictures,
        requests=lambda facts, tag: [pictures(facts, tag, 1)],
    ),
    "a lost answer to two pictures": Story(
        platform="forgetful",
        prepare=page_and_pictures,
        requests=lambda facts, tag: [pictures(facts, tag, 2)],
    ),
    "a mail with a picture": Story(
        prepare=mailbox,
        requests=lambda facts, tag: [mail(facts, tag, "ada", media=[{"media_id": facts["picture"]}])],
    ),
    "mails to a list": Story(
        prepare=mailbox,
        requests=lambda facts, tag: [mail_to_list(facts, tag)],
        ends=frozenset({"skipped"}),
    ),
    "two ways to one person": Story(
        prepare=two_mailboxes,
        requests=lambda facts, tag: [mail_in_two_ways(facts, tag)],
        send=impatiently,
    ),
    "posts in bulk": Story(
        prepare=page,
        requests=lambda facts, tag: [[post(facts, f"{tag} {letter}") for letter in "ab"]],
        send=in_bulk,
    ),
    "one slot": Story(
        prepare=page,
        requests=lambda facts, tag: [post(facts, f"{tag} {letter}") for letter in "ab"],
        settings={"max_in_flight": 1},
    ),
    **STORIES_OF_PEOPLE,
    "a post that takes a while": Story(prepare=slow_page, requests=lambda facts, tag: [post(facts, tag)]),
    "a busy platform": Story(prepare=slow_page, requests=lambda facts, tag: [post(facts, f"{BUSY} {tag}")]),
    "an expired token": Story(
        prepare=expired_page, requests=lambda facts, tag: [post(facts, tag)], mend=reconnect
    ),
    "a sign-in that ends": Story(**SIGN_IN_ENDS),
    "a sign-in that a person has renewed": Story(**SIGN_IN_ENDS, send=after_renewing),
    "a sign-in that two want renewed": Story(**SIGN_IN_ENDS, acts={RENEWING: _renew_too}),
    "a store locked while a new sign-in is kept": Story(
        **SIGN_IN_ENDS, acts={KEEPING_REFRESHED: lock, KEEPING_RESTS: unlock}, settings=QUICK_TO_GIVE_UP
    ),
    "a store locked while a sign-in is claimed": Story(
        **SIGN_IN_ENDS, acts={CLAIMING_REFRESH: lock, RESTS: unlock}, settings=QUICK_TO_GIVE_UP
    ),
    "a program that hears of a post": Story(
        prepare=page_and_program,
        requests=lambda facts, tag: [post(facts, tag)],
        acts={CLAIMING: _rename},
        is_heard=True,
    ),
    "a store locked while a program is told": Story(
        prepare=page_and_program,
        requests=lambda facts, tag: [post(facts, tag)],
        acts={TELLING: lock, RESTS: unlock},
        settings=QUICK_TO_GIVE_UP,
        is_heard=True,
    ),
    "a paused account": Story(
        prepare=paused_page, requests=lambda facts, tag: [post(facts, tag)], mend=resume
    ),
    "a post that comes too late": Story(
        prepare=page,
        requests=lambda facts, tag: [{**post(facts, tag), "lateness": {"minutes": 1}}],
        acts={CLAIMING: sql("UPDATE messages SET planned_at = planned_at - 120000000")},
        ends=frozenset({"missed"}),
    ),
    "a veto": Story(
        prepare=page,
        requests=lambda facts, tag: [post(facts, f"{VETO} {tag}")],
        ends=frozenset({"failed"}),
    ),
    "a slow guard": Story(prepare=page, requests=lambda facts, tag: [post(facts, f"{DAWDLE} {tag}")]),
    "an opt-out while claimed": Story(
        prepare=mailbox,
        requests=lambda facts, tag: [mail(facts, tag, "dee")],
        acts={CLAIMED: sql("UPDATE recipients SET opted_out_since = 1, opted_out_source = 'a link'")},
        ends=frozenset({"skipped"}),
    ),
    "an account removed before its post": Story(
        prepare=page,
        requests=lambda facts, tag: [post(facts, tag)],
        acts={CLAIMING: REMOVED},
        asks=True,
        ends=frozenset({"failed"}),
    ),
    "an account removed after a lost answer": Story(
        platform="forgetful",
        prepare=page,
        requests=lambda facts, tag: [post(facts, tag)],
        acts={OUTCOME_KNOWN: REMOVED},
        asks=True,
        ends=frozenset({"failed"}),
    ),
    "credentials that cannot be opened for hours after a lost answer": Story(
        platform="forgetful",
        prepare=page,
        requests=lambda facts, tag: [post(facts, tag)],
        acts={OUTCOME_KNOWN: _lock_out_for_hours},
        asks=True,
        ends=frozenset({"failed"}),
    ),
    "a channel disabled while claimed": Story(
        prepare=page,
        requests=lambda facts, tag: [post(facts, tag)],
        acts={CLAIMED: _disable, SETTLED: _enable},
    ),
    "credentials that cannot be opened": Story(
        prepare=page,
        requests=lambda facts, tag: [post(facts, tag)],
        acts={CLAIMING: sql("UPDATE accounts SET sealed = x'00'")},
        ends=frozenset({"failed", "unknown"}),  # it cannot be looked for with them, either
    ),
    "a fence that moved on": Story(
        prepare=page,
        requests=lambda facts, tag: [post(facts, tag)],
        acts={OUTCOME_KNOWN: sql("UPDATE deliveries SET fence = fence + 1")},
    ),
    "a picture removed while accepting": Story(
        prepare=page_and_pictures,
        requests=_with_removed_picture,
        acts={ACCEPTING: sql("DELETE FROM media")},
    ),
    "a store locked while settling": Story(
        prepare=page,
        requests=lambda facts, tag: [post(facts, tag)],
        acts={SETTLING: lock, SETTLING_RESTS: unlock},
        settings=QUICK_TO_GIVE_UP,
    ),
    "a store locked while claiming": Story(
        prepare=page,
        requests=lambda facts, tag: [post(facts, tag)],
        acts={CLAIMING: lock, RESTS: unlock},
        settings=QUICK_TO_GIVE_UP,
    ),
    "a store locked while fanning out": Story(
        prepare=mailbox,
        requests=lambda facts, tag: [mail_to_list(facts, tag)],
        acts={CLAIMING_FAN_OUT: lock, RESTS: unlock},
        settings=QUICK_TO_GIVE_UP,
        ends=frozenset({"skipped"}),
    ),
    "a mail server that asks for a password": Story(
        prepare=mailbox_without_password,
        requests=lambda facts, tag: [mail(facts, tag, "ada")],
        mend=tell_password,
    ),
    "events left over": Story(
        prepare=page,
        requests=lambda facts, tag: [post(facts, tag)],
        acts={DRAINED: _announce_much},
        settings={"plugins": {"inprocess": {"drain_seconds": 0}}},
    ),
    "stopped midway": Story(
        prepare=page,
        requests=lambda facts, tag: [post(facts, tag)],
        acts={SENDING: _stop},
        stops=True,
    ),
}
