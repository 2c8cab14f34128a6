"""What a story is: what is sent, by whom, and what happens meanwhile."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from uuid import UUID

from omnichannel.application.dtos.messages import MessageIn
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.application.ports.inbound.use_cases import UseCases
from omnichannel.bootstrap import Walk
from omnichannel.domain.errors import NotAllowedNow
from omnichannel.domain.rights import Principal

QUICK_TO_GIVE_UP = {"plugins": {"sqlalchemy": {"busy_timeout_seconds": 0.05}}}
Facts = dict[str, str]
Requests = Sequence[Any]


class Hands(Protocol):
    """What an act can do."""

    walk: Walk

    @property
    def tag(self) -> str: ...
    @property
    def principal(self) -> Principal: ...

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


def sql(statement: str) -> Act:
    """Change the store so, as another process would."""
    return lambda hands: hands.sql(statement)


def lock(hands: Hands) -> Awaitable[None]:
    """Hold the store's write lock."""
    return hands.lock()


def unlock(hands: Hands) -> None:
    """Let others write again."""
    hands.unlock()


async def one_by_one(asking: Asking, request: Any, key: IdempotencyKey) -> None:
    await asking.cases.schedule_message.schedule(asking.principal, MessageIn.model_validate(request), key=key)


async def in_bulk(asking: Asking, request: Any, key: IdempotencyKey) -> None:
    entries = [MessageIn.model_validate(one) for one in request]
    await asking.cases.schedule_batch.schedule_all(asking.principal, entries, key=key)


async def after_renewing(asking: Asking, request: Any, key: IdempotencyKey) -> None:
    """Have the account's sign-in renewed first; who is too late hears that it is being renewed."""
    with suppress(NotAllowedNow):
        account = UUID(request["targets"][0]["account_id"])
        await asking.cases.refresh_account.refresh(asking.principal, account)
    await one_by_one(asking, request, key)


async def impatiently(asking: Asking, request: Any, key: IdempotencyKey) -> None:
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
        platform: "forgetful" accepts every post and hangs up without an answer; "rotating" ends sign-ins,
            and takes each refresh token once.
        requests: what is sent, made of what *prepare* gave and of the run's tag.
        send: how a request is sent; whoever gets no answer sends it again.
        begins: what a person does before anything is watched.
        then: what a person does, step by step, once everything was accepted.
        mend: what a person does who sees that the account was paused.
        asks: its deliveries may ask a person though their channel can be searched.
        ends: in which states deliveries may end, beside `published`.
        must_end: in one of these states deliveries have to end, whenever a life was killed.
        is_heard: a program hears of it, by a webhook.
        stops: its first life is stopped in order while a post is under way.
    """

    prepare: Prepare
    requests: Callable[[Facts, str], Requests]
    platform: Literal["honest", "forgetful", "rotating"] = "honest"
    acts: Mapping[tuple[str, str], Act] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    send: Callable[[Any, Any, IdempotencyKey], Awaitable[None]] = one_by_one
    begins: Callable[[Asking, Facts], Awaitable[None]] | None = None
    then: Sequence[Callable[[Any], Awaitable[None]]] = ()
    mend: Callable[[Any], Awaitable[None]] | None = None
    ends: frozenset[str] = frozenset()
    must_end: frozenset[str] = frozenset()
    asks: bool = False
    is_heard: bool = False
    stops: bool = False
