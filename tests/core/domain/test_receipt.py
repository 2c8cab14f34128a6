import itertools
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omnichannel.domain.chain import Sequel
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Evidence
from omnichannel.domain.receipt import RANK, Heard, Receipt, ReceiptKind, confirm, heard_of
from omnichannel.domain.settlement import Settlement
from tests.core.fakes.examples import ACCOUNT, DELIVERY, NOW, at, delivery

S, K = DeliveryState, ReceiptKind
CHAIN: dict[str, Any] = {"chain_id": DELIVERY, "chain_wait_seconds": 600}
NEWS = {
    # the state, and what each kind leads to there: "" is nothing new, "!" comes too early
    #             sent         failed    delivered    read
    "held": ("", "", "delivered", "read"),
    "standby": ("", "", "", ""),
    "scheduled": ("", "", "delivered", "read"),
    "released": ("", "", "delivered", "read"),
    "publishing": ("published", "!", "delivered", "read"),
    "pending": ("published", "failed", "delivered", "read"),
    "waiting": ("published", "", "delivered", "read"),
    "unknown": ("published", "failed", "delivered", "read"),
    "published": ("", "failed", "delivered", "read"),
    "delivered": ("", "", "", "read"),
    "read": ("", "", "", ""),
    "failed": ("", "", "delivered", "read"),
    "missed": ("published", "", "delivered", "read"),
    "cancelled": ("published", "", "delivered", "read"),
    "skipped": ("", "", "", ""),
}


def receipt(kind: ReceiptKind, **facts: Any) -> Receipt:
    return Receipt(kind=kind, at=at(5), delivery_id=DELIVERY, **facts)


def led_to(one: ChannelDelivery, kind: ReceiptKind) -> str:
    heard = heard_of(one, receipt(kind))
    if heard is not Heard.CHANGED:
        return "!" if heard is Heard.EARLY else ""
    return confirm(one, receipt(kind), now=at(9), label="Feed").state.value


@pytest.mark.parametrize("state", [*DeliveryState])
def test_what_a_receipt_adds(state: DeliveryState) -> None:
    """Each kind in each state leads where the written table says; never backwards."""
    one = delivery(state=state)

    assert NEWS[state] == tuple(led_to(one, kind) for kind in ReceiptKind)


@pytest.mark.parametrize("kind", [*ReceiptKind])
@pytest.mark.parametrize("state", [state for state in DeliveryState if state is not S.PUBLISHING])
def test_of_what_was_never_sent_nothing_is_believed(state: DeliveryState, kind: ReceiptKind) -> None:
    """A receipt for a delivery that nobody began is a mistake, whatever it says."""
    assert Heard.KNOWN is heard_of(delivery(state=state, sent_since=None), receipt(kind))


@pytest.mark.parametrize("order", [*itertools.permutations(ReceiptKind)], ids=lambda o: "-".join(o))
@pytest.mark.parametrize("start", [S.PUBLISHED, S.UNKNOWN, S.PENDING])
def test_the_order_does_not_matter(start: DeliveryState, order: tuple[ReceiptKind, ...]) -> None:
    """Whichever comes first, and however often, the one that says most is what stays."""
    for length in range(1, len(order) + 1):
        one = delivery(state=start)
        for kind in (*order[:length], *order[:length]):
            state = led_to(one, kind)
            one = delivery(state=S(state)) if state else one

        most = max(order[:length], key=lambda kind: RANK[kind])
        expected = {K.SENT: "published", K.FAILED: "failed", K.DELIVERED: "delivered", K.READ: "read"}[most]
        assert expected == one.state.value


def test_evidence_is_written_with_its_history() -> None:
    """The claim is taken from whoever has it, times of ours stay, and the platform's words are kept."""
    seen = Evidence(code="delivered", trace_id="t")
    one = delivery(state=S.PUBLISHED, external_id="17", url="https://a.example", published_at=at(1), fence=3)

    heard = confirm(one, receipt(K.DELIVERED, evidence=seen), now=at(9), label="Feed")

    attempt = Attempt(DELIVERY, 4, "receipt", at(5), at(9), "delivered", evidence=seen)
    written: dict[str, Any] = {"url": "https://a.example", "published_at": at(1)}
    assert Settlement(DELIVERY, ACCOUNT, 3, S.DELIVERED, attempt, channel="feed", **written) == heard


@pytest.mark.parametrize("kind", [K.FAILED, K.DELIVERED])
def test_a_receipt_lets_the_next_post_of_an_ordered_account_go(kind: ReceiptKind) -> None:
    """What the platform tells by itself ends a post as its answer does."""
    pending = delivery(state=S.PENDING)

    heard = confirm(pending, receipt(kind), now=at(9), label="Feed", is_ordered=True)
    unordered = confirm(pending, receipt(kind), now=at(9), label="Feed")

    assert (True, False) == (heard.lets_next_go, unordered.lets_next_go)


def test_what_was_unknown_is_published_when_its_receipt_says() -> None:
    """The platform's time counts; a clock that runs ahead of ours does not reach into the future."""
    unknown = delivery(state=S.UNKNOWN)

    heard = confirm(unknown, receipt(K.DELIVERED), now=at(9), label="Feed")
    ahead = confirm(unknown, Receipt(kind=K.READ, at=at(99)), now=at(9), label="Feed")

    assert (at(5), at(9)) == (heard.published_at, ahead.published_at)


def test_a_failure_says_why() -> None:
    """Kind, reason and fix stand with the delivery, as after a refusal, and with the history."""
    bounced = receipt(K.FAILED, failure=FailureKind.RECIPIENT_INVALID, reason="No such box.", fix="Ask.")

    heard = confirm(delivery(state=S.PUBLISHED), bounced, now=at(9), label="Feed")

    assert (FailureKind.RECIPIENT_INVALID, "No such box.", "Ask.") == (heard.kind, heard.reason, heard.fix)
    assert ("failed", "No such box.") == (heard.attempt.outcome, heard.attempt.reason)
    assert heard.published_at is None


@pytest.mark.parametrize(
    ("kind", "sequel", "due_at"),
    [
        (K.SENT, Sequel(), at(5) + timedelta(minutes=10)),
        (K.FAILED, Sequel(hands_on=True), None),
        (K.DELIVERED, Sequel(spares="It arrived by Feed."), None),
        (K.READ, Sequel(spares="It arrived by Feed."), None),
    ],
)
def test_a_receipt_goes_on_with_the_chain(kind: ReceiptKind, sequel: Sequel, due_at: Any) -> None:
    """Sent: the time for evidence begins. Failed: the next step. Arrived: the others are not needed."""
    heard = confirm(delivery(state=S.UNKNOWN, **CHAIN), receipt(kind), now=at(9), label="Feed")

    assert (sequel, due_at) == (heard.sequel, heard.due_at)


def test_alone_a_delivery_has_no_sequel() -> None:
    """Without a chain nothing follows, and nothing is due."""
    heard = confirm(delivery(state=S.PUBLISHED), receipt(K.DELIVERED), now=NOW, label="Feed")

    assert (Sequel(), None) == (heard.sequel, heard.due_at)
    assert UUID(int=4) == heard.delivery_id
