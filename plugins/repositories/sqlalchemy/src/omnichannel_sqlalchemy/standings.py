"""From rows of the register of recipients to standings and back; pure."""

from collections.abc import Sequence
from typing import Any

from omnichannel.domain.standing import Consent, OptOut, Standing, Suppression, address_key
from omnichannel_sqlalchemy.tables import recipients

STANDING = [column for column in recipients.c if column.name != "address_key"]


def row_from_standing(standing: Standing) -> dict[str, Any]:
    """Give the row of a standing."""
    suppressed, left, agreed = standing.suppressed, standing.opted_out, standing.consent
    return {
        "id": standing.id,
        "workspace_id": standing.workspace_id,
        "channel": standing.channel,
        "address": standing.address,
        "address_key": address_key(standing.address),
        "created_at": standing.created_at,
        "updated_at": standing.updated_at,
        "suppressed_reason": suppressed and suppressed.reason,
        "suppressed_since": suppressed and suppressed.since,
        "suppressed_note": suppressed and suppressed.note,
        "opted_out_since": left and left.since,
        "opted_out_source": left and left.source,
        "consent_given_at": agreed and agreed.given_at,
        "consent_source": agreed and agreed.source,
        "consent_evidence": agreed and agreed.evidence,
        "consent_withdrawn_at": agreed and agreed.withdrawn_at,
    }


def standing_from_row(row: Sequence[Any]) -> Standing:
    """Give the standing of a row of `STANDING`."""
    id, workspace_id, channel, address, created_at, updated_at, *facts = row
    reason, since, note, left_since, left_source, given_at, source, evidence, withdrawn_at = facts
    return Standing(
        id=id,
        workspace_id=workspace_id,
        channel=channel,
        address=address,
        created_at=created_at,
        updated_at=updated_at,
        suppressed=None if reason is None else Suppression(reason, since, note),
        opted_out=None if left_since is None else OptOut(left_since, left_source),
        consent=None if given_at is None else Consent(given_at, source, evidence, withdrawn_at),
    )
