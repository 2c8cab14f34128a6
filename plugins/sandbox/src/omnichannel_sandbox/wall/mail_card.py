"""A mail as its recipient sees it."""

from email.utils import parseaddr
from html import escape

from omnichannel_sandbox.arrivals import Arrival
from omnichannel_sandbox.smtp.mail import Mail, Part, read_mail
from omnichannel_sandbox.wall.marks import entry_attributes, marks_html
from omnichannel_sandbox.wall.markup import initials, text_html, time_html
from omnichannel_sandbox.world import World

COLOURS = 6


def mail_html(world: World, arrival: Arrival, *, is_open: bool = False) -> str:
    """Return one mail of the list; its body shows while it *is_open*."""
    name, address = parseaddr(arrival.sender)
    raw = world.mailbox.read(arrival.n)
    body = _body(arrival, read_mail(raw)) if raw is not None else ""
    return (
        f'<details class="card mail" {entry_attributes(world, arrival)}{" open" if is_open else ""}><summary>'
        f'<span class="avatar c{_colour(address)}" aria-hidden="true">{initials(name or address)}</span>'
        f'<span class="who">{escape(name or address or "(no sender)")}</span>'
        f'<span class="meta">{time_html(arrival.accepted_at)}</span>'
        f'<span class="subject" dir="auto">{escape(arrival.title or "(no subject)")}</span>'
        f'<span class="preview" dir="auto">{escape(" ".join(arrival.text.split())[:160])}</span>'
        f"</summary>{marks_html(world, arrival)}{body}</details>"
    )


def _colour(address: str) -> int:
    return sum(address.encode()) % COLOURS


def _body(arrival: Arrival, mail: Mail) -> str:
    rows = (
        ("From", arrival.sender),
        ("To", mail.header("To")),
        ("Cc", mail.header("Cc")),
        ("Reply to", mail.header("Reply-To")),
        ("Envelope", ", ".join(arrival.recipients)),
        ("Unsubscribe", mail.header("List-Unsubscribe")),
    )
    headers = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows if value)
    own_page = (
        f'<a href="/wall/email/{arrival.n}">Open alone</a> · <a href="/wall/email/{arrival.n}/raw">Source</a>'
    )
    return (
        f"<dl>{headers}</dl>{_html_part(arrival, mail)}{_text_part(mail)}{_attachments(mail)}"
        f'<p class="meta links">{own_page}</p>'
    )


def _html_part(arrival: Arrival, mail: Mail) -> str:
    if mail.html is None:
        return ""
    address = f"/wall/email/{arrival.n}/html"
    return f'<iframe sandbox src="{address}" title="HTML of the mail" loading="lazy"></iframe>'


def _text_part(mail: Mail) -> str:
    if mail.text is None:
        return ""
    text = f'<p class="text" dir="auto">{text_html(mail.text)}</p>'
    if mail.html is None:
        return text
    return f'<details class="plain"><summary>Text part</summary>{text}</details>'


def _attachments(mail: Mail) -> str:
    items = "".join(_attachment(part) for part in mail.parts)
    return f'<ul class="attachments">{items}</ul>' if items else ""


def _attachment(part: Part) -> str:
    name = escape(part.filename or part.content_id or "unnamed")
    ending = escape(part.filename.rpartition(".")[2][:4].upper() or "FILE")
    picture = f'<img src="/wall/media/{part.digest}" alt="" loading="lazy">'
    thumbnail = picture if part.is_picture else f'<span class="sheet">{ending}</span>'
    size = f"{len(part.content) / 1024:,.0f} KB" if len(part.content) >= 1024 else f"{len(part.content)} B"
    return (
        f'<li><a href="/wall/media/{part.digest}">{thumbnail}<span class="name">{name}</span>'
        f'<span class="meta">{escape(part.type)} · {size}</span></a></li>'
    )
