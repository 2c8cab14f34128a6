"""`make bench`: one JSON line a bench. Names after it choose some."""

import sys

import uvloop

from omnichannel_local.garbage import collect_seldom
from tests.bench import (
    archive,
    claiming,
    discovery,
    fan_out,
    hooks,
    ingest,
    lateness,
    memory,
    sqlite_claim_settle,
    whole_path,
)

BENCHES = {
    "fan_out": fan_out.bench,
    "sqlite_claim_settle": sqlite_claim_settle.bench,
    "whole_path": whole_path.bench,
    "sender_scaling": whole_path.scaling,
    "claiming": claiming.bench,
    "lateness": lateness.bench,
    "ingest": ingest.bench,
    "memory": memory.bench,
    "discovery": discovery.bench,
    "hooks": hooks.bench,
    "archive": archive.bench,
}


async def main(names: list[str]) -> None:
    """Run the benches that *names* lists, or all, with the collector as the local runtime sets it."""
    collect_seldom()
    for name in names or BENCHES:
        await BENCHES[name]()


uvloop.run(main(sys.argv[1:]))
