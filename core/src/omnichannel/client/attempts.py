"""What became of the tries of one request, and whether there is another."""

from datetime import timedelta

import httpx

from omnichannel.client.answers import problem_from, retry_after
from omnichannel.client.errors import ApiProblem, NoAnswer, ServerUnreachable
from omnichannel.client.patience import Patience

NOT_NOW = frozenset({429, 502, 503, 504})
CONFLICT = 409
NOT_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Attempts:
    """
    Counts the tries of one request.

    "Nothing was sent" is only said where no try obtained a connection.
    """

    def __init__(self, url: str, patience: Patience, key: str | None) -> None:
        self._url, self._patience, self._key = url, patience, key
        self._tries, self._may_have_arrived = 0, False

    def rest_after_error(self, error: httpx.TransportError) -> timedelta:
        """
        Say how long to wait before the next try.

        Raises:
            ServerUnreachable: there is no next one, and no try reached the server.
            NoAnswer: there is no next one, and one may have reached it.
        """
        self._tries += 1
        self._may_have_arrived |= not isinstance(error, NOT_CONNECTED)
        wait = self._patience.wait_after(self._tries)
        if wait is not None:
            return wait
        raise silence(self._url, error, self._key, may_have_arrived=self._may_have_arrived) from error

    def rest_after(self, response: httpx.Response) -> timedelta | None:
        """Say how long to wait before the next try; None: this is the answer."""
        self._tries += 1
        if response.status_code not in NOT_NOW and not _is_still_at_it(response):
            return None
        self._may_have_arrived = True
        return self._patience.wait_after(self._tries, retry_after(response.headers))


def _is_still_at_it(response: httpx.Response) -> bool:
    """Say whether the server is dealing with an earlier try of this very request."""
    if response.status_code != CONFLICT:
        return False
    problem = problem_from(response)
    return isinstance(problem, ApiProblem) and problem.type.endswith("/request-in-progress")


def silence(
    url: str, error: httpx.TransportError, key: str | None = None, *, may_have_arrived: bool = False
) -> ServerUnreachable | NoAnswer:
    """Give what it means that no answer came."""
    reason = str(error) or type(error).__name__
    if isinstance(error, NOT_CONNECTED) and not may_have_arrived:
        return ServerUnreachable(url, reason)
    return NoAnswer(url, reason, key)
