# Made from aio/media.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Media: upload, read, list, describe and delete pictures, videos and documents."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from omnichannel.application.dtos.media import MediaOut, MediaPage
from omnichannel.client.files import file_from
from omnichannel.client.requests import Id
from omnichannel.client.sync.connection import Connection
from omnichannel.client.sync.paging import pages


class Media:
    """The media of the workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def upload(
        self,
        file: Path | str | bytes,
        *,
        filename: str | None = None,
        alt_text: str | None = None,
        idempotency_key: str | None = None,
    ) -> MediaOut:
        """
        Upload a file, at most 25 MiB.

        Args:
            file: its path; or its bytes, which need a *filename*.
            alt_text: what a picture shows, for people who cannot see it.

        Raises:
            WrongArgument: it cannot be read.
            Invalid: it is too large, or of a type that is not taken.
        """
        form = {} if alt_text is None else {"alt_text": alt_text}
        read = file_from(file, filename)
        return self._connection.upload("/v1/media", MediaOut, read, form=form, key=idempotency_key)

    def get(self, id: Id) -> MediaOut:
        """Read what is known of an asset."""
        return self._connection.read(f"/v1/media/{id}", MediaOut)

    def content(self, id: Id) -> bytes:
        """Fetch the bytes of an asset."""
        return self._connection.read_bytes(f"/v1/media/{id}/content")

    def thumbnail(self, id: Id, *, size: int = 320) -> bytes:
        """
        Fetch a picture made small, as WebP.

        Args:
            size: in pixels, 16 to 1,024: no wider and no higher.

        Raises:
            NotFound: there is no such asset, or it is no picture.
        """
        return self._connection.read_bytes(f"/v1/media/{id}/thumbnail", size=size)

    def list(
        self,
        *,
        media_type: Literal["image", "video", "application", "text"] | None = None,
        q: str | None = None,
    ) -> Iterator[MediaOut]:
        """
        Give all assets that fit, newest first; pages are read as they are needed.

        Args:
            media_type: only types that begin with it.
            q: only those whose filename or alt text contains it.
        """
        for asset in pages(self._connection, "/v1/media", MediaPage, media_type=media_type, q=q):
            yield asset

    def edit(
        self,
        id: Id,
        *,
        version: int,
        alt_text: str | None = None,
        focal_point: tuple[float, float] | None = None,
        filename: str | None = None,
    ) -> MediaOut:
        """
        Describe an asset; what is None stays as it is.

        Args:
            focal_point: what stays visible when it is cropped; x and y, 0 to 1 from the top left.
        """
        point = None if focal_point is None else {"x": focal_point[0], "y": focal_point[1]}
        said = {"alt_text": alt_text, "focal_point": point, "filename": filename}
        body = {name: value for name, value in said.items() if value is not None}
        return self._connection.write("PATCH", f"/v1/media/{id}", MediaOut, json=body, expected=version)

    def delete(self, id: Id) -> None:
        """
        Delete an asset.

        Raises:
            Conflict: a message that is not finished needs it.
        """
        self._connection.delete(f"/v1/media/{id}")
