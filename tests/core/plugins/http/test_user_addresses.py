import pytest

from omnichannel.application.ports.outbound.http import AddressRefused
from omnichannel.plugins.http.user_addresses import UserAddress, address_from

NASTY = [
    ("http://hooks.example.org/", "https"),
    ("ftp://hooks.example.org/", "no address of a web server"),
    ("file:///etc/passwd", "no address of a web server"),
    ("gopher://hooks.example.org/", "no address of a web server"),
    ("//hooks.example.org/", "no address of a web server"),
    ("hooks.example.org", "no address of a web server"),
    ("https://", "no address of a web server"),
    ("https:///etc", "no address of a web server"),
    ("", "characters"),
    ("https://hooks.example.org:99999/", "no address"),
    ("https://hooks.example.org:x/", "no address"),
    ("https://hooks.example.org:22/", "another service"),
    ("https://hooks.example.org:25/", "another service"),
    ("https://hooks.example.org:80/", "another service"),
    ("https://user@hooks.example.org/", "user name"),
    ("https://user:pass@hooks.example.org/", "user name"),
    ("https://hooks.example.org@127.0.0.1/", "user name"),
    ("https://127.0.0.1@hooks.example.org/", "user name"),
    ("https://hooks.example.org/#x", "#"),
    ("https://hooks.example.org\\@127.0.0.1/", "characters"),
    ("https://127.0.0.1\\.example.org/", "characters"),
    ("https://hooks.example.org/\r\nHost: other", "characters"),
    ("https://hooks.example.org/\n", "characters"),
    ("https://hooks.example.org/ x", "characters"),
    ("https://h\u00f6oks.example.org/", "characters"),
    ("https://\u2460\u2461\u2466.0.0.1/", "characters"),
    ("https://127.0.0.1/", "public internet"),
    ("https://127.0.0.1./", "."),
    ("https://10.1.2.3/", "public internet"),
    ("https://169.254.169.254/latest/meta-data/", "public internet"),
    ("https://[::1]/", "public internet"),
    ("https://[::ffff:127.0.0.1]/", "public internet"),
    ("https://[::ffff:a9fe:a9fe]/", "public internet"),
    ("https://[64:ff9b::a9fe:a9fe]/", "public internet"),
    ("https://[fe80::1%25eth0]/", "."),
    ("https://127.1/", "number in disguise"),
    ("https://2130706433/", "number in disguise"),
    ("https://0x7f000001/", "number in disguise"),
    ("https://0x7f.0.0.1/", "number in disguise"),
    ("https://0177.0.0.1/", "."),
    ("https://127.0.0.0x1/", "number in disguise"),
    ("https://1.2.3.4.5/", "number in disguise"),
    ("https://localhost/", "private network"),
    ("https://LOCALHOST/", "private network"),
    ("https://api.localhost/", "private network"),
    ("https://intranet/", "private network"),
    ("https://printer.local/", "private network"),
    ("https://metadata.google.internal/", "private network"),
    ("https://-hooks.example.org/", "no name of a host"),
    ("https://hooks..example.org/", "no name of a host"),
    ("https://hooks.example.org./", "."),
    (f"https://{'a' * 64}.example.org/", "no name of a host"),
    (f"https://hooks.example.org/{'a' * 2000}", "longer"),
]


@pytest.mark.parametrize(("url", "why"), NASTY, ids=[url[:60] for url, _ in NASTY])
def test_an_address_that_may_lead_astray_is_refused(url: str, why: str) -> None:
    """Other schemes, private hosts in any disguise, user names, odd ports and unclear forms are refused."""
    with pytest.raises(AddressRefused) as refused:
        address_from(url)

    assert why in refused.value.detail
    assert refused.value.fix


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://hooks.example.org/a?b=c%20d", "hooks.example.org", 443),
        ("https://Hooks.Example.ORG:8443", "hooks.example.org", 8443),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443),
        ("https://93.184.216.34:9000/x", "93.184.216.34", 9000),
        ("https://[2606:4700:4700::1111]/x", "2606:4700:4700::1111", 443),
    ],
)
def test_a_public_address_is_read(url: str, host: str, port: int) -> None:
    """An https address of a host that everybody can reach is taken as it stands."""
    assert UserAddress(host, port, is_trusted=False) == address_from(url)


@pytest.mark.parametrize(
    ("url", "trusted"),
    [("http://127.0.0.1:9000/x", "127.0.0.1:9000"), ("https://[::1]:9000/", "[::1]:9000")],
)
def test_a_trusted_host_may_be_private(url: str, trusted: str) -> None:
    """What whoever runs this listed needs neither TLS nor a public address, at that port."""
    assert address_from(url, trusted=[trusted]).is_trusted

    with pytest.raises(AddressRefused):
        address_from(url.replace("9000", "9001"), trusted=[trusted])
