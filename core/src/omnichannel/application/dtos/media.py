"""Media on the wire."""

from datetime import datetime
from uuid import UUID

from omnichannel.application.dtos.wire import WireModel


class MediaOut(WireModel):
    """An uploaded asset. Its type is what the bytes say."""

    id: UUID
    sha256: str
    media_type: str
    size_bytes: int
    filename: str
    width: int | None
    height: int | None
    alt_text: str | None
    created_at: datetime
