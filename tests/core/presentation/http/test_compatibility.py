"""Callers of the last release can call this one."""

import json
import subprocess
import sys
from pathlib import Path

from tests.tools.openapi_changes import breaking_changes
from tests.tools.released_openapi import FOLDER, keep, last_released, present, written

PRINT = "from tests.tools.released_openapi import present, written; print(written(present()), end='')"


def test_no_caller_of_the_last_release_breaks() -> None:
    """Nothing that the last released document promised is taken back; a new major version may."""
    released = json.loads(last_released().read_text("utf-8"))

    assert [] == breaking_changes(released, present())


def test_a_document_does_not_break_itself() -> None:
    """The comparer reads all that our documents contain."""
    assert [] == breaking_changes(present(), present())


def test_a_kept_document_grows_and_takes_nothing_back(tmp_path: Path) -> None:
    """Writing the document again does not hide that something is gone; what is new is kept."""
    whole = present()
    less = {**whole, "paths": {path: it for path, it in whole["paths"].items() if path != "/v1/messages"}}

    grown = [keep(less, tmp_path), keep(whole, tmp_path)]
    refused = keep(less, tmp_path)

    assert [[], []] == grown
    assert any("/v1/messages" in change for change in refused)
    assert written(whole) == last_released(tmp_path).read_text("utf-8")


def test_the_document_is_the_same_in_every_process() -> None:
    """Its bytes depend on the API alone, not on the order of a set."""
    documents = {
        subprocess.run(
            [sys.executable, "-c", PRINT],
            env={"PYTHONHASHSEED": seed},
            cwd=FOLDER.parents[1],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert {written(present()).encode()} == documents
