"""All use cases, keeping everything in dicts, raising what a test puts into `World.raises`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from omnichannel.application import metrics
from omnichannel.application.dtos.connections import (
    ChooseIn,
    ChosenOut,
    ConnectionIn,
    ConnectionOut,
    ConnectionStartedOut,
)
from omnichannel.application.dtos.deliveries import DeliveryOut, DeliveryPage, DeliverySummary, ResolveIn
from omnichannel.application.dtos.endings import EndingList
from omnichannel.application.dtos.explanations import ExplanationOut
from omnichannel.application.dtos.media import MediaOut
from omnichannel.application.dtos.plugins import (
    ChannelList,
    ChannelOut,
    LimitOut,
    PluginList,
    PluginOut,
    PluginSwitched,
)
from omnichannel.application.metrics import Distribution, Metric, Sample
from omnichannel.application.ports.inbound.answers import KeptAnswer, Turn
from omnichannel.application.ports.inbound.connections import Landing
from omnichannel.application.ports.inbound.messages import Accepted, IdempotencyKey
from omnichannel.application.ports.inbound.use_cases import UseCases
from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.domain.ending import Ending
from omnichannel.domain.errors import IdempotencyMismatch, NotFound, RequestInProgress
from omnichannel.domain.rights import Principal
from tests.core.presentation.http.fake_accounts import FakeAccountCare, FakeAccounts
from tests.core.presentation.http.fake_changes import FakeChanges, FakeStatistics
from tests.core.presentation.http.fake_media import FakeMediaLibrary
from tests.core.presentation.http.fake_messages import FakeMessages
from tests.core.presentation.http.fake_recipient_lists import FakeRecipientLists
from tests.core.presentation.http.fake_recipients import FakeRecipients
from tests.core.presentation.http.fake_templates import FakeTemplates
from tests.core.presentation.http.fake_webhooks import FakeWebhooks
from tests.core.presentation.http.world import NOW, World


@dataclass
class FakeConnections:
    world: World

    async def start(self, principal: Principal, new: ConnectionIn) -> ConnectionStartedOut:
        self.world.hear(principal)
        id = uuid4()
        self.world.connections[id] = new
        url = "https://platform.example/sign-in?state=x"
        return ConnectionStartedOut(id=id, authorization_url=url, expires_at=NOW)

    async def get(self, principal: Principal, id: UUID) -> ConnectionOut:
        self.world.hear(principal)
        if id not in self.world.connections:
            raise NotFound("connection", id)
        channel = self.world.connections[id].channel
        return ConnectionOut(
            id=id, channel=channel, state="waiting", expires_at=NOW, candidates=[], reason=None
        )

    async def land(self, *, state: str | None, code: str | None, error: str | None) -> Landing:
        if self.world.raises is not None:
            raise self.world.raises
        return self.world.landings.get(state or "", Landing("This sign-in is over", "Start <again>."))

    async def choose(self, principal: Principal, id: UUID, chosen: ChooseIn) -> ChosenOut:
        await self.get(principal, id)
        return ChosenOut(items=list(self.world.accounts.values()))


@dataclass
class FakeDeliveries:
    world: World

    async def get(self, principal: Principal, id: UUID) -> DeliveryOut:
        self.world.hear(principal)
        if id not in self.world.deliveries:
            raise NotFound("delivery", id)
        return self.world.deliveries[id]

    async def resolve(
        self, principal: Principal, id: UUID, answer: ResolveIn, *, key: IdempotencyKey | None = None
    ) -> Accepted:
        known = await self.get(principal, id)
        state = "waiting" if answer.outcome == "send_again" else answer.outcome
        return _told(known.model_copy(update={"state": state, "url": answer.url}), key)

    async def retry(self, principal: Principal, id: UUID, *, key: IdempotencyKey | None = None) -> Accepted:
        return _told((await self.get(principal, id)).model_copy(update={"state": "waiting"}), key)


def _told(delivery: DeliveryOut, key: IdempotencyKey | None) -> Accepted:
    """Whoever has a key has asked before."""
    return Accepted(delivery.model_dump_json(), replayed=key is not None)


@dataclass
class FakeExplanations:
    world: World

    async def explain(self, principal: Principal, id: UUID, *, zone: str | None) -> ExplanationOut:
        known = await FakeDeliveries(self.world).get(principal, id)
        return ExplanationOut(
            delivery_id=id,
            message_id=UUID(int=3),
            channel=known.channel,
            account="Page",
            recipient=None,
            state="published",
            zone=zone or "UTC",
            headline="Facebook published it.",
            meaning="Nothing more happens.",
            next_steps=[],
            you_can=[],
            last_attempt=None,
        )


@dataclass
class FakeEndings:
    world: World

    async def forecast(self, principal: Principal) -> EndingList:
        self.world.hear(principal)
        return EndingList(items=[])

    def versions(self) -> list[Ending]:
        return []

    def version_warnings(self) -> list[str]:
        return ["Version v1 of Feed's API ends on 2 March 2027, in 1 day."]


class FakeMetrics:
    async def read(self) -> list[Metric]:
        return [
            Metric(metrics.STORE_UP, [Sample(1)]),
            Metric(metrics.LATENESS, [Sample(Distribution((1,) * 3 + (2,) * 13, 0.75))]),
            Metric(metrics.ATTEMPTS, [Sample(7, ("feed", "refused", 'said "no"'))]),
        ]


@dataclass
class FakeDeliveryList:
    world: World

    async def list(
        self, principal: Principal, only: DeliveryFilter, *, limit: int, cursor: str | None
    ) -> DeliveryPage:
        self.world.hear(principal)
        self.world.filters.append(only)
        known = list(self.world.deliveries.values())[:limit]
        facts = [each.model_dump(exclude={"tries", "also_arrived_by"}) for each in known]
        return DeliveryPage(
            items=[DeliverySummary(**each, message_id=UUID(int=3)) for each in facts], next=None
        )


@dataclass
class FakeMedia:
    world: World
    media_type: str = "image/png"

    async def upload(
        self, principal: Principal, data: bytes, *, filename: str, alt_text: str | None = None
    ) -> MediaOut:
        self.world.hear(principal)
        facts: dict[str, Any] = {"filename": filename, "alt_text": alt_text, "size_bytes": len(data)}
        asset = MediaOut(
            id=uuid4(),
            sha256="0" * 64,
            media_type=self.media_type,
            width=1,
            height=1,
            focal_point=None,
            version=1,
            created_at=NOW,
            **facts,
        )
        self.world.media[asset.id] = (asset, data)
        return asset

    async def get(self, principal: Principal, id: UUID) -> MediaOut:
        return (await self.content(principal, id))[0]

    async def content(self, principal: Principal, id: UUID) -> tuple[MediaOut, bytes]:
        self.world.hear(principal)
        if id not in self.world.media:
            raise NotFound("media", id)
        return self.world.media[id]


@dataclass
class FakeAnswers:
    """Answers in a dict; a key whose request is being dealt with stands there with its turn."""

    world: World

    async def begin(self, principal: Principal, key: IdempotencyKey) -> Turn | KeptAnswer:
        found = self.world.answers.get(key.key)
        if found is None:
            turn = Turn(principal, key, NOW)
            self.world.answers[key.key] = (key.request_hash, turn)
            return turn
        if found[0] != key.request_hash:
            raise IdempotencyMismatch(key.key)
        if isinstance(found[1], Turn):
            raise RequestInProgress(key.key)
        return found[1]

    async def renew(self, turn: Turn) -> Turn | None:
        return turn

    async def keep(self, turn: Turn, answer: KeptAnswer) -> None:
        if self.world.forgetful:
            raise OSError("the disk is full")
        self.world.answers[turn.key.key] = (turn.key.request_hash, answer)

    async def release(self, turn: Turn) -> None:
        del self.world.answers[turn.key.key]


CHANNEL = ChannelOut(
    name="email",
    label="Email",
    distribution="omnichannel-email",
    version="0.1.0",
    abilities=["publishes"],
    has_recipients=True,
    counts_text_in="characters",
    limits=[LimitOut(name="title", value=998, unit="characters", source="RFC 5322", confirmed=True)],
    hosts=[],
    remote_version=None,
    options_schema={"type": "object"},
    credentials_schema={"type": "object"},
    preview=None,
)
PLUGIN = PluginOut(
    kind="channels",
    name="email",
    distribution="omnichannel-email",
    version="0.1.0",
    state="active",
    reason=None,
    traceback=None,
)


class FakeCatalogue:
    def channels(self) -> ChannelList:
        return ChannelList(items=[CHANNEL])

    def channel(self, name: str) -> ChannelOut:
        if name != CHANNEL.name:
            raise NotFound("channel", name)
        return CHANNEL

    def plugins(self) -> PluginList:
        return PluginList(items=[PLUGIN])

    def plugin(self, name: str) -> PluginOut:
        if name != PLUGIN.name:
            raise NotFound("plugin", name)
        return PLUGIN


@dataclass
class FakeSwitches:
    world: World

    async def enable(self, principal: Principal, name: str) -> PluginSwitched:
        return self._switched(principal, name, enabled=True)

    async def disable(self, principal: Principal, name: str) -> PluginSwitched:
        return self._switched(principal, name, enabled=False)

    async def follow(self, principal: Principal) -> None:
        raise NotImplementedError

    def _switched(self, principal: Principal, name: str, *, enabled: bool) -> PluginSwitched:
        self.world.hear(principal)
        plugin = FakeCatalogue().plugin(name)
        return PluginSwitched(plugin=plugin, enabled=enabled, from_next_start=False)


def readiness_of(world: World) -> Callable[[], Awaitable[dict[str, str]]]:
    async def readiness() -> dict[str, str]:
        return world.waiting

    return readiness


def use_cases_of(world: World) -> UseCases:
    messages, accounts, templates = FakeMessages(world), FakeAccounts(world), FakeTemplates(world)
    care, connections = FakeAccountCare(world, accounts), FakeConnections(world)
    library, webhooks = FakeMediaLibrary(world), FakeWebhooks(world)
    return UseCases(
        schedule_message=messages,
        schedule_batch=messages,
        get_message=messages,
        list_messages=messages,
        edit_message=messages,
        cancel_message=messages,
        simulate_message=messages,
        list_deliveries=FakeDeliveryList(world),
        resolve_delivery=FakeDeliveries(world),
        explain_delivery=FakeExplanations(world),
        connect_account=accounts,
        get_accounts=accounts,
        edit_account=care,
        pause_account=care,
        probe_account=care,
        refresh_account=care,
        remove_account=care,
        ask_quota=care,
        forecast_endings=FakeEndings(world),
        start_connection=connections,
        land_connection=connections,
        choose_accounts=connections,
        upload_media=FakeMedia(world),
        write_template=templates,
        read_templates=templates,
        follow_changes=FakeChanges(world),
        read_statistics=FakeStatistics(world),
        list_media=library,
        edit_media=library,
        remove_media=library,
        show_thumbnail=library,
        keep_recipients=FakeRecipients(world),
        keep_recipient_lists=FakeRecipientLists(world),
        catalogue=FakeCatalogue(),
        answer_once=FakeAnswers(world),
        switch_plugins=FakeSwitches(world),
        read_metrics=FakeMetrics(),
        keep_webhooks=webhooks,
        read_webhook_log=webhooks,
        readiness=readiness_of(world),
    )
