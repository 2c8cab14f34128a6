"""ListDeliveriesService: deliveries, newest first, by pages that inserts do not move."""

from dataclasses import asdict

from omnichannel.application.cursors import cursor_from, place_from
from omnichannel.application.dtos.deliveries import DeliveryPage
from omnichannel.application.dtos.outgoing import delivery_summary_out
from omnichannel.application.knowing import accounts_waited_for
from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.rights import Principal


class ListDeliveriesService:
    """Lists deliveries; see `ListDeliveriesUseCase`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(
        self, principal: Principal, only: DeliveryFilter, *, limit: int, cursor: str | None
    ) -> DeliveryPage:
        """Give one page, and the cursor of the next."""
        filters = asdict(only)
        before = None if cursor is None else place_from(cursor, filters)[1]
        async with self._store.reading(principal.workspace_id) as work:
            found = await work.deliveries.page(only, limit=limit + 1, before=before)
            accounts = await accounts_waited_for(work, found)
        shown = found[:limit]
        end = shown[-1] if len(found) > limit else None
        return DeliveryPage(
            items=[delivery_summary_out(delivery, accounts) for delivery in shown],
            next=None if end is None else cursor_from((end.updated_at, end.id), filters),
        )
