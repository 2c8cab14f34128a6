"""What is told of a path that nothing is served at: perhaps only the id in it is no id."""

import re
from collections.abc import Iterable

from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.problem_kinds import MALFORMED_REQUEST, NOT_FOUND
from omnichannel.presentation.http.problems import HttpProblem

ID = "{id:uuid}"
ID_LIMIT = "a UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057"
FIX = "GET /docs lists every path."


class UnknownPaths:
    """Tells a malformed id from a path that does not exist."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._alike = [_with_any_id(path) for path in paths if ID in path]

    def problem_at(self, path: str) -> HttpProblem:
        """Say what is wrong with *path*, which no resource has."""
        if any(alike.fullmatch(path) for alike in self._alike):
            problem = Problem("/id", "The id in the path is no id.", f"Send {ID_LIMIT}.", ID_LIMIT)
            return HttpProblem(
                MALFORMED_REQUEST, f"The id in the path is no id. An id is {ID_LIMIT}.", problem
            )
        told = "Nothing is served at this path."
        return HttpProblem(NOT_FOUND, f"{told} {FIX}", Problem("", told, FIX))


def _with_any_id(path: str) -> re.Pattern[str]:
    before, _, after = path.partition(ID)
    return re.compile(f"{re.escape(before)}[^/:]+{re.escape(after)}")
