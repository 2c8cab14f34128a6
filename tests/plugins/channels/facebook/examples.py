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

TOKEN = "EAAGinventedPageToken0123456789abcdefghij"
APP_SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
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
