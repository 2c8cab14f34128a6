"""Making HTML out of other people's text: everything passes through here."""

import re
from datetime import UTC, datetime
from html import escape

_MARKS = re.compile(r"(?P<link>https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}])|(?P<tag>(?<!\w)#\w+)")


def text_html(text: str) -> str:
    """Return *text* escaped, with web addresses as links and hashtags marked; line breaks stay."""
    pieces, end = [], 0
    for match in _MARKS.finditer(text):
        pieces += [escape(text[end : match.start()]), _marked(match)]
        end = match.end()
    return "".join([*pieces, escape(text[end:])])


def time_html(seconds: float) -> str:
    """Return a ``<time>`` element; the page's script turns it into the reader's own time."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return f'<time datetime="{moment.isoformat(timespec="seconds")}">{moment:%d %b %Y %H:%M:%S} UTC</time>'


def initials(name: str) -> str:
    """Return one or two letters for an avatar, escaped."""
    words = re.findall(r"\w+", name)
    return escape("".join(word[0] for word in words[:2]).upper() or "?")


def chip_html(kind: str, sign: str, words: str) -> str:
    """Return a chip: a sign, then words; *kind* is a state family of the style sheet."""
    return f'<span class="chip {kind}"><span aria-hidden="true">{sign}</span> {escape(words)}</span>'


def _marked(match: re.Match[str]) -> str:
    text = escape(match[0])
    if match["link"]:
        return f'<a href="{text}" rel="noreferrer noopener" target="_blank">{text}</a>'
    return f'<span class="tag">{text}</span>'
