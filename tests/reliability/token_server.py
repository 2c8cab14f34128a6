"""
A platform whose sign-ins end: a real HTTP server that rotates its refresh tokens, and is strict about it.

Each grant has one refresh token. Who trades it gets a new pair, and the old one is worth nothing; who
uses an old one shows that it was stolen, and the whole grant is revoked, with every access token of it.
It counts each use and keeps each post; it deduplicates nothing.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Token(StrEnum):
    """What can happen to one request for a new sign-in."""

    LOST_AFTER = "rotated, and hung up without an answer"
    LOST_BEFORE = "hung up, with nothing done"
    BROKEN = "500, with nothing done"
    REFUSED = "the grant is revoked"
    HELD = "rotated, and the answer waits until it is let go"


@dataclass
class Grant:
    """
    What a person allowed.

    Attributes:
        life: of an access token, in seconds.
        used: every refresh token that came, in order; *users*: and who brought it (`From`).
    """

    number: int
    life: float = 3_600.0
    generation: int = 0
    is_revoked: bool = False
    ends_at: float = 0.0
    used: list[str] = field(default_factory=list)
    users: list[tuple[str, str]] = field(default_factory=list)

    @property
    def access(self) -> str:
        return f"access-{self.number}-{self.generation}-of-a-grant"

    @property
    def refresh(self) -> str:
        return f"refresh-{self.number}-{self.generation}-of-a-grant"

    def rotate(self) -> None:
        """Replace both tokens."""
        self.generation += 1
        self.ends_at = time.time() + self.life

    def expire(self) -> None:
        """Let the access token end."""
        self.ends_at = 0.0


class TokenServer:
    """
    Its grants, its posts, and what shall happen next.

    Attributes:
        faults: what happens to the next requests for new sign-ins; none is left: they are served.
        posts: what it took, by id. A text that begins with "Slow" is answered by 202, and to one that begins
            with "Lost" there is no answer at all.
        reached: somebody waits for the answer that is held; *let_go*: it is given.
    """

    def __init__(self) -> None:
        self.grants: list[Grant] = []
        self.faults: list[Token] = []
        self.posts: dict[str, dict[str, Any]] = {}
        self.reached, self.let_go = threading.Event(), threading.Event()
        self.lock = threading.Lock()
        self.url = ""

    def grant(self, *, life: float = 3_600.0) -> Grant:
        """Let somebody in; gives the grant with its first pair of tokens."""
        made = Grant(len(self.grants), life)
        made.rotate()
        self.grants.append(made)
        return made

    @property
    def texts(self) -> list[str]:
        """The texts of all posts, in the order in which they came."""
        return [post["text"] for post in self.posts.values()]

    def allows(self, token: str) -> bool:
        """Say whether an access token is good."""
        found = next((one for one in self.grants if one.access == token), None)
        return found is not None and not found.is_revoked and found.ends_at > time.time()

    def trade(self, token: str, fault: Token | None, *, by: str = "") -> tuple[int, dict[str, Any]]:
        """Give a new pair for a refresh token, or say why not."""
        number = token.split("-")[1] if token.startswith("refresh-") else ""
        owner = next((one for one in self.grants if str(one.number) == number), None)
        if owner is None:
            return 400, {"error": "invalid_grant"}
        owner.used.append(token)
        owner.users.append((token, by))
        if fault in (Token.BROKEN, Token.LOST_BEFORE):
            return 500, {"error": "server_error"}
        if token != owner.refresh or fault is Token.REFUSED:
            owner.is_revoked = True
        if owner.is_revoked:
            return 400, {"error": "invalid_grant"}
        owner.rotate()
        return 200, {"access_token": owner.access, "refresh_token": owner.refresh, "expires_in": owner.life}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    platform: TokenServer

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Trade a token, or take a post."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/token":
            self._trade(body["refresh_token"])
        elif self._is_allowed():
            self._publish(body)
        else:
            self._answer(401, {"error": "token_expired"})

    def do_GET(self) -> None:
        """Show a post, or look for one."""
        url, posts = urlsplit(self.path), self.platform.posts
        if not self._is_allowed():
            self._answer(401, {"error": "token_expired"})
        elif url.path == "/posts":
            key = parse_qs(url.query)["key"][0]
            self._answer(200, {"ids": [id for id, post in posts.items() if post["key"] == key]})
        else:
            self._answer(200 if url.path.removeprefix("/posts/") in posts else 404, {})

    def _trade(self, token: str) -> None:
        platform = self.platform
        with platform.lock:
            fault = platform.faults.pop(0) if platform.faults else None
            status, answer = platform.trade(token, fault, by=self.headers.get("From", ""))
        if fault is Token.HELD:
            platform.reached.set()
            platform.let_go.wait(30)
        if fault in (Token.LOST_AFTER, Token.LOST_BEFORE):
            self._hang_up()
        else:
            with suppress(OSError):  # who asked may be dead
                self._answer(status, answer)

    def _publish(self, body: dict[str, Any]) -> None:
        with self.platform.lock:
            id = str(len(self.platform.posts) + 1)
            self.platform.posts[id] = body
        if body["text"].startswith("Lost"):
            self._hang_up()
        else:
            self._answer(202 if body["text"].startswith("Slow") else 201, {"id": id})

    def _is_allowed(self) -> bool:
        return self.platform.allows(self.headers.get("Authorization", "").removeprefix("Bearer "))

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _answer(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """Whoever was killed hangs up in the middle."""


@contextmanager
def open_token_server() -> Iterator[TokenServer]:
    """Serve on this machine until the context ends."""
    platform = TokenServer()
    handler = type("Handler", (_Handler,), {"platform": platform})
    with _Server(("127.0.0.1", 0), handler) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        serving.start()
        platform.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield platform
        finally:
            platform.let_go.set()
            server.shutdown()
            serving.join()
