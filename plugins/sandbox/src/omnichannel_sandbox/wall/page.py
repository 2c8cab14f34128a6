"""The pages of the wall: all that arrived, or one entry."""

from collections.abc import Iterable

from omnichannel_sandbox.arrivals import Arrival
from omnichannel_sandbox.wall.mail_card import mail_html
from omnichannel_sandbox.wall.post_card import post_html
from omnichannel_sandbox.world import World

SHOWN_ENTRIES = 50
OPEN_MAILS = 2

HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<link rel="stylesheet" href="/wall/static/wall.css"></head>"""

WALL = """<body data-revision="{revision}"><header class="top"><div><h1>Sandbox wall</h1>
<p class="meta">What the simulated platforms accepted. Nothing here left this computer.</p></div>
<ul class="counts" aria-live="polite"><li><b id="count-facebook">{facebook}</b> posts</li>
<li><b id="count-email">{email}</b> mails</li><li id="live" class="meta">live</li></ul></header>
<nav class="jump" aria-label="Channels"><a href="#facebook">Facebook</a><a href="#email">Mail</a></nav>
<main class="columns"><section id="facebook" aria-labelledby="h-facebook"><h2 id="h-facebook">Facebook</h2>
<p class="empty">No post yet. The next one appears here by itself.</p>
<div class="entries">{posts}</div></section>
<section id="email" aria-labelledby="h-email"><h2 id="h-email">Mail</h2>
<p class="empty">No mail yet. The next one appears here by itself.</p>
<div class="entries">{mails}</div></section>
</main><script src="/wall/static/wall.js"></script></body></html>"""

SINGLE = """<body class="single"><header class="top">
<p class="meta"><a href="/">← All that arrived</a></p></header>
<main>{entry}</main><script src="/wall/static/wall.js"></script></body></html>"""


def entry_html(world: World, arrival: Arrival, *, is_open: bool = False) -> str:
    """Return one entry as its platform would show it."""
    if arrival.platform == "facebook":
        return post_html(world, arrival)
    return mail_html(world, arrival, is_open=is_open)


def wall_page(world: World) -> str:
    """Return the wall with its newest entries."""
    ledger = world.ledger
    mails = ledger.newest("email", limit=SHOWN_ENTRIES)
    return HEAD.format(title="Sandbox wall") + WALL.format(
        revision=ledger.revision,
        **ledger.accepted,
        posts=_entries(world, ledger.newest("facebook", limit=SHOWN_ENTRIES)),
        mails="".join(mail_html(world, m, is_open=place < OPEN_MAILS) for place, m in enumerate(mails)),
    )


def single_page(world: World, arrival: Arrival) -> str:
    """Return a page with one entry."""
    entry = entry_html(world, arrival, is_open=True)
    return HEAD.format(title="One arrival · Sandbox wall") + SINGLE.format(entry=entry)


def _entries(world: World, arrivals: Iterable[Arrival]) -> str:
    return "".join(entry_html(world, arrival) for arrival in arrivals)
