"""Requests that nobody would write by hand: every operation keeps what the document says of it."""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
import requests as http
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy, datetimes
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from tests.walks.api_fuzz.operations import Case, can_be_wrong, operations, requests
from tests.walks.api_fuzz.served import Served, served

load_all_checks()
KEPT = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)
REFUSED = CHECKS.get_by_names(["negative_data_rejection"])
EXAMPLES = int(os.environ.get("OMNICHANNEL_FUZZ_EXAMPLES", "60"))
OPERATIONS = operations()
BOUNDED = [id for id, each in OPERATIONS.items() if can_be_wrong(each)]
GUARDED = [id for id, each in OPERATIONS.items() if each.definition.raw["security"]]

schemathesis.openapi.format("date-time-local", datetimes().map(datetime.isoformat))


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An API with one thing of each kind."""
    with served(tmp_path_factory.mktemp("fuzz")) as opened:
        yield opened


@pytest.mark.parametrize("id", OPERATIONS)
def test_a_valid_request_gets_a_described_answer(api: Served, id: str) -> None:
    """Whatever fits the document is answered as the document says, and never by a fault of ours."""
    fuzz(api, requests(OPERATIONS[id], GenerationMode.POSITIVE, api.ids), KEPT)


@pytest.mark.parametrize("id", BOUNDED)
def test_an_invalid_request_is_refused(api: Served, id: str) -> None:
    """Whatever does not fit the document is refused, and the refusal is described."""
    fuzz(api, requests(OPERATIONS[id], GenerationMode.NEGATIVE, api.ids), [*KEPT, *REFUSED])


@pytest.mark.parametrize("id", GUARDED)
def test_nobody_gets_past_the_door(api: Served, id: str) -> None:
    """Without the token no request comes through, valid or not."""

    def refused(case: Case, session: http.Session) -> None:
        answer = case.call(base_url=api.url, session=session, headers={"Authorization": "Bearer guessed"})
        assert 401 == answer.status_code

    for_each(requests(OPERATIONS[id], GenerationMode.POSITIVE, api.ids), refused, most=3)


def fuzz(api: Served, cases: SearchStrategy[Case], checks: Sequence[Any]) -> None:
    headers = {"Authorization": f"Bearer {api.token}"}

    def holds(case: Case, session: http.Session) -> None:
        case.call_and_validate(base_url=api.url, session=session, headers=headers, checks=list(checks))

    for_each(cases, holds, most=EXAMPLES)


def for_each(cases: SearchStrategy[Case], holds: Callable[[Case, http.Session], None], *, most: int) -> None:
    """Try the same cases each time; they are made anew for each version of the document."""
    budget = settings(
        max_examples=most,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    with http.Session() as session:
        session.trust_env = False

        @budget
        @given(case=cases)
        def each(case: Case) -> None:
            holds(case, session)

        each()
