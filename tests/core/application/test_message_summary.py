from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.domain.delivery_state import DeliveryState
from tests.core.fakes.examples import delivery, message


def test_a_summary_counts_all_deliveries() -> None:
    """Deliveries are counted by state, and those that wait for a person once more."""
    deliveries = [
        delivery(state=DeliveryState.PUBLISHED),
        delivery(state=DeliveryState.PUBLISHED),
        delivery(state=DeliveryState.UNKNOWN, due_at=None),
    ]

    summary = MessageSummary.of(message(), iter(deliveries))

    assert {DeliveryState.PUBLISHED: 2, DeliveryState.UNKNOWN: 1} == summary.counts
    assert 1 == summary.asks_person


def test_a_summary_without_deliveries_counts_nothing() -> None:
    """States without a delivery are absent."""
    summary = MessageSummary.of(message(), ())

    assert ({}, 0) == (summary.counts, summary.asks_person)
