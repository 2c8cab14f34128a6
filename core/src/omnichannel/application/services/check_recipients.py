"""CheckRecipients: the last look, right before sending, at who asked not to be written to."""

import logging
from collections.abc import Sequence
from uuid import UUID

from omnichannel.application.leaving_out import hindrance_of, places_of
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.claim import Claim
from omnichannel.domain.outcome import Deferred
from omnichannel.domain.standing import Hindrance

_log = logging.getLogger("omnichannel.deliver")
UNASKED = Deferred("It could not be looked up whether the recipient may be written to. Nothing was sent.")


class CheckRecipients:
    """Finds claims that must not be sent; somebody may have opted out since they were scheduled."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def hindrances(self, claims: Sequence[Claim]) -> dict[UUID, Hindrance | Deferred]:
        """
        Say, by delivery id, which of *claims* are about to be sent to somebody who must be left out.

        One statement for all of them, none where no claim has an address. Where the store cannot be
        asked, all of them are put off: nobody is written to on a guess.
        """
        sent = [claim for claim in claims if claim.action == "publish" and claim.delivery.address is not None]
        if not sent:
            return {}
        try:
            return await self._found(sent)
        except Exception:  # whatever keeps the store from answering may pass
            _log.exception("The register of recipients could not be asked; the deliveries wait.")
            return {claim.delivery.id: UNASKED for claim in sent}

    async def _found(self, claims: Sequence[Claim]) -> dict[UUID, Hindrance | Deferred]:
        async with self._store.reading() as work:
            known = await work.recipients.of_addresses(set(places_of(one.delivery for one in claims)))
        found = ((one.delivery.id, hindrance_of(one.delivery, one.message, known)) for one in claims)
        return {id: why for id, why in found if why is not None}
