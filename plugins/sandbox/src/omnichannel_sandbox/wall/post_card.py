"""A Facebook post as its readers see it."""

from html import escape
from urllib.parse import urlsplit

from omnichannel_sandbox.accounts import PAGE_BY_ID
from omnichannel_sandbox.arrivals import Arrival
from omnichannel_sandbox.wall.marks import entry_attributes, marks_html
from omnichannel_sandbox.wall.markup import initials, text_html, time_html
from omnichannel_sandbox.world import World

SHOWN_PICTURES = 5
LONG_TEXT_CHARACTERS = 80
"""Texts without picture or link that are shorter are shown large, as Facebook does."""

ACTIONS = "".join(
    f'<span><svg viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg>{name}</span>'
    for name, path in (
        ("Like", "M7 10v11H3V10h4Zm0 0 4-8a3 3 0 0 1 3 3v4h5a2 2 0 0 1 2 2.3l-1.3 8a2 2 0 0 1-2 1.7H7"),
        ("Comment", "M21 12a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 12Z"),
        ("Share", "m13 5 8 7-8 7v-4c-5 0-8 1.500-10 4 .5-6 4-9.500 10-10V5Z"),
    )
)


def post_html(world: World, arrival: Arrival) -> str:
    """Return the card of one post."""
    page = PAGE_BY_ID[arrival.account]
    return (
        f'<article class="card post" {entry_attributes(world, arrival)}>'
        f'<header><span class="avatar c{page.colour}" aria-hidden="true">{initials(page.name)}</span>'
        f'<div><h3>{escape(page.name)}</h3><p class="meta"><a href="{_address(arrival)}">'
        f"{time_html(arrival.accepted_at)}</a> · Public</p></div>"
        f"{marks_html(world, arrival)}</header>"
        f"{_text(arrival)}{_pictures(arrival)}{_link(arrival)}"
        f'<footer class="actions" aria-hidden="true">{ACTIONS}</footer></article>'
    )


def _address(arrival: Arrival) -> str:
    return f"/wall/facebook/{escape(arrival.external_id)}"


def _text(arrival: Arrival) -> str:
    if not arrival.text:
        return ""
    plain = not arrival.pictures and not arrival.link and len(arrival.text) <= LONG_TEXT_CHARACTERS
    large = " large" if plain and "\n" not in arrival.text else ""
    return f'<p class="text{large}" dir="auto">{text_html(arrival.text)}</p>'


def _pictures(arrival: Arrival) -> str:
    shown = list(zip(arrival.pictures, arrival.captions, strict=True))[:SHOWN_PICTURES]
    if not shown:
        return ""
    items = "".join(
        f'<a href="/wall/media/{digest}">'
        f'<img src="/wall/media/{digest}" alt="{escape(alt)}" loading="lazy"></a>'
        for digest, alt in shown
    )
    hidden = len(arrival.pictures) - len(shown)
    more = f'<span class="more">+{hidden}</span>' if hidden else ""
    return f'<div class="grid g{len(shown)}">{items}{more}</div>'


def _link(arrival: Arrival) -> str:
    if not arrival.link:
        return ""
    address = urlsplit(arrival.link)
    rest = f"{address.path}{'?' + address.query if address.query else ''}".strip("/")
    title = rest or address.hostname or arrival.link
    return (
        f'<a class="linkcard" href="{escape(arrival.link)}" rel="noreferrer noopener" target="_blank">'
        f'<span class="host">{escape(address.hostname or "")}</span>'
        f'<span class="title">{escape(title)}</span></a>'
    )
