"""Files on their way to the server."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from omnichannel.client.errors import WrongArgument


@dataclass(frozen=True, slots=True)
class File:
    """What is uploaded, and the name it has there."""

    name: str
    data: bytes = field(repr=False)


def file_from(given: Path | str | bytes, name: str | None = None) -> File:
    """
    Read a file, or take bytes as they are; *name* is what it is called there.

    Raises:
        WrongArgument: it cannot be read, or bytes came without a name.
    """
    if isinstance(given, bytes):
        if not name:
            raise WrongArgument("bytes have no name; say what the file is called: filename='rye.jpg'")
        return File(name, given)
    path = Path(given)
    try:
        return File(name or path.name, path.read_bytes())
    except OSError as error:
        raise WrongArgument(f"{path} cannot be read: {error.strerror}") from error


def form_headers(data: bytes) -> dict[str, str]:
    """Give a form's boundary that follows from the file, so that the same upload is the same request."""
    return {"Content-Type": f"multipart/form-data; boundary=omnichannel-{sha256(data).hexdigest()[:40]}"}
