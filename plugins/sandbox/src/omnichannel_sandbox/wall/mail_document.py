"""The HTML of a mail as a document of its own, which may load nothing but its own pictures."""

import re
from urllib.parse import unquote

from omnichannel_sandbox.smtp.mail import Mail

POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: {address}/wall/media/"
"""Content-Security-Policy of the document: no script, no form, no remote picture, an origin of its own."""

_CID = re.compile(r"cid:([^\s\"'<>)]+)", re.IGNORECASE)


def mail_document(mail: Mail, *, address: str) -> str:
    """Return the mail's HTML with ``cid:`` references leading to the sandbox's media."""
    digests = {part.content_id: part.digest for part in mail.parts if part.content_id}

    def media(match: re.Match[str]) -> str:
        digest = digests.get(unquote(match[1]))
        return f"{address}/wall/media/{digest}" if digest else match[0]

    return _CID.sub(media, mail.html or "")
