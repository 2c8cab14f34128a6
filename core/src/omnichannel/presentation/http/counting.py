"""Counting the requests of known callers that no operation answers: an unknown path, another method."""

from starlette.datastructures import Headers

from omnichannel.presentation.http.authentication import Authenticate, principal_from
from omnichannel.presentation.http.problems import HttpProblem
from omnichannel.presentation.http.rate_limit import Limiter


class Counting:
    """Counts a request where its token is good; who is not known is told all the same, and not counted."""

    def __init__(self, authenticate: Authenticate, limiter: Limiter) -> None:
        self._authenticate, self._limiter = authenticate, limiter

    def with_limit(self, problem: HttpProblem, headers: Headers) -> HttpProblem:
        """Give *problem* with the headers of the caller's limit; or that it was one request too many."""
        try:
            principal = principal_from(headers, self._authenticate)
        except HttpProblem:
            return problem
        try:
            problem.headers.update(self._limiter.take(principal))
        except HttpProblem as refusal:
            return refusal
        return problem
