"""Every service over one store: what tests of the API's side of the walk need."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from omnichannel.application.changes_tail import ChangesTail
from omnichannel.application.dtos.accounts import AccountIn
from omnichannel.application.dtos.messages import MessageIn, MessageOut
from omnichannel.application.measuring import Measurements
from omnichannel.application.observing import Observers
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.cancel_message import CancelMessageService
from omnichannel.application.services.confirm_delivery import ConfirmDeliveryService
from omnichannel.application.services.connect_account import ConnectAccountService
from omnichannel.application.services.edit_message import EditMessageService
from omnichannel.application.services.explain_delivery import ExplainDeliveryService
from omnichannel.application.services.follow_changes import FollowChangesService
from omnichannel.application.services.get_message import GetMessageService
from omnichannel.application.services.list_deliveries import ListDeliveriesService
from omnichannel.application.services.list_messages import ListMessagesService
from omnichannel.application.services.read_statistics import ReadStatisticsService
from omnichannel.application.services.release_due import ReleaseDueService
from omnichannel.application.services.resolve_delivery import ResolveDeliveryService
from omnichannel.application.services.schedule_batch import ScheduleBatchService
from omnichannel.application.services.schedule_message import ScheduleMessageService
from omnichannel.application.services.settle_deliveries import SettleDeliveries
from omnichannel.application.services.simulate_message import SimulateMessageService
from omnichannel.application.vault import Vault
from omnichannel.domain.audit import AuditEntry
from omnichannel.domain.claim import Claim
from omnichannel.domain.events import DeliveriesDue
from omnichannel.domain.outcome import Outcome
from omnichannel.domain.rights import Principal
from tests.core.fakes.examples import PRINCIPAL
from tests.core.fakes.fake_chance import LoadedChance
from tests.core.fakes.fake_channels import channel, channels, chat, mail, sms
from tests.core.fakes.fake_keys import FakeKeys
from tests.core.fakes.fake_publisher import FakePublisher
from tests.core.fakes.fixed_clock import FixedClock

TOKEN = "planted-token-0123456789"


def mailed(account_id: UUID, *addresses: str) -> dict[str, Any]:
    """Give a target with one person for each address."""
    return {"account_id": account_id, "recipients": [{"addresses": [address]} for address in addresses]}


class House:
    """Services that share a store, a clock and a bus; `feed` and `mail` are connected accounts."""

    week = timedelta(days=7)

    def __init__(self, store: Store, publisher: EventPublisher | None = None) -> None:
        self.store, self.clock, self.bus = store, FixedClock(), FakePublisher()
        bus = publisher or self.bus
        self.channels = opened = channels(channel(), mail(), chat(), sms())
        self.vault, self.observers = Vault(FakeKeys()), Observers()
        self.schedules = ScheduleMessageService(store, opened, bus, self.clock, self.observers)
        self.batches = ScheduleBatchService(store, opened, bus, self.clock, self.observers)
        self.edits = EditMessageService(store, opened, bus, self.clock)
        self.resolves = ResolveDeliveryService(store, opened, bus, self.clock)
        self.confirms = ConfirmDeliveryService(store, opened, bus, self.clock, self.observers)
        self.explains = ExplainDeliveryService(store, opened, self.clock)
        self.cancels = CancelMessageService(store, self.clock)
        self.gets, self.lists = GetMessageService(store), ListMessagesService(store)
        self.tail = ChangesTail(store, every_seconds=0.01)
        self.follows = FollowChangesService(store, self.tail, sign_of_life_seconds=0.05)
        self.delivery_lists = ListDeliveriesService(store)
        self.statistics = ReadStatisticsService(store, self.clock)
        self.connects = ConnectAccountService(store, opened, bus, self.clock, self.vault)
        self.simulates = SimulateMessageService(store, opened, self.clock, self.vault)
        self.measured = Measurements()
        self.releases = ReleaseDueService(
            store,
            opened,
            self.bus,
            self.clock,
            lease=timedelta(seconds=60),
            measured=self.measured,
        )
        self.settles = SettleDeliveries(
            store,
            self.bus,
            self.clock,
            self.observers,
            opened,
            look_after=timedelta(seconds=2),
            chance=LoadedChance(0.5),
            measured=self.measured,
        )
        self.feed = self.mail = UUID(int=0)

    def new_account(self, name: str) -> AccountIn:
        """Give another account of the feed."""
        return AccountIn(channel="feed", name=name, credentials={"token": TOKEN}, external_id=name)

    def written(self, text: str = "Fresh bread", **fields: Any) -> MessageIn:
        """Give a message for the feed, now; *fields* are those of `MessageIn`."""
        given = {
            "content": {"text": text},
            "targets": [{"account_id": self.feed}],
            "publish": {"when": "now"},
            **fields,
        }
        return MessageIn.model_validate(given)

    async def schedule(self, text: str = "Fresh bread", key: str | None = None, **fields: Any) -> MessageOut:
        """Schedule a message and read the answer."""
        used = None if key is None else IdempotencyKey(key, "hash of " + text)
        accepted = await self.schedules.schedule(PRINCIPAL, self.written(text, **fields), key=used)
        return MessageOut.model_validate_json(accepted.body)

    async def claimed(self) -> list[Claim]:
        """Release what is due and give the claims."""
        await self.releases.release(100)
        (event, *_) = [one for one in reversed(self.bus.events) if isinstance(one, DeliveriesDue)]
        return list(event.claims)

    def taken(self) -> list[Claim]:
        """Give the claims that were announced since this was asked last, and forget them."""
        due = [one for one in self.bus.events if isinstance(one, DeliveriesDue)]
        self.bus.events[:] = [one for one in self.bus.events if not isinstance(one, DeliveriesDue)]
        return [claim for event in due for claim in event.claims]

    async def settle(self, outcome: Outcome) -> None:
        """Release what is due and settle all of it."""
        for claim in await self.claimed():
            await self.settles.put(self.settles.outcome(claim, outcome))

    async def deeds(self, id: UUID, principal: Principal = PRINCIPAL) -> Sequence[AuditEntry]:
        """Give what the audit log says of something."""
        async with self.store.reading(principal.workspace_id) as work:
            return await work.audit.of_subject(id)


async def furnished(store: Store, publisher: EventPublisher | None = None) -> House:
    """Connect the two accounts."""
    house = House(store, publisher)
    for name in ("feed", "mail"):
        new = AccountIn(channel=name, name=name.title(), credentials={"token": TOKEN}, external_id=name)
        setattr(house, name, (await house.connects.connect(PRINCIPAL, new)).id)
    return house


STRANGER = Principal(UUID(int=99), "stranger", PRINCIPAL.rights)
"""Somebody of another workspace."""
