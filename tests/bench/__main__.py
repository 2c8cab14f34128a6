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
from tests.bench.lines import missed

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


async def main(names: list[str]) -> int:
    """
    Run the benches that *names* lists, or all, with the collector as the local runtime sets it.

    Returns:
        0, or 1 where a value is beyond its bound.
    """
    collect_seldom()
    for name in names or BENCHES:
        await BENCHES[name]()
    if missed:
        print(f"beyond their bounds: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


sys.exit(uvloop.run(main(sys.argv[1:])))
