"""The archive's table of contents, `manifest.json`: what is in it, how much, and its digests."""

from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

FORMAT = 1
"""The present format. It grows when an older program could not read a new archive."""
NAME = "manifest.json"


class Part(BaseModel):
    """One kind of record: the file `<kind>.jsonl`, a record a line."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str = Field(pattern="^[a-z_]{1,40}$")
    records: int = Field(ge=0)
    size_bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")

    @property
    def file_name(self) -> str:
        """Give its name in the archive."""
        return f"{self.kind}.jsonl"


class Medium(BaseModel):
    """Stored bytes: the file `media/<sha256>`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size_bytes: int = Field(ge=0)

    @property
    def file_name(self) -> str:
        """Give its name in the archive."""
        return f"media/{self.sha256}"


class ArchiveManifest(BaseModel):
    """
    What an archive holds.

    Attributes:
        snapshot_at: the moment that the archive shows.
        made_by: name and version of the program.
        workspace_id: the one it holds; None: all of them.
        sealed_under: the ids of the keys that the accounts' credentials need.
        missing_media: digests that records name and the media store did not have.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    snapshot_at: AwareDatetime
    made_by: str
    workspace_id: UUID | None
    parts: list[Part]
    media: list[Medium]
    missing_media: list[str] = []
    sealed_under: list[str] = []

    def records(self, kind: str) -> int:
        """Say how many records of *kind* there are."""
        return sum(part.records for part in self.parts if part.kind == kind)
