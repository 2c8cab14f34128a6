"""
How people leave a list with one click (RFC 8058). Pure.

The https address must say by itself whom it is about: `{delivery}` in it becomes our own id of the
delivery, 32 hexadecimal digits that belong to one recipient of one message.
"""

from pydantic import BaseModel, ConfigDict, Field, model_validator

PLACE = "{delivery}"


class Unsubscribe(BaseModel):
    """Where people leave the list: by a web address, by mail, or both."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str | None = Field(
        None,
        pattern=r"^https://[!-;=?-~]+$",
        max_length=800,
        description="https address that takes a POST; {delivery} in it becomes our id of the delivery.",
    )
    mailto: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$",
        max_length=150,
        description="Address that takes a mail from people who want to leave.",
    )

    @model_validator(mode="after")
    def _names_a_way(self) -> "Unsubscribe":
        if self.url is None and self.mailto is None:
            raise ValueError("give a url, a mailto, or both")
        return self

    @property
    def is_personal(self) -> bool:
        """Whether the web address says whom it is about."""
        return self.url is not None and PLACE in self.url


def unsubscribe_headers(way: Unsubscribe | None, key: str) -> dict[str, str]:
    """Give the headers for the delivery *key*; none where there is no way to leave."""
    if way is None:
        return {}
    url = f"<{way.url.replace(PLACE, key)}>" if way.url else None
    mailto = f"<mailto:{way.mailto}>" if way.mailto else None
    headers = {"List-Unsubscribe": ", ".join(part for part in (url, mailto) if part)}
    return headers | ({"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if url else {})
