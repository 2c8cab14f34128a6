from datetime import UTC, datetime

import pytest

from omnichannel.domain.failure import FailureKind
from omnichannel.domain.standing import (
    Consent,
    OptOut,
    Standing,
    Suppression,
    SuppressionReason,
    address_key,
    hindrance,
)
from tests.core.fakes.examples import NOW, WORKSPACE

DAY = datetime(2026, 11, 3, 17, 20, tzinfo=UTC)
AGREED = Consent(DAY, "form", "ticked")


def standing(
    suppressed: Suppression | None = None, opted_out: OptOut | None = None, consent: Consent | None = None
) -> Standing:
    return Standing(
        id=WORKSPACE,
        workspace_id=WORKSPACE,
        channel="mail",
        address="ada@example.org",
        created_at=NOW,
        updated_at=NOW,
        suppressed=suppressed,
        opted_out=opted_out,
        consent=consent,
    )


@pytest.mark.parametrize("spelt", ["Ada@Example.org", " ada@example.org\n", "ADA@EXAMPLE.ORG"])
def test_case_and_outer_spaces_make_no_other_address(spelt: str) -> None:
    """However an address is spelt, it is compared as one."""
    assert address_key("ada@example.org") == address_key(spelt)
    assert address_key(spelt) != address_key("ada.l@example.org")


REASONS = [
    (standing(opted_out=OptOut(DAY, "a call")), "Asked on 3 Nov 2026 not to be written to."),
    (
        standing(suppressed=Suppression(SuppressionReason.HARD_BOUNCE, DAY)),
        "Not written to since 3 Nov 2026: what was sent there came back for good.",
    ),
    (
        standing(suppressed=Suppression(SuppressionReason.COMPLAINT, DAY)),
        "Not written to since 3 Nov 2026: somebody there complained of spam.",
    ),
    (
        standing(suppressed=Suppression(SuppressionReason.MANUAL, DAY)),
        "Not written to since 3 Nov 2026: it was suppressed by hand.",
    ),
    (
        standing(Suppression(SuppressionReason.MANUAL, DAY), OptOut(DAY, "a call"), AGREED),
        "Asked on 3 Nov 2026 not to be written to.",
    ),
]


@pytest.mark.parametrize(("known", "reason"), REASONS)
@pytest.mark.parametrize("requires_consent", [True, False])
def test_who_is_blocked_is_left_out(known: Standing, reason: str, requires_consent: bool) -> None:
    """The reason says since when and why, the fix how to lift it; an earlier consent changes nothing."""
    found = hindrance(known, requires_consent=requires_consent)

    assert found is not None
    assert (reason, FailureKind.OPTED_OUT) == (found.reason, found.kind)
    assert "Nothing was sent." in found.fix


WITHOUT = [
    (None, "Never agreed to be written to, and this message asks for consent."),
    (standing(), "Never agreed to be written to, and this message asks for consent."),
    (
        standing(consent=Consent(NOW, "form", "ticked", withdrawn_at=DAY)),
        "Took back on 3 Nov 2026 the consent this message asks for.",
    ),
]


@pytest.mark.parametrize(("known", "reason"), WITHOUT)
def test_who_did_not_agree_is_left_out_where_that_is_asked(known: Standing | None, reason: str) -> None:
    """A missing or withdrawn consent hinders only messages that ask for one."""
    found = hindrance(known, requires_consent=True)

    assert found is not None
    assert (reason, "Ask for consent") == (found.reason, found.fix[18:33])
    assert hindrance(known, requires_consent=False) is None


def test_who_agreed_is_written_to() -> None:
    """A valid consent is all that such a message asks for."""
    assert hindrance(standing(consent=AGREED), requires_consent=True) is None
