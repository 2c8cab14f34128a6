from pydantic import BaseModel, Field, ValidationError

from omnichannel.application.model_problems import problems_from
from omnichannel.domain.errors import Problem


class Options(BaseModel):
    """What a channel takes."""

    copies: list[int] = Field(default_factory=list)
    secret: int = Field(0, alias="a/b~c")


def faults(**given: object) -> list[Problem]:
    try:
        Options.model_validate(given)
    except ValidationError as error:
        return list(problems_from(error, field="/options/feed", fix="See there.", channel="feed"))
    return []


def test_each_fault_is_a_problem_in_its_place() -> None:
    """The pointer leads into the request, with names escaped as JSON pointers ask for."""
    found = faults(copies=[1, "x"], **{"a/b~c": "y"})

    assert ["/options/feed/copies/1", "/options/feed/a~1b~0c"] == [problem.field for problem in found]
    assert {("See there.", "feed")} == {(problem.fix, problem.channel) for problem in found}


def test_what_was_sent_is_not_quoted() -> None:
    """It may be a secret."""
    (problem,) = faults(**{"a/b~c": "planted-token"})

    assert "planted-token" not in repr(problem)
