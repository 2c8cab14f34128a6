"""The two bodies of a mail: the text as it is sent, and HTML made from it. Pure."""

import re
from html import escape
from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel_email.options import EmailOptions

_LINK = re.compile(r"https?://[^\s<>\"]+")
_AFTER_LINK = ".,;:!?)]}'\u2019\u201d"
_HIDDEN = '<div style="display:none;max-height:0;overflow:hidden">{}</div>'
_PAGE = (
    '<!doctype html><html><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"></head>'
    '<body dir="auto" style="font:16px/1.5 system-ui,sans-serif">{}{}</body></html>'
)
_BODY_TAG = re.compile(r"<body[^>]*>", re.IGNORECASE)


def options_of(post: Post[Any]) -> EmailOptions:
    """Give the options of *post*, typed."""
    if not isinstance(post.options, EmailOptions):
        raise TypeError("a mail has EmailOptions")
    return post.options


def text_from_post(post: Post[Any]) -> str:
    """Give the text part: line breaks as mail has them, and the link as the last line."""
    text = without_halves(post.text).replace("\r\n", "\n").replace("\r", "\n")
    link = without_halves(post.link or "")
    if not link or link in text.split():
        return text
    gap = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{gap}{link}"


def html_from_post(post: Post[Any]) -> str:
    """Give the HTML part: the sender's own, or one made from the text; the preheader stands first."""
    options = options_of(post)
    preheader = _HIDDEN.format(escape(without_halves(options.preheader))) if options.preheader else ""
    if options.html is None:
        return _PAGE.format(preheader, html_from_text(text_from_post(post)))
    html = without_halves(options.html).replace("\r\n", "\n").replace("\r", "\n")
    body = _BODY_TAG.search(html)
    place = body.end() if body else 0
    return f"{html[:place]}{preheader}{html[place:]}"


def html_from_text(text: str) -> str:
    """Give escaped paragraphs, one for each block of lines, with web addresses as anchors."""
    blocks = re.split(r"\n{2,}", text.strip("\n"))
    return "".join(f"<p>{'<br>'.join(map(_line, block.split(chr(10))))}</p>" for block in blocks)


def without_halves(text: str) -> str:
    """Give *text* with a question mark in place of each half of a surrogate pair."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _line(line: str) -> str:
    pieces, at = [], 0
    for found in _LINK.finditer(line):
        link = found.group().rstrip(_AFTER_LINK)
        pieces += [escape(line[at : found.start()]), f'<a href="{escape(link)}">{escape(link)}</a>']
        at = found.start() + len(link)
    return "".join([*pieces, escape(line[at:])])
