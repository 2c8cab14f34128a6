"""A mail, taken apart with the standard library."""

import hashlib
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import MIMEPart


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a mail; *content_id* has no angle brackets and is "" for files nobody refers to."""

    filename: str
    type: str
    content: bytes
    content_id: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the content, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_picture(self) -> bool:
        """Say whether its type is an image's."""
        return self.type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says; *headers* in their order, *text* and *html* None where there is no such part."""

    headers: tuple[tuple[str, str], ...]
    text: str | None
    html: str | None
    parts: tuple[Part, ...]

    def header(self, name: str) -> str | None:
        """Return the first header of this name, in any case of letters."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def read_mail(raw: bytes) -> Mail:
    """Take a mail apart; what cannot be decoded is replaced, never refused."""
    message = message_from_bytes(raw, policy=policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    bodies = {id(text), id(html)}
    parts = [part for part in message.walk() if not part.is_multipart() and id(part) not in bodies]
    return Mail(
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=None if text is None else _text_of(text),
        html=None if html is None else _text_of(html),
        parts=tuple(_part(part) for part in parts),
    )


def _text_of(part: MIMEPart) -> str:
    """Give a part's text as people read it: the line break that ends every MIME text is not theirs."""
    try:
        content = str(part.get_content(errors="replace"))
    except LookupError:
        content = _bytes_of(part).decode("utf-8", errors="replace")
    return content.replace("\r\n", "\n").removesuffix("\n")


def _part(part: MIMEPart) -> Part:
    content_id = str(part.get("Content-ID", "")).strip().removeprefix("<").removesuffix(">")
    return Part(part.get_filename() or "", part.get_content_type(), _bytes_of(part), content_id)


def _bytes_of(part: MIMEPart) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
