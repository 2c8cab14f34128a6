"""From the domain to the wire."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.changes import ChangeOut
from omnichannel.application.dtos.connections import ChoiceOut, ConnectionOut
from omnichannel.application.dtos.content import content_out, focal_point_out, media_ref_out
from omnichannel.application.dtos.deliveries import (
    AttemptOut,
    ChainPlaceOut,
    DeliveryOut,
    DeliverySummary,
    EvidenceOut,
)
from omnichannel.application.dtos.media import MediaOut
from omnichannel.application.dtos.messages import (
    MOST_DELIVERIES_INSIDE,
    FallbackOut,
    FanOutOut,
    MessageDetailOut,
    MessageOut,
    PatienceOut,
    ScheduleOut,
    TargetOut,
)
from omnichannel.application.dtos.simulation import ComplaintOut, CountOut, RenderedOut
from omnichannel.application.dtos.templates import TemplateOut
from omnichannel.application.inspecting import Finding
from omnichannel.application.ports.outbound.channel_gateway import RenderedPost
from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.domain.account import Account, AccountState
from omnichannel.domain.blanks import blanks_in
from omnichannel.domain.change import Change
from omnichannel.domain.connection import Connection, ConnectionState
from omnichannel.domain.content import Variant
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.delivery_state import EVIDENT
from omnichannel.domain.media import MediaAsset
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import MessageStatus, message_status
from omnichannel.domain.target import Fallback
from omnichannel.domain.template import Template
from omnichannel.domain.walltime import WallTime

Arrivals = Mapping[UUID, Sequence[str]]
"""By chain, the channels by which it arrived."""
NO_ARRIVALS: Arrivals = MappingProxyType({})


def message_out(summary: MessageSummary) -> MessageOut:
    """Translate a message and its counts."""
    return MessageOut(**_message_fields(summary))


def template_out(template: Template) -> TemplateOut:
    """Translate a template."""
    return TemplateOut(
        id=template.id,
        name=template.name,
        description=template.description,
        content=template.body["content"],
        variants=template.body.get("variants", {}),
        options=template.body.get("options", {}),
        blanks=blanks_in(template.body),
        version=template.version,
        created_at=template.created_at,
        updated_at=template.updated_at,
        created_by=template.created_by,
    )


def message_detail_out(
    summary: MessageSummary,
    deliveries: Iterable[ChannelDelivery],
    attempts: Iterable[Attempt],
    *,
    accounts: Mapping[UUID, Account],
) -> MessageDetailOut:
    """Translate a message with everything that is known of its deliveries. *accounts*: as `delivery_out`."""
    tries: dict[Any, list[AttemptOut]] = {}
    for attempt in attempts:
        tries.setdefault(attempt.delivery_id, []).append(attempt_out(attempt))
    known = list(deliveries)
    arrived = arrived_by(known)
    shown = [
        delivery_out(one, tries.get(one.id, []), arrived, accounts=accounts)
        for one in known[:MOST_DELIVERIES_INSIDE]
    ]
    is_all = len(shown) == sum(summary.counts.values())
    return MessageDetailOut(
        **_message_fields(summary),
        deliveries=shown,
        all_deliveries=None if is_all else f"/v1/deliveries?message_id={summary.message.id}",
    )


def change_out(change: Change) -> ChangeOut:
    """Translate a change."""
    same = ("at", "message_id", "delivery_id", "account_id", "state")
    facts = {name: getattr(change, name) for name in same}
    return ChangeOut(cursor=str(change.seq), type=change.type.value, **facts)


def arrived_by(deliveries: Iterable[ChannelDelivery]) -> Arrivals:
    """Say of chains by which channels there is evidence that the message arrived."""
    arrived: dict[UUID, list[str]] = {}
    for one in deliveries:
        if one.chain_id is not None and one.state in EVIDENT:
            arrived.setdefault(one.chain_id, []).append(one.channel)
    return arrived


def delivery_out(
    delivery: ChannelDelivery,
    tries: list[AttemptOut],
    arrived: Arrivals = NO_ARRIVALS,
    *,
    accounts: Mapping[UUID, Account],
) -> DeliveryOut:
    """
    Translate a delivery.

    Args:
        arrived: by which channels its chain arrived, itself among them.
        accounts: by id; its own among them where it is parked, unless that was removed.
    """
    by = list(arrived.get(delivery.chain_id, ())) if delivery.chain_id and delivery.state in EVIDENT else []
    if by:
        by.remove(delivery.channel)
    return DeliveryOut(**_delivery_facts(delivery, accounts), tries=tries, also_arrived_by=by)


def delivery_summary_out(delivery: ChannelDelivery, accounts: Mapping[UUID, Account]) -> DeliverySummary:
    """Translate a delivery for a list. *accounts*: as `delivery_out`."""
    return DeliverySummary(**_delivery_facts(delivery, accounts), message_id=delivery.message_id)


def _delivery_facts(delivery: ChannelDelivery, accounts: Mapping[UUID, Account]) -> dict[str, Any]:
    same = (
        "id",
        "channel",
        "account_id",
        "address",
        "recipient_name",
        "asks_person",
        "is_held_back",
        "attempts",
        "external_id",
    )
    told = ("url", "kind", "reason", "fix", "published_at", "updated_at")
    facts = {name: getattr(delivery, name) for name in same + told}
    return facts | {
        "state": delivery.state.value,
        "waits_for": _waits_for(delivery, accounts),
        "next_look_at": delivery.due_at,
        "chain": _chain_out(delivery),
    }


def _waits_for(delivery: ChannelDelivery, accounts: Mapping[UUID, Account]) -> str | None:
    """What is parked waits for a sign-in, unless its account is paused; if that was removed, it ends."""
    account = accounts.get(delivery.account_id)
    if account is None or not delivery.parked:
        return None
    return "account" if account.state is AccountState.PAUSED else "sign_in"


def _chain_out(delivery: ChannelDelivery) -> ChainPlaceOut | None:
    if delivery.chain_id is None:
        return None
    return ChainPlaceOut(id=delivery.chain_id, step=delivery.chain_step, handed_on_at=delivery.handed_on_at)


def attempt_out(attempt: Attempt) -> AttemptOut:
    """Translate an attempt."""
    same = ("action", "outcome", "started_at", "ended_at", "kind", "reason")
    evidence = EvidenceOut(**{name: getattr(attempt.evidence, name) for name in EvidenceOut.model_fields})
    return AttemptOut(**{name: getattr(attempt, name) for name in same}, evidence=evidence)


def account_out(account: Account) -> AccountOut:
    """Translate an account; its credentials stay behind."""
    return AccountOut(**{name: getattr(account, name) for name in AccountOut.model_fields})


def connection_out(connection: Connection, *, now: datetime) -> ConnectionOut:
    """Translate a connection; what is chosen from is shown while there is something to choose."""
    state = connection.state_at(now)
    choices = connection.choices if state is ConnectionState.CHOOSING else ()
    return ConnectionOut(
        id=connection.id,
        channel=connection.channel,
        state=state.value,
        expires_at=connection.expires_at,
        candidates=[
            ChoiceOut(external_id=one.external_id, name=one.name, handle=one.handle) for one in choices
        ],
        reason=connection.reason,
    )


def media_out(asset: MediaAsset) -> MediaOut:
    """Translate a media asset."""
    facts = {name: getattr(asset, name) for name in MediaOut.model_fields}
    return MediaOut(**{**facts, "focal_point": focal_point_out(asset.focal_point)})


def complaint_out(finding: Finding) -> ComplaintOut:
    """Translate what was found wrong."""
    facts = {name: getattr(finding.problem, name) for name in ("field", "detail", "fix", "limit")}
    return ComplaintOut(**facts, severity=finding.severity)


def rendered_out(post: RenderedPost) -> RenderedOut:
    """Translate what would be sent."""
    facts = {name: getattr(post, name) for name in ("text", "title", "link", "html", "sender", "recipient")}
    counts = [
        CountOut(**{name: getattr(count, name) for name in CountOut.model_fields}) for count in post.counts
    ]
    return RenderedOut(**facts, media=[media_ref_out(ref) for ref in post.media], counts=counts)


def _message_fields(summary: MessageSummary) -> dict[str, Any]:
    message = summary.message
    same = ("id", "on_unknown", "version", "content_hash", "created_at", "updated_at", "created_by")
    return {
        **{name: getattr(message, name) for name in same},
        "status": _status(summary).value,
        "content": content_out(message.content),
        "targets": [
            TargetOut(
                account_id=t.account_id,
                recipients=sum(len(p.addresses) for p in t.recipients),
                recipient_list_id=t.recipient_list_id,
                requires_consent=t.requires_consent,
                fallbacks=[_fallback_out(one) for one in t.fallbacks],
            )
            for t in message.targets
        ],
        "schedule": message.schedule and _schedule_out(message.schedule),
        "variants": {channel: _variant_out(variant) for channel, variant in message.variants.items()},
        "options": {channel: dict(options) for channel, options in message.options.items()},
        "lateness": _lateness_out(message),
        "fan_out": _fan_out_out(summary),
        "counts": {state.value: count for state, count in summary.counts.items()},
    }


def _fallback_out(fallback: Fallback) -> FallbackOut:
    minutes = None if fallback.after is None else int(fallback.after.total_seconds() // 60)
    return FallbackOut(account_id=fallback.account_id, after_minutes=minutes)


def _status(summary: MessageSummary) -> MessageStatus:
    return message_status(
        summary.message.editorial,
        summary.counts,
        asks_person=summary.asks_person,
        handed_on=summary.handed_on,
        fans_out=summary.fans_out,
    )


def _fan_out_out(summary: MessageSummary) -> FanOutOut | None:
    if not summary.fan_outs:
        return None
    done, total = (sum(getattr(one, name) for one in summary.fan_outs) for name in ("position", "total"))
    return FanOutOut(done=done, total=total)


def _lateness_out(message: Message) -> PatienceOut | None:
    late = message.lateness
    if late is None:
        return None
    until = None if message.schedule is None else late.deadline(message.schedule)
    minutes = int(late.within.total_seconds() // 60)
    return PatienceOut(minutes=minutes, otherwise=late.otherwise, until=until)


def _schedule_out(schedule: WallTime) -> ScheduleOut:
    return ScheduleOut(
        local=schedule.local, zone=schedule.zone, instant=schedule.instant, fold=schedule.fold.value
    )


def _variant_out(variant: Variant) -> Mapping[str, Any]:
    media = (
        None
        if variant.media is None
        else [media_ref_out(ref).model_dump(mode="json") for ref in variant.media]
    )
    said = {"text": variant.text, "title": variant.title, "link": variant.link, "media": media}
    return {
        **{name: value for name, value in said.items() if value is not None},
        **({"without": sorted(variant.without)} if variant.without else {}),
    }
