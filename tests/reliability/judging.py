"""What came of kill runs, by what platforms accepted, tokens were used for, and a program heard of."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from tests.reliability.kill_runs import Run
from tests.reliability.park import Park
from tests.reliability.stories import STORIES
from tests.reliability.token_server import Grant
from tests.walks.receiver import Heard

ARRIVED = frozenset({"published", "delivered", "read"})


def faults(run: Run, arrivals: Sequence[dict[str, Any]]) -> list[str]:
    """Say what is wrong with how a run ended; *arrivals* is what its platform ever accepted of it."""
    story, ended = STORIES[run.story], run.life.ended
    times = Counter((one["text"], *one["recipients"]) for one in arrivals)
    published = [one for one in ended if one["state"] in ARRIVED]
    states = {one["state"] for one in ended}
    found = [
        (not ended and "cancelled" not in story.ends, "nothing was accepted"),
        (any(times[one] > 1 for one in times), f"sent twice: {times}"),
        (len(published) != len(arrivals), f"{len(arrivals)} arrived, {len(published)} are published"),
        (states - {"published"} - story.ends, f"they ended as {_states(ended)}"),
        (story.must_end and states - story.must_end, f"they ended as {_states(ended)}"),
        *_about_asking(run),
    ]
    return [f"{run}: {what}" for is_wrong, what in found if is_wrong]


def _about_asking(run: Run) -> list[tuple[bool, str]]:
    """
    Say whether a person was asked where nobody could know, and nowhere else.

    That is where the kill came between the mark of the irreversible step and the note of its outcome, on a
    channel that cannot be searched; where the story itself says so; and where a busy machine cut an attempt
    off.
    """
    is_silent = not STORIES[run.story].asks and bool(run.unknown - run.life.asked.keys())
    return [
        (bool(run.marked) and not run.has_marked and not STORIES[run.story].asks, "marked before its time"),
        (is_silent, f"nobody can know, and nobody was asked: {run.unknown}"),
        (bool(run.asked_in_vain), f"asked, though it can be known: {run.asked_in_vain}"),
    ]


def _states(ended: Sequence[dict[str, Any]]) -> list[str]:
    return [f"{one['state']} ({one['reason']})" for one in ended]


def misused(run: Run, grants: Sequence[Grant]) -> list[str]:
    """
    Say which refresh tokens were used too often.

    One process uses a token once, and a second one uses it again only where the first was killed before
    it had kept the answer: that is lost, and nobody can know.
    """
    by_process = Counter(use for grant in grants for use in grant.users)
    times = Counter(token for grant in grants for token in grant.used)
    was_lost = run.moment is not None and not run.was_renewed
    found = [
        (not times, "its sign-in was not renewed"),
        (any(count > 1 for count in by_process.values()), f"a process used a token twice: {by_process}"),
        (any(count > 1 + was_lost for count in times.values()), f"a token was used too often: {times}"),
    ]
    return [f"{run}: {what}" for is_wrong, what in found if is_wrong]


def unheard(run: Run, heard: Sequence[Heard]) -> list[str]:
    """Say what a program did not hear of, or under several ids; *heard*: what it was told of all runs."""
    happened = {(one["cursor"], _event(one)) for one in run.life.feed}
    messages = {one["message_id"] for one in run.life.feed if one["message_id"]}
    mine = [one for one in heard if _is_of(one.event["data"], run.tag, messages)]
    told = {(one.event["data"]["cursor"], one.type) for one in mine}
    ids = {(one.event["data"]["cursor"], one.id) for one in mine}
    found = [
        (not happened, "nothing happened"),
        (happened - told, f"never heard of: {sorted(happened - told)}"),
        (told - happened, f"heard of what never happened: {sorted(told - happened)}"),
        (len(ids) != len(told) or len({id for _, id in ids}) != len(ids), f"not one id an event: {ids}"),
    ]
    return [f"{run}: {what}" for is_wrong, what in found if is_wrong]


def _event(change: dict[str, Any]) -> str:
    return f"delivery.{change['state']}" if change["type"] == "delivery.updated" else str(change["type"])


def _is_of(data: dict[str, Any], tag: str, messages: Collection[str]) -> bool:
    """Whether an event is one of a run: of its messages, or of its account, which is called as the run."""
    if data["message_id"] is not None:
        return data["message_id"] in messages
    return bool(data["account"]["name"] == tag)


async def judged(park: Park, runs: Sequence[Run]) -> list[str]:
    """Say what is wrong with *runs*, after a look at what the platforms ever accepted."""
    found = [fault for run in runs if run.tag in park.grants for fault in misused(run, park.grants[run.tag])]
    for run in runs:
        if STORIES[run.story].is_heard:
            found += unheard(run, park.program.heard)
    for platform in park.platforms:
        everything = await platform.everything()
        for run in runs:
            if park.platform(run.story) is platform:
                found += faults(
                    run, [one for one in everything if run.tag in f"{one['text']} {one['title']}"]
                )
    return found
