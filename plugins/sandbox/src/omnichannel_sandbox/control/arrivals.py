"""``/control/arrivals``: what was accepted, as JSON."""

from datetime import UTC, datetime
from itertools import islice
from typing import Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from omnichannel_sandbox.arrivals import Arrival, Platform
from omnichannel_sandbox.control.problems import NotKept
from omnichannel_sandbox.smtp.mail import Mail, read_mail
from omnichannel_sandbox.world import World


class ArrivalsQuery(BaseModel, extra="forbid"):
    """Which arrivals: of *platform*, with a number above *after*, at most *limit* of them."""

    platform: Platform | None = None
    after: int = Field(default=0, ge=0)
    limit: int | None = Field(default=None, ge=1)


class ArrivalsResource:
    """The endpoints about arrivals of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def list(self, request: Request) -> Response:
        """Answer the kept arrivals that match the query, oldest first, and how many were ever accepted."""
        query = ArrivalsQuery.model_validate(dict(request.query_params))
        matching = self._world.ledger.after(query.after, platform=query.platform)
        arrivals = [arrival_json(self._world, arrival) for arrival in islice(matching, query.limit)]
        return JSONResponse({"arrivals": arrivals, "accepted": self._world.ledger.accepted})

    async def count(self, _: Request) -> Response:
        """Answer how many were ever accepted, per platform, and the number of the last arrival."""
        ledger = self._world.ledger
        return JSONResponse({"accepted": ledger.accepted, "last": ledger.last})

    async def get(self, request: Request) -> Response:
        """Answer one arrival; a mail with its headers, HTML and attachments."""
        arrival = self._world.ledger.get(request.path_params["n"])
        if arrival is None:
            raise NotKept(f"arrival {request.path_params['n']}")
        raw = self._world.mailbox.read(arrival.n)
        mail = {"mail": mail_json(read_mail(raw))} if raw is not None else {}
        return JSONResponse({**arrival_json(self._world, arrival), **mail})


def arrival_status(arrival: Arrival, *, now: float) -> Literal["visible", "processing", "removed"]:
    """Say how far readers of the platform see *arrival*."""
    if arrival.removed_at is not None:
        return "removed"
    return "visible" if arrival.visible_at <= now else "processing"


def arrival_json(world: World, arrival: Arrival) -> dict[str, object]:
    """Return *arrival* as JSON; times are ISO 8601 in UTC."""
    return {
        "n": arrival.n,
        "platform": arrival.platform,
        "account": arrival.account,
        "external_id": arrival.external_id,
        "text": arrival.text,
        "title": arrival.title,
        "link": arrival.link,
        "sender": arrival.sender or None,
        "recipients": arrival.recipients,
        "pictures": arrival.pictures,
        "captions": arrival.captions,
        "at": datetime.fromtimestamp(arrival.accepted_at, UTC).isoformat(),
        "url": world.wall_url(arrival),
        "status": arrival_status(arrival, now=world.clock()),
        "copy": arrival.copy,
    }


def mail_json(mail: Mail) -> dict[str, object]:
    """Return the parts of a mail as JSON; attachments with the size of their bytes."""
    attachments = [
        {"filename": part.filename, "type": part.type, "sha256": part.digest, "bytes": len(part.content)}
        for part in mail.parts
    ]
    return {"headers": mail.headers, "text": mail.text, "html": mail.html, "attachments": attachments}
