"""Settings of the SQL store (`OMNICHANNEL_SQLALCHEMY_...`)."""

from pydantic import BaseModel, ConfigDict, Field


class SqlAlchemySettings(BaseModel):
    """Where the database is and how it is opened."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str | None = Field(
        default=None,
        description="sqlite:///path/to/file.db; left out: the file omnichannel.db in the data folder.",
    )
    readers: int = Field(default=4, ge=1, le=64, description="How many snapshots may be read at once.")
    busy_timeout_seconds: float = Field(
        default=5.0, gt=0, le=60, description="How long to wait while another process writes."
    )
