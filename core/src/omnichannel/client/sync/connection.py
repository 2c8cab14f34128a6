# Made from aio/connection.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Sends requests: with the token, an idempotency key on every write, and again where that is safe."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel

from omnichannel.client.answers import demand_success, model_from, problem_from
from omnichannel.client.attempts import Attempts, silence
from omnichannel.client.files import File, form_headers
from omnichannel.client.patience import Patience
from omnichannel.client.place import Place
from omnichannel.client.requests import KEY_HEADER, own_headers, query, write_headers

ModelT = TypeVar("ModelT", bound=BaseModel)
Json = Mapping[str, Any] | BaseModel | None


class Connection:
    """
    The way to one server.

    Args:
        transport: replaces the network, in tests.
    """

    def __init__(
        self,
        place: Place,
        *,
        timeout: float = 30,
        patience: Patience | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.url = place.url
        self._patience = patience or Patience()
        self._http = httpx.Client(
            base_url=place.url,
            headers=own_headers(place),
            timeout=timeout,
            transport=transport,
            trust_env=not place.is_local,  # a proxy leads away from this machine
        )

    def close(self) -> None:
        """Close what is open."""
        self._http.close()

    def read(self, path: str, model: type[ModelT], **asked: Any) -> ModelT:
        """
        Read *path*. Parameters that are None are left out.

        Raises:
            ApiProblem: the server said no.
            ServerUnreachable, NoAnswer, NotOurServer: nobody answered, or somebody else.
        """
        return model_from(self._read(path, asked), model)

    def read_bytes(self, path: str, **asked: Any) -> bytes:
        """Read *path* as it is. Raises as `read`."""
        response = self._read(path, asked)
        demand_success(response)
        return response.content

    def ask(self, path: str, model: type[ModelT], json: Json) -> ModelT:
        """Ask a question that needs a body; nothing is changed by it. Raises as `read`."""
        request = self._http.build_request("POST", path, json=_body(json))
        return model_from(self._send(request), model)

    def write(
        self,
        method: str,
        path: str,
        model: type[ModelT],
        *,
        json: Json = None,
        expected: int | None = None,
        key: str | None = None,
    ) -> ModelT:
        """
        Change something, once, however often the request has to be sent.

        Args:
            expected: the version that is edited; the server refuses where it is not the stored one.
            key: the idempotency key; made where it is None.

        Raises:
            As `read`.
        """
        headers = write_headers(key, expected)
        request = self._http.build_request(method, path, headers=headers, json=_body(json))
        return model_from(self._send(request), model)

    def upload(
        self, path: str, model: type[ModelT], file: File, *, form: Mapping[str, str], key: str | None = None
    ) -> ModelT:
        """Send *file* in a form, beside the fields of *form*. Raises as `read`."""
        headers = {**write_headers(key, None), **form_headers(file.data)}
        parts = {"file": (file.name, file.data)}
        request = self._http.build_request("POST", path, headers=headers, files=parts, data=dict(form))
        return model_from(self._send(request), model)

    def delete(self, path: str, *, key: str | None = None) -> None:
        """Delete *path*. Raises as `read`."""
        request = self._http.build_request("DELETE", path, headers=write_headers(key, None))
        demand_success(self._send(request))

    @contextmanager
    def lines(self, path: str, **asked: Any) -> Iterator[Iterator[str]]:
        """Open a stream of lines. It is not sent again; raises as `read`, also while lines are read."""
        headers = {"Accept": "text/event-stream"}
        try:
            with self._http.stream("GET", path, params=query(asked), headers=headers) as response:
                if not response.is_success:
                    response.read()
                    raise problem_from(response)
                yield response.iter_lines()
        except httpx.TransportError as error:
            raise silence(self.url, error) from error

    def _read(self, path: str, asked: Mapping[str, Any]) -> httpx.Response:
        return self._send(self._http.build_request("GET", path, params=query(asked)))

    def _send(self, request: httpx.Request) -> httpx.Response:
        request.read()  # the same bytes each time, whatever they are made of
        attempts = Attempts(self.url, self._patience, request.headers.get(KEY_HEADER))
        while True:
            try:
                response = self._http.send(request)
            except httpx.TransportError as error:
                rest = attempts.rest_after_error(error)
            else:
                answered = attempts.rest_after(response)
                if answered is None:
                    return response
                rest = answered
            time.sleep(rest.total_seconds())


def _body(json: Json) -> Any:
    return json.model_dump(mode="json", exclude_unset=True) if isinstance(json, BaseModel) else json
