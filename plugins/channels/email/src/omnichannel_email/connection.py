"""How a connection to a mail server is made: what is trusted, how we greet, how we sign in."""

import ssl

from aiosmtplib import SMTP

from omnichannel_email.addresses import domain_of
from omnichannel_email.credentials import SmtpCredentials
from omnichannel_email.settings import EmailSettings


def tls_context(settings: EmailSettings) -> ssl.SSLContext:
    """
    Trust what the system trusts, and the authorities in `ca_file`. Certificates are always checked.

    Raises:
        OSError: `ca_file` cannot be read, or holds no certificate.
    """
    context = ssl.create_default_context()
    if settings.ca_file is not None:
        context.load_verify_locations(settings.ca_file)
    return context


def smtp_client(credentials: SmtpCredentials, settings: EmailSettings, context: ssl.SSLContext) -> SMTP:
    """Give a client that has not connected yet, and will not upgrade or sign in by itself."""
    return SMTP(
        hostname=credentials.host,
        port=credentials.port,
        use_tls=credentials.security == "tls",
        start_tls=False,
        tls_context=context,
        timeout=settings.timeout_seconds,
        local_hostname=settings.helo_hostname or domain_of(credentials.sender_address),
    )


async def sign_in(client: SMTP, credentials: SmtpCredentials) -> None:
    """Sign in where the account says so. Raises: SMTPException."""
    if credentials.username is not None and credentials.password is not None:
        password = credentials.password.get_secret_value()
        await client.login(credentials.username.encode(), password.encode())
