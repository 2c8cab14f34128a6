"""Posts, an account, and a Graph API that accepts everything."""

from typing import Any

from pydantic import SecretStr

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.application.ports.outbound.http import Request, Response
from omnichannel.domain.account import OpenAccount
from omnichannel.testing import posts
from omnichannel.testing.http import json_response
from omnichannel_facebook.credentials import FacebookCredentials
from omnichannel_facebook.options import FacebookOptions
from omnichannel_facebook.settings import FacebookSettings

TOKEN = "EAAGinventedPageToken0123456789abcdefghij"
APP_SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
APP_ID = "100200300400500"
SHORT_TOKEN = "EAAGinventedShortToken0123456789abcdefgh"
LONG_TOKEN = "EAAGinventedLongLivedToken0123456789abcd"
PAGE = "111222333444555"


def post(text: str = "Fresh bread from seven.", **fields: Any) -> Post[Any]:
    return posts.post(text, options=FacebookOptions(), **fields)


def account(app_secret: str | None = APP_SECRET) -> OpenAccount:
    secret = SecretStr(app_secret) if app_secret else None
    credentials = FacebookCredentials(access_token=SecretStr(TOKEN), app_secret=secret)
    return posts.account(credentials, channel="facebook", external_id=PAGE)


def good_posts() -> list[Post[Any]]:
    picture = posts.picture(alt_text="A loaf")
    return [
        post(),
        post(link="https://example.org/hours"),
        post(media=(picture,)),
        post("", media=(picture,), link="https://example.org/hours"),
        post(media=(picture, posts.picture("second.png"))),
    ]


def accept(request: Request) -> Response:
    """Answer as Facebook documents it, for each edge that a post needs."""
    match request.url.rsplit("/", 1)[-1]:
        case "feed":
            link = "https://www.facebook.com/111222333444555/posts/987"
            return json_response({"id": f"{PAGE}_987", "permalink_url": link})
        case "photos" if request.form and request.form.get("published") == "false":
            return json_response({"id": f"photo{len(request.files)}"})
        case "photos":
            return json_response({"id": "222333444", "post_id": f"{PAGE}_988"})
        case _:
            return json_response({"data": [], "paging": {}})


def sign_in_settings(**fields: Any) -> FacebookSettings:
    """Settings of an app at Meta."""
    return FacebookSettings(app_id=APP_ID, app_secret=SecretStr(APP_SECRET), **fields)


def grant(request: Request) -> Response:
    """Answer a sign-in as Facebook documents it: two tokens, then two pages, one of them only to be read."""
    if request.url.endswith("/oauth/access_token"):
        long = "fb_exchange_token" in request.query
        token = LONG_TOKEN if long else SHORT_TOKEN
        return json_response({"access_token": token, "token_type": "bearer", "expires_in": 5_184_000})
    pages = [
        {"id": PAGE, "name": "Harbour Bakery", "access_token": TOKEN, "tasks": ["CREATE_CONTENT"]},
        {"id": "2", "name": "Only looking", "access_token": "EAAGother", "tasks": ["ANALYZE"]},
    ]
    return json_response({"data": pages, "paging": {"cursors": {"before": "a", "after": "b"}}})
