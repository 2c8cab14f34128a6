"""Images: what their first bytes say, and where a ``url`` parameter leads."""

import ssl
from functools import cache

import httpx

from omnichannel_sandbox.graph.problems import bad_image

LARGEST_IMAGE_BYTES = 10 * 1024 * 1024
"""Reference page "Page Photos" (2026-09); older pages say 4 MB."""

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
"""First bytes of the types that "Page Photos" allows."""


def image_type(content: bytes) -> str:
    """
    Return the media type of *content*.

    Raises:
        GraphProblem: 324, it is empty; 324 with 1366046, it is too large or no image of a known type.
    """
    if not content:
        raise bad_image("Missing or invalid image file")
    if len(content) > LARGEST_IMAGE_BYTES:
        raise bad_image(f"The image is larger than {LARGEST_IMAGE_BYTES} bytes", subcode=1366046)
    for signature, media_type in SIGNATURES:
        if content.startswith(signature):
            return media_type
    raise bad_image("The file is no jpeg, png, gif, bmp or tiff image", subcode=1366046)


async def fetch_image(url: str) -> bytes:
    """
    Download *url* as the platform would, at most one byte over the limit.

    Raises:
        GraphProblem: 324, the address cannot be read or does not answer 200.
    """
    content = bytearray()
    try:
        async with (
            httpx.AsyncClient(
                timeout=10, follow_redirects=True, trust_env=False, verify=_trusted()
            ) as client,
            client.stream("GET", url) as response,
        ):
            response.raise_for_status()
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > LARGEST_IMAGE_BYTES:
                    break
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise bad_image("The image cannot be read from its url") from error
    return bytes(content)


@cache
def _trusted() -> ssl.SSLContext:
    """Return the system's trusted authorities, read once because reading takes tens of milliseconds."""
    return ssl.create_default_context()
