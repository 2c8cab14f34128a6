"""
The contract of key providers, shipped to plugin authors.

Subclass it in your tests, give it an opened provider and another one with another master key, and run
pytest (`asyncio_mode = "auto"`).
"""

from dataclasses import replace

import pytest

from omnichannel.application.ports.outbound.key_provider import KeyProvider, WrongKey

DATA_KEY = bytes(range(32))
LONGEST_KEY_ID_CHARACTERS = 64


class KeyProviderContract:
    """What the core may rely on, whoever holds the master key."""

    @pytest.fixture
    def provider(self) -> KeyProvider:
        """Give an opened provider; override it."""
        raise NotImplementedError("override the fixture `provider` with an opened key provider")

    @pytest.fixture
    def stranger(self) -> KeyProvider:
        """Give an opened provider with another master key; override it."""
        raise NotImplementedError("override the fixture `stranger` with one that has another master key")

    def test_a_wrapped_key_opens_again(self, provider: KeyProvider) -> None:
        """What was wrapped is unwrapped to the byte."""
        assert DATA_KEY == provider.unwrap(provider.wrap(DATA_KEY))

    def test_a_wrapped_key_does_not_show(self, provider: KeyProvider) -> None:
        """Neither the data key nor a hint that two wrapped keys are the same can be seen."""
        first, second = provider.wrap(DATA_KEY), provider.wrap(DATA_KEY)

        assert DATA_KEY not in first.wrapped
        assert first.wrapped != second.wrapped

    def test_the_key_has_one_short_name(self, provider: KeyProvider, stranger: KeyProvider) -> None:
        """A master key has one name, another has another, and each fits where names are stored."""
        name = provider.wrap(DATA_KEY).key_id

        assert provider.wrap(bytes(32)).key_id == name != stranger.wrap(DATA_KEY).key_id
        assert 0 < len(name) <= LONGEST_KEY_ID_CHARACTERS

    def test_another_key_does_not_open_it(self, provider: KeyProvider, stranger: KeyProvider) -> None:
        """The error names the key that is needed and the one at hand."""
        wrapped = provider.wrap(DATA_KEY)

        with pytest.raises(WrongKey) as caught:
            stranger.unwrap(wrapped)

        assert (wrapped.key_id, stranger.wrap(DATA_KEY).key_id) == (
            caught.value.sealed_under,
            caught.value.at_hand,
        )

    def test_a_borrowed_name_does_not_help(self, provider: KeyProvider, stranger: KeyProvider) -> None:
        """A key that was wrapped by another cannot be passed off as one's own."""
        forged = replace(stranger.wrap(DATA_KEY), key_id=provider.wrap(DATA_KEY).key_id)

        with pytest.raises(WrongKey):
            provider.unwrap(forged)

    @pytest.mark.parametrize("place", [0, 20, -1])
    def test_tampering_is_noticed(self, provider: KeyProvider, place: int) -> None:
        """One changed bit, wherever it is, keeps the key from being opened."""
        wrapped = provider.wrap(DATA_KEY)
        changed = bytearray(wrapped.wrapped)
        changed[place] ^= 1

        with pytest.raises(WrongKey):
            provider.unwrap(replace(wrapped, wrapped=bytes(changed)))

    @pytest.mark.parametrize("kept", [0, 5, 12, 30])
    def test_a_truncated_key_is_noticed(self, provider: KeyProvider, kept: int) -> None:
        """A wrapped key of which a part is missing is not opened."""
        wrapped = provider.wrap(DATA_KEY)

        with pytest.raises(WrongKey):
            provider.unwrap(replace(wrapped, wrapped=wrapped.wrapped[:kept]))

    def test_nothing_shows_the_master_key(self, provider: KeyProvider) -> None:
        """Printing the provider tells nothing but what it is."""
        assert "key=" not in repr(provider).lower()
