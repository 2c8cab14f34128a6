from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnichannel.domain.chain import Sequel
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import Attempt
from omnichannel.domain.delivery_state import LEADS_TO, DeliveryState
from omnichannel.domain.failure import PAUSES_ACCOUNT, RETRIED, FailureKind
from omnichannel.domain.lane import Lesson
from omnichannel.domain.lateness import Lateness
from omnichannel.domain.outcome import (
    Deferred,
    Delivered,
    Evidence,
    Outcome,
    Pending,
    Published,
    Refused,
    Unknown,
)
from omnichannel.domain.pace import Pace, Usage
from omnichannel.domain.retry import MOST_ATTEMPTS
from omnichannel.domain.settlement import (
    Settlement,
    adopt,
    ask_person,
    give_back,
    leave_out,
    look_again,
    send_again,
    settle,
)
from omnichannel.domain.standing import Hindrance
from omnichannel.domain.walltime import at_instant
from tests.core.fakes.examples import ACCOUNT, DELIVERY, NOW, at, claim
from tests.core.fakes.fake_chance import LoadedChance

S = DeliveryState
LATER = at(7)
SAID = Evidence(400, "190/463", "No.", "trace-1")
CLAIMED_FROM = [S.SCHEDULED, S.RELEASED, S.WAITING, S.PENDING, S.PUBLISHING, S.UNKNOWN, S.PUBLISHED]
OUTCOMES: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(Published, st.text(min_size=1)),
    st.builds(Delivered, st.none() | st.text(min_size=1)),
    st.builds(Pending, st.text(min_size=1), st.timedeltas(timedelta(), timedelta(days=1))),
    st.builds(
        Deferred,
        st.text(),
        st.sampled_from(sorted(RETRIED)),
        st.none() | st.timedeltas(timedelta(), timedelta(days=30)),
    ),
    st.builds(Refused, st.sampled_from(FailureKind), st.text(), st.text()),
    st.builds(Unknown, st.text()),
)


def settled(outcome: Outcome, held: Claim | None = None) -> Settlement:
    return settle(
        held or claim(), outcome, now=LATER, chance=LoadedChance(0.5), look_after=timedelta(seconds=2)
    )


def row(
    state: DeliveryState, outcome: str, *, tried: dict[str, Any] | None = None, **fields: Any
) -> Settlement:
    """Give what is written for the example claim."""
    attempt = Attempt(DELIVERY, 1, "publish", NOW, LATER, outcome, **(tried or {}))
    return Settlement(DELIVERY, ACCOUNT, 1, state, attempt, **{"channel": "feed", **fields})


def test_what_was_published_is_published() -> None:
    """The platform's id, address and words are kept, and nobody has to look again."""
    expected = row(
        S.PUBLISHED,
        "published",
        tried={"evidence": SAID},
        external_id="42",
        url="https://example.org/42",
        published_at=LATER,
    )

    assert expected == settled(Published("42", "https://example.org/42", SAID))


def test_what_the_platform_works_on_is_checked_later() -> None:
    """A pending post keeps its handle and is looked at when the platform said."""
    expected = row(S.PENDING, "pending", due_at=at(37), external_id="job-1")

    assert expected == settled(Pending("job-1", timedelta(seconds=30)))


def test_what_was_not_sent_waits_for_the_next_try() -> None:
    """A deferral without a wish backs off with jitter, and leaves the account alone."""
    tried = {"kind": FailureKind.TRANSIENT, "reason": "Busy."}
    expected = row(
        S.WAITING,
        "deferred",
        tried=tried,
        due_at=at(8),
        kind=FailureKind.TRANSIENT,
        reason="Busy.",
        unmarks=True,
    )

    assert expected == settled(Deferred("Busy."))


def test_a_rate_limit_with_a_wish_closes_the_lane() -> None:
    """A platform that asks one post for patience asks it of the whole account."""
    outcome = Deferred("Too fast.", FailureKind.RATE_LIMITED, timedelta(minutes=1))

    written = settled(outcome)

    assert (at(70), Lesson(LATER, at(70))) == (written.due_at, written.lesson)


def test_a_rate_limit_without_a_wish_teaches_a_pace() -> None:
    """A second at first, and double what was known when it was claimed; nothing passes until then."""
    refused = Deferred("Too fast.", FailureKind.RATE_LIMITED)
    known = replace(claim(), pace=Pace(timedelta(seconds=8), NOW))

    second, double = timedelta(seconds=1), timedelta(seconds=16)
    assert Lesson(LATER, LATER + second, second) == settled(refused).lesson
    assert Lesson(LATER, LATER + double, double, NOW) == settled(refused, known).lesson


@pytest.mark.parametrize(
    ("usage", "lesson"),
    [
        (Usage(0.5), None),
        (Usage(0.75), Lesson(LATER, pace=timedelta(seconds=1))),
        (Usage(1.0), Lesson(LATER, LATER + timedelta(minutes=5))),
        (Usage(1.2, timedelta(minutes=30)), Lesson(LATER, LATER + timedelta(minutes=30))),
        (Usage(1.2, timedelta(days=30)), Lesson(LATER, LATER + timedelta(days=1))),
    ],
)
def test_a_budget_teaches_with_any_answer(usage: Usage, lesson: Lesson | None) -> None:
    """An answer that is all right teaches the lane; what was taught is not kept with the attempt."""
    written = settled(Published("17", None, Evidence(200, usage=usage)))

    assert (lesson, Evidence(200)) == (written.lesson, written.attempt.evidence)


def test_a_wish_and_a_budget_are_one_lesson() -> None:
    """The longer patience counts; a full budget that names no time leaves it at the wish."""
    minute = timedelta(minutes=1)
    busy = Deferred("Busy.", FailureKind.RATE_LIMITED, minute, Evidence(usage=Usage(1.0, 30 * minute)))

    regained, unnamed = settled(busy), settled(replace(busy, evidence=Evidence(usage=Usage(1.0))))

    assert Lesson(LATER, LATER + 30 * minute) == regained.lesson
    assert Lesson(LATER, at(70)) == unnamed.lesson


@pytest.mark.parametrize(
    ("outcome", "ends"),
    [
        (Published("17"), True),
        (Refused(FailureKind.DUPLICATE, "Twice.", "None."), True),
        (Refused(FailureKind.AUTH_EXPIRED, "Expired.", "Connect."), False),
        (Pending("17", timedelta(seconds=1)), False),
        (Deferred("Busy."), False),
        (Unknown("Lost."), False),
    ],
)
def test_the_next_goes_when_one_has_ended(outcome: Outcome, ends: bool) -> None:
    """Only in an account whose posts go in order; who asks a person is in nobody's way."""
    ordered = replace(claim(), is_ordered=True)

    assert ends is settled(outcome, ordered).lets_next_go
    assert not settled(outcome).lets_next_go
    assert ask_person(ordered, "Lost.", now=LATER, outcome="cannot_tell").lets_next_go


def test_other_deferrals_leave_the_lane_open() -> None:
    """What has nothing to do with the rate teaches the account's lane nothing."""
    assert settled(Deferred("Busy.", wait=timedelta(minutes=1))).lesson is None


def test_a_platform_in_trouble_rests() -> None:
    """Where an outcome says how long everything else waits, the lane is closed that long, and no longer."""
    written = settled(Deferred("It answered 500.", rest=timedelta(seconds=10)))

    assert Lesson(LATER, at(17)) == written.lesson


@pytest.mark.parametrize(
    ("attempts", "state"),
    [
        (0, S.WAITING),
        (1, S.WAITING),
        (MOST_ATTEMPTS - 1, S.WAITING),
        (MOST_ATTEMPTS, S.FAILED),
        (99, S.FAILED),
    ],
)
def test_the_twelfth_deferral_fails(attempts: int, state: DeliveryState) -> None:
    """After twelve attempts a person decides."""
    assert state is settled(Deferred("Busy."), claim(attempts=attempts)).state


@pytest.mark.parametrize("minutes", [10, 24 * 60])
def test_a_patient_message_is_tried_until_its_patience_ends(minutes: int) -> None:
    """Who says how late it may go out is taken by the word: time ends it, not the count of attempts."""
    lateness = Lateness(timedelta(minutes=minutes))
    patient = claim(attempts=MOST_ATTEMPTS)
    patient = replace(patient, message=replace(patient.message, lateness=lateness, schedule=at_instant(NOW)))

    written = settled(Deferred("Busy."), patient)

    assert S.WAITING is written.state
    assert written.due_at is not None
    assert written.due_at <= NOW + timedelta(minutes=minutes, seconds=1)


def test_the_last_deferral_says_how_often_it_was_tried() -> None:
    """Who reads of the failure learns that nothing is out and what to do."""
    written = settled(Deferred("Busy."), claim(attempts=12))

    assert "Busy. It was tried 12 times." == written.reason
    assert "Nothing was published. Retry it when the platform answers again." == written.fix
    assert written.due_at is None


@pytest.mark.parametrize("kind", sorted(set(FailureKind) - PAUSES_ACCOUNT))
def test_a_refusal_fails(kind: FailureKind) -> None:
    """A platform's no is told to the person with its words, and is not tried again."""
    tried = {"kind": kind, "reason": "No.", "evidence": SAID}
    expected = row(S.FAILED, "refused", tried=tried, kind=kind, reason="No.", fix="Do it.", unmarks=True)

    assert expected == settled(Refused(kind, "No.", "Do it.", SAID))


@pytest.mark.parametrize("kind", sorted(PAUSES_ACCOUNT))
def test_a_lost_authorisation_pauses_the_account(kind: FailureKind) -> None:
    """The message is innocent: it waits, without a time, until the account is connected again."""
    written = settled(Refused(kind, "The token expired.", "Connect again."))

    assert (S.WAITING, None) == (written.state, written.due_at)
    assert "The token expired. Connect again." == written.pause


def test_a_lost_authorisation_does_not_forget_a_pending_post() -> None:
    """A post that the platform works on is asked about again, never sent again, once it may be."""
    held = claim(S.PENDING, state=S.PENDING, external_id="job-1")

    written = settled(Refused(FailureKind.AUTH_EXPIRED, "The token expired.", "Connect again."), held)

    assert S.PENDING is written.state
    assert at(67) == written.due_at
    assert written.pause is not None


def test_what_may_be_out_is_looked_for() -> None:
    """An unknown outcome is looked into after the set rest."""
    expected = row(S.UNKNOWN, "unknown", tried={"reason": "Lost."}, due_at=at(9), reason="Lost.")

    assert expected == settled(Unknown("Lost."))


@pytest.mark.parametrize("came_from", [S.PENDING, S.UNKNOWN])
def test_a_platform_that_cannot_be_asked_is_left_alone(came_from: DeliveryState) -> None:
    """A search that cannot even begin is repeated once a minute, not every moment."""
    assert at(67) == settled(Unknown("The plugin is gone."), claim(came_from)).due_at


def test_a_found_post_is_adopted() -> None:
    """A post that was found counts if no other delivery owns it."""
    written = adopt(claim(S.UNKNOWN), Published("42"), now=LATER)

    assert (S.PUBLISHED, "42", True) == (written.state, written.external_id, written.adopts)
    assert ("find", "found") == (written.attempt.action, written.attempt.outcome)


def test_an_absent_post_waits_for_its_next_attempt() -> None:
    """What the platform does not have backs off like anything that failed, and its mark is void."""
    written = send_again(
        claim(S.UNKNOWN), "Not there.", now=LATER, outcome="absent", chance=LoadedChance(0.5)
    )

    assert (S.WAITING, at(8), "Not there.") == (written.state, written.due_at, written.reason)
    assert ("absent", True) == (written.attempt.outcome, written.unmarks)


def test_a_post_that_never_arrives_asks_a_person_in_the_end() -> None:
    """Sending again has a bound, as every retry has."""
    tired = claim(S.UNKNOWN, attempts=MOST_ATTEMPTS)

    written = send_again(tired, "Not there.", now=LATER, outcome="absent", chance=LoadedChance(0.5))

    assert (S.UNKNOWN, None) == (written.state, written.due_at)
    assert f"It was tried {MOST_ATTEMPTS} times." in (written.reason or "")


def test_what_was_not_begun_is_given_back() -> None:
    """A claim with which nothing was done costs no attempt."""
    written = give_back(claim(), "Too busy.", now=LATER)

    assert (S.WAITING, LATER, True) == (written.state, written.due_at, written.gives_back)


def test_who_cannot_look_tries_more_rarely() -> None:
    """A delivery that nobody can look for is tried each minute at first, and each hour in the end."""
    fresh = settled(Unknown("The plugin is gone."), claim(S.UNKNOWN, started_at=NOW))
    old = settled(Unknown("The plugin is gone."), claim(S.UNKNOWN, started_at=at(-86_400)))

    assert (at(67), at(3607)) == (fresh.due_at, old.due_at)


def test_too_early_to_tell_stays_unknown() -> None:
    """Who looks too early looks again."""
    written = look_again(claim(S.UNKNOWN), "Too early.", now=LATER, due_at=at(30), outcome="absent")

    assert (S.UNKNOWN, at(30), "Too early.") == (written.state, written.due_at, written.reason)


def test_a_person_is_asked_without_a_time() -> None:
    """Nothing happens by itself any more, and the person reads what to do."""
    written = ask_person(claim(S.UNKNOWN), "Nobody knows.", now=LATER, outcome="cannot_tell")

    assert (S.UNKNOWN, None) == (written.state, written.due_at)
    assert (
        "Look on the platform, then say what became of it: published, failed, or send again." == written.fix
    )


@given(outcome=OUTCOMES, came_from=st.sampled_from(CLAIMED_FROM), attempts=st.integers(0, 20))
def test_every_outcome_leads_along_the_table(
    outcome: Outcome, came_from: DeliveryState, attempts: int
) -> None:
    """Whatever came of whatever was claimed, the next state is one that the table of states allows."""
    after = {S.PENDING: S.PENDING, S.UNKNOWN: S.UNKNOWN, S.PUBLISHING: S.UNKNOWN}.get(came_from, S.PUBLISHING)
    held = claim(came_from, state=after, attempts=attempts)

    assert settled(outcome, held).state in LEADS_TO[after]


@given(outcome=OUTCOMES, attempts=st.integers(0, 20))
def test_nothing_is_forgotten(outcome: Outcome, attempts: int) -> None:
    """Work that is not finished has a time, unless its account is paused."""
    written = settled(outcome, claim(attempts=attempts))

    unfinished = written.state not in (S.PUBLISHED, S.DELIVERED, S.FAILED)
    assert (written.due_at is not None) is (unfinished and written.pause is None)


@given(outcome=OUTCOMES)
def test_the_attempt_is_written_as_it_was(outcome: Outcome) -> None:
    """Each attempt keeps its claim, its action, its times and the platform's words."""
    held = claim(fence=5)

    tried = settled(replace(outcome, evidence=SAID), held).attempt

    assert (DELIVERY, 5, "publish", NOW, LATER) == (
        tried.delivery_id,
        tried.fence,
        tried.action,
        tried.started_at,
        tried.ended_at,
    )
    assert SAID == tried.evidence


def test_who_is_left_out_is_skipped_for_good() -> None:
    """Nothing was begun: no attempt is counted, nobody looks again, and the reason is kept."""
    told = {"kind": FailureKind.OPTED_OUT, "reason": "Asked not to be written to.", "fix": "Ask again."}

    found = leave_out(claim(), Hindrance("Asked not to be written to.", "Ask again."), now=LATER)

    assert row(S.SKIPPED, "left_out", tried={"reason": told["reason"]}, gives_back=True, **told) == found
    assert found.state in LEADS_TO[S.PUBLISHING]


CHAIN: dict[str, Any] = {"chain_id": DELIVERY, "chain_wait_seconds": 600}
REFUSED = Refused(FailureKind.RECIPIENT_INVALID, "No such number.", "Correct it.")


@pytest.mark.parametrize(
    ("outcome", "sequel", "due_at"),
    [
        (Published("42"), Sequel(), at(607)),
        (Delivered("42"), Sequel(spares="It arrived by Chat."), None),
        (REFUSED, Sequel(hands_on=True), None),
        (Unknown("lost"), Sequel(), at(9)),
        (Pending("1", timedelta(seconds=1)), Sequel(), at(8)),
    ],
)
def test_what_an_outcome_means_for_a_chain(outcome: Outcome, sequel: Sequel, due_at: Any) -> None:
    """Published waits for evidence, evidence spares the others, a failure hands on; nothing else does."""
    told = settle(
        claim(**CHAIN),
        outcome,
        now=LATER,
        chance=LoadedChance(0.5),
        look_after=timedelta(seconds=2),
        label="Chat",
    )

    assert (sequel, due_at) == (told.sequel, told.due_at)
    assert Sequel() == settled(outcome).sequel


def test_without_a_wait_published_is_the_end_of_a_chain() -> None:
    """Where only failure counts, nobody waits for evidence, and the others are not needed."""
    told = settled(Published("42"), claim(chain_id=DELIVERY))

    assert (Sequel(spares="It went out by Feed."), None) == (told.sequel, told.due_at)


def test_one_that_handed_on_already_waits_for_nothing() -> None:
    """It is learned late that it is out: another way is being tried, and nobody else takes over."""
    told = settled(Published("42"), claim(**CHAIN, handed_on_at=NOW))

    assert (False, None) == (told.sequel.hands_on, told.due_at)


def test_adopted_and_left_out_steps_go_on_with_their_chain() -> None:
    """One that was found waits for evidence; one whose recipient is left out hands on."""
    found = adopt(claim(S.UNKNOWN, **CHAIN), Published("42"), now=LATER)
    left_out = leave_out(claim(**CHAIN), Hindrance("Asked.", "Leave it."), now=LATER)

    assert (at(607), Sequel()) == (found.due_at, found.sequel)
    assert Sequel(hands_on=True) == left_out.sequel


@pytest.mark.parametrize(
    ("outcome", "state", "sequel"),
    [
        (Delivered(), S.DELIVERED, Sequel(spares="It arrived by Feed.")),
        (REFUSED, S.FAILED, Sequel(hands_on=True)),
        (Refused(FailureKind.AUTH_EXPIRED, "Expired.", "Connect."), S.PUBLISHED, Sequel(hands_on=True)),
        (Published("43"), S.PUBLISHED, Sequel(hands_on=True)),
        (Pending("1", timedelta(1)), S.PUBLISHED, Sequel(hands_on=True)),
        (Deferred("busy"), S.PUBLISHED, Sequel(hands_on=True)),
        (Unknown("no word"), S.PUBLISHED, Sequel(hands_on=True)),
    ],
)
def test_when_the_time_for_evidence_is_over_only_evidence_counts(
    outcome: Outcome, state: DeliveryState, sequel: Sequel
) -> None:
    """It arrived, or was refused after all; anything else leaves it published, and the next one goes."""
    facts = {"external_id": "42", "url": "https://a.example", "published_at": NOW, "state": S.PUBLISHED}

    told = settled(outcome, claim(S.PUBLISHED, **CHAIN, **facts))

    assert (state, sequel, None) == (told.state, told.sequel, told.due_at)
    assert ("https://a.example", None) == (told.url, told.pause)
    assert "confirm" == told.attempt.action
    is_news = state is not S.PUBLISHED
    assert ("no_evidence" != told.attempt.outcome) is is_news
