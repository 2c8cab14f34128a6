import base64
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from omnichannel_webhook.gateway import WebhookGateway
from omnichannel_webhook.settings import WebhookSettings
from omnichannel_webhook.signing import signed_headers
from tests.plugins.channels.webhook.examples import EVENT, OLD_SECRET, SECRET, account, post

OTHER = "whsec_" + base64.b64encode(b"a secret that nobody was given!!").decode()


def test_the_published_example_of_the_vendors_is_reproduced() -> None:
    """Id, time, body and secret of the vendors' own test give the signature that stands there."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)

    headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', keys=[key], at=at)

    assert {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    } == headers


@pytest.mark.parametrize("theirs", [SECRET, OLD_SECRET])
def test_the_vendors_library_verifies_a_request(theirs: str) -> None:
    """While a secret is being changed, whoever has either of the two believes the request."""
    changing = account(SECRET, OLD_SECRET, old_until=datetime(2999, 1, 1, tzinfo=UTC))

    request = WebhookGateway(WebhookSettings()).request(post(), changing)

    event = Webhook(theirs).verify(request.content or "", dict(request.headers))

    assert "Bäckerei" == event["data"]["name"]
    assert 2 == len(request.headers["webhook-signature"].split(" "))


def test_an_old_secret_ends() -> None:
    """Once its time is over, only the new secret signs."""
    over = account(SECRET, OLD_SECRET, old_until=datetime(2026, 3, 1, tzinfo=UTC))

    request = WebhookGateway(WebhookSettings()).request(post(), over)

    assert 1 == len(request.headers["webhook-signature"].split(" "))
    assert Webhook(SECRET).verify(request.content or "", dict(request.headers))


@pytest.mark.parametrize("change", ["body", "id", "timestamp", "secret"])
def test_what_was_changed_is_not_believed(change: str) -> None:
    """A body, an id, a time or a secret that is another one fails the vendors' check."""
    request = WebhookGateway(WebhookSettings()).request(post(), account())
    headers, body = dict(request.headers), request.content or ""
    if change in ("id", "timestamp"):
        headers[f"webhook-{change}"] = str(int(headers["webhook-timestamp"]) + 1)

    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(OTHER if change == "secret" else SECRET).verify(
            body + " " if change == "body" else body, headers
        )


def test_every_attempt_has_the_same_id_and_its_own_time() -> None:
    """A receiver tells a repetition by the id; the time is that of the attempt."""
    moments = iter([datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)])
    gateway = WebhookGateway(WebhookSettings(), now=lambda: next(moments))

    first, second = (gateway.request(post(), account()) for _ in range(2))

    assert first.headers["webhook-id"] == second.headers["webhook-id"] == post().key
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert EVENT == first.content == second.content
