"""The mailbox: the raw bytes of each mail, a file each."""

from pathlib import Path


class Mailbox:
    """
    Keep mails as they came, by the number of their arrival.

    Args:
        directory: where the files lie; made if it is missing.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._numbers: set[int] = set()

    def keep(self, n: int, raw: bytes) -> None:
        """Store the bytes of arrival *n*."""
        (self._directory / f"{n}.eml").write_bytes(raw)
        self._numbers.add(n)

    def read(self, n: int) -> bytes | None:
        """Return the bytes of arrival *n* while they are kept."""
        return (self._directory / f"{n}.eml").read_bytes() if n in self._numbers else None

    def remove(self, n: int) -> None:
        """Forget the bytes of arrival *n*; doing so twice is fine."""
        if n in self._numbers:
            self._numbers.discard(n)
            (self._directory / f"{n}.eml").unlink(missing_ok=True)
