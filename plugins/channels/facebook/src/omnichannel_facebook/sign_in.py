"""
Facebook Login as requests, and what its answers mean. Pure.

Dialog and code exchange: https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow
Long-lived tokens: https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived
The code that Meta gives is used with the app's secret; it documents no PKCE for this.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr

from omnichannel.application.ports.outbound.channel_gateway import NotSetUp
from omnichannel.application.ports.outbound.http import Request, Response
from omnichannel.domain.failure import PAUSES_ACCOUNT
from omnichannel.domain.outcome import CannotTell
from omnichannel.domain.sign_in import Alive, Candidate, Dead, Health, NotGranted
from omnichannel_facebook.credentials import FacebookCredentials
from omnichannel_facebook.outcome import rule_from_error, without_secrets
from omnichannel_facebook.settings import FacebookSettings

SCOPES = ("pages_show_list", "pages_read_engagement", "pages_manage_posts")
PUBLISHES = "pages_manage_posts"
PAGE_FIELDS = "id,name,access_token,tasks"
MAY_PUBLISH = frozenset({"CREATE_CONTENT", "MANAGE"})
LONGEST_NAME = 200
AGAIN = "Connect the account again."


class App:
    """The app at Meta that people sign in to: its id and secret, which both have to be set."""

    def __init__(self, settings: FacebookSettings) -> None:
        if settings.app_id is None or settings.app_secret is None:
            raise NotSetUp("Facebook", "OMNICHANNEL_FACEBOOK_APP_ID", "OMNICHANNEL_FACEBOOK_APP_SECRET")
        self.id, self.secret = settings.app_id, settings.app_secret
        self._settings = settings

    def dialog_url(self, *, state: str, redirect_uri: str) -> str:
        """Give the address of the login dialog."""
        query = {
            "client_id": self.id,
            "redirect_uri": redirect_uri,
            "state": state,
            "response_type": "code",
            "scope": ",".join(SCOPES),
        }
        base = f"{self._settings.dialog_url.rstrip('/')}/{self._settings.version}"
        return f"{base}/dialog/oauth?{urlencode(query)}"

    def code_request(self, code: str, *, redirect_uri: str) -> Request:
        """Trade a code for a token of the person, which lives for hours."""
        return self._token_request({"code": code, "redirect_uri": redirect_uri})

    def long_lived_request(self, token: str) -> Request:
        """Trade it for one that lives for about 60 days; page tokens made with that one do not end."""
        return self._token_request({"grant_type": "fb_exchange_token", "fb_exchange_token": token})

    def pages_request(self, token: str, *, after: str = "") -> Request:
        """List the pages of the person, 100 at a time, each with a token of its own."""
        query = {"fields": PAGE_FIELDS, "limit": "100"} | ({"after": after} if after else {})
        proof = self._credentials(token).proof()
        return Request("GET", self._url("me/accounts"), bearer(token), query | proof)

    def debug_request(self, token: str) -> Request:
        """Ask what a token is good for; the app asks, with its own token."""
        own = f"{self.id}|{self.secret.get_secret_value()}"
        return Request("GET", self._url("debug_token"), bearer(own), {"input_token": token})

    def candidate(self, page: Any) -> Candidate | None:
        """Read one page of the list; None where the person may not publish there."""
        if not isinstance(page, dict) or not may_publish(page.get("tasks")):
            return None
        id, name, token = (page.get(field) for field in ("id", "name", "access_token"))
        if not (isinstance(id, str) and id and isinstance(token, str) and token):
            return None
        shown = name if isinstance(name, str) and name.strip() else id
        return Candidate(id, shown[:LONGEST_NAME], self._credentials(token))

    def _token_request(self, query: dict[str, str]) -> Request:
        own = {"client_id": self.id, "client_secret": self.secret.get_secret_value()}
        return Request("GET", self._url("oauth/access_token"), query=own | query)

    def _credentials(self, token: str) -> FacebookCredentials:
        return FacebookCredentials(access_token=SecretStr(token), app_secret=self.secret)

    def _url(self, path: str) -> str:
        return f"{self._settings.base_url}/{path}"


def bearer(token: str) -> dict[str, str]:
    """Give the header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def may_publish(tasks: Any) -> bool:
    """Say whether the person's tasks on a page allow posts; a list that is missing does not forbid them."""
    return not isinstance(tasks, list) or bool(MAY_PUBLISH.intersection(str(task) for task in tasks))


def token_from_response(response: Response) -> str | NotGranted:
    """Read the answer to a token request."""
    answer = response.json()
    token = answer.get("access_token") if isinstance(answer, dict) else None
    if response.status == 200 and isinstance(token, str) and token:
        return token
    return refused(answer)


def refused(answer: Any) -> NotGranted:
    """Say that a sign-in came to nothing, in Facebook's own words where there are any."""
    error = answer.get("error") if isinstance(answer, dict) else None
    message = error.get("message") if isinstance(error, dict) else None
    words = f": “{without_secrets(message)}”" if isinstance(message, str) and message else ""
    return NotGranted(
        f"Facebook did not accept the sign-in{words}.",
        "Start again. If it happens each time, compare app id, app secret and redirect address with the "
        "app's page at developers.facebook.com.",
    )


def health_from_debug(response: Response) -> Health | None:
    """Read what `debug_token` says; None where it says nothing of the token, so that it must be tried."""
    answer = response.json()
    data = answer.get("data") if isinstance(answer, dict) else None
    if response.status != 200 or not isinstance(data, dict) or not isinstance(data.get("is_valid"), bool):
        return None
    if not data["is_valid"]:
        return Dead(f"{_why_invalid(data.get('error'))}.", AGAIN)
    scopes = data.get("scopes")
    if isinstance(scopes, list) and scopes and PUBLISHES not in scopes:
        return Dead(f"The sign-in lacks the permission {PUBLISHES}.", f"{AGAIN[:-1]}, and allow it.")
    return Alive(_instant(data.get("expires_at")))


def _why_invalid(error: Any) -> str:
    """Read the error of a token, where the subcode has another name than in an answer's own error."""
    if not isinstance(error, dict):
        return "Facebook no longer accepts the sign-in"
    return rule_from_error({"code": error.get("code"), "error_subcode": error.get("subcode")}).reason


def health_from_trial(response: Response) -> Health:
    """Read the answer to a request with the token itself."""
    answer = response.json()
    error = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(error, dict):
        rule = rule_from_error(error)
        return (
            Dead(f"{rule.reason}.", AGAIN) if rule.kind in PAUSES_ACCOUNT else CannotTell(f"{rule.reason}.")
        )
    if response.status == 200 and isinstance(answer, dict) and answer.get("id"):
        return Alive()
    return CannotTell(f"Facebook answered with the status {response.status} and nothing that helps.")


def _instant(seconds: Any) -> datetime | None:
    """Read Unix seconds; 0 is never."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 32_503_680_000:
        return None
    return datetime.fromtimestamp(seconds, UTC)
