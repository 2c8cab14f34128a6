"""Settings of the media folder (`OMNICHANNEL_FILESYSTEM_...`)."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class FilesystemSettings(BaseModel):
    """Where the bytes lie."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Path | None = Field(
        default=None, description="The folder that keeps media; left out: media in the data folder."
    )
