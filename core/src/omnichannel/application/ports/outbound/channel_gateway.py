"""
ChannelGateway and the abilities beside it: what a channel plugin implements.

The gateway is small and pure. Whatever else a platform can do is a Protocol of its own, which the
manifest names as an ability. Every gateway has `OneRequest`, `Publishes`, or both.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, Protocol, TypeVar, runtime_checkable
from uuid import UUID

from omnichannel.application.ports.outbound.http import HttpClient, Request, Response
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.content import MediaRef
from omnichannel.domain.errors import OmnichannelError
from omnichannel.domain.outcome import Outcome, Sighting
from omnichannel.domain.sign_in import Grant, Health, Renewal

OptionsT = TypeVar("OptionsT")


@dataclass(frozen=True, slots=True)
class Post(Generic[OptionsT]):
    """
    What one delivery publishes: the channel's variant is already laid over the common content.

    Attributes:
        key: our own id of the delivery, 32 hexadecimal digits; it travels with the post where the
            platform takes one, and is the same in every attempt.
        options: an instance of the manifest's options model.
        address: the recipient's address; None where the channel has no recipients.
    """

    key: str
    text: str
    options: OptionsT
    title: str | None = None
    link: str | None = None
    media: tuple[MediaRef, ...] = ()
    address: str | None = None
    recipient_name: str | None = None

    @property
    def delivery_id(self) -> UUID:
        """The delivery it belongs to."""
        return UUID(hex=self.key)


@dataclass(frozen=True, slots=True)
class Complaint:
    """
    What the platform would refuse, and what to do about it.

    Attributes:
        field: "text", "title", "link", "media/0", "recipient", "options/<name>".
        limit: the bound in words ("63,206 characters"); None where there is none.
        severity: "blocks" keeps the post from being accepted; "warns" only tells.
    """

    field: str
    detail: str
    fix: str
    limit: str | None = None
    severity: Literal["blocks", "warns"] = "blocks"


@dataclass(frozen=True, slots=True)
class TextCount:
    """How long a text is as the platform counts it. *unit*: "characters", "bytes", "segments"."""

    field: str
    used: int
    limit: int
    unit: str


@dataclass(frozen=True, slots=True)
class RenderedPost:
    """
    Exactly what will be sent, for previews, dry runs and comparison with what arrived.

    Attributes:
        text: the text as it will stand on the platform.
        media: in the order in which they will be shown.
        html: the HTML part, where the channel has one.
        sender: in whose name, as recipients see it.
    """

    text: str
    title: str | None = None
    link: str | None = None
    media: tuple[MediaRef, ...] = ()
    html: str | None = None
    sender: str | None = None
    recipient: str | None = None
    counts: tuple[TextCount, ...] = ()


class PublishAttempt(Protocol):
    """One attempt to publish, as a channel with several steps gets it."""

    @property
    def http(self) -> HttpClient:
        """The core's client; only hosts of the manifest can be reached."""
        ...

    async def read(self, media: MediaRef) -> bytes:
        """Read a media asset's bytes, whole."""
        ...

    async def step(self, name: str, create: Callable[[], Awaitable[str]]) -> str:
        """
        Run a step that may be repeated, once: its result is stored before it is returned.

        A later attempt gets the stored result and *create* is not called. It also renews the lease.
        """
        ...

    async def irreversible(self) -> None:
        """
        Store that the next request shows the post to the world. Call it right before that request.

        A worker that dies before it leaves work that can simply go on; after it, the post is looked
        for on the platform first.
        """
        ...


@runtime_checkable
class ChannelGateway(Protocol):
    """What every channel has: two pure functions."""

    def complaints(self, post: Post[Any]) -> list[Complaint]:
        """
        Say what the platform would refuse, all of it, with lengths counted as the platform counts.

        Pure and total: no I/O, and an answer to any text.
        """
        ...

    def render(self, post: Post[Any], account: OpenAccount | None = None) -> RenderedPost:
        """Give exactly what publishing would send. Pure; *account* is None where none was chosen."""
        ...


@runtime_checkable
class OneRequest(Protocol):
    """A publication that is one HTTP request: two pure functions, the core does the I/O."""

    def request(self, post: Post[Any], account: OpenAccount) -> Request | None:
        """Give the request; None where this post takes several steps, and `publish` is called."""
        ...

    def outcome(self, response: Response) -> Outcome:
        """Read what the response means. An answer that does not tell is `Unknown`."""
        ...


@runtime_checkable
class Publishes(Protocol):
    """A publication of several steps, or one that does not speak HTTP."""

    async def publish(self, post: Post[Any], account: OpenAccount, attempt: PublishAttempt) -> Outcome:
        """
        Publish *post*.

        `NothingSent` and `AnswerLost` may be left to the caller, which knows whether `irreversible`
        was called: before it a lost answer is tried again, after it the outcome is `Unknown`.
        """
        ...


@runtime_checkable
class Checks(Protocol):
    """
    The platform works on a post for a while, and can be asked whether it is done.

    Where the manifest says `evidence="checks"` it can also be asked whether a published post arrived.
    """

    async def check(self, handle: str, account: OpenAccount, http: HttpClient) -> Outcome:
        """
        Ask about the publication *handle*, which is pending, or published under this id. Reads only.

        `Delivered` says that it arrived; for a published one anything but that and `Refused` is no evidence.
        """
        ...


@runtime_checkable
class Reconciles(Protocol):
    """After a lost answer, the platform can be searched for the post."""

    async def find(
        self, post: Post[Any], account: OpenAccount, http: HttpClient, *, since: datetime
    ) -> Sighting:
        """
        Look whether the platform has *post*, which cannot have arrived before *since*. Reads only.

        `Absent` counts only after the manifest's settle delay; the caller waits for it.
        """
        ...


class NotSetUp(OmnichannelError):
    """A channel cannot connect accounts before somebody has set what its platform asks for."""

    def __init__(self, label: str, *settings: str) -> None:
        super().__init__(f"{label} lets nobody sign in yet. Set {' and '.join(settings)}, then start again.")
        self.label, self.settings = label, settings


@runtime_checkable
class Connects(Protocol):
    """A person signs in on the platform's own page, and the platform hands over the credentials."""

    def authorization_url(self, *, state: str, redirect_uri: str) -> str:
        """
        Give the address of the platform's sign-in page. Pure; no secret stands in it.

        Args:
            state: what the platform must hand back unchanged; letters, digits, `-` and `_`.
            redirect_uri: where the platform sends the browser afterwards.

        Raises:
            NotSetUp: a setting is missing; it is named.
        """
        ...

    async def exchange(self, code: str, *, redirect_uri: str, http: HttpClient) -> Grant:
        """
        Trade the *code* that came back for credentials, and list what they may publish for.

        A code that is wrong, stale or used is `NotGranted`, never an exception. `NothingSent` and
        `AnswerLost` may be left to the caller: a sign-in is simply begun again.

        Args:
            redirect_uri: the one that `authorization_url` was given, to the letter.
        """
        ...


@runtime_checkable
class Probes(Protocol):
    """The platform can be asked whether an account's credentials are still good."""

    async def probe(self, account: OpenAccount, http: HttpClient) -> Health:
        """
        Ask. Reads only, and publishes nothing.

        `Dead` stops the account, so it is said only where the platform itself refused the credentials.
        A platform that does not answer, or not in words, is `CannotTell`.
        """
        ...


@runtime_checkable
class Refreshes(Protocol):
    """The platform replaces credentials that end by new ones, without a person."""

    async def refresh(self, account: OpenAccount, http: HttpClient) -> Renewal:
        """
        Trade the account's credentials for new ones. Publishes nothing.

        Called for one account by one caller at a time, and again with the same credentials where nobody
        knows what became of a call: a platform that rotates its tokens may have replaced them by then.

        `Dead` stops the account, so it is said only where the platform itself refused the grant
        (`invalid_grant`). An answer that the platform was busy, broken or asked too often, or that is not
        in its words, is `CannotTell`. `NothingSent` and `AnswerLost` are left to the caller.
        """
        ...
