"""
A process that has imported everything, and forks for each life of a runtime.

It holds no event loop and no thread, so that a fork begins clean. Each connection to its socket is
one life: the fork reads one line of JSON (an `Order`), and tells what happens in lines of JSON.

Before anybody asks it lives some lives itself, to their end: what they have put together (above all the
statements of the store) every fork finds, and need not put together again.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import threading
from pathlib import Path

from tests.reliability.importing import watch_imports

HEAVY = (
    "aiohttp",
    "aiosmtplib",
    "alembic.command",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "uvloop",
    "PIL.Image",
    "omnichannel.bootstrap",
    "omnichannel.presentation.http.application",
    "httpx",
    "omnichannel.plugins.http.guarded",
    "omnichannel_email.gateway",
    "omnichannel_facebook.gateway",
    "omnichannel_filesystem.media_store",
    "omnichannel_inprocess.event_publisher",
    "omnichannel_keyfile.key_provider",
    "omnichannel_local.main",
    "omnichannel_sqlalchemy.store",
    "omnichannel_webhook.gateway",
    "tests.reliability.slowbook",
    "tests.reliability.slowmail",
    "tests.reliability.onlooker",
    "tests.reliability.rotabook",
)
LONGEST_LIFE_SECONDS = 90


def main(place: str, rehearsals: str) -> None:
    """
    Fork for each connection to the socket at *place*, until standard input ends.

    The file *rehearsals* holds pairs of orders: to prepare a home, and for the life in it.
    """
    watch_imports()
    for name in HEAVY:
        importlib.import_module(name)
    from tests.reliability.life import live
    from tests.reliability.loaded_once import load_once
    from tests.reliability.rehearsing import rehearse

    load_once()
    for preparing, living in json.loads(Path(rehearsals).read_text()):
        rehearse(preparing, living)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(place + ".part")
        listening.listen(128)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a killed one
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        gc.collect()
        gc.freeze()
        assert threading.active_count() == 1, threading.enumerate()
        Path(place + ".part").rename(place)
        while sys.stdin not in select.select([listening, sys.stdin], [], [])[0]:
            connection, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                signal.alarm(LONGEST_LIFE_SECONDS)
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    live(connection)
                os._exit(0)
            connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
