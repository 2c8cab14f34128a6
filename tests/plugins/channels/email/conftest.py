import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from omnichannel_email.settings import EmailSettings
from tests.plugins.channels.email.smtp_server import Mailbox, serving


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """A certificate authority of our own, which nobody else trusts."""
    return trustme.CA()


@pytest.fixture(scope="session")
def trusting(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> EmailSettings:
    """Settings that trust it."""
    file: Path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return EmailSettings(ca_file=file, timeout_seconds=5)


@pytest.fixture(scope="session")
def certificate(authority: trustme.CA) -> ssl.SSLContext:
    """What a server on localhost shows."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port(mailbox: Mailbox, certificate: ssl.SSLContext) -> Iterator[int]:
    """The port of a server with STARTTLS that serves *mailbox*."""
    with serving(mailbox, starttls=certificate) as port:
        yield port
