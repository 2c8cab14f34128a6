"""Writes an archive: a zip that appears whole under its name, for its owner alone, or not at all."""

import hashlib
import os
import secrets
import zipfile
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from omnichannel.application.archiving.errors import ArchiveProblem
from omnichannel.application.archiving.kinds import ArchiveKind, lines_from_records
from omnichannel.application.archiving.manifest import NAME, ArchiveManifest, Medium, Part


class ArchiveWriter:
    """
    An archive that is being written. Leaving it without `finish` leaves no file behind.

    Raises:
        ArchiveProblem: there is such a file already, or it cannot be written.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
        self.parts: list[Part] = []
        self.media: list[Medium] = []

    def __enter__(self) -> Self:
        if self._file.exists():
            raise ArchiveProblem(f"There is a file {self._file} already.", "Name another, or remove it.")
        try:
            self._stream = os.fdopen(os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
        except OSError as error:
            told = f"The archive {self._file} cannot be written: {error.strerror}."
            raise ArchiveProblem(told, "Name a file in a folder that this user may write.") from error
        self._zip = zipfile.ZipFile(self._stream, "w", zipfile.ZIP_DEFLATED, compresslevel=4)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._stream.close()
        self._part.unlink(missing_ok=True)

    async def add_records(self, kind: ArchiveKind, pages: AsyncIterator[Iterable[object]]) -> int:
        """Write all records of a kind; gives how many."""
        digest, count, size = hashlib.sha256(), 0, 0
        with self._zip.open(f"{kind.name}.jsonl", "w", force_zip64=True) as file:
            async for page in pages:
                records = list(page)
                data = b"".join(lines_from_records(kind, records))
                file.write(data)
                digest.update(data)
                count, size = count + len(records), size + len(data)
        self.parts.append(Part(kind=kind.name, records=count, size_bytes=size, sha256=digest.hexdigest()))
        return count

    async def add_medium(self, sha256: str, chunks: AsyncIterator[bytes]) -> None:
        """Write stored bytes as they are: pictures and videos are compressed already."""
        about, size = zipfile.ZipInfo(f"media/{sha256}", date_time=(1980, 1, 1, 0, 0, 0)), 0
        with self._zip.open(about, "w", force_zip64=True) as file:
            async for chunk in chunks:
                file.write(chunk)
                size += len(chunk)
        self.media.append(Medium(sha256=sha256, size_bytes=size))

    def finish(self, manifest: ArchiveManifest) -> None:
        """Write the table of contents, and give the archive its name, durably."""
        self._zip.writestr(NAME, manifest.model_dump_json(indent=1))
        self._zip.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        try:
            self._file.hardlink_to(self._part)  # never over a file that somebody put there meanwhile
        except FileExistsError as error:
            raise ArchiveProblem(f"There is a file {self._file} already.", "Name another.") from error
        except OSError as error:
            told = f"The archive cannot be given the name {self._file}: {error.strerror}."
            raise ArchiveProblem(told, "Write it to another file system, and copy it from there.") from error
