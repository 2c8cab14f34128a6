"""What the person who runs it may set. Environment: `OMNICHANNEL_FACEBOOK_<FIELD>`."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from omnichannel_facebook.limits import TEXT_LIMIT_CHARACTERS, VERSION

WEB_URL = "https://www.facebook.com"


class FacebookSettings(BaseModel):
    """Settings of the channel; all of them have defaults that fit the real platform."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    graph_url: str = Field(
        "https://graph.facebook.com",
        pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$",
        description="Base URL of the Graph API, without a version. Its host may then be contacted.",
    )
    version: str = Field(
        VERSION, pattern=r"^v\d+\.\d+$", description="Graph API version, as it stands in the path."
    )
    web_url: str = Field(
        WEB_URL,
        pattern=r"^https?://[^\s/]+(/[^\s?#]*)?$",
        description="What comes before a post's id in the address that people open. Never contacted.",
    )
    app_id: str | None = Field(
        None,
        pattern=r"^\d{1,32}$",
        description="Id of the app at Meta that people sign in to; it goes with app_secret.",
    )
    app_secret: SecretStr | None = Field(
        None, min_length=1, description="The app's secret. Goes with app_id."
    )
    dialog_url: str = Field(
        WEB_URL,
        pattern=r"^https?://[^\s/]+(/[^\s?#]*)?$",
        description="What comes before the version in the address of the login dialog. Never contacted.",
    )
    settle_seconds: int = Field(
        90,
        ge=0,
        le=3600,
        description="How long a new post may be missing from the page's list of posts, in seconds.",
    )
    text_limit_characters: int = Field(
        TEXT_LIMIT_CHARACTERS, ge=1, description="The longest text of a post, in Unicode code points."
    )
    search_pages: int = Field(
        10, ge=1, le=100, description="How many pages of 100 posts are read when a post is looked for."
    )

    @property
    def base_url(self) -> str:
        """The address in front of every path: base URL and version, without a slash at the end."""
        return f"{self.graph_url.rstrip('/')}/{self.version}"
