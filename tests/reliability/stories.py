"""
Stories: what is sent, and what happens meanwhile, so that every place of the engine is passed.

A story's acts change the world at a moment of its first life, as another process or a person would.
What happens on a platform happens there: one of the pretend ones loses the answer to every post.
"""

import asyncio
import io
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from PIL import Image

from omnichannel.application.dtos.accounts import AccountIn, CredentialsIn, PauseIn
from omnichannel.application.dtos.messages import MessageIn
from omnichannel.application.dtos.recipients import StandingsIn
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.application.ports.inbound.use_cases import UseCases
from omnichannel.bootstrap import Walk
from omnichannel.domain.errors import NotAllowedNow
from omnichannel.domain.events import DeliveriesSettled, MessagesScheduled
from omnichannel.domain.rights import Principal
from omnichannel_sandbox.accounts import MAIL_ACCOUNT, PAGES
from tests.reliability.onlooker import DAWDLE, VETO
from tests.reliability.slowbook import BUSY
from tests.reliability.watching import watch

MAIL_SECRET = {"username": MAIL_ACCOUNT.user, "password": MAIL_ACCOUNT.password}
Facts = dict[str, str]
Requests = Sequence[Any]
SERVICES = "omnichannel.application.services"
REPOSITORY = "omnichannel_sqlalchemy"
STORE = "async with self._store.unit_of_work() (enter)"
ACCEPTING = (f"{SERVICES}.schedule_message:ScheduleMessageService._accept_all: {STORE}", "before")
CLAIMING = (f"{SERVICES}.release_due:ReleaseDueService.release: {STORE}", "before")
CLAIMED = (f"{SERVICES}.release_due:ReleaseDueService.release: "
           "async with self._store.unit_of_work() (leave)", "after")  # fmt: skip
CLAIMING_FAN_OUT = (f"{SERVICES}.fan_out_due:FanOutDueService.fan_out: {STORE}", "before")
CONFIRMING = (f"{SERVICES}.deliver:DeliverService._dealt_with: "
              "await self._publish.confirmed(work)", "before")  # fmt: skip
OUTCOME = (
    "await self._settle.outcome(work.claim, await self._publish.outcome(work), label=work.channel.label)"
)
OUTCOME_KNOWN = (f"{SERVICES}.deliver:DeliverService._dealt_with: {OUTCOME}", "before")
SENDING = (f"{SERVICES}.publish_post:PublishPost._one_request: "
           "await work.channel.http.send(request)", "before")  # fmt: skip
SETTLING = (f"{SERVICES}.settle_deliveries:SettleDeliveries._changed: {STORE}", "before")
SETTLING_RESTS = (f"{SERVICES}.settle_deliveries:SettleDeliveries._changed: "
                  "await asyncio.sleep(FIRST_PAUSE_SECONDS * 2 ** tried)", "after")  # fmt: skip
TICKER_RESTS = ("omnichannel_local.ticker:Ticker.run: await asyncio.sleep(AFTER_FAULT_SECONDS)", "after")
SPREADER_RESTS = ("omnichannel_local.spreader:Spreader.run: "
                  "await asyncio.sleep(AFTER_FAULT_SECONDS)", "after")  # fmt: skip
CLAIMING_REFRESH = (f"{SERVICES}.refresh_accounts:RefreshAccountsService.refresh: {STORE}", "before")
REFRESHER_RESTS = ("omnichannel_local.refresher:Refresher.run: "
                   "await asyncio.sleep(AFTER_FAULT_SECONDS)", "after")  # fmt: skip
KEEPING_REFRESHED = (f"{SERVICES}.renew_sign_in:RenewSignIn._kept: "
                     "async with self._store.unit_of_work(held.workspace_id) (enter)", "before")  # fmt: skip
KEEPING_RESTS = (f"{SERVICES}.renew_sign_in:RenewSignIn._keep: "
                 "await asyncio.sleep(FIRST_PAUSE_SECONDS * 2 ** tried)", "after")  # fmt: skip
DRAINING = ("omnichannel_local.worker:Worker.drain: await self._change()", "before")
DRAINED = ("omnichannel_local.worker:Worker.drain: "
           "await asyncio.gather(*self._running, return_exceptions=True)", "before")  # fmt: skip
SETTLED = (
    f"{SERVICES}.settle_deliveries:SettleDeliveries._write: "
    "await announced(self._publisher, DeliveriesSettled(states, lets_next_go))",
    "before",
)


class Hands(Protocol):
    """What an act can do."""

    walk: Walk

    async def sql(self, statement: str) -> None: ...
    async def lock(self) -> None: ...
    def unlock(self) -> None: ...
    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Asking:
    """A runtime and who asks it."""

    walk: Walk
    principal: Principal

    @property
    def cases(self) -> UseCases:
        return self.walk.use_cases


Act = Callable[[Hands], Awaitable[None] | None]
Prepare = Callable[[Asking, Facts], Awaitable[Facts]]


async def _one_by_one(asking: Asking, request: Any, key: IdempotencyKey) -> None:
    await asking.cases.schedule_message.schedule(asking.principal, MessageIn.model_validate(request), key=key)


async def _in_bulk(asking: Asking, request: Any, key: IdempotencyKey) -> None:
    entries = [MessageIn.model_validate(one) for one in request]
    await asking.cases.schedule_batch.schedule_all(asking.principal, entries, key=key)


async def _after_renewing(asking: Asking, request: Any, key: IdempotencyKey) -> None:
    """Have the account's sign-in renewed first; who is too late hears that it is being renewed."""
    with suppress(NotAllowedNow):
        account = UUID(request["targets"][0]["account_id"])
        await asking.cases.refresh_account.refresh(asking.principal, account)
    await _one_by_one(asking, request, key)


async def _impatiently(asking: Asking, request: Any, key: IdempotencyKey) -> None:
    """Wait a second for evidence, which is less than people can ask for."""
    new = MessageIn.model_validate(request)
    for fallback in new.targets[0].fallbacks:
        fallback.__dict__["after_minutes"] = 1 / 60
    await asking.cases.schedule_message.schedule(asking.principal, new, key=key)


@dataclass(frozen=True, kw_only=True)
class Story:
    """
    What is sent, and what happens meanwhile.

    Attributes:
        platform: "forgetful" accepts every post and hangs up without an answer.
        requests: what is sent, made of what *prepare* gave and of the run's tag.
        mend: what a person does who sees that the account was paused.
        asks: its deliveries may ask a person though their channel can be searched.
        ends: in which states deliveries may end, beside `published`.
        stops: its first life is stopped in order while a post is under way.
    """

    prepare: Prepare
    requests: Callable[[Facts, str], Requests]
    platform: Literal["honest", "forgetful"] = "honest"
    acts: Mapping[tuple[str, str], Act] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    send: Callable[[Asking, Any, IdempotencyKey], Awaitable[None]] = _one_by_one
    mend: Callable[[Asking, Facts], Awaitable[None]] | None = None
    ends: frozenset[str] = frozenset()
    asks: bool = False
    stops: bool = False


def _message(text: str, *targets: Mapping[str, Any], **content: Any) -> dict[str, Any]:
    return {"content": {"text": text, **content}, "targets": list(targets), "publish": {"when": "now"}}


def _post(facts: Facts, text: str) -> dict[str, Any]:
    return _message(text, {"account_id": facts["account"]})


def _picture(shade: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 64), (shade, 0, 0)).save(data, "PNG")
    return data.getvalue()


async def _connect(asking: Asking, **account: Any) -> str:
    account_out = await asking.cases.connect_account.connect(asking.principal, AccountIn(**account))
    return str(account_out.id)


async def _page(asking: Asking, _: Facts, *, channel: str = "facebook", token: str = "") -> Facts:
    page = PAGES[0]
    credentials = {"access_token": token or page.token}
    id = await _connect(asking, channel=channel, name=page.name, external_id=page.id, credentials=credentials)
    return {"account": id}


async def _slow_page(asking: Asking, facts: Facts) -> Facts:
    return await _page(asking, facts, channel="slowbook")


async def _ended_sign_in(asking: Asking, facts: Facts) -> Facts:
    return await _page(asking, facts, channel="slowbook", token=PAGES[0].expired_token)


async def _expired_page(asking: Asking, facts: Facts) -> Facts:
    return await _page(asking, facts, token=PAGES[0].expired_token)


async def _paused_page(asking: Asking, facts: Facts) -> Facts:
    made = await _page(asking, facts)
    await asking.cases.pause_account.pause(asking.principal, UUID(made["account"]), PauseIn())
    return made


async def _page_and_pictures(asking: Asking, facts: Facts) -> Facts:
    upload = asking.cases.upload_media.upload
    pictures = [await upload(asking.principal, data, filename="a.png") for data in (_picture(1), _picture(2))]
    made = await _page(asking, facts)
    return made | {f"picture-{number}": str(one.id) for number, one in enumerate(pictures)}


def _smtp(facts: Facts, **secret: str) -> dict[str, Any]:
    return {
        "carrier": "smtp",
        "host": "127.0.0.1",
        "port": int(facts["smtp_port"]),
        "security": "starttls",
        "sender_address": MAIL_ACCOUNT.sender,
        "sender_name": "Harbour Bakery",
        **secret,
    }


async def _mailbox_without_password(asking: Asking, facts: Facts) -> Facts:
    id = await _connect(asking, channel="email", name="News", credentials=_smtp(facts))
    return {"account": id, "smtp_port": facts["smtp_port"]}


async def _tell_password(asking: Asking, facts: Facts) -> None:
    again = CredentialsIn(credentials=_smtp(facts, **MAIL_SECRET))
    await asking.cases.connect_account.reconnect(asking.principal, UUID(facts["account"]), again)


async def _mailbox(asking: Asking, facts: Facts) -> Facts:
    credentials = _smtp(facts, **MAIL_SECRET)
    made = {"account": await _connect(asking, channel="email", name="News", credentials=credentials)}
    picture = await asking.cases.upload_media.upload(asking.principal, _picture(3), filename="a.png")
    people = b"name,address\nAda,ada@guests.example\nBo,bo@guests.example\nCy,cy@guests.example\n"
    upload = asking.cases.keep_recipient_lists.upload
    a_list = await upload(asking.principal, people, name="Guests")
    consent = {"given_at": "2026-01-01T00:00:00Z", "source": "a form", "evidence": "the form"}
    records = [
        {"channel": "email", "address": "dee@guests.example", "consent": consent},
        {"channel": "email", "address": "cy@guests.example", "opted_out": {"source": "a link"}},
    ]
    keep = asking.cases.keep_recipients.keep
    await keep(asking.principal, StandingsIn.model_validate({"recipients": records}))
    return made | {"picture": str(picture.id), "list": str(a_list.id)}


async def _two_mailboxes(asking: Asking, facts: Facts) -> Facts:
    credentials = _smtp(facts, **MAIL_SECRET)
    names = {"account": "slowmail", "other": "email"}
    return {
        key: await _connect(asking, channel=name, name=name, credentials=credentials)
        for key, name in names.items()
    }


async def _reconnect(asking: Asking, facts: Facts) -> None:
    again = CredentialsIn(credentials={"access_token": PAGES[0].token})
    reconnect = asking.cases.connect_account.reconnect
    await reconnect(asking.principal, UUID(facts["account"]), again)


async def _resume(asking: Asking, facts: Facts) -> None:
    await asking.cases.pause_account.resume(asking.principal, UUID(facts["account"]))


def _mail(facts: Facts, tag: str, *people: str, **content: Any) -> dict[str, Any]:
    recipients = [{"addresses": [f"{name}@guests.example"]} for name in people]
    return _message(tag, {"account_id": facts["account"], "recipients": recipients}, title=tag, **content)


def _mail_in_two_ways(facts: Facts, tag: str) -> dict[str, Any]:
    person = {"addresses": ["ada@guests.example"], "otherwise": ["ada@work.example"]}
    fallback = {"account_id": facts["other"], "after_minutes": 1}
    target = {"account_id": facts["account"], "recipients": [person], "fallbacks": [fallback]}
    return _message(tag, target, title=tag)


def _mail_to_list(facts: Facts, tag: str) -> dict[str, Any]:
    target = {"account_id": facts["account"], "recipient_list_id": facts["list"]}
    return _message(tag, target, title=tag)


def _pictures(facts: Facts, tag: str, count: int) -> dict[str, Any]:
    media = [{"media_id": facts[f"picture-{number}"]} for number in range(count)]
    return _message(tag, {"account_id": facts["account"]}, media=media)


def _with_removed_picture(facts: Facts, tag: str) -> Requests:
    one = _message(tag, {"account_id": facts["account"]}, media=[{"media_id": facts["picture-1"]}])
    return [_post(facts, f"{tag} good"), one]


def _disable(hands: Hands) -> None:
    channels: Any = hands.walk.release._channels
    channels.disable("facebook", "Somebody disabled it.")


async def _enable(hands: Hands) -> None:
    channels: Any = hands.walk.release._channels
    channels.enable(channels.loaded("facebook"))
    await hands.walk.publisher.announce(MessagesScheduled((), datetime.now(UTC)))


def _sql(statement: str) -> Act:
    return lambda hands: hands.sql(statement)


def _lock(hands: Hands) -> Awaitable[None]:
    return hands.lock()


def _unlock(hands: Hands) -> None:
    hands.unlock()


async def _announce_much(hands: Hands) -> None:
    for _ in range(50):
        await hands.walk.publisher.announce(DeliveriesSettled({}))


async def _stop(hands: Hands) -> None:
    """Stop, and send nothing before the worker waits for what is under way."""
    hands.stop()
    while DRAINING not in watch.passed:  # noqa: ASYNC110 - what is watched has no event
        await asyncio.sleep(0.002)


QUICK_TO_GIVE_UP = {"plugins": {"sqlalchemy": {"busy_timeout_seconds": 0.05}}}
LEFT_MIDWAY = """
    UPDATE deliveries SET state = 'publishing', steps = '{"container": "1"}', attempts = 1,
        started_at = due_at, sent_since = due_at
"""
REMOVED = _sql("UPDATE accounts SET state = 'removed'")

STORIES: dict[str, Story] = {
    "a post": Story(prepare=_page, requests=lambda facts, tag: [_post(facts, tag)]),
    "two pictures": Story(prepare=_page_and_pictures, requests=lambda facts, tag: [_pictures(facts, tag, 2)]),
    "two pictures that a stopped worker left": Story(
        prepare=_page_and_pictures,
        requests=lambda facts, tag: [_pictures(facts, tag, 2)],
        acts={CLAIMING: _sql(LEFT_MIDWAY)},
    ),
    "a lost answer": Story(
        platform="forgetful", prepare=_page, requests=lambda facts, tag: [_post(facts, tag)]
    ),
    "a lost answer to a picture": Story(
        platform="forgetful",
        prepare=_page_and_pictures,
        requests=lambda facts, tag: [_pictures(facts, tag, 1)],
    ),
    "a lost answer to two pictures": Story(
        platform="forgetful",
        prepare=_page_and_pictures,
        requests=lambda facts, tag: [_pictures(facts, tag, 2)],
    ),
    "a mail with a picture": Story(
        prepare=_mailbox,
        requests=lambda facts, tag: [_mail(facts, tag, "ada", media=[{"media_id": facts["picture"]}])],
    ),
    "mails to a list": Story(
        prepare=_mailbox,
        requests=lambda facts, tag: [_mail_to_list(facts, tag)],
        ends=frozenset({"skipped"}),
    ),
    "two ways to one person": Story(
        prepare=_two_mailboxes,
        requests=lambda facts, tag: [_mail_in_two_ways(facts, tag)],
        send=_impatiently,
        asks=True,
    ),
    "posts in bulk": Story(
        prepare=_page,
        requests=lambda facts, tag: [[_post(facts, f"{tag} {letter}") for letter in "ab"]],
        send=_in_bulk,
    ),
    "one slot": Story(
        prepare=_page,
        requests=lambda facts, tag: [_post(facts, f"{tag} {letter}") for letter in "ab"],
        settings={"max_in_flight": 1},
    ),
    "a post that takes a while": Story(prepare=_slow_page, requests=lambda facts, tag: [_post(facts, tag)]),
    "a busy platform": Story(prepare=_slow_page, requests=lambda facts, tag: [_post(facts, f"{BUSY} {tag}")]),
    "an expired token": Story(
        prepare=_expired_page, requests=lambda facts, tag: [_post(facts, tag)], mend=_reconnect
    ),
    "a sign-in that ends": Story(prepare=_ended_sign_in, requests=lambda facts, tag: [_post(facts, tag)]),
    "a sign-in that a person has renewed": Story(
        prepare=_ended_sign_in, requests=lambda facts, tag: [_post(facts, tag)], send=_after_renewing
    ),
    "a store locked while a new sign-in is kept": Story(
        prepare=_ended_sign_in,
        requests=lambda facts, tag: [_post(facts, tag)],
        acts={KEEPING_REFRESHED: _lock, KEEPING_RESTS: _unlock},
        settings=QUICK_TO_GIVE_UP,
    ),
    "a store locked while a sign-in is claimed": Story(
        prepare=_ended_sign_in,
        requests=lambda facts, tag: [_post(facts, tag)],
        acts={CLAIMING_REFRESH: _lock, REFRESHER_RESTS: _unlock},
        settings=QUICK_TO_GIVE_UP,
    ),
    "a paused account": Story(
        prepare=_paused_page, requests=lambda facts, tag: [_post(facts, tag)], mend=_resume
    ),
    "a post that comes too late": Story(
        prepare=_page,
        requests=lambda facts, tag: [{**_post(facts, tag), "lateness": {"minutes": 1}}],
        acts={CLAIMING: _sql("UPDATE messages SET planned_at = planned_at - 120000000")},
        ends=frozenset({"missed"}),
    ),
    "a veto": Story(
        prepare=_page,
        requests=lambda facts, tag: [_post(facts, f"{VETO} {tag}")],
        ends=frozenset({"failed"}),
    ),
    "a slow guard": Story(prepare=_page, requests=lambda facts, tag: [_post(facts, f"{DAWDLE} {tag}")]),
    "an opt-out while claimed": Story(
        prepare=_mailbox,
        requests=lambda facts, tag: [_mail(facts, tag, "dee")],
        acts={CLAIMED: _sql("UPDATE recipients SET opted_out_since = 1, opted_out_source = 'a link'")},
        ends=frozenset({"skipped"}),
    ),
    "an account removed before its post": Story(
        prepare=_page,
        requests=lambda facts, tag: [_post(facts, tag)],
        acts={CLAIMING: REMOVED},
        asks=True,
        ends=frozenset({"failed"}),
    ),
    "an account removed after a lost answer": Story(
        platform="forgetful",
        prepare=_page,
        requests=lambda facts, tag: [_post(facts, tag)],
        acts={OUTCOME_KNOWN: REMOVED},
        asks=True,
        ends=frozenset({"failed"}),
    ),
    "a channel disabled while claimed": Story(
        prepare=_page,
        requests=lambda facts, tag: [_post(facts, tag)],
        acts={CLAIMED: _disable, SETTLED: _enable},
    ),
    "credentials that cannot be opened": Story(
        prepare=_page,
        requests=lambda facts, tag: [_post(facts, tag)],
        acts={CLAIMING: _sql("UPDATE accounts SET sealed = x'00'")},
        ends=frozenset({"failed", "unknown"}),  # it cannot be looked for with them, either
    ),
    "a fence that moved on": Story(
        prepare=_page,
        requests=lambda facts, tag: [_post(facts, tag)],
        acts={OUTCOME_KNOWN: _sql("UPDATE deliveries SET fence = fence + 1")},
    ),
    "a picture removed while accepting": Story(
        prepare=_page_and_pictures,
        requests=_with_removed_picture,
        acts={ACCEPTING: _sql("DELETE FROM media")},
    ),
    "a store locked while settling": Story(
        prepare=_page,
        requests=lambda facts, tag: [_post(facts, tag)],
        acts={SETTLING: _lock, SETTLING_RESTS: _unlock},
        settings=QUICK_TO_GIVE_UP,
    ),
    "a store locked while claiming": Story(
        prepare=_page,
        requests=lambda facts, tag: [_post(facts, tag)],
        acts={CLAIMING: _lock, TICKER_RESTS: _unlock},
        settings=QUICK_TO_GIVE_UP,
    ),
    "a store locked while fanning out": Story(
        prepare=_mailbox,
        requests=lambda facts, tag: [_mail_to_list(facts, tag)],
        acts={CLAIMING_FAN_OUT: _lock, SPREADER_RESTS: _unlock},
        settings=QUICK_TO_GIVE_UP,
        ends=frozenset({"skipped"}),
    ),
    "a mail server that asks for a password": Story(
        prepare=_mailbox_without_password,
        requests=lambda facts, tag: [_mail(facts, tag, "ada")],
        mend=_tell_password,
    ),
    "events left over": Story(
        prepare=_page,
        requests=lambda facts, tag: [_post(facts, tag)],
        acts={DRAINED: _announce_much},
        settings={"plugins": {"inprocess": {"drain_seconds": 0}}},
    ),
    "stopped midway": Story(
        prepare=_page,
        requests=lambda facts, tag: [_post(facts, tag)],
        acts={SENDING: _stop},
        stops=True,
    ),
}
