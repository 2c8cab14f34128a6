"""How large things are once mail has encoded them. Pure."""

from binascii import b2a_qp
from email.header import Header
from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel_email.bodies import html_from_post, text_from_post, without_halves
from omnichannel_email.header_text import header_text
from omnichannel_email.limits import SUBJECT_LIMIT_CHARACTERS

HEADERS_BYTES = 4_096
"""What headers and boundaries may take."""
ATTACHMENT_HEADERS_BYTES = 1_024


def subject_size_characters(subject: str) -> int:
    """Count *subject* as it is written: as it is, or as encoded words (RFC 2047)."""
    if subject.isascii() or len(subject) > SUBJECT_LIMIT_CHARACTERS:
        return len(subject)
    return len("".join(Header(header_text(subject), "utf-8").encode().splitlines()))


def encoded_size_bytes(post: Post[Any]) -> int:
    """Count the mail: bodies as quoted-printable, attachments in Base64 lines of 76 and a line break."""
    bodies = (text_from_post(post), html_from_post(post))
    texts = sum(len(b2a_qp(without_halves(body).encode())) for body in bodies)
    files = sum(base64_size_bytes(media.size_bytes) + ATTACHMENT_HEADERS_BYTES for media in post.media)
    return HEADERS_BYTES + texts + files


def base64_size_bytes(size_bytes: int) -> int:
    """Count *size_bytes* in Base64, with the line breaks."""
    characters = -(-size_bytes // 3) * 4
    return characters + 2 * -(-characters // 76)
