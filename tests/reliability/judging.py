"""What came of kill runs, by what platforms accepted, tokens were used for, and a program heard of."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from tests.reliability.kill_runs import Run
from tests.reliability.park import Park
from tests.reliability.stories import STORIES
from tests.reliability.token_server import Grant
from tests.walks.receiver import Heard

CANNOT_BE_SEARCHED = "email"


def faults(run: Run, arrivals: Sequence[dict[str, Any]]) -> list[str]:
    """Say what is wrong with how a run ended; *arrivals* is what its platform ever accepted of it."""
    story, ended = STORIES[run.story], run.life.ended
    times = Counter((one["text"], *one["recipients"]) for one in arrivals)
    published = [one for one in ended if one["state"] == "published"]
    found = [
        (not ended, "nothing was accepted"),
        (any(times[one] > 1 for one in times), f"sent twice: {times}"),
        (len(published) != len(arrivals), f"{len(arrivals)} arrived, {len(published)} are published"),
        ({one["state"] for one in ended} - {"published"} - story.ends, f"they ended as {_states(ended)}"),
        (run.life.asked - {CANNOT_BE_SEARCHED} and not story.asks, f"a person was asked: {run.life.asked}"),
    ]
    return [f"{run}: {what}" for is_wrong, what in found if is_wrong]


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
