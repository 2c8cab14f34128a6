"""An arrival: one post or mail that a simulated platform accepted."""

from dataclasses import dataclass, field
from typing import Literal

Platform = Literal["facebook", "email"]
PLATFORMS: tuple[Platform, ...] = ("facebook", "email")


@dataclass(slots=True)
class Arrival:
    """
    What was accepted, as the wall and the control API show it.

    Args:
        platform: who accepted it.
        account: the page's id, or the user that submitted the mail.
        external_id: the post's id, or the mail's Message-ID with its angle brackets ("" without one).
        text: the post's message or the mail's text part.
        accepted_at: Unix seconds.
        title: the mail's subject.
        link: the post's link.
        sender: the mail's From header.
        recipients: the mail's envelope recipients.
        pictures: SHA-256 (hex) of each picture's bytes, in order.
        captions: the pictures' alternative texts, as many as there are pictures.
        files: SHA-256 of every stored file, pictures included.
        visible_at: Unix seconds from which the platform shows it.
        n: number of the arrival, counted over all platforms from 1; given by the ledger.
        copy: 1, or more when the same was accepted before by the same account.
        removed_at: Unix seconds at which it was deleted on the platform.
    """

    platform: Platform
    account: str
    external_id: str
    text: str
    accepted_at: float
    title: str | None = None
    link: str | None = None
    sender: str = ""
    recipients: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    visible_at: float = 0.0
    n: int = 0
    copy: int = 1
    removed_at: float | None = None
    same: tuple[object, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Fix what makes two arrivals the same for whoever sees them."""
        self.same = (
            self.platform, self.account, self.text, self.title, self.link, self.recipients, self.pictures
        )  # fmt: skip
