import asyncio
import gc
import logging
import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from omnichannel.bootstrap import open_walk
from omnichannel.plugins.errors import WrongSetting
from omnichannel.plugins.http.stock import StockTransport
from omnichannel.settings import Settings
from omnichannel_local.api_server import ApiServer
from omnichannel_local.main import _announce, _config, _loop_factory, listening_socket, reachable
from omnichannel_local.plugin import omnichannel_register_runtime


def serve(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `omnichannel serve` with settings that must stop its start."""
    return subprocess.run(
        [Path(sys.executable).with_name("omnichannel"), "serve", *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        cwd=home,
        env={**os.environ, "OMNICHANNEL_PORT": "0", **environment},
    )


def test_a_wrong_setting_stops_the_start_in_words(tmp_path: Path) -> None:
    """The setting is named as it was given, with what is wrong and an example; there is no traceback."""
    ended = serve(tmp_path, OMNICHANNEL_LEASE_SECONDS="soon")

    assert 2 == ended.returncode
    assert "OMNICHANNEL_LEASE_SECONDS" in " ".join(ended.stderr.split())
    assert "It takes: number, 0.5 to 3600. Example: OMNICHANNEL_LEASE_SECONDS=60" in " ".join(
        ended.stderr.split()
    )
    assert "Traceback" not in ended.stderr


def test_a_wrong_setting_of_a_plugin_stops_the_start_too(tmp_path: Path) -> None:
    """A channel's setting is named by its variable as well."""
    ended = serve(tmp_path, OMNICHANNEL_FACEBOOK_GRAPH_URL="graph")

    assert 2 == ended.returncode
    assert "OMNICHANNEL_FACEBOOK_GRAPH_URL" in " ".join(ended.stderr.split())
    assert "Example: OMNICHANNEL_FACEBOOK_GRAPH_URL=https://graph.facebook.com" in " ".join(
        ended.stderr.split()
    )


def test_other_machines_are_not_listened_to(tmp_path: Path) -> None:
    """Until people can sign in, an address beyond this machine is refused with the fix."""
    ended = serve(tmp_path, OMNICHANNEL_HOST="0.0.0.0")  # noqa: S104 - refused is what it must be

    assert 2 == ended.returncode
    assert "Example: OMNICHANNEL_HOST=127.0.0.1" in " ".join(ended.stderr.split())


def test_an_unknown_line_in_the_settings_file_is_named(tmp_path: Path) -> None:
    """A misspelt setting in omnichannel.toml is not passed over."""
    (tmp_path / "omnichannel.toml").write_text("prot = 8800\n")

    ended = serve(tmp_path)

    assert 2 == ended.returncode
    assert "OMNICHANNEL_PROT is wrong: there is no such setting" in " ".join(ended.stderr.split())


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ("OMNICHANNEL_LEASE_SECOND", "did you mean OMNICHANNEL_LEASE_SECONDS?"),
        ("OMNICHANNEL_FACEBOOK_GRAF_URL", "did you mean OMNICHANNEL_FACEBOOK_GRAPH_URL?"),
    ],
)
def test_a_misspelt_variable_stops_the_start(tmp_path: Path, variable: str, told: str) -> None:
    """A name that is nearly a setting's is not passed over: the right one is offered."""
    ended = serve(tmp_path, **{variable: "1"})

    assert 2 == ended.returncode
    assert told in " ".join(ended.stderr.split())


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("[plugins.facebok]\n", "no plugin is named 'facebok'; did you mean 'facebook'?"),
        (
            'disabled_plugins = ["channel:emial"]\n',
            "did you mean 'channel:email'?",
        ),
    ],
)
def test_a_plugin_that_does_not_exist_is_named(tmp_path: Path, file: str, told: str) -> None:
    """Settings for a plugin that is not installed stop the start, and offer the one that is."""
    (tmp_path / "omnichannel.toml").write_text(file)

    ended = serve(tmp_path)

    assert 2 == ended.returncode
    assert told in " ".join(ended.stderr.split())


def test_a_taken_port_is_told_with_its_setting(tmp_path: Path) -> None:
    """Where somebody listens on the port already, the setting to change is named."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ended = serve(tmp_path, "--port", str(port))

    assert 2 == ended.returncode
    assert f"OMNICHANNEL_PORT is wrong: somebody listens on 127.0.0.1:{port} already" in " ".join(
        ended.stderr.split()
    )


def test_a_port_is_taken_from_the_moment_it_is_bound() -> None:
    """Of two runtimes that start at once on a port, one is told, before it has opened anything."""
    with listening_socket(Settings(port=0)) as first:
        port = first.getsockname()[1]

        with pytest.raises(WrongSetting, match=f"somebody listens on 127.0.0.1:{port} already"):
            listening_socket(Settings(port=port))


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A home below a file names the setting and the folder."""
    (tmp_path / "file").touch()

    ended = serve(tmp_path, "--home", "file/home")

    assert 2 == ended.returncode
    assert "OMNICHANNEL_HOME is wrong: the folder file/home cannot be made: Not a directory" in " ".join(
        ended.stderr.split()
    )


def test_the_way_back_is_the_port_that_was_taken() -> None:
    """Unless a setting says where browsers reach the server, it is where the API listens."""
    given = Settings(public_url="https://post.example.org")
    with listening_socket(Settings(port=0)) as listening:
        port = listening.getsockname()[1]

        assert f"http://127.0.0.1:{port}" == reachable(Settings(), listening).public_url
        assert given == reachable(given, listening)


def test_a_public_url_is_an_address(tmp_path: Path) -> None:
    """Something else stops the start, with an example."""
    ended = serve(tmp_path, OMNICHANNEL_PUBLIC_URL="post.example.org")

    assert 2 == ended.returncode
    assert "Example: OMNICHANNEL_PUBLIC_URL=https://post.example.org" in " ".join(ended.stderr.split())


def test_the_fast_event_loop_is_used() -> None:
    """Where uvloop can be had, everything runs on it."""
    uvloop = pytest.importorskip("uvloop")
    factory = _loop_factory()

    assert factory is not None
    with closing(factory()) as loop:
        assert isinstance(loop, uvloop.Loop)


def test_what_the_start_made_is_no_work_for_the_collector(tmp_path: Path) -> None:
    """Once the server listens, all that lives is frozen: it is never looked at again."""
    gc.unfreeze()
    try:
        _announce("http://127.0.0.1:8800", Settings(home=tmp_path), tmp_path / "ready.json")

        assert gc.get_freeze_count() > 1_000
    finally:
        gc.unfreeze()


async def test_requests_leave_no_line_each(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The server is made without an access log: a line for each request costs more than the request."""
    settings, told = Settings(home=tmp_path, port=0), list[str]()
    async with open_walk(settings, omnichannel_register_runtime().pack, StockTransport()) as walk:
        server = ApiServer(_config(settings, walk), started=told.append)
        with caplog.at_level(logging.DEBUG):
            serving = asyncio.create_task(server.serve())
            while not told:  # noqa: ASYNC110 - the server has no event
                await asyncio.sleep(0.01)
            async with httpx.AsyncClient() as client:
                answer = await client.get(f"{told[0]}/healthz")
            server.should_exit = True
            await serving

    assert (200, False) == (answer.status_code, server.config.access_log)
    assert [] == [record for record in caplog.records if record.name == "uvicorn.access"]
