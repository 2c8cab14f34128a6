"""The parameter tables against Meta's published specification, where that stands beside the checkout."""

import json
import os
from pathlib import Path

import pytest

from omnichannel_sandbox.graph.parameters import FEED, LISTING, PHOTOS

SPECIFICATIONS = Path(os.environ.get("OMNICHANNEL_SPECS_DIR", "")) / "meta" / "Page.json"
OWN = {"after", "before", "limit", "since", "until"}
"""Paging and time parameters go with any list and are not in the specification of an edge."""


@pytest.mark.specs
@pytest.mark.parametrize(
    ("method", "edge", "table"),
    [("POST", "feed", FEED), ("POST", "photos", PHOTOS), ("GET", "published_posts", LISTING)],
)
def test_every_parameter_is_one_of_metas(method: str, edge: str, table: dict[str, str]) -> None:
    """The sandbox accepts no parameter name that Meta's specification lacks."""
    edges = json.loads(SPECIFICATIONS.read_text())["apis"]
    found = next(api for api in edges if (api["method"], api.get("endpoint")) == (method, edge))

    assert set() == table.keys() - {parameter["name"] for parameter in found["params"]} - OWN


@pytest.mark.parametrize("table", [FEED, PHOTOS, LISTING])
def test_every_parameter_has_a_known_type(table: dict[str, str]) -> None:
    """A type in a table is one that can be read."""
    assert {"string", "bool", "integer", "list", "object"} >= set(table.values())
