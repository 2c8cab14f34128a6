"""An attempt for tests: it keeps what was done, in order, as the core would."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from omnichannel.application.ports.outbound.http import HttpClient, Request, Response
from omnichannel.domain.content import MediaRef
from omnichannel.testing.http import RecordedHttp
from omnichannel.testing.posts import PIXEL


def refuse_http(request: Request) -> Response:
    """Answer for channels that speak no HTTP."""
    raise AssertionError(f"nobody expected the request {request.method} {request.url}")


@dataclass
class RecordedAttempt:
    """
    A `PublishAttempt` without a store.

    Attributes:
        content: the bytes of every media asset.
        steps: finished steps by name; hand them to a second attempt and it resumes.
        sent_before: how many requests had been sent when `irreversible` was called; None: never called.
    """

    http: HttpClient = field(default_factory=lambda: RecordedHttp(refuse_http))
    content: bytes = PIXEL
    steps: dict[str, str] = field(default_factory=dict)
    irreversible_calls: int = 0
    sent_before: int | None = None

    async def read(self, media: MediaRef) -> bytes:
        """Give the bytes of *media*."""
        return self.content

    async def step(self, name: str, create: Callable[[], Awaitable[str]]) -> str:
        """Run *create* unless the step is finished already."""
        if name not in self.steps:
            self.steps[name] = await create()
        return self.steps[name]

    async def irreversible(self) -> None:
        """Keep that the post is about to be seen."""
        self.irreversible_calls += 1
        if isinstance(self.http, RecordedHttp):
            self.sent_before = len(self.http.requests)
