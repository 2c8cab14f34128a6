import pytest
from aiosmtplib import SMTPResponse
from hypothesis import given
from hypothesis import strategies as st

from omnichannel.domain.failure import RETRIED
from omnichannel.domain.outcome import Evidence, Published, Unknown
from omnichannel.testing.posts import broken_texts
from omnichannel_email.mail import Mail
from omnichannel_email.replies import (
    FIXES,
    RULES,
    Phase,
    evidence_from_reply,
    outcome_from_reply,
    rule_for,
)
from omnichannel_email.sending import outcome_from_last_reply
from tests.plugins.channels.email.error_rows import MEANINGS

MAIL = Mail("a@example.org", "b@example.org", "<id@example.org>", b"")


def test_every_line_of_the_table_is_tested() -> None:
    """No line stands there that no reply reaches."""
    used = {
        rule_for(code, evidence_from_reply(code, text).code or "", phase) for phase, code, text, _ in MEANINGS
    }
    busy = rule_for(499, "", Phase.RCPT)

    assert set(RULES) == used | {busy}


def test_every_refusal_has_a_fix() -> None:
    """Whoever is told no is told what to do."""
    assert {rule.kind for rule in RULES} - RETRIED <= set(FIXES)


def test_the_words_of_the_server_are_kept_and_cleaned() -> None:
    """The enhanced code is read, the text is cut at 500 characters, and no password stays in it."""
    evidence = evidence_from_reply(535, "5.7.8 hunter22 is wrong" + "!" * 600, ("hunter22",))

    assert (535, "5.7.8") == (evidence.status, evidence.code)
    assert evidence.message is not None
    assert evidence.message.startswith("5.7.8 [removed] is wrong!")
    assert 500 == len(evidence.message)


def test_a_dotted_number_is_not_always_a_code() -> None:
    """Addresses of computers in a reply are no enhanced codes."""
    assert evidence_from_reply(550, "no mail from 192.0.2.7").code is None


@given(st.integers(-1, 999), broken_texts(), st.sampled_from(Phase))
def test_any_reply_is_read(code: int, text: str, phase: Phase) -> None:
    """No reply of any server is a fault."""
    assert outcome_from_reply(code, text, phase) == outcome_from_reply(code, text, phase)


@pytest.mark.parametrize("code", [-1, 0, 150, 354, 600])
def test_a_last_reply_that_is_none_does_not_tell(code: int) -> None:
    """After the content, only 2xx, 4xx and 5xx say what became of the mail."""
    assert isinstance(outcome_from_last_reply(SMTPResponse(code, "?"), MAIL, ()), Unknown)


def test_an_accepted_mail_is_known_by_its_message_id() -> None:
    """The server's own id stays in the evidence."""
    outcome = outcome_from_last_reply(SMTPResponse(250, "2.0.0 queued as 42"), MAIL, ())

    assert Published("<id@example.org>", None, Evidence(250, "2.0.0", "2.0.0 queued as 42")) == outcome
