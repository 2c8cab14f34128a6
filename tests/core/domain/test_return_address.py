import pytest

from omnichannel.domain.return_address import LONGEST, is_return_address, with_parameter


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/accounts?tab=facebook",
        "http://127.0.0.1:9000/done",
        "http://localhost",
        "https://localhost:8443/x",
        "http://[::1]:1/done?from=cli",
    ],
)
def test_ours_and_this_machines_are_allowed(address: str) -> None:
    """A path of this server, and any port of this machine."""
    assert is_return_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/a\\b",
        "/\t/evil.example",
        "/accounts\r\nSet-Cookie: a=b",
        "/accounts#part",
        "accounts",
        "https://evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://localhost@evil.example/",
        "http://localhost:8800@evil.example/",
        "http://127.0.0.1\\@evil.example/",
        "http://user@localhost/",
        "http://localhost:x/",
        "http://2130706433/",
        "http:/evil.example",
        "HTTP://EVIL.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/é",
        "/" + "a" * LONGEST,
    ],
)
def test_nowhere_else(address: str) -> None:
    """No spelling leads a browser to somebody else's page, or puts a line into a header."""
    assert not is_return_address(address)


def test_a_parameter_is_added() -> None:
    """To what is there already, or as the first."""
    assert "/a?connection=1" == with_parameter("/a", "connection", "1")
    assert "/a?b=c&connection=1" == with_parameter("/a?b=c", "connection", "1")
