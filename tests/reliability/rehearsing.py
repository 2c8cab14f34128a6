"""Lives a life in the process that forks, so that what it has put together is there for every fork."""

import json
import socket
from pathlib import Path
from typing import Any

from tests.reliability.life import live
from tests.reliability.watching import watch


def rehearse(preparing: dict[str, Any], living: dict[str, Any]) -> None:
    """
    Have a home prepared, and a life lived in it to its end; then nothing is watched any more.

    Raises:
        AssertionError: it did not end as it should.
    """
    Path(preparing["home"]).mkdir(parents=True)
    facts = _lived(preparing)["facts"]
    assert _lived(living | {"facts": facts})["ended"]
    watch.forget()


def _lived(order: dict[str, Any]) -> dict[str, Any]:
    """Give what a life said last."""
    ours, its = socket.socketpair()
    with ours, its:
        ours.sendall(json.dumps(order).encode() + b"\n")
        live(its)
        its.shutdown(socket.SHUT_WR)
        said = [json.loads(line) for line in ours.makefile()]
    assert "failed" not in said[-1], said[-1]["failed"]
    last: dict[str, Any] = said[-1]
    return last
