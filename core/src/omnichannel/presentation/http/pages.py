"""HTML pages: escaped by construction, one style sheet, no script, nothing from elsewhere."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

from starlette.responses import HTMLResponse


class Html(str):
    """Text that is HTML already, so it is not escaped again."""

    __slots__ = ()


def html(template: str, *values: object) -> Html:
    """Put *values* into *template* at its `{}`; every value that is not `Html` is escaped."""
    return Html(
        template.format(*(value if isinstance(value, Html) else escape(str(value)) for value in values))
    )


def page(title: str, body: Html) -> HTMLResponse:
    """Give a whole page; the policy lets the browser apply our style sheet and nothing else."""
    style, policy = _style()
    content = html(
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<meta name='color-scheme' content='light dark'><title>{}</title><style>{}</style></head>"
        "<body>{}</body></html>",
        title,
        style,
        body,
    )
    return HTMLResponse(content, headers={"Content-Security-Policy": policy})


@cache
def _style() -> tuple[Html, str]:
    style = files(__package__).joinpath("pages.css").read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return Html(style), f"{policy}; frame-ancestors 'none'"
