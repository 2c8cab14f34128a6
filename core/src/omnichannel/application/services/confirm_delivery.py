"""ConfirmDeliveryService: step 6 of the walk. Believes what platforms tell about posts, later."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from omnichannel.application.measuring import Measurements
from omnichannel.application.observing import Observers
from omnichannel.application.ports.outbound.channels import Channels, label_of
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.application.settlement_news import SettlementNews
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.lane import FREE
from omnichannel.domain.receipt import RANK, Heard, Receipt, confirm, heard_of
from omnichannel.domain.settlement import Settlement

Name = tuple[UUID, str]


class ConfirmDeliveryService:
    """
    Takes in receipts, many in one transaction.

    What follows from one is written with it: evidence leaves out the steps of a chain that are not needed
    any more, a failure lets the next one take over.
    """

    def __init__(
        self,
        store: Store,
        channels: Channels,
        publisher: EventPublisher,
        clock: Clock,
        observers: Observers,
        measured: Measurements | None = None,
    ) -> None:
        self._store, self._channels, self._clock = store, channels, clock
        self._news = SettlementNews(publisher, clock, observers, measured)

    async def confirm(self, receipts: Sequence[Receipt]) -> list[Heard]:
        """
        Believe *receipts*, and say of each what became of it, in their order.

        They may come twice and in any order. Of several for one delivery the one that says most counts.
        One that is `early` changes nothing and is worth handing in again after some seconds.
        """
        now = self._clock.now()
        async with self._store.unit_of_work() as work:
            found = await _found(work, receipts)
            heard = [Heard.STRANGER if one is None else heard_of(one, receipt) for receipt, one in found]
            news = [pair for pair, what in zip(found, heard, strict=True) if what is Heard.CHANGED]
            settlements = [self._settlement(one, receipt, now) for receipt, one in _telling_most(news)]
            changed = await work.deliveries.confirm(settlements)
            await work.commit()
        if settlements:
            await self._news.tell(settlements, changed)
        return [
            Heard.EARLY if what is Heard.CHANGED and one is not None and one.id not in changed else what
            for what, (_, one) in zip(heard, found, strict=True)
        ]

    def _settlement(self, delivery: ChannelDelivery, receipt: Receipt, now: datetime) -> Settlement:
        rules = self._channels.lane_rules().get(delivery.channel, FREE)
        label = label_of(self._channels, delivery.channel)
        return confirm(delivery, receipt, now=now, label=label, is_ordered=rules.ordered)


async def _found(
    work: UnitOfWork, receipts: Sequence[Receipt]
) -> list[tuple[Receipt, ChannelDelivery | None]]:
    """Find the delivery of each receipt; where two bear one external id, the newest."""
    ids = {one.delivery_id for one in receipts if one.delivery_id is not None}
    names = {name for one in receipts if (name := _name_in(one)) is not None}
    known = sorted(await work.deliveries.of_posts(ids=ids, names=names), key=lambda one: one.id)
    by_id = {one.id: one for one in known}
    by_name = {(one.account_id, one.external_id or ""): one for one in known}
    return [(one, _of(one, by_id, by_name)) for one in receipts]


def _of(
    receipt: Receipt, by_id: Mapping[UUID, ChannelDelivery], by_name: Mapping[Name, ChannelDelivery]
) -> ChannelDelivery | None:
    if receipt.delivery_id is not None:
        return by_id.get(receipt.delivery_id)
    name = _name_in(receipt)
    return None if name is None else by_name.get(name)


def _name_in(receipt: Receipt) -> Name | None:
    if receipt.delivery_id is not None or receipt.account_id is None or not receipt.external_id:
        return None
    return receipt.account_id, receipt.external_id


def _telling_most(
    news: Sequence[tuple[Receipt, ChannelDelivery | None]],
) -> list[tuple[Receipt, ChannelDelivery]]:
    """Keep, for each delivery, the receipt that outdoes the others; of equals the first."""
    most: dict[UUID, tuple[Receipt, ChannelDelivery]] = {}
    for receipt, one in news:
        if one is None:
            continue
        before = most.get(one.id)
        if before is None or RANK[before[0].kind] < RANK[receipt.kind]:
            most[one.id] = (receipt, one)
    return list(most.values())
