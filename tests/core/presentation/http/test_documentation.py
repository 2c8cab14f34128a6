"""The API page works without a network, in a real browser too."""

import asyncio
import re
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from omnichannel.presentation.http import documentation
from omnichannel.presentation.http.documentation import ASSETS, POLICY

BROWSER = Path(__file__).parents[4] / "scripts" / "browser"


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_the_page_needs_nothing_from_elsewhere(anonymous: httpx.AsyncClient, path: str) -> None:
    """Everything it names is served here, no script or style stands in it, and its policy allows no other."""
    answer = await anonymous.get(path)

    named = re.findall(r"(?:src|href)='([^']+)'", answer.text)
    found = [await anonymous.get(each) for each in named if not each.startswith("data:")]
    assert {200} == {each.status_code for each in found}
    assert {f"/docs/{name}" for name in ASSETS} <= set(named)
    assert POLICY == answer.headers["content-security-policy"]
    assert "unsafe" not in POLICY
    assert not re.search(r"<style|style=|<script>", answer.text)


async def test_files_have_their_types(anonymous: httpx.AsyncClient) -> None:
    """A browser that does not sniff runs the scripts and applies the styles."""
    told = {name: (await anonymous.get(f"/docs/{name}")).headers["content-type"] for name in ASSETS}

    assert {name: f"{asset.media_type}; charset=utf-8" for name, asset in ASSETS.items()} == told


@pytest.mark.parametrize("name", ["nothing.js", "..%2Fapi_page.js", "api_page.js", "swagger_bundle.js"])
async def test_no_other_file_is_served(anonymous: httpx.AsyncClient, name: str) -> None:
    """Only the files of the page can be read, by the names that the page uses."""
    assert 404 == (await anonymous.get(f"/docs/{name}")).status_code


async def test_without_its_package_the_page_says_what_to_install(
    anonymous: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small installation still answers, with the document and the name of what is missing."""
    monkeypatch.setattr(documentation, "_folder", lambda package: None)

    page, file = await anonymous.get("/docs"), await anonymous.get("/docs/swagger-ui.js")

    assert 200 == page.status_code
    assert "install <code>omnichannel-core[docs]</code>" in page.text
    assert "href='/openapi.json'" in page.text
    assert 404 == file.status_code


@pytest.fixture
async def url(application: Starlette) -> AsyncIterator[str]:
    """The address of a real server on this machine."""
    server = uvicorn.Server(uvicorn.Config(application, port=0, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.fixture
def chromium() -> str:
    """Where Chromium is; it is installed where there is none."""
    found = subprocess.run([BROWSER], capture_output=True, text=True, timeout=280)
    assert found.returncode == 0, found.stderr
    return found.stdout.split()[0]


@pytest.mark.timeout(340)
async def test_a_browser_without_a_network_shows_every_operation(
    url: str, chromium: str, tmp_path: Path
) -> None:
    """Chromium, which can reach this machine only, draws the operations and breaks no rule of the policy."""
    process = await asyncio.create_subprocess_exec(
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        f"--user-data-dir={tmp_path}",
        "--virtual-time-budget=8000",
        "--enable-logging=stderr",
        "--dump-dom",
        f"{url}/docs",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    drawn, told = await asyncio.wait_for(process.communicate(), 40)

    assert b"operations-Messages-scheduleMessage" in drawn
    assert b"operations-Channels-getChannel" in drawn
    assert b"Authorize" in drawn
    assert b"Content Security Policy" not in told
