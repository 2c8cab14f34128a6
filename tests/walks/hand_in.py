"""Hands in a receipt, as whoever hears from a platform does: `... tests.walks.hand_in HOME DELIVERY KIND`."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from omnichannel.bootstrap import open_walk
from omnichannel.domain.receipt import Receipt, ReceiptKind
from omnichannel.plugins.http.aio import AiohttpTransport
from omnichannel.settings import Settings
from omnichannel_local.plugin import omnichannel_register_runtime
from tests.walks.house import House


async def hand_in(house: House, delivery: str, kind: str) -> str:
    """Hand in a receipt of *kind* from a process of its own beside the house; gives what became of it."""
    module = ["-m", "tests.walks.hand_in", str(house.home), delivery, kind]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, *module, env=house.surroundings, stdout=pipe, stderr=pipe
    )
    out, err = await process.communicate()
    assert 0 == process.returncode, err.decode()
    return out.decode().strip()


async def _confirm(home: Path, receipt: Receipt) -> str:
    settings, pack = Settings(home=home), omnichannel_register_runtime().pack
    async with open_walk(settings, pack, AiohttpTransport(connections=2)) as walk:
        (heard,) = await walk.confirm.confirm([receipt])
    return heard.value


if __name__ == "__main__":
    where, which, told = sys.argv[1:]
    one = Receipt(kind=ReceiptKind(told), at=datetime.now(UTC), delivery_id=UUID(which))
    print(asyncio.run(_confirm(Path(where), one)))
