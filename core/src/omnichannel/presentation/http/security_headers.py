"""Headers that every answer carries, so that a browser does nothing with it that nobody meant."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
UNDER_V1 = (*ALWAYS, (b"cache-control", b"no-store"))


class SecurityHeaders:
    """Pure ASGI middleware; what an answer says for itself is left as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve *scope* with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = UNDER_V1 if scope["path"].startswith("/v1") else ALWAYS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name for name, _ in message["headers"]}
                added = [header for header in wanted if header[0] not in there]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._app(scope, receive, send_with_headers)
