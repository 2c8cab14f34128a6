"""The signature of the Standard Webhooks specification, symmetric scheme `v1`. Pure."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime


def signed_headers(id: str, body: str, *, keys: Iterable[bytes], at: datetime) -> dict[str, str]:
    """
    Give the three headers by which a receiver knows that *body* comes from us, and when.

    Each of *keys* signs: while a secret is being changed, a receiver finds the one it has.
    """
    timestamp = str(int(at.timestamp()))
    signed = f"{id}.{timestamp}.{body}".encode()
    signatures = [_signature(key, signed) for key in keys]
    return {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def _signature(key: bytes, signed: bytes) -> str:
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
