"""``python -m omnichannel_sandbox``: a sandbox that runs until it is told to stop."""

import argparse
import asyncio
import signal
import tempfile
from pathlib import Path

from omnichannel_sandbox.ready import write_ready_file
from omnichannel_sandbox.server import Sandbox


def main() -> None:
    """Run a sandbox until SIGTERM or SIGINT."""
    arguments = _parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="omnichannel-sandbox-") as fallback:
        asyncio.run(_run(arguments, data_dir=arguments.data_dir or Path(fallback)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="omnichannel_sandbox", description=__doc__)
    for name in ("http", "smtp", "smtps"):
        help_text = f"{name.upper()} port on 127.0.0.1; 0 (the default) chooses a free one"
        parser.add_argument(f"--{name}-port", type=int, default=0, help=help_text)
    parser.add_argument("--data-dir", type=Path, help="for files and mails; default: a temporary one")
    parser.add_argument("--ready-file", type=Path, help="written as JSON once all ports listen")
    return parser


async def _run(arguments: argparse.Namespace, *, data_dir: Path) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    ports = {"smtps_port": arguments.smtps_port, "data_dir": data_dir}
    async with Sandbox(arguments.http_port, arguments.smtp_port, **ports) as sandbox:
        if arguments.ready_file is not None:
            write_ready_file(arguments.ready_file, sandbox)
        print(
            f"wall {sandbox.http_url}/  mail {sandbox.smtp_port} (STARTTLS), {sandbox.smtps_port} (TLS)",
            flush=True,
        )
        await stopped.wait()


if __name__ == "__main__":
    main()
