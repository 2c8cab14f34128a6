"""The demo accounts: who may publish where, and with which secret. None of them exists outside."""

from dataclasses import dataclass

PUBLISHER_SCOPES = ("pages_show_list", "pages_read_engagement", "pages_manage_posts")
READER_SCOPES = ("pages_show_list", "pages_read_engagement")
EXPIRED_AT = 1_700_000_000
"""Unix seconds at which the expired tokens ended (14 November 2023)."""


@dataclass(frozen=True, slots=True)
class Page:
    """A Facebook Page; *colour* (0 to 5) is the wall's choice of avatar."""

    id: str
    name: str
    about: str
    colour: int

    @property
    def token(self) -> str:
        """The token that may publish and read, and never expires."""
        return f"sandbox-page-{self.id}"

    @property
    def expired_token(self) -> str:
        """A token that was good until :data:`EXPIRED_AT`."""
        return f"sandbox-page-{self.id}-expired"

    @property
    def read_only_token(self) -> str:
        """A token without ``pages_manage_posts``."""
        return f"sandbox-page-{self.id}-read-only"


@dataclass(frozen=True, slots=True)
class MailAccount:
    """The account that may submit mail."""

    user: str
    password: str
    sender: str


@dataclass(frozen=True, slots=True)
class MetaApp:
    """The developer app that the page tokens were issued to."""

    id: str
    name: str
    secret: str

    @property
    def token(self) -> str:
        """The app access token: id and secret joined by a bar."""
        return f"{self.id}|{self.secret}"


PAGES: tuple[Page, ...] = (
    Page("111222333444555", "Harbour Bakery", "Bread, cake and coffee by the water", 0),
    Page("222333444555666", "Northwind Cycles", "Bicycles, repaired and new", 1),
    Page("333444555666777", "Café Zürich", "Open from seven", 2),
)
MAIL_ACCOUNT = MailAccount("sandbox", "sandbox-password", "news@sandbox.example")
META_APP = MetaApp("100200300400500", "Omnichannel sandbox", "sandbox-app-secret")
PAGE_BY_ID = {page.id: page for page in PAGES}
