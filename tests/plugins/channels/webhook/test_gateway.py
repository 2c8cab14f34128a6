import base64

import pytest
from pydantic import SecretStr, ValidationError

from omnichannel.testing.posts import picture
from omnichannel_webhook.credentials import WebhookCredentials
from omnichannel_webhook.gateway import WebhookGateway
from omnichannel_webhook.limits import BODY_LIMIT_BYTES
from omnichannel_webhook.settings import WebhookSettings
from tests.plugins.channels.webhook.examples import EVENT, NOW, SECRET, URL, account, post


def secret_of(size: int) -> str:
    return "whsec_" + base64.b64encode(b"x" * size).decode()


def test_the_body_is_the_event_to_the_letter() -> None:
    """What was signed is what leaves: the text of the event, posted as JSON to the endpoint's address."""
    request = WebhookGateway(WebhookSettings()).request(post(), account())

    assert ("POST", URL, EVENT) == (request.method, request.url, request.content)
    assert "application/json" == request.headers["Content-Type"]


@pytest.mark.parametrize(
    ("text", "fields"),
    [("no JSON", ["text"]), ("[1]", ["text"]), ('{"a": "' + "x" * BODY_LIMIT_BYTES + '"}', ["text"])],
)
def test_only_an_event_is_taken(text: str, fields: list[str]) -> None:
    """What is no JSON object, or a large one, is told before anything is sent."""
    assert fields == [one.field for one in WebhookGateway(WebhookSettings()).complaints(post(text))]


def test_an_event_carries_no_picture() -> None:
    """Media are complained about; an event without them is fine."""
    gateway = WebhookGateway(WebhookSettings())

    assert ["media/0"] == [one.field for one in gateway.complaints(post(media=(picture(),)))]
    assert [] == gateway.complaints(post())


@pytest.mark.parametrize("size", [24, 32, 64])
def test_a_secret_of_the_specification_is_taken(size: int) -> None:
    """24 to 64 bytes in base64, after whsec_."""
    taken = WebhookCredentials(url=URL, secrets=[SecretStr(secret_of(size))])

    assert [b"x" * size] == taken.keys(NOW)


@pytest.mark.parametrize(
    "secrets",
    [[secret_of(23)], [secret_of(65)], [SECRET.removeprefix("whsec_")], ["whsec_***"], ["whsec_"], []],
)
def test_any_other_secret_is_refused_and_not_repeated(secrets: list[str]) -> None:
    """A short, long or unreadable one is not kept, and the complaint does not show it."""
    with pytest.raises(ValidationError) as refused:
        WebhookCredentials(url=URL, secrets=[SecretStr(one) for one in secrets])

    assert not any(one in str(refused.value) for one in secrets if len(one) > 10)
