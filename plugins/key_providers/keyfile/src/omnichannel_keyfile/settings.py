"""Settings of the key file (`OMNICHANNEL_KEYFILE_...`)."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class KeyfileSettings(BaseModel):
    """Where the master key lies."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Path | None = Field(
        default=None, description="The key file; left out: master.key in the data folder."
    )
