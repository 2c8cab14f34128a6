"""Walk: everything a runtime drives."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from omnichannel.application.changes_tail import ChangesTail
from omnichannel.application.ports.inbound.use_cases import UseCases
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.services.check_recipients import CheckRecipients
from omnichannel.application.services.confirm_delivery import ConfirmDeliveryService
from omnichannel.application.services.deliver import DeliverService
from omnichannel.application.services.fan_out_due import FanOutDueService
from omnichannel.application.services.look_for_post import LookForPost
from omnichannel.application.services.publish_post import PublishPost
from omnichannel.application.services.purge_changes import PurgeChangesService
from omnichannel.application.services.purge_expired import PurgeExpiredService
from omnichannel.application.services.purge_webhooks import PurgeWebhooksService
from omnichannel.application.services.read_metrics import Slots
from omnichannel.application.services.refresh_accounts import RefreshAccountsService
from omnichannel.application.services.release_due import ReleaseDueService
from omnichannel.application.services.renew_sign_in import RenewSignIn
from omnichannel.application.services.settle_deliveries import SettleDeliveries
from omnichannel.application.services.tell_webhooks import TellWebhooksService
from omnichannel.bootstrap.parts import Parts
from omnichannel.bootstrap.use_cases import use_cases_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """
    Everything a runtime drives: use cases for its API, the services of the walk, and tidying up.

    Attributes:
        refresh: renews sign-ins.
        tail: what streams of changes wait at; closed before the server stops, or they would hold it up.
    """

    use_cases: UseCases
    release: ReleaseDueService
    deliver: DeliverService
    confirm: ConfirmDeliveryService
    fan_out: FanOutDueService
    refresh: RefreshAccountsService
    purge_expired: PurgeExpiredService
    purge_changes: PurgeChangesService
    purge_webhooks: PurgeWebhooksService
    tell_webhooks: TellWebhooksService
    tail: ChangesTail
    publisher: EventPublisher


def walk_of(parts: Parts) -> Walk:
    """Make the services of the walk, and the use cases beside it."""
    store, clock = parts.store, parts.clock
    lease = timedelta(seconds=parts.settings.lease_seconds)
    kept = timedelta(days=parts.settings.changes_kept_days)
    deliver = _deliver(parts, lease=lease)
    renew = _renew(parts, lease=lease)
    slots = Slots(deliver.in_flight, parts.settings.max_in_flight)
    return Walk(
        use_cases=use_cases_of(parts, tail := ChangesTail(store), slots, renew),
        release=ReleaseDueService(
            store,
            parts.channels,
            parts.publisher,
            clock,
            lease=lease,
            measured=parts.measured,
            crowded=lambda: deliver.crowded(parts.settings.max_in_flight),
        ),
        deliver=deliver,
        confirm=ConfirmDeliveryService(
            store, parts.channels, parts.publisher, clock, parts.observers, parts.measured
        ),
        fan_out=FanOutDueService(store, parts.publisher, clock, lease=lease),
        refresh=RefreshAccountsService(store, parts.channels, clock, renew, lease=lease),
        purge_expired=PurgeExpiredService(store, clock),
        purge_changes=PurgeChangesService(store, clock, kept=kept),
        purge_webhooks=PurgeWebhooksService(store, clock, kept=kept),
        tell_webhooks=TellWebhooksService(store, parts.publisher, clock),
        tail=tail,
        publisher=parts.publisher,
    )


def _renew(parts: Parts, *, lease: timedelta) -> RenewSignIn:
    chance = Random()  # noqa: S311 - jitter, not a secret
    return RenewSignIn(
        parts.store, parts.channels, parts.publisher, parts.clock, parts.vault, lease=lease, chance=chance
    )


def _deliver(parts: Parts, *, lease: timedelta) -> DeliverService:
    store, clock, margin = parts.store, parts.clock, lease / 4
    chance = Random()  # noqa: S311 - jitter, not a secret
    look_after = timedelta(seconds=parts.settings.look_after_seconds)
    return DeliverService(
        parts.channels,
        parts.vault,
        parts.observers,
        publish=PublishPost(store, parts.drivers.media_store, clock, lease=lease, margin=margin),
        recipients=CheckRecipients(store),
        look=LookForPost(store, clock, longest_request=lease - margin, chance=chance),
        settle=SettleDeliveries(
            store,
            parts.publisher,
            clock,
            parts.observers,
            parts.channels,
            look_after=look_after,
            chance=chance,
            measured=parts.measured,
        ),
    )
