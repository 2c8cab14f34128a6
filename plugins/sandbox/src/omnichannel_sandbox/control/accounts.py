"""``/control/accounts``: the demo accounts, with their secrets, for whoever wants to sign in."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from omnichannel_sandbox.accounts import MAIL_ACCOUNT, META_APP, PAGES, Page


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the simulated platforms listen."""

    http_url: str
    smtp_port: int
    smtps_port: int
    ca_file: str

    @property
    def graph_url(self) -> str:
        """The address before the version of a Graph API call."""
        return f"{self.http_url}/graph"


class AccountsResource:
    """The endpoint that tells the demo accounts."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses

    async def show(self, _: Request) -> Response:
        """Answer the pages with their tokens, and the mail account with its ports."""
        return JSONResponse({"facebook": self._facebook(), "email": self._email()})

    def _facebook(self) -> dict[str, object]:
        app = {"id": META_APP.id, "secret": META_APP.secret, "token": META_APP.token}
        pages = [_page(page) for page in PAGES]
        return {"graph_url": self._addresses.graph_url, "app": app, "pages": pages}

    def _email(self) -> dict[str, object]:
        return {
            "host": "127.0.0.1",
            "smtp_port": self._addresses.smtp_port,
            "smtps_port": self._addresses.smtps_port,
            "ca_file": self._addresses.ca_file,
            "user": MAIL_ACCOUNT.user,
            "password": MAIL_ACCOUNT.password,
            "sender": MAIL_ACCOUNT.sender,
        }


def _page(page: Page) -> dict[str, str]:
    return {
        "id": page.id,
        "name": page.name,
        "token": page.token,
        "expired_token": page.expired_token,
        "read_only_token": page.read_only_token,
    }
