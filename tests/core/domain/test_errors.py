from uuid import UUID

import pytest

from omnichannel.domain.errors import (
    Conflict,
    IdempotencyMismatch,
    InvalidRequest,
    NotAllowedNow,
    NotFound,
    OmnichannelError,
    Overloaded,
    Problem,
    StaleVersion,
)

ID = UUID(int=3)
READ = {
    "one problem": (
        InvalidRequest(Problem("/content/text", "The text is empty.", "Write something.")),
        "/content/text: The text is empty. Write something.",
    ),
    "two problems": (
        InvalidRequest(Problem("/a", "A.", "Do a."), Problem("", "B.", "Do b.")),
        "/a: A. Do a.; /: B. Do b.",
    ),
    "not found": (
        NotFound("message", ID),
        "There is no message 00000000-0000-0000-0000-000000000003 in this workspace.",
    ),
    "key used": (
        IdempotencyMismatch("order-1"),
        "Idempotency-Key 'order-1' was used for another request. "
        "Send the first request again unchanged, or use a new key.",
    ),
    "edited in between": (
        StaleVersion("message", ID, 2),
        "The message 00000000-0000-0000-0000-000000000003 is no longer at version 2. "
        "Read it again and repeat the edit.",
    ),
    "not now": (
        NotAllowedNow("edit the message", because="it is cancelled", fix="Write a new one."),
        "Cannot edit the message: it is cancelled. Write a new one.",
    ),
    "too much": (Overloaded(7), "7 requests are waiting to be stored. Try again in a second."),
}


@pytest.mark.parametrize(("error", "sentence"), list(READ.values()), ids=list(READ))
def test_an_error_reads_as_a_sentence(error: OmnichannelError, sentence: str) -> None:
    """Every error says what is wrong and what to do, in words."""
    assert sentence == str(error)


@pytest.mark.parametrize("kind", [IdempotencyMismatch, StaleVersion, NotAllowedNow])
def test_contradictions_are_conflicts(kind: type[OmnichannelError]) -> None:
    """Whoever catches conflicts catches all of them."""
    assert issubclass(kind, Conflict)
