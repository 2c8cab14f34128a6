"""
Reads an archive that somebody else may have made: nothing in it is believed before it was checked.

No name in it becomes a path, no part is larger than the table of contents says, and every byte is
counted and digested before the first record is given out.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import ValidationError

from omnichannel.application.archiving.errors import ArchiveUnusable
from omnichannel.application.archiving.kinds import KIND, ArchiveKind, RecordUnreadable, records_from_lines
from omnichannel.application.archiving.manifest import FORMAT, NAME, ArchiveManifest, Medium
from omnichannel.application.ports.inbound.media import LARGEST_UPLOAD_BYTES

LARGEST_MANIFEST_BYTES = 64 * 1024 * 1024
LARGEST_LINE_BYTES = 32 * 1024 * 1024
LARGEST_MEDIUM_BYTES = LARGEST_UPLOAD_BYTES
LARGEST_RATIO, SMALL_BYTES = 200, 1024 * 1024 * 1024
"""Records of ours shrink to a thirtieth or so; what is large and unpacks to more than this is a bomb."""
CHUNK_BYTES = 1024 * 1024
ANOTHER = "Use another backup; this one was changed, or was not copied whole."


def _nothing(_: int) -> None:
    """Do nothing."""


class ArchiveReader:
    """
    An archive, open for reading.

    Raises:
        ArchiveUnusable: it is none, of a format that is not known, or its contents are not as listed.
    """

    def __init__(self, file: Path) -> None:
        self._file, self._is_checked = file, False

    def __enter__(self) -> Self:
        try:
            self._zip = zipfile.ZipFile(self._file)
        except OSError as error:
            told = f"The archive {self._file} cannot be read: {error.strerror}."
            raise ArchiveUnusable(told, "Name a file that `omnichannel backup` made.") from error
        except zipfile.BadZipFile as error:
            raise ArchiveUnusable(
                f"The file {self._file} is no archive, or was cut short.", ANOTHER
            ) from error
        try:
            self.manifest = self._manifest()
            self._check_entries()
        except BaseException:
            self._zip.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def check(self, *, progress: Callable[[int], None] = _nothing) -> None:
        """
        Read everything once and compare counts and digests; nothing is given out.

        Args:
            progress: called with the bytes that were read since it was called last.

        Raises:
            ArchiveUnusable: something is not as the table of contents says.
        """
        for part in self.manifest.parts:
            found, lines = self._digested(part.file_name, part.size_bytes, progress)
            if (found, lines) != (part.sha256, part.records):
                raise self._other(part.file_name)
        for medium in self.manifest.media:
            found, _ = self._digested(medium.file_name, medium.size_bytes, progress)
            if found != medium.sha256:
                raise self._other(medium.file_name)
        self._is_checked = True

    def records(self, kind: ArchiveKind, *, limit: int) -> Iterator[list[Any]]:
        """
        Give the records of *kind*, at most *limit* at once; none where the archive knows no such kind.

        Raises:
            RuntimeError: nobody checked the archive.
            ArchiveUnusable: a line is no such record.
        """
        self._demand_checked()
        part = next((part for part in self.manifest.parts if part.kind == kind.name), None)
        if part is None:
            return
        with self._zip.open(part.file_name) as file:
            lines: list[bytes] = []
            while line := file.readline(LARGEST_LINE_BYTES + 1):
                if len(line) > LARGEST_LINE_BYTES:
                    raise ArchiveUnusable(f"A line of {part.file_name} is longer than any of ours.", ANOTHER)
                lines.append(line)
                if len(lines) == limit:
                    yield self._read(kind, lines)
                    lines = []
            if lines:
                yield self._read(kind, lines)

    def medium(self, medium: Medium) -> bytes:
        """
        Give stored bytes, whole.

        Raises:
            RuntimeError: nobody checked the archive.
        """
        self._demand_checked()
        return self._zip.read(medium.file_name)

    def _demand_checked(self) -> None:
        if not self._is_checked:
            raise RuntimeError(f"{self._file} gives nothing out before it was checked")

    def _read(self, kind: ArchiveKind, lines: list[bytes]) -> list[Any]:
        try:
            return records_from_lines(kind, lines)
        except RecordUnreadable as error:
            told = f"The archive {self._file} cannot be used: {error}."
            raise ArchiveUnusable(told, "Restore it with the version of Omnichannel that made it.") from error

    def _manifest(self) -> ArchiveManifest:
        try:
            about = self._zip.getinfo(NAME)
            if about.file_size > LARGEST_MANIFEST_BYTES or _is_bomb(about):
                raise ArchiveUnusable(f"The table of contents of {self._file} is too large.", ANOTHER)
            data = self._zip.read(NAME)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            told = f"The file {self._file} is no archive of Omnichannel: it has no readable {NAME}."
            raise ArchiveUnusable(told, "Name a file that `omnichannel backup` made.") from error
        return self._known_format(data)

    def _known_format(self, data: bytes) -> ArchiveManifest:
        try:
            return _demand_format(ArchiveManifest.model_validate_json(data))
        except ValidationError as error:
            told = f"The table of contents of {self._file} cannot be read."
            newer = "Use the version of Omnichannel that made it, or another backup."
            raise ArchiveUnusable(told, newer) from error

    def _check_entries(self) -> None:
        """See that the zip holds what is listed, once, under those names and in those sizes; nothing else."""
        manifest = self.manifest
        unknown = [part.kind for part in manifest.parts if part.kind not in KIND]
        if unknown:
            told = f"The archive holds records that this version does not know: {', '.join(unknown)}."
            raise ArchiveUnusable(
                told, "Restore it with the version of Omnichannel that made it, or a newer one."
            )
        listed = {part.file_name: part.size_bytes for part in manifest.parts}
        listed |= {medium.file_name: medium.size_bytes for medium in manifest.media}
        entries = [entry for entry in self._zip.infolist() if entry.filename != NAME]
        names = [entry.filename for entry in self._zip.infolist()]
        if sorted(names) != sorted({NAME, *listed}) or len(listed) != len(manifest.parts) + len(
            manifest.media
        ):
            told = f"The archive {self._file} does not hold exactly what its table of contents lists."
            raise ArchiveUnusable(told, ANOTHER)
        self._check_sizes(entries, listed)

    def _check_sizes(self, entries: Sequence[zipfile.ZipInfo], listed: Mapping[str, int]) -> None:
        """See that nothing unpacks to what a disk, or our memory, cannot hold."""
        for entry in entries:
            if entry.file_size != listed[entry.filename]:
                raise self._other(entry.filename)
            if _is_bomb(entry):
                told = f"{entry.filename} unpacks to more than {LARGEST_RATIO} times its size."
                raise ArchiveUnusable(told, ANOTHER)
            is_medium = entry.filename.startswith("media/")
            if is_medium and (entry.compress_type or entry.file_size > LARGEST_MEDIUM_BYTES):
                raise ArchiveUnusable(f"{entry.filename} is packed, or larger than 2 GiB.", ANOTHER)

    def _digested(self, name: str, size: int, progress: Callable[[int], None]) -> tuple[str, int]:
        """Give digest and number of lines of an entry."""
        digest, lines, read = hashlib.sha256(), 0, 0
        try:
            with self._zip.open(name) as file:
                while chunk := file.read(CHUNK_BYTES):
                    digest.update(chunk)
                    lines, read = lines + chunk.count(b"\n"), read + len(chunk)
                    progress(len(chunk))
                    if read > size:
                        raise self._other(name)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
            raise self._other(name) from error
        return digest.hexdigest(), lines

    def _other(self, name: str) -> ArchiveUnusable:
        told = f"{name} in {self._file} is not as the table of contents says (size, count or SHA-256)."
        return ArchiveUnusable(told, ANOTHER)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > max(SMALL_BYTES, LARGEST_RATIO * entry.compress_size)


def _demand_format(manifest: ArchiveManifest) -> ArchiveManifest:
    if manifest.format != FORMAT:
        told = f"The archive has the format {manifest.format}; this version reads {FORMAT}."
        raise ArchiveUnusable(told, "Restore it with the version of Omnichannel that made it.")
    return manifest
