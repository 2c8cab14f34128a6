"""Uploads: one file in a multipart form, read no further than its bound."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pydantic import BaseModel
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from omnichannel.application.dtos.content import LONGEST_ALT_TEXT
from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.bounds import bounded, demand_type, too_large
from omnichannel.presentation.http.inputs import Reference
from omnichannel.presentation.http.problem_kinds import (
    INVALID_REQUEST,
    MALFORMED_REQUEST,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    ProblemKind,
)
from omnichannel.presentation.http.problems import HttpProblem, invalid

MEDIA_TYPE = "multipart/form-data"
FORM_OVERHEAD_BYTES = 64 * 1024
MOST_FIELD_BYTES = 16 * 1024
FORM_LIMIT = "one file and one other part of up to 16 KiB, each with up to 8 headers of 4 KiB"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "The picture, video or document.",
            "examples": ["@picture.jpg"],
        },
        "alt_text": {
            "type": "string",
            "maxLength": LONGEST_ALT_TEXT,
            "description": "Says what the picture shows to people who cannot see it.",
            "examples": ["What the picture shows"],
        },
    },
}


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file; *filename* is what the form says, whatever that is."""

    data: bytes
    filename: str
    alt_text: str | None


async def read_form(request: Request, most_bytes: int) -> FormData:
    """
    Read a form of one file, of up to *most_bytes*, and one other part.

    Raises:
        HttpProblem: it cannot be read, or is too large.
    """
    parts = MultiPartParser(
        request.headers,
        bounded(request, most_bytes + FORM_OVERHEAD_BYTES, too_large(most_bytes, "/file")),
        max_files=1,
        max_fields=1,
        max_part_size=MOST_FIELD_BYTES,
    )
    try:
        return await parts.parse()
    except MultiPartException as error:
        problem = Problem("", error.message, "Send the form as the API page has it.", FORM_LIMIT)
        raise HttpProblem(MALFORMED_REQUEST, f"The form cannot be read: {error.message}", problem) from None


class FileForm:
    """
    Takes a form with one part `file`, and optionally `alt_text`.

    Args:
        most_bytes: the bound of the file; the form around it may add 64 KiB.
    """

    problems: tuple[ProblemKind, ...] = (
        MALFORMED_REQUEST,
        TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        INVALID_REQUEST,
    )
    models: tuple[type[BaseModel], ...] = ()

    def __init__(self, *, most_bytes: int) -> None:
        self.most_bytes = most_bytes

    async def read(self, request: Request) -> tuple[Upload, bytes]:
        """Give the upload. Raises as `Takes.read`."""
        demand_type(request, MEDIA_TYPE)
        form = await read_form(request, self.most_bytes)
        try:
            upload = await self._upload(form)
            return upload, await asyncio.to_thread(fingerprint, form_of(upload))
        finally:
            await form.close()

    def described(self, references: Reference) -> dict[str, Any]:  # noqa: ARG002 - it has no model
        """Give the `requestBody`."""
        return {"requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": SCHEMA}}}}

    async def _upload(self, form: FormData) -> Upload:
        problems = tuple(_problems_of(form))
        if problems:
            raise invalid(problems)
        file = form["file"]
        assert isinstance(file, UploadFile)  # noqa: S101 - for the type checker; it was just looked at
        if (file.size or 0) > self.most_bytes:
            raise too_large(self.most_bytes, "/file")
        alt_text = form.get("alt_text")
        said = alt_text if isinstance(alt_text, str) else None
        return Upload(await file.read(), file.filename or "", said)


def form_of(upload: Upload) -> dict[str, str | bytes | None]:
    """Give the parts of the form that *upload* came in."""
    return {"file": upload.data, "filename": upload.filename, "alt_text": upload.alt_text}


def fingerprint(parts: Mapping[str, str | bytes | None]) -> bytes:
    """Give bytes that are the same for two forms with the same parts, whatever their boundary is."""
    told = {
        name: sha256(part).hexdigest() if isinstance(part, bytes) else part for name, part in parts.items()
    }
    return json.dumps(told, sort_keys=True).encode()


def _problems_of(form: FormData) -> list[Problem]:
    problems = []
    if not isinstance(form.get("file"), UploadFile):
        problems.append(Problem("/file", "There is no file.", "Send it as the part `file`, with a filename."))
    alt_text = form.get("alt_text", "")
    if not isinstance(alt_text, str):
        problems.append(Problem("/alt_text", "The alt text came as a file.", "Send it as a plain part."))
    elif len(alt_text) > LONGEST_ALT_TEXT:
        limit = f"{LONGEST_ALT_TEXT:,} characters"
        problems.append(
            Problem("/alt_text", f"The alt text has {len(alt_text):,} characters.", "Shorten it.", limit)
        )
    elif "\x00" in alt_text:
        problems.append(
            Problem("/alt_text", "The alt text holds the character NUL.", "Take it out.", "no NUL")
        )
    for name in form.keys() - {"file", "alt_text"}:
        problems.append(
            Problem("", f"There is no part {name[:60]!r} here.", "Send `file` and `alt_text` only.")
        )
    return problems
