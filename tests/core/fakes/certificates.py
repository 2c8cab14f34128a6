"""Certificates for servers with TLS on this machine."""

import ssl

import trustme


def certificate_for(host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Give what a server of *host* needs, and what a client needs that trusts it alone."""
    authority = trustme.CA()
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(serving)
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(trusting)
    return serving, trusting
