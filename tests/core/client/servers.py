"""Servers for the client that answer from memory."""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import httpx

from omnichannel.client import AsyncClient, Patience

URL = "http://127.0.0.1:8800"
TOKEN = "rye-and-caraway"
IMPATIENT = Patience(tries=3, first=timedelta(milliseconds=1))

Answer = httpx.Response | Exception


class Answering:
    """Answers as a function says, and keeps what it was asked."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self._answer = answer
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self._answer(request)

    def client(self, patience: Patience = IMPATIENT) -> AsyncClient:
        return AsyncClient(URL, TOKEN, patience=patience, transport=httpx.MockTransport(self))


class Scripted(Answering):
    """Gives one answer after the other (the last one again)."""

    def __init__(self, *answers: Answer) -> None:
        super().__init__(self._next)
        self._answers = list(answers)

    def _next(self, request: httpx.Request) -> httpx.Response:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def header(self, name: str) -> Sequence[str | None]:
        """Give a header of each request."""
        return [request.headers.get(name) for request in self.asked]

    def body(self) -> Any:
        """Give the JSON body of the last request."""
        return json.loads(self.asked[-1].content)


def problem(status: int, slug: str = "invalid-request", **more: Any) -> httpx.Response:
    """An answer that says no."""
    told = {"type": f"/problems/{slug}", "title": "No", "status": status, "detail": "Not like this.", **more}
    return httpx.Response(status, json=told)
