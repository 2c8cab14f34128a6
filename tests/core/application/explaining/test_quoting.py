"""What platforms said is quoted apart from our sentences, without anything that names somebody."""

import re
from dataclasses import replace

import pytest

from omnichannel.application.explaining.explain import explain
from omnichannel.application.explaining.quoting import platform_said, without_identifiers
from omnichannel.application.explaining.recognising import ours
from omnichannel.application.explaining.situation import Situation
from omnichannel.domain.delivery import Attempt
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.outcome import Evidence
from tests.core.application.explaining.situations import NOT_RENEWED, situation, situations
from tests.core.application.explaining.test_explain import sentences
from tests.core.fakes.examples import NOW, delivery

SAID = [
    ("(#131047) Re-engagement message", "(#131047) Re-engagement message"),
    (
        "Session has expired on Friday, 14-Feb-25 05:00:00 PST. The current time is 2026-11-28 10:00:00.",
        "Session has expired on Friday, 14-Feb-25 05:00:00 PST. The current time is 2026-11-28 10:00:00.",
    ),
    (
        "Unsupported post request. Object with ID '111222333444555_987654321098767' does not exist",
        "Unsupported post request. Object with ID '•••_•••' does not exist",
    ),
    (
        "5.1.1 <unknown-person@guests.example>: Recipient address rejected: User unknown",
        "5.1.1 <u•••@guests.example>: Recipient address rejected: User unknown",
    ),
    ("Undeliverable to +49 170 1234567 (wa_id 4917012345678)", "Undeliverable to ••• (wa_id •••)"),
    ("The number (0170) 123-4567 has opted out", "The number ••• has opted out"),
    ("wamid.HBgNNDkxNzAxMjM0NTY3OBUCABEYEjVGNDI1QTc0RjEzMDMzNDkyQQA= has failed", "wamid.••• has failed"),
    (
        "Request 550e8400-e29b-41d4-a716-446655440000 was refused, trace A1b2C3d4E5f",
        "Request ••• was refused, trace •••",
    ),
    (
        "urn:li:share:6844785523593134080 is a duplicate, needs w_member_social",
        "urn:li:share:••• is a duplicate, needs w_member_social",
    ),
    (
        "4.7.28 An unusual rate of 5,000 mails from 192.168.100.200. d2e1a72fcca58-7ab12 - gsmtp",
        "4.7.28 An unusual rate of 5,000 mails from •••. ••• - gsmtp",
    ),
]
"""Words of platforms, in the forms in which they write them, and how they are quoted."""
NAMES_SOMEBODY = re.compile(r"[0-9]{5}|[0-9a-f]{8}-|\+[0-9]|\w{2,}@\w|[A-Za-z0-9]{20}")


@pytest.mark.parametrize(("said", "quoted"), SAID)
def test_the_words_stay_and_what_names_somebody_is_masked(said: str, quoted: str) -> None:
    """Addresses, phone numbers, ids and traces are masked; days, reply codes and error codes are not."""
    assert quoted == without_identifiers(said)
    assert not NAMES_SOMEBODY.search(quoted.replace("(#131047)", ""))


def everywhere(said: str, one: Situation) -> Situation:
    """Put *said* wherever a platform's words are stored: with its refusal, the pause, the failed renewal."""
    kept, account = one.delivery, one.account
    asked = kept.kind is not None and kept.state is not S.SKIPPED  # what is left out is asked of nobody
    asked = asked and ours(kept.reason) is None  # a sentence of ours came from no platform
    account = replace(
        account,
        pause_reason=said,
        refresh_problem=said if account.refresh_problem is not None else None,
    )
    return replace(one, account=account, delivery=replace(kept, reason=said, fix=said) if asked else kept)


@pytest.mark.parametrize("name", situations())
def test_no_sentence_of_ours_repeats_a_platforms_words(name: str) -> None:
    """Whatever a platform wrote, the sentences are the golden ones."""
    for said, _ in SAID:
        assert sentences(explain(situations()[name])) == sentences(
            explain(everywhere(said, situations()[name]))
        )


def test_the_last_answer_is_quoted() -> None:
    """The words that came with the last attempt, masked; where none came there is nothing to quote."""
    failed = situation(S.FAILED)
    one = delivery()
    spoken = Attempt(one.id, 1, "publish", NOW, NOW, "refused", evidence=Evidence(550, message=SAID[3][0]))
    silent = replace(spoken, evidence=Evidence())

    assert [SAID[3][1], None, None] == [platform_said(failed, last) for last in (spoken, silent, None)]


def test_why_a_sign_in_cannot_be_renewed_is_quoted() -> None:
    """While it is expired, that is what people need to know, whatever came before."""
    stuck = replace(NOT_RENEWED, refresh_problem=f"Feed refuses it: {SAID[7][0]}.")

    quoted = platform_said(situation(S.WAITING, parked=True, around={"account": stuck}), None)

    assert f"Feed refuses it: {SAID[7][1]}." == quoted
