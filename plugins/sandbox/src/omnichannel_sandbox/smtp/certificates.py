"""Certificates of the sandbox: a certificate authority of its own, made anew at every start."""

import ssl
from pathlib import Path

import trustme


def server_context(ca_file: Path) -> ssl.SSLContext:
    """
    Return a TLS context for 127.0.0.1 and localhost.

    Args:
        ca_file: where the certificate that clients must trust is written, as PEM.
    """
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context
