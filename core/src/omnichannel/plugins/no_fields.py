"""What a plugin takes that asks for nothing."""

from pydantic import BaseModel, ConfigDict


class NoSettings(BaseModel):
    """For plugins that have no settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoOptions(BaseModel):
    """For channels that have no options of their own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoCredentials(BaseModel):
    """For accounts that need no credentials."""

    model_config = ConfigDict(extra="forbid", frozen=True)
