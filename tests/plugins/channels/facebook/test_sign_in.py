from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from omnichannel.application.ports.outbound.channel_gateway import NotSetUp
from omnichannel.application.ports.outbound.http import Request, Response
from omnichannel.domain.outcome import CannotTell
from omnichannel.domain.sign_in import Alive, Dead, Granted, NotGranted
from omnichannel.testing.http import RecordedHttp, json_response
from omnichannel_facebook.gateway import FacebookGateway
from omnichannel_facebook.settings import FacebookSettings
from tests.plugins.channels.facebook import examples
from tests.plugins.channels.facebook.error_rows import refusal

BACK = "https://post.example/v1/connections/callback"
GATEWAY = FacebookGateway(examples.sign_in_settings())
WITHOUT_APP = FacebookGateway(FacebookSettings())


async def exchanged(http: RecordedHttp, code: str = "AQcode") -> Any:
    return await GATEWAY.exchange(code, redirect_uri=BACK, http=http)


def debugged(**data: Any) -> Response:
    return json_response({"data": {"is_valid": True, "scopes": ["pages_manage_posts"], **data}})


def test_the_dialog_is_facebooks() -> None:
    """The version of the API, the app, and exactly the permissions that posts need."""
    url = urlsplit(GATEWAY.authorization_url(state="abc", redirect_uri=BACK))

    query = {name: value for name, (value,) in parse_qs(url.query).items()}
    assert ("www.facebook.com", "/v26.0/dialog/oauth") == (url.hostname, url.path)
    assert {
        "client_id": examples.APP_ID,
        "redirect_uri": BACK,
        "state": "abc",
        "response_type": "code",
        "scope": "pages_show_list,pages_read_engagement,pages_manage_posts",
    } == query


@pytest.mark.parametrize(
    "settings", [{}, {"app_id": "1"}, {"app_secret": SecretStr("s")}], ids=["both", "secret", "id"]
)
def test_a_missing_app_is_told_by_its_settings(settings: dict[str, Any]) -> None:
    """Both are needed, and both are named."""
    with pytest.raises(NotSetUp) as raised:
        FacebookGateway(FacebookSettings(**settings)).authorization_url(state="abc", redirect_uri=BACK)

    assert (
        "Facebook lets nobody sign in yet. Set OMNICHANNEL_FACEBOOK_APP_ID and "
        "OMNICHANNEL_FACEBOOK_APP_SECRET, then start again."
    ) == str(raised.value)


async def test_a_code_becomes_page_tokens_that_last() -> None:
    """Code, short token, long token, pages: page tokens made with a long one do not end."""
    http = RecordedHttp(examples.grant)

    granted = await exchanged(http)

    assert isinstance(granted, Granted)
    (page,) = granted.candidates
    assert (examples.PAGE, "Harbour Bakery", None) == (page.external_id, page.name, page.expires_at)
    assert examples.TOKEN == page.credentials.access_token.get_secret_value()
    code, long, pages = http.requests
    app = {"client_id": examples.APP_ID, "client_secret": examples.APP_SECRET}
    assert {**app, "code": "AQcode", "redirect_uri": BACK} == code.query
    trade = {"grant_type": "fb_exchange_token", "fb_exchange_token": examples.SHORT_TOKEN}
    assert {**app, **trade} == long.query
    assert {"Authorization": f"Bearer {examples.LONG_TOKEN}"} == pages.headers
    assert {"fields", "limit", "appsecret_proof"} == set(pages.query)


async def test_pages_without_the_task_are_not_offered() -> None:
    """Who may only look at a page cannot publish there; a list that says nothing of tasks is believed."""
    pages = [
        {"id": "1", "name": "Looks", "access_token": "EAAGa", "tasks": ["ANALYZE"]},
        {"id": "2", "name": "Posts", "access_token": "EAAGb", "tasks": ["CREATE_CONTENT"]},
        {"id": "3", "name": " ", "access_token": "EAAGc"},
        {"id": "4", "name": "No token"},
        "nonsense",
    ]

    def answer(request: Request) -> Response:
        return json_response({"data": pages}) if "accounts" in request.url else examples.grant(request)

    granted = await exchanged(RecordedHttp(answer))

    assert isinstance(granted, Granted)
    assert [("2", "Posts"), ("3", "3")] == [(one.external_id, one.name) for one in granted.candidates]


async def test_pages_are_read_list_by_list() -> None:
    """Up to five lists of a hundred."""

    def answer(request: Request) -> Response:
        if "accounts" not in request.url:
            return examples.grant(request)
        number = int(request.query.get("after", "0"))
        page = {"id": str(number), "name": "P", "access_token": "EAAGa"}
        more = {"next": "https://x/", "cursors": {"after": str(number + 1)}}
        return json_response({"data": [page], "paging": more})

    granted = await exchanged(RecordedHttp(answer))

    assert isinstance(granted, Granted)
    assert ["0", "1", "2", "3", "4"] == [one.external_id for one in granted.candidates]


async def test_a_refused_code_is_told_in_facebooks_words() -> None:
    """With what to compare where it happens each time; the code is not traded further."""
    http = RecordedHttp(lambda _: refusal(100, 36009))

    granted = await exchanged(http)

    assert isinstance(granted, NotGranted)
    assert "Facebook did not accept the sign-in: “(#100) Invented for a test”." == granted.reason
    assert "compare app id, app secret and redirect address" in granted.fix
    assert 1 == len(http.requests)


@pytest.mark.parametrize(
    ("answer", "health"),
    [
        (debugged(expires_at=0), Alive()),
        (debugged(expires_at=1_900_000_000), Alive(datetime(2030, 3, 17, 17, 46, 40, tzinfo=UTC))),
        (debugged(expires_at=10**20), Alive()),
        (
            debugged(is_valid=False),
            Dead("Facebook no longer accepts the sign-in.", "Connect the account again."),
        ),
        (
            debugged(is_valid=False, error={"code": 190, "subcode": 458}),
            Dead("The person has removed the app.", "Connect the account again."),
        ),
        (
            debugged(scopes=["pages_read_engagement"]),
            Dead(
                "The sign-in lacks the permission pages_manage_posts.",
                "Connect the account again, and allow it.",
            ),
        ),
    ],
)
async def test_facebook_is_asked_about_the_token(answer: Response, health: Any) -> None:
    """One question, put with the app's own token, tells life, end and permissions."""
    http = RecordedHttp(lambda _: answer)

    assert health == await GATEWAY.probe(examples.account(), http)
    (request,) = http.requests
    assert {"Authorization": f"Bearer {examples.APP_ID}|{examples.APP_SECRET}"} == request.headers
    assert {"input_token": examples.TOKEN} == request.query


@pytest.mark.parametrize(
    ("answer", "health"),
    [
        (json_response({"id": examples.PAGE}), Alive()),
        (refusal(190, 463), Dead("The sign-in has expired.", "Connect the account again.")),
        (refusal(4), CannotTell("Facebook asks for fewer calls from the app.")),
        (refusal(200), CannotTell("A permission for the page is missing.")),
        (
            Response(502, {}, b""),
            CannotTell("Facebook answered with the status 502 and nothing that helps."),
        ),
    ],
)
async def test_without_an_app_the_token_is_tried(answer: Response, health: Any) -> None:
    """It reads its own page; only what stops posts for good is death."""
    http = RecordedHttp(lambda _: answer)

    assert health == await WITHOUT_APP.probe(examples.account(), http)
    assert ["https://graph.facebook.com/v26.0/me"] == [request.url for request in http.requests]


async def test_a_token_of_another_app_is_tried() -> None:
    """Where Facebook does not tell our app about it, the token itself does."""

    def answer(request: Request) -> Response:
        return refusal(100) if "debug_token" in request.url else json_response({"id": examples.PAGE})

    assert Alive() == await GATEWAY.probe(examples.account(), RecordedHttp(answer))
