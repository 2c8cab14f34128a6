"""Claims, and the service that deals with them, over fakes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from omnichannel.application.observing import NOBODY, Observers
from omnichannel.application.ports.outbound.channels import Channel
from omnichannel.application.services.check_recipients import CheckRecipients
from omnichannel.application.services.deliver import DeliverService
from omnichannel.application.services.look_for_post import LookForPost
from omnichannel.application.services.publish_post import PublishPost
from omnichannel.application.services.settle_deliveries import SettleDeliveries
from omnichannel.application.vault import Vault
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.settlement import Settlement
from tests.core.fakes.examples import ACCOUNT, WORKSPACE, claim
from tests.core.fakes.fake_chance import LoadedChance
from tests.core.fakes.fake_channels import FakeChannels, FakeCredentials, channel, channels
from tests.core.fakes.fake_gateways import OneRequestGateway
from tests.core.fakes.fake_keys import FakeKeys
from tests.core.fakes.fake_media_store import FakeMediaStore
from tests.core.fakes.fake_publisher import FakePublisher
from tests.core.fakes.fake_store import FakeStore
from tests.core.fakes.fixed_clock import FixedClock

S = DeliveryState
KEYS = FakeKeys()
SEALED = Vault(KEYS).seal(WORKSPACE, ACCOUNT, FakeCredentials(token=SecretStr("t" * 20)))
OTHER = UUID(int=70)


def held(came_from: DeliveryState = S.SCHEDULED, **fields: Any) -> Claim:
    made = claim(came_from, **fields)
    return replace(made, account=replace(made.account, sealed=SEALED))


def deliver_service(
    table: FakeChannels,
    *,
    watchers: Observers | None = None,
    keys: FakeKeys = KEYS,
    store: FakeStore | None = None,
) -> DeliverService:
    """Make the service over fakes."""
    store, clock, lease = store or FakeStore(), FixedClock(), timedelta(seconds=60)
    watchers = watchers or Observers((), must_agree=NOBODY)
    return DeliverService(
        table,
        Vault(keys),
        watchers,
        publish=PublishPost(store.port, FakeMediaStore(), clock, lease=lease, margin=lease / 4),
        recipients=CheckRecipients(store.port),
        look=LookForPost(store.port, clock, longest_request=lease, chance=LoadedChance(0.5)),
        settle=SettleDeliveries(
            store.port,
            FakePublisher(),
            clock,
            watchers,
            table,
            look_after=timedelta(seconds=2),
            chance=LoadedChance(0.5),
        ),
    )


async def delivered(
    *claims: Claim,
    opened: Channel | None = None,
    observers: Sequence[Any] = (),
    must_agree: Mapping[str, Any] = NOBODY,
    keys: FakeKeys = KEYS,
    store: FakeStore | None = None,
    table: FakeChannels | None = None,
) -> list[Settlement]:
    """Deliver *claims*; gives what was settled."""
    store = store or FakeStore()
    service = deliver_service(
        table or channels(opened or channel(OneRequestGateway())),
        watchers=Observers(observers, must_agree=must_agree),
        keys=keys,
        store=store,
    )
    told: list[str] = []
    await service.deliver(
        claims, answered=lambda: told.append("answered"), settled=lambda: told.append("settled")
    )
    assert Counter(answered=len(claims), settled=len(claims)) == Counter(told)
    return store.deliveries.settled
