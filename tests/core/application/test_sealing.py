import base64
import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnichannel.application.ports.outbound.key_provider import WrongKey
from omnichannel.application.sealing import SealBroken, seal, unseal
from tests.core.fakes.fake_keys import FakeKeys

SECRET = b"planted-secret-0123456789"
ROW = "account:1:2"
KEYS = FakeKeys()
SEALED = seal(KEYS, SECRET, bound_to=ROW)


@given(secret=st.binary(max_size=2_000), bound_to=st.text())
def test_what_was_sealed_opens_again(secret: bytes, bound_to: str) -> None:
    """The same key and the same row give the secret back."""
    assert secret == unseal(KEYS, seal(KEYS, secret, bound_to=bound_to), bound_to=bound_to)


def test_the_sealed_form_shows_nothing() -> None:
    """Neither the sealed line nor any of its decoded parts holds the secret."""
    parts = [base64.b64decode(part) for name, part in json.loads(SEALED).items() if name in ("wk", "n", "ct")]

    assert not any(SECRET in text for text in [SEALED, base64.b64decode(base64.b64encode(SEALED)), *parts])


def test_one_secret_is_never_sealed_twice_alike() -> None:
    """Equal secrets cannot be told by their sealed forms."""
    assert seal(KEYS, SECRET, bound_to=ROW) != seal(KEYS, SECRET, bound_to=ROW)


def test_a_wrong_key_is_named_with_the_right_one() -> None:
    """Who lost the key learns which one is missing and which one is there."""
    with pytest.raises(WrongKey) as raised:
        unseal(FakeKeys("key-2"), SEALED, bound_to=ROW)

    assert ("key-1", "key-2") == (raised.value.sealed_under, raised.value.at_hand)
    assert "The secret was sealed under the key 'key-1'; the key at hand is 'key-2'." in str(raised.value)


def test_a_row_that_was_moved_does_not_open() -> None:
    """A secret of one account is worthless in the row of another."""
    with pytest.raises(SealBroken, match="changed or moved in the database"):
        unseal(KEYS, SEALED, bound_to="account:1:3")


@given(place=st.integers(0, len(SEALED) - 1), value=st.integers(0, 255))
def test_no_changed_byte_goes_unnoticed(place: int, value: int) -> None:
    """A sealed line with one other byte gives the secret or one of two errors, and nothing else."""
    changed = SEALED[:place] + bytes([value]) + SEALED[place + 1 :]

    with contextlib.suppress(SealBroken, WrongKey):
        assert SECRET == unseal(KEYS, changed, bound_to=ROW)


@pytest.mark.parametrize("garbage", [b"", b"{}", b"[]", b"null", b"\xff", b'{"wk": 1, "kid": "key-1"}'])
def test_garbage_is_a_broken_seal(garbage: bytes) -> None:
    """Whatever is no sealed line at all is called broken."""
    with pytest.raises(SealBroken):
        unseal(KEYS, garbage, bound_to=ROW)


def test_a_cut_off_nonce_is_a_broken_seal() -> None:
    """A nonce of another length does not reach the cipher's own errors."""
    parts = {**json.loads(SEALED), "n": base64.b64encode(b"abc").decode()}

    with pytest.raises(SealBroken):
        unseal(KEYS, json.dumps(parts).encode(), bound_to=ROW)
