"""The form that uploads a list of recipients."""

import asyncio
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from omnichannel.application.dtos.recipient_lists import LONGEST_LIST_NAME
from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.bounds import demand_type, too_large
from omnichannel.presentation.http.inputs import Reference
from omnichannel.presentation.http.problem_kinds import ProblemKind
from omnichannel.presentation.http.problems import invalid
from omnichannel.presentation.http.uploads import MEDIA_TYPE, FileForm, fingerprint, read_form

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["file", "name"],
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "CSV in UTF-8: an address a row, and a name where there is one.",
            "examples": ["@guests.csv"],
        },
        "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_LIST_NAME,
            "description": "What the list is called.",
            "examples": ["Guests of the summer"],
        },
    },
}


@dataclass(frozen=True, slots=True)
class ListUpload:
    """The bytes of the file, and the name that the list is to have."""

    data: bytes
    name: str


class ListForm:
    """
    Takes a form with the parts `file` and `name`.

    Args:
        most_bytes: the bound of the file; the form around it may add 64 KiB.
    """

    problems: tuple[ProblemKind, ...] = FileForm.problems
    models: tuple[type[BaseModel], ...] = ()

    def __init__(self, *, most_bytes: int) -> None:
        self.most_bytes = most_bytes

    async def read(self, request: Request) -> tuple[ListUpload, bytes]:
        """Give the upload. Raises as `Takes.read`."""
        demand_type(request, MEDIA_TYPE)
        form = await read_form(request, self.most_bytes)
        try:
            upload = await self._upload(form)
            return upload, await asyncio.to_thread(fingerprint, parts_of(upload))
        finally:
            await form.close()

    def described(self, references: Reference) -> dict[str, Any]:  # noqa: ARG002 - it has no model
        """Give the `requestBody`."""
        return {"requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": SCHEMA}}}}

    async def _upload(self, form: FormData) -> ListUpload:
        file, name = form.get("file"), form.get("name")
        problems = tuple(_problems_of(form))
        if problems or not isinstance(file, UploadFile) or not isinstance(name, str):
            raise invalid(problems)
        if (file.size or 0) > self.most_bytes:
            raise too_large(self.most_bytes, "/file")
        return ListUpload(await file.read(), name)


def parts_of(upload: ListUpload) -> dict[str, str | bytes | None]:
    """Give the parts of the form that *upload* came in."""
    return {"file": upload.data, "name": upload.name}


def _problems_of(form: FormData) -> list[Problem]:
    problems, name = [], form.get("name", "")
    if not isinstance(form.get("file"), UploadFile):
        problems.append(Problem("/file", "There is no file.", "Send it as the part `file`, with a filename."))
    if not isinstance(name, str):
        problems.append(Problem("/name", "The name came as a file.", "Send it as a plain part."))
    elif not name.strip():
        problems.append(Problem("/name", "The list has no name.", "Send one as the part `name`."))
    elif len(name) > LONGEST_LIST_NAME:
        told, limit = f"The name has {len(name):,} characters.", f"{LONGEST_LIST_NAME} characters"
        problems.append(Problem("/name", told, "Shorten it.", limit))
    for part in form.keys() - {"file", "name"}:
        problems.append(Problem("", f"There is no part {part[:60]!r} here.", "Send `file` and `name` only."))
    return problems
