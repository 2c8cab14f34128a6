"""The sentences that say why a delivery is where it is."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnichannel.application.explaining.chained import is_spared
from omnichannel.application.explaining.ended import REFUSED
from omnichannel.application.explaining.explain import EXPLAINS, explain
from omnichannel.application.explaining.explanation import Explanation
from omnichannel.application.explaining.situation import Situation
from omnichannel.application.explaining.telling import masked, told
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.failure import FailureKind
from tests.core.application.explaining.situations import SOON, situation, situations
from tests.core.fakes.examples import NOW

GOLDEN = Path(__file__).with_name("golden.md")
MAYBE_OUT = {
    DeliveryState.PUBLISHING,
    DeliveryState.PENDING,
    DeliveryState.UNKNOWN,
    DeliveryState.PUBLISHED,
    DeliveryState.DELIVERED,
    DeliveryState.READ,
}
IDENTIFIER = re.compile(r"[0-9a-f]{8}|[a-z]+_[a-z]+|\b[0-9]{5,}\b")


def sentences(said: Explanation) -> list[str]:
    whats = [one.what for one in said.steps] + [one.what for one in said.deeds]
    return [said.headline, said.meaning, *whats]


def golden() -> str:
    """Draw every situation with what is said of it."""
    parts = ["# What people are told, for each state and reason\n"]
    for name, one in situations().items():
        said = explain(one)
        parts.append(f"## {name}\n\n{said.headline}\n{said.meaning}\n")
        steps = [f"- {one.what}" + (f" ({one.at:%H:%M:%S})" if one.at else "") for one in said.steps]
        deeds = [f"- you can {one.deed}: {one.what}" for one in said.deeds]
        if steps or deeds:
            parts.append("\n".join([*steps, *deeds]) + "\n")
    return "\n".join(parts)


def test_each_state_and_reason_has_its_golden_sentence() -> None:
    """What people are told changes only where somebody changes golden.md with it."""
    assert GOLDEN.read_text() == golden()


def test_no_state_and_no_kind_of_failure_is_left_out() -> None:
    """Every state and every kind has words of its own, and stands among the golden ones."""
    shown = {one.delivery.state for one in situations().values()}
    kinds = {one.delivery.kind for one in situations().values()} - {None}

    assert set(DeliveryState) == set(EXPLAINS) == shown
    assert set(FailureKind) == set(REFUSED) == kinds
    told = Counter(" ".join(sentences(explain(one))) for one in situations().values())
    assert [] == [words for words, count in told.items() if count > 1], "one text tells of several reasons"


@pytest.mark.parametrize("name", situations())
def test_no_sentence_holds_an_identifier(name: str) -> None:
    """Neither ids nor names of states, nor codes: those stand in fields of their own."""
    for sentence in sentences(explain(situations()[name])):
        assert not IDENTIFIER.search(sentence), sentence
        assert sentence.endswith((".", "!")), sentence


@pytest.mark.parametrize("name", situations())
def test_what_goes_on_says_what_comes_next(name: str) -> None:
    """Whatever has not ended tells what happens by itself, or what a person can do."""
    said = explain(situations()[name])
    ended = DeliveryState(situations()[name].delivery.state) in {
        DeliveryState.PUBLISHED,
        DeliveryState.DELIVERED,
        DeliveryState.READ,
        DeliveryState.CANCELLED,
    }
    assert ended or is_spared(situations()[name]) or said.steps or said.deeds


@given(
    state=st.sampled_from(DeliveryState),
    kind=st.none() | st.sampled_from(FailureKind),
    due_at=st.none() | st.sampled_from([NOW, SOON]),
    attempts=st.integers(0, 12),
    reason=st.none() | st.text(max_size=20),
    standing=st.sampled_from(["open", "disabled", "closed"]),
)
def test_whatever_is_stored_can_be_explained(
    state: DeliveryState,
    kind: FailureKind | None,
    due_at: object,
    attempts: int,
    reason: str | None,
    standing: str,
) -> None:
    """No stored row is without words, and what may be out is never called unpublished."""
    facts = {"kind": kind, "due_at": due_at, "attempts": attempts, "reason": reason}
    said = explain(situation(state, around={"standing": standing}, **facts))

    assert said.headline
    if state in MAYBE_OUT:
        assert not re.search(r"Nothing (of this )?was (sent yet|published|sent,)", " ".join(sentences(said)))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("anna@guests.example", "a•••@guests.example"),
        ("+4915112344471", "+491 ••• 4471"),
        ("12345", "1•••"),
        ("", "•••"),
    ],
)
def test_an_address_is_masked(address: str, shown: str) -> None:
    """Its owner knows it, and nobody learns it."""
    assert shown == masked(address)


def test_times_are_told_in_the_readers_zone() -> None:
    """A moment is told by the wall clock of the zone, which is named."""
    assert "1 March 2027, 09:00:00 (Europe/Berlin)" == told(NOW, zone="Europe/Berlin")
    scheduled = situation(DeliveryState.SCHEDULED, due_at=SOON, around={"zone": "Asia/Kolkata"})
    assert "1 March 2027, 13:35:00 (Asia/Kolkata)" in explain(scheduled).headline


def test_what_asks_a_person_offers_the_answer_only() -> None:
    """Nothing is offered that would send it unasked."""
    asking: Situation = situations()["unknown, asks"]
    assert ["resolve"] == [one.deed for one in explain(asking).deeds]
