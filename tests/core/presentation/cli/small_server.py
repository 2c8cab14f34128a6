"""A server on this machine that answers from a table, for commands."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

Answers = Mapping[str, Any]


class SmallServer:
    """
    Serves "METHOD /path" -> JSON, and keeps what it was asked.

    Attributes:
        asked: "METHOD /path" and the body of each request.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[tuple[str, Any]] = []

    def body_of(self, line: str) -> Any:
        """Give the body of the last such request."""
        return next(body for asked, body in reversed(self.asked) if asked == line)


@contextmanager
def small_server(answers: Answers) -> Iterator[SmallServer]:
    """Serve *answers*, some by a function of the query; what is not in them is a problem 404."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            sent = self.rfile.read(length)
            path, _, query = self.path.partition("?")
            line = f"{self.command} {path}"
            served.asked.append((line, json.loads(sent) if sent else None))
            missing = {"type": "/problems/not-found", "title": "No", "status": 404, "detail": "Not there."}
            found = answers.get(line, missing)
            if callable(found):
                found = found(dict(parse_qsl(query)))
            data = b"" if found is None else json.dumps(found).encode()
            self.send_response(404 if found is missing else 204 if found is None else 200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = SmallServer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
