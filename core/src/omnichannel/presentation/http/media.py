"""/v1/media: keep pictures, videos and documents, and give them back without danger to a browser."""

from urllib.parse import quote

from starlette.responses import Response

from omnichannel.application.dtos.media import MediaOut
from omnichannel.application.ports.inbound.media import LARGEST_UPLOAD_BYTES
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import SentHeader, operation
from omnichannel.presentation.http.problem_kinds import NOT_FOUND
from omnichannel.presentation.http.uploads import FileForm, Upload

TAG = "Media"
SHOWN_IN_PLACE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
DISPOSITION = SentHeader("Content-Disposition", "The file's name; pictures may be shown, all else is saved.")


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_MEDIA,
    takes=FileForm(most_bytes=LARGEST_UPLOAD_BYTES),
    gives=MediaOut,
    status=201,
)
async def upload_media(call: Call[Upload]) -> MediaOut:
    """
    Upload a picture, a video or a document.

    At most 25 MiB. Its type is read from the bytes, whatever the form says.
    """
    upload = call.input
    return await call.use_cases.upload_media.upload(
        call.principal, upload.data, filename=upload.filename, alt_text=upload.alt_text
    )


@operation("GET", tag=TAG, right=Right.READ_MEDIA, takes=NOTHING, gives=MediaOut, problems=(NOT_FOUND,))
async def get_media(call: Call[None]) -> MediaOut:
    """Read what is known of an asset."""
    return await call.use_cases.upload_media.get(call.principal, call.id)


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


def _headers(asset: MediaOut) -> dict[str, str]:
    placement = "inline" if asset.media_type in SHOWN_IN_PLACE else "attachment"
    return {
        "Content-Type": asset.media_type,
        "Content-Disposition": f"{placement}; filename*=UTF-8''{quote(asset.filename, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }
