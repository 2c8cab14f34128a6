import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from pydantic import create_model

from omnichannel.application.ports.outbound.channel_gateway import (
    ChannelGateway,
    Complaint,
    Post,
    RenderedPost,
)
from omnichannel.application.ports.outbound.http import HostNotListed, HttpClient, Request, Response
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Outcome, Published, Unknown
from omnichannel.domain.sign_in import Dead, Grant, Health
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.plugins.no_fields import NoSettings
from omnichannel.testing.channel_contract import ChannelContract
from omnichannel.testing.error_row import ErrorRow
from omnichannel.testing.http import Answer, RecordedHttp, json_response
from omnichannel.testing.publishing import Publisher, texts_in
from tests.core.testing import tiny_channel
from tests.core.testing.tiny_channel import HOST, TOKEN, TinyGateway, account, manifest, post

CONTRACT = ChannelContract()


def accept(_: Request) -> Response:
    return json_response({"id": "note-1"}, 201)


class TestTinyKeepsTheContract(ChannelContract):
    @pytest.fixture
    def registered(self) -> dict[str, str]:
        return {"tiny": tiny_channel.__name__}

    @pytest.fixture
    def plugin(self) -> ModuleType:
        return sys.modules[tiny_channel.__name__]

    @pytest.fixture
    def gateway(self) -> ChannelGateway:
        return TinyGateway(NoSettings())

    @pytest.fixture
    def sign_in_gateway(self) -> ChannelGateway:
        return TinyGateway(NoSettings())

    @pytest.fixture
    def account(self) -> OpenAccount:
        return account()

    @pytest.fixture
    def good_posts(self) -> Sequence[Post[Any]]:
        return [post()]

    @pytest.fixture
    def answer(self) -> Answer:
        return accept

    @pytest.fixture
    def error_rows(self) -> Sequence[ErrorRow]:
        read = TinyGateway(NoSettings()).outcome
        return [
            ErrorRow("403", read(json_response({}, 403)), FailureKind.AUTH_EXPIRED),
            ErrorRow("503", read(json_response({}, 503)), FailureKind.TRANSIENT),
            ErrorRow("200", read(json_response({}, 200)), None),
        ]


class Trims(TinyGateway):
    def request(self, post: Post[Any], account: OpenAccount) -> Request | None:
        return Request("POST", "https://notes.example.org/notes", json={"text": post.text.strip() + "!"})


class Leaks(TinyGateway):
    def request(self, post: Post[Any], account: OpenAccount) -> Request | None:
        token = account.credentials.token.get_secret_value()
        return Request("POST", f"https://notes.example.org/notes?token={token}", json={"text": post.text})


class Careless(TinyGateway):
    def complaints(self, post: Post[Any]) -> list[Complaint]:
        post.text.encode()
        return []

    def outcome(self, response: Response) -> Outcome:
        return Published(" ")


class Forgets(TinyGateway):
    counted = 0

    def render(self, post: Post[Any], account: OpenAccount | None = None) -> RenderedPost:
        self.counted += 1
        return RenderedPost(f"{post.text}{self.counted}")


class Repeats(TinyGateway):
    def outcome(self, response: Response) -> Outcome:
        return Unknown(f"the platform says {response.body!r}")


class TellsTheSecret(TinyGateway):
    def authorization_url(self, *, state: str, redirect_uri: str) -> str:
        return f"https://notes.example.org/in?state={state}&back={redirect_uri}&key={TOKEN}"

    async def exchange(self, code: str, *, redirect_uri: str, http: HttpClient) -> Grant:
        raise ValueError(code)


class KillsForNothing(TinyGateway):
    async def probe(self, account: OpenAccount, http: HttpClient) -> Health:
        await http.send(Request("GET", f"https://{HOST}/me"))
        return Dead("It did not answer.", "Connect again.")


def sender(gateway: ChannelGateway, hosts: frozenset[str] = frozenset()) -> Callable[[Post[Any]], Any]:

    publisher = Publisher(gateway, account(), accept, hosts)
    return lambda post: asyncio.run(publisher.publish(post))


def test_a_text_that_is_changed_on_the_way_is_seen() -> None:
    """What is previewed but not sent breaks the contract."""
    gateway = Trims(NoSettings())
    send = sender(gateway)

    with pytest.raises(AssertionError):
        CONTRACT.test_what_is_rendered_is_sent(
            gateway, [post()], account(), lambda post: texts_in(send(post).requests)
        )


def test_a_token_in_an_address_is_seen() -> None:
    """Addresses end up in logs."""
    gateway = Leaks(NoSettings())

    with pytest.raises(AssertionError):
        CONTRACT.test_no_secret_is_shown(gateway, account(), [post()], sender(gateway))


def test_a_token_in_an_outcome_is_seen() -> None:
    """Outcomes are shown to people."""
    with pytest.raises(AssertionError):
        CONTRACT.test_secrets_in_answers_are_removed(Repeats(NoSettings()), account())


def test_complaints_that_raise_are_seen() -> None:
    """Some text is found that cannot be encoded."""
    with pytest.raises(UnicodeEncodeError):
        CONTRACT.test_complaints_are_total_and_pure(Careless(NoSettings()), [post()])


def test_published_without_an_id_is_seen() -> None:
    """A post that cannot be named later was not read from the answer."""
    with pytest.raises(AssertionError):
        CONTRACT.test_outcomes_are_total(Careless(NoSettings()))


def test_a_preview_that_changes_is_seen() -> None:
    """The same post looks the same each time."""
    with pytest.raises(AssertionError):
        CONTRACT.test_rendering_is_total_and_pure(Forgets(NoSettings()), [post()], account())


def test_a_host_that_is_not_listed_is_refused() -> None:
    """The recorded client keeps the manifest's list, as the core's does."""
    gateway = TinyGateway(NoSettings())

    with pytest.raises(HostNotListed):
        sender(gateway, frozenset({"other.example.org"}))(post())


def test_an_ability_that_is_not_there_is_seen() -> None:
    """A manifest may not promise what the gateway cannot do."""
    promises = replace(manifest(), abilities=frozenset({"one_request", "checks"}))

    with pytest.raises(AssertionError):
        CONTRACT.test_abilities_are_those_of_the_gateway(promises, TinyGateway(NoSettings()))


def test_a_name_that_nobody_registered_is_seen() -> None:
    """The entry point and the manifest bear one name."""
    with pytest.raises(AssertionError):
        CONTRACT.test_the_entry_point_bears_the_manifests_name(
            {"other": tiny_channel.__name__}, sys.modules[tiny_channel.__name__], manifest()
        )


def test_a_line_that_is_read_otherwise_is_seen() -> None:
    """The author's table and the channel's reading must agree."""
    row = ErrorRow("403", Unknown("?"), FailureKind.AUTH_EXPIRED)

    with pytest.raises(AssertionError):
        CONTRACT.test_errors_mean_what_the_table_says([row])


def test_a_plain_password_is_seen() -> None:
    """A credential that is called a token must not print itself."""

    plain: ChannelManifest = replace(manifest(), credentials=create_model("Plain", token=(str, ...)))

    with pytest.raises(AssertionError):
        CONTRACT.test_secrets_are_marked(plain)


def test_a_secret_in_the_sign_in_page_is_seen() -> None:
    """The address of the page stays in the browser's history."""
    with pytest.raises(AssertionError):
        CONTRACT.test_the_sign_in_page_gets_no_secret(TellsTheSecret(NoSettings()), account().credentials)


def test_a_code_that_raises_is_seen() -> None:
    """A stale code is an answer, not an exception."""
    gateway = TellsTheSecret(NoSettings())

    def exchanged(answer: Answer) -> Any:
        return asyncio.run(gateway.exchange("stale", redirect_uri="", http=RecordedHttp(answer)))

    with pytest.raises(ValueError, match="stale"):
        CONTRACT.test_a_refused_code_is_told_in_words(exchanged)


def test_an_outage_that_kills_a_sign_in_is_seen() -> None:
    """A platform that is down must not stop every account."""
    gateway = KillsForNothing(NoSettings())

    with pytest.raises(AssertionError):
        CONTRACT.test_a_platform_that_is_down_kills_no_sign_in(gateway, account(), manifest())
