import pytest
from hypothesis import given

from omnichannel.testing.posts import broken_texts
from omnichannel_email.addresses import AddressRefused, domain_of, wire_address


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("ana@example.org", "ana@example.org"),
        ("Ana.Lyda+news@Example.ORG", "Ana.Lyda+news@example.org"),
        ("o'neill=x@mail.example.org", "o'neill=x@mail.example.org"),
        ("ana@bäckerei.example", "ana@xn--bckerei-5wa.example"),
        ("ana@localhost", "ana@localhost"),
    ],
)
def test_sound_addresses_are_written_for_servers(address: str, expected: str) -> None:
    """The local part stays as it is, the domain becomes Punycode in lower case."""
    assert expected == wire_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "@example.org",
        "ana@",
        "ana@example",
        "ana@-example.org",
        "ana@exa mple.org",
        "ana@example..org",
        ".ana@example.org",
        "ana.@example.org",
        "añä@example.org",
        "ana@example.org,bo@example.org",
        "ana@example.org bo@example.org",
        "Ana <ana@example.org>",
        '"a b"@example.org',
        "ana@example.org\n",
        "ana\r\nBcc: bo@example.org",
        "a" * 65 + "@example.org",
        "ana@" + "a" * 64 + ".org",
        "ana@" + ".".join(["a" * 60] * 5),
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    """One address, without a name, a quote, or anything that a header could be broken with."""
    with pytest.raises(AddressRefused):
        wire_address(address)


@given(broken_texts().map("ana@{}.org".format) | broken_texts())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    """What passes is ASCII with one @, and no text is a fault."""
    try:
        address = wire_address(text)
    except AddressRefused:
        return

    assert address.isascii()
    assert 1 == address.count("@")


def test_the_domain_is_what_stands_behind_the_at() -> None:
    """The domain is the one that the Message-ID ends in."""
    assert "example.org" == domain_of("ana@EXAMPLE.org")
