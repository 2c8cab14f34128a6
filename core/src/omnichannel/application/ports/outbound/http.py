"""
HTTP as gateways see it: plain values, and a client that says what became of a request.

    HttpFault
    +-- NothingSent     no connection was obtained: the platform cannot have seen the request
    +-- AnswerLost      the request may have arrived; nobody knows what became of it
    +-- RequestUnfit    it cannot be written as HTTP; nothing was sent, and no other try will fare better
    +-- HostNotListed   the manifest does not list the host; nothing was sent, and it is a fault of ours
    +-- AddressRefused  somebody gave an address that nobody may be sent to; nothing was sent
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, runtime_checkable

from omnichannel.domain.content import MediaRef
from omnichannel.domain.errors import OmnichannelError


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of a multipart body; the core fetches its bytes from the media store."""

    name: str
    media: MediaRef


@dataclass(frozen=True, slots=True)
class Request:
    """
    One HTTP request. At most one of *json*, *content*, *form* is set; *files* and *form* make a
    multipart body.

    Attributes:
        url: absolute; its host is one that the manifest or a base URL setting lists.
        headers: sent as given; header values never appear in a log.
        query: added to the address; never appears in a log, since a sign-in has secrets in it.
        content: a body that leaves to the letter, as UTF-8, because it was signed.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: Any = None
    form: Mapping[str, str] | None = None
    files: tuple[FilePart, ...] = ()
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, whole. Header names are in lower case; the body is at most 4 MiB."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """Parse the body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def retry_after(self) -> timedelta | None:
        """
        Read `Retry-After`, in seconds or as a date; None where it says neither.

        A date counts from the answer's own `Date`, so that the platform's clock is compared with itself.
        """
        given = self.headers.get("retry-after", "").strip()
        if given.isascii() and given.isdigit():
            return timedelta(seconds=int(given[:9]))
        try:
            wait = parsedate_to_datetime(given) - parsedate_to_datetime(self.headers.get("date", ""))
        except (ValueError, TypeError, OverflowError):
            return None
        return max(wait, timedelta())


class HttpFault(OmnichannelError):
    """A request that brought no response."""


class NothingSent(HttpFault):
    """No connection was obtained, so the platform cannot have seen the request."""


class AnswerLost(HttpFault):
    """The request may have arrived, but its answer was lost."""


class RequestUnfit(HttpFault):
    """The request cannot be written as HTTP, now or later; nothing was sent. It is a fault of ours."""


class HostNotListed(HttpFault):
    """The address is on a host that the channel's manifest does not list."""

    def __init__(self, host: str, channel: str) -> None:
        super().__init__(
            f"The channel {channel!r} may not contact {host!r}: its manifest does not list that host. "
            "Set one of its base URL settings, or ask the plugin's author."
        )
        self.host, self.channel = host, channel


class AddressRefused(HttpFault):
    """An address that somebody gave is not one that may be contacted; *detail* says why, *fix* what to do."""

    def __init__(self, detail: str, fix: str) -> None:
        super().__init__(f"{detail} {fix}")
        self.detail, self.fix = detail, fix


class HttpClient(Protocol):
    """A channel's way out. It keeps connections, follows no redirect and repeats nothing."""

    async def send(self, request: Request) -> Response:
        """
        Send *request* and read the whole response, whatever its status.

        Raises:
            NothingSent: see above; trying again is safe.
            AnswerLost: see above; trying again may publish twice.
            RequestUnfit, HostNotListed, AddressRefused: before anything was sent; trying again does not help.
        """
        ...


@runtime_checkable
class GuardsAddresses(Protocol):
    """The way out of a channel whose addresses people give: it goes to public addresses only."""

    def demand_fit(self, url: str) -> None:
        """
        See that *url* has the form of an address that may be contacted; no name is resolved.

        Raises:
            AddressRefused: it has not.
        """
        ...
