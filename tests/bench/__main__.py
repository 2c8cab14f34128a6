"""`make bench`: one JSON line a bench. Names after it choose some."""

import asyncio
import sys

from tests.bench import archive, fan_out, sqlite_claim_settle, whole_path

BENCHES = {
    "fan_out": fan_out.bench,
    "sqlite_claim_settle": sqlite_claim_settle.bench,
    "whole_path": whole_path.bench,
    "sender_scaling": whole_path.scaling,
    "archive": archive.bench,
}


async def main(names: list[str]) -> None:
    """Run the benches that *names* lists, or all."""
    for name in names or BENCHES:
        await BENCHES[name]()


asyncio.run(main(sys.argv[1:]))
