"""From what people write down to the body of a request: finds accounts, uploads files."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from omnichannel.application.dtos.content import MediaIn
from omnichannel.application.dtos.media import MediaOut
from omnichannel.application.dtos.messages import RecipientIn, TargetIn
from omnichannel.application.dtos.recipient_lists import RecipientListOut
from omnichannel.client.aio.accounts import AsyncAccounts
from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.crowds import crowd_file, demand_whole, is_crowd
from omnichannel.client.errors import NotFound, WrongArgument
from omnichannel.client.files import File, file_from
from omnichannel.client.times import publish_from
from omnichannel.client.writing import Writing, body_from, fallbacks_from, known_media, people_from


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
    accounts = await AsyncAccounts(connection).list() if channels else []
    people = people_from(channels, accounts)
    fallbacks = fallbacks_from(said.get("fallbacks", ()), people, accounts)
    items = [known_media(item) for item in said.get("media", ())]
    read = [file_from(item) if isinstance(item, Path) else item for item in items]
    media = [
        await _uploaded(connection, item, key and f"{key}.media.{number}") if isinstance(item, File) else item
        for number, item in enumerate(read)
    ]
    uploads = is_crowd(people)
    targets = [await _target(connection, *one, uploads=uploads, key=key) for one in people]
    if fallbacks:
        targets = [target.model_copy(update={"fallbacks": fallbacks}) for target in targets]
    return body_from(text, said, targets, media)


async def _target(
    connection: AsyncConnection,
    account_id: UUID,
    people: Sequence[RecipientIn],
    *,
    uploads: bool,
    key: str | None,
) -> TargetIn:
    """Name the people, or upload them as a list; one that is not whole is deleted again."""
    if not uploads or not people:
        return TargetIn(account_id=account_id, recipients=list(people))
    path, form = "/v1/recipient-lists", {"name": f"{len(people):,} people"}
    own_key = key and f"{key}.people.{account_id}"
    uploaded = await connection.upload(path, RecipientListOut, crowd_file(people), form=form, key=own_key)
    try:
        demand_whole(uploaded)
    except WrongArgument:
        with suppress(NotFound):  # repeated with the same key: it was deleted then
            await connection.delete(f"{path}/{uploaded.id}")
        raise
    return TargetIn(account_id=account_id, recipient_list_id=uploaded.id)


async def _uploaded(connection: AsyncConnection, file: File, key: str | None) -> MediaIn:
    asset = await connection.upload("/v1/media", MediaOut, file, form={}, key=key)
    return MediaIn(media_id=asset.id)
