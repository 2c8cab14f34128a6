"""The wall's addresses."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from omnichannel_sandbox.arrivals import Arrival
from omnichannel_sandbox.control.problems import NotKept
from omnichannel_sandbox.smtp.mail import read_mail
from omnichannel_sandbox.wall.mail_document import POLICY, mail_document
from omnichannel_sandbox.wall.page import SHOWN_ENTRIES, entry_html, single_page, wall_page
from omnichannel_sandbox.world import World

PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
MEDIA_HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
}
SHOWABLE_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff", "image/webp"})
STATIC_TYPES = {"wall.css": "text/css", "wall.js": "text/javascript"}


def wall_routes(world: World) -> list[Route]:
    """Return the routes of the wall's pages, pictures and live changes."""
    wall = Wall(world)
    return [
        Route("/", wall.page),
        Route("/wall.json", wall.json),
        Route("/wall/changes", wall.changes),
        Route("/wall/entries/{n:int}", wall.entry),
        Route("/wall/facebook/{post_id}", wall.post),
        Route("/wall/email/{n:int}", wall.mail),
        Route("/wall/email/{n:int}/html", wall.mail_html),
        Route("/wall/email/{n:int}/raw", wall.mail_raw),
        Route("/wall/media/{digest}", wall.media),
        Route("/wall/static/{name}", wall.static),
    ]


class Wall:
    """The endpoints of one world's wall."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def page(self, _: Request) -> Response:
        """Answer the wall."""
        return HTMLResponse(wall_page(self._world), headers=PAGE_HEADERS)

    async def json(self, _: Request) -> Response:
        """Answer all kept arrivals, oldest first, for programs."""
        return JSONResponse([_summary(arrival) for arrival in self._world.ledger.after(0)])

    async def changes(self, request: Request) -> Response:
        """Answer the entries that are new or differ since a revision, as HTML, oldest first."""
        ledger = self._world.ledger
        since = request.query_params.get("since", "")
        changed = ledger.changed_since(int(since) if since.isdigit() else 0, limit=SHOWN_ENTRIES)
        entries = [{"platform": a.platform, "html": entry_html(self._world, a)} for a in changed]
        first = next(ledger.after(0), None)
        return JSONResponse(
            {
                "revision": ledger.revision,
                "accepted": ledger.accepted,
                "entries": entries,
                "first": first.n if first else ledger.last + 1,
            }
        )

    async def entry(self, request: Request) -> Response:
        """Answer one entry's HTML as it is now."""
        arrival = self._kept(request.path_params["n"])
        return HTMLResponse(entry_html(self._world, arrival), headers=PAGE_HEADERS)

    async def post(self, request: Request) -> Response:
        """Answer a page with one post."""
        post_id = request.path_params["post_id"]
        arrival = self._world.ledger.find("facebook", post_id)
        if arrival is None:
            raise NotKept(f"post {post_id[:80]}")
        return HTMLResponse(single_page(self._world, arrival), headers=PAGE_HEADERS)

    async def mail(self, request: Request) -> Response:
        """Answer a page with one mail."""
        self._raw(request.path_params["n"])
        return HTMLResponse(
            single_page(self._world, self._kept(request.path_params["n"])), headers=PAGE_HEADERS
        )

    async def mail_html(self, request: Request) -> Response:
        """Answer a mail's HTML, locked up in its own origin."""
        address = str(request.base_url).rstrip("/")
        document = mail_document(read_mail(self._raw(request.path_params["n"])), address=address)
        headers = {**PAGE_HEADERS, "content-security-policy": POLICY.format(address=address)}
        return HTMLResponse(document, headers=headers)

    async def mail_raw(self, request: Request) -> Response:
        """Answer a mail's bytes as they came, as plain text."""
        raw = self._raw(request.path_params["n"])
        return Response(raw, media_type="text/plain; charset=utf-8", headers=MEDIA_HEADERS)

    async def media(self, request: Request) -> Response:
        """Answer a file's bytes; what is no picture is offered for download only."""
        digest = request.path_params["digest"]
        path = self._world.media.path(digest)
        if path is None:
            raise NotKept(f"file {digest[:80]}")
        media_type = self._world.media.media_type(digest)
        if media_type in SHOWABLE_TYPES:
            return FileResponse(path, media_type=media_type, headers=MEDIA_HEADERS)
        return FileResponse(
            path, media_type="application/octet-stream", filename=digest, headers=MEDIA_HEADERS
        )

    async def static(self, request: Request) -> Response:
        """Answer the style sheet or the script."""
        name = request.path_params["name"]
        if name not in STATIC_TYPES:
            raise NotKept(f"file {name[:80]}")
        content = files("omnichannel_sandbox.wall").joinpath("static", name).read_bytes()
        return Response(content, media_type=STATIC_TYPES[name], headers={"cache-control": "no-cache"})

    def _kept(self, n: int) -> Arrival:
        arrival = self._world.ledger.get(n)
        if arrival is None:
            raise NotKept(f"arrival {n}")
        return arrival

    def _raw(self, n: int) -> bytes:
        raw = self._world.mailbox.read(n)
        if raw is None:
            raise NotKept(f"mail {n}")
        return raw


def _summary(arrival: Arrival) -> dict[str, object]:
    return {
        "channel": arrival.platform,
        "external_id": arrival.external_id,
        "text": arrival.text,
        "recipients": arrival.recipients,
        "pictures": arrival.pictures,
    }
