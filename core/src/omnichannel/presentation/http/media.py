"""/v1/media: keep pictures, videos and documents, and give them back without danger to a browser."""

from typing import Literal
from urllib.parse import quote

from pydantic import Field
from starlette.responses import Response

from omnichannel.application.dtos.media import MediaOut, MediaPage, MediaPatch
from omnichannel.application.dtos.wire import WireModel
from omnichannel.application.ports.inbound.media import LARGEST_UPLOAD_BYTES
from omnichannel.application.ports.outbound.media_repository import MediaFilter
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.bodies import JsonBody
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.etag import tagged
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import SentHeader, operation
from omnichannel.presentation.http.problem_kinds import NOT_ALLOWED_NOW, NOT_FOUND
from omnichannel.presentation.http.queries import Query
from omnichannel.presentation.http.uploads import FileForm, Upload

TAG = "Media"
SHOWN_IN_PLACE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
DISPOSITION = SentHeader("Content-Disposition", "The file's name; pictures may be shown, all else is saved.")
ETAG = SentHeader("ETag", "The version; send it as If-Match with the next edit.")
LOCATION = SentHeader("Location", "Where the asset is read.")
PATCH_BODY = JsonBody(
    MediaPatch, example={"alt_text": "Rye bread, sliced", "focal_point": {"x": 0.5, "y": 0.25}}
)


class MediaQuery(WireModel):
    """Which page of which assets."""

    limit: int = Field(50, ge=1, le=200, description="How many at most.")
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")
    media_type: Literal["image", "video", "application", "text"] | None = Field(
        None, description="Only types that begin with it."
    )
    q: str | None = Field(
        None, min_length=1, max_length=100, description="Filename or alt text contains it, whatever the case."
    )


class ThumbnailQuery(WireModel):
    """How large a thumbnail is."""

    size: int = Field(320, ge=16, le=1024, description="Pixels: no wider and no higher.")


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_MEDIA,
    takes=FileForm(most_bytes=LARGEST_UPLOAD_BYTES),
    gives=MediaOut,
    status=201,
    sends=(LOCATION, ETAG),
)
async def upload_media(call: Call[Upload]) -> Response:
    """
    Upload a picture, a video or a document.

    At most 25 MiB. Its type is read from the bytes, whatever the form says.
    """
    upload = call.input
    asset = await call.use_cases.upload_media.upload(
        call.principal, upload.data, filename=upload.filename, alt_text=upload.alt_text
    )
    return tagged(asset, 201, {"Location": f"/v1/media/{asset.id}"})


@operation("GET", tag=TAG, right=Right.READ_MEDIA, takes=Query(MediaQuery), gives=MediaPage)
async def list_media(call: Call[MediaQuery]) -> MediaPage:
    """
    List assets, newest first.

    Pass `next` of one page as `cursor` for the page after it, with the same filters.
    """
    query = call.input
    only = MediaFilter(kind=query.media_type, text=query.q)
    return await call.use_cases.list_media.list(
        call.principal, limit=query.limit, cursor=query.cursor, only=only
    )


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_MEDIA,
    takes=NOTHING,
    gives=MediaOut,
    sends=(ETAG,),
    problems=(NOT_FOUND,),
)
async def get_media(call: Call[None]) -> Response:
    """
    Read what is known of an asset.

    Type, size and measures are those of the bytes. The bytes themselves are at /v1/media/{id}/content.
    """
    return tagged(await call.use_cases.upload_media.get(call.principal, call.id))


@operation(
    "PATCH",
    tag=TAG,
    right=Right.WRITE_MEDIA,
    takes=PATCH_BODY,
    gives=MediaOut,
    sends=(ETAG,),
    problems=(NOT_FOUND,),
    if_match=True,
)
async def edit_media(call: Call[MediaPatch]) -> Response:
    """
    Change alt text, focal point or filename.

    A field that is left out stays. Messages that were accepted already keep what they have.
    """
    edit = call.use_cases.edit_media.edit
    return tagged(await edit(call.principal, call.id, call.input, version=call.version))


@operation(
    "DELETE",
    tag=TAG,
    right=Right.WRITE_MEDIA,
    takes=NOTHING,
    status=204,
    problems=(NOT_FOUND, NOT_ALLOWED_NOW),
)
async def remove_media(call: Call[None]) -> Response:
    """
    Remove an asset.

    Not possible while a message that is not finished needs it. Its bytes go too, unless another asset
    has the same.
    """
    await call.use_cases.remove_media.remove(call.principal, call.id)
    return Response(status_code=204)


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_MEDIA,
    takes=NOTHING,
    media_type="*/*",
    sends=(DISPOSITION,),
    problems=(NOT_FOUND,),
)
async def get_media_content(call: Call[None]) -> Response:
    """
    Fetch the bytes of an asset.

    The content type is that of the bytes. The answer is sandboxed: a browser runs nothing in it.
    """
    asset, data = await call.use_cases.upload_media.content(call.principal, call.id)
    return Response(data, headers=_headers(asset))


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_MEDIA,
    takes=Query(ThumbnailQuery),
    media_type="image/webp",
    sends=(SentHeader("Cache-Control", "It may be kept for a year: the picture never changes."),),
    problems=(NOT_FOUND,),
)
async def get_media_thumbnail(call: Call[ThumbnailQuery]) -> Response:
    """
    Fetch a picture made small.

    As people see it, whole, and never enlarged. What is no picture has none.
    """
    small = await call.use_cases.show_thumbnail.thumbnail(call.principal, call.id, size=call.input.size)
    headers = {"ETag": f'"{small.tag}"', "Cache-Control": "private, max-age=31536000, immutable"}
    return Response(small.data, headers=headers, media_type=small.media_type)


def _headers(asset: MediaOut) -> dict[str, str]:
    placement = "inline" if asset.media_type in SHOWN_IN_PLACE else "attachment"
    return {
        "Content-Type": asset.media_type,
        "Content-Disposition": f"{placement}; filename*=UTF-8''{quote(asset.filename, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }
