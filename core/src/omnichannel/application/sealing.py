"""
The sealed form of a secret: AES-256-GCM under a data key of its own, which a key provider wraps.

Sealed, a secret is one line of JSON: version, key id, wrapped key, nonce, ciphertext. What it is
bound to (workspace and account) is authenticated with it, so a row that was moved does not open.
"""

import base64
import json
import secrets

from omnichannel.application.ports.outbound.key_provider import KeyProvider, WrappedKey
from omnichannel.domain.errors import OmnichannelError

_NONCE_BYTES = 12


class SealBroken(OmnichannelError):
    """A sealed secret was changed, or belongs to something else."""

    def __init__(self) -> None:
        super().__init__(
            "A stored secret cannot be opened: it was changed or moved in the database. "
            "Connect the account again."
        )


def seal(keys: KeyProvider, secret: bytes, *, bound_to: str) -> bytes:
    """Seal *secret* so that it opens only with *keys* and only for *bound_to*."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    data_key, nonce = secrets.token_bytes(32), secrets.token_bytes(_NONCE_BYTES)
    wrapped = keys.wrap(data_key)
    ciphertext = AESGCM(data_key).encrypt(nonce, secret, bound_to.encode())
    parts = {"wk": wrapped.wrapped, "n": nonce, "ct": ciphertext}
    texts = {name: base64.b64encode(value).decode() for name, value in parts.items()}
    return json.dumps({"v": 1, "kid": wrapped.key_id, **texts}).encode()


def unseal(keys: KeyProvider, sealed: bytes, *, bound_to: str) -> bytes:
    """
    Open a sealed secret.

    Raises:
        WrongKey: it was sealed under another key; both are named.
        SealBroken: it was changed, or sealed for something else than *bound_to*.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        parts = json.loads(sealed)
        wrapped = WrappedKey(parts["kid"], base64.b64decode(parts["wk"]))
        nonce, ciphertext = base64.b64decode(parts["n"]), base64.b64decode(parts["ct"])
    except (ValueError, KeyError, TypeError) as error:
        raise SealBroken from error
    data_key = keys.unwrap(wrapped)
    try:
        return AESGCM(data_key).decrypt(nonce, ciphertext, bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error


def sealed_under(sealed: bytes) -> str:
    """Give the id of the key that *sealed* needs; "unknown" where it is no sealed form of ours."""
    try:
        return str(json.loads(sealed)["kid"])
    except (ValueError, KeyError, TypeError):
        return "unknown"
