import inspect
import subprocess
import sys

from omnichannel.client import AsyncClient, Client
from tests.architecture.workspace import ROOT


def test_the_synchronous_client_is_that_of_the_asynchronous_one() -> None:
    """The files under client/sync are what the script makes of client/aio today."""
    script = ROOT / "scripts/sync_client.py"

    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)


def test_both_clients_offer_the_same() -> None:
    """Whatever can be asked with await can be asked without."""
    slow, quick = AsyncClient("http://127.0.0.1:9", "x"), Client("http://127.0.0.1:9", "x")

    def offers(client: object) -> dict[str, list[str]]:
        parts = {name: part for name, part in vars(client).items() if not name.startswith("_")}
        return {
            name: [one for one, _ in inspect.getmembers(part, callable) if not one.startswith("_")]
            for name, part in parts.items()
        }

    assert offers(slow) == offers(quick)
    quick.close()
