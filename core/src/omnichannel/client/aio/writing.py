"""From what people write down to the body of a request: finds accounts, uploads files."""

from pathlib import Path
from typing import Any

from omnichannel.application.dtos.accounts import AccountList
from omnichannel.application.dtos.content import MediaIn
from omnichannel.application.dtos.media import MediaOut
from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.files import File, file_from
from omnichannel.client.times import publish_from
from omnichannel.client.writing import Writing, body_from, known_media, targets_from


async def compose(
    connection: AsyncConnection, text: str, said: Writing, *, key: str | None
) -> dict[str, Any]:
    """
    Write the body.

    All that can be wrong in it is found before the first file is uploaded.

    Args:
        key: uploads get keys of their own from it, so that repeating the message repeats no upload.

    Raises:
        WrongArgument: an account, a time or a file cannot be understood.
    """
    publish_from(said.get("at"), draft=said.get("draft", False))
    channels = said.get("channels", ())
    accounts = (await connection.read("/v1/accounts", AccountList)).items if channels else []
    targets = targets_from(channels, accounts)
    items = [known_media(item) for item in said.get("media", ())]
    read = [file_from(item) if isinstance(item, Path) else item for item in items]
    media = [
        await _uploaded(connection, item, key and f"{key}.media.{number}") if isinstance(item, File) else item
        for number, item in enumerate(read)
    ]
    return body_from(text, said, targets, media)


async def _uploaded(connection: AsyncConnection, file: File, key: str | None) -> MediaIn:
    asset = await connection.upload("/v1/media", MediaOut, file, form={}, key=key)
    return MediaIn(media_id=asset.id)
