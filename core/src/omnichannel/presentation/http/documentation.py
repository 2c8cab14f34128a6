"""The API page: Swagger UI over our own document. Its files lie in a package; nothing is fetched."""

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from starlette.responses import FileResponse, HTMLResponse, Response

from omnichannel.domain.errors import NotFound
from omnichannel.presentation.http.pages import html, page

PACKAGE = "offapi"
"""Brings Swagger UI's own build, unchanged. It is never imported: only its files are read."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
    "<meta name='viewport' content='width=device-width, initial-scale=1'>"
    "<title>Omnichannel Publisher API</title><link rel='stylesheet' href='/docs/swagger-ui.css'>"
    "<link rel='icon' href='data:,'></head><body><div id='api'></div>"
    "<noscript>This page needs JavaScript; <a href='/openapi.json'>openapi.json</a> says the same.</noscript>"
    "<script src='/docs/swagger-ui.js'></script><script src='/docs/api-page.js'></script></body></html>"
)


class _Asset(NamedTuple):
    package: str
    file: str
    media_type: str


ASSETS = {
    "swagger-ui.js": _Asset(PACKAGE, "swagger_bundle.js", "text/javascript"),
    "swagger-ui.css": _Asset(PACKAGE, "swagger_style.css", "text/css"),
    "api-page.js": _Asset("", "api_page.js", "text/javascript"),
}


def documentation_page() -> Response:
    """Give the API page; where its package is not installed, a page that says what to install."""
    if _folder(PACKAGE) is not None:
        return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})
    return page(
        "API",
        html(
            "<main><h1>Omnichannel Publisher API</h1><p><a href='/openapi.json'>openapi.json</a> describes "
            "every operation.</p><p>To read it here, install <code>omnichannel-core[docs]</code> and start "
            "the server again.</p></main>"
        ),
    )


def documentation_asset(name: str) -> Response:
    """
    Give a file of the API page.

    Raises:
        NotFound: there is no such file, or its package is not installed.
    """
    asset = ASSETS.get(name)
    folder = _folder(asset.package) if asset else None
    if asset is None or folder is None:
        raise NotFound("file of the API page", name)
    headers = {"Cache-Control": "no-cache"}
    return FileResponse(folder / asset.file, headers=headers, media_type=asset.media_type)


@cache
def _folder(package: str) -> Path | None:
    """Give where *package* lies, without importing it; "" is ours."""
    if not package:
        return Path(str(files(__package__)))
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) if places else None
