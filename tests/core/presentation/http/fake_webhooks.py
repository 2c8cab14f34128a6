"""Webhooks, kept in a dict."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from omnichannel.application.dtos.accounts import PauseIn
from omnichannel.application.dtos.webhooks import (
    EventDeliveryOut,
    EventDeliveryPage,
    ReplayIn,
    ReplayOut,
    RotateIn,
    WebhookEditIn,
    WebhookIn,
    WebhookList,
    WebhookOut,
    WebhookWithSecret,
)
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.domain.errors import NotFound, StaleVersion
from omnichannel.domain.rights import Principal
from tests.core.presentation.http.world import NOW, World

SECRET = "whsec_aW52ZW50ZWQgc2VjcmV0IG9mIDMyIGJ5dGVzISE="


@dataclass
class FakeWebhooks:
    world: World
    kept: dict[UUID, WebhookOut] = field(default_factory=dict)

    async def add(
        self, principal: Principal, new: WebhookIn, *, key: IdempotencyKey | None = None
    ) -> WebhookWithSecret:
        self.world.hear(principal)
        added = WebhookOut(
            id=uuid4(),
            url=new.url,
            events=new.events,
            description=new.description,
            state="active",
            pause_reason=None,
            version=1,
            created_at=NOW,
        )
        self.kept[added.id] = added
        return WebhookWithSecret(**added.model_dump(), secret=SECRET)

    async def list(self, principal: Principal) -> WebhookList:
        self.world.hear(principal)
        return WebhookList(items=list(self.kept.values()))

    async def get(self, principal: Principal, id: UUID) -> WebhookOut:
        self.world.hear(principal)
        if id not in self.kept:
            raise NotFound("webhook endpoint", id)
        return self.kept[id]

    async def edit(self, principal: Principal, id: UUID, new: WebhookEditIn, *, version: int) -> WebhookOut:
        known = await self.get(principal, id)
        if known.version != version:
            raise StaleVersion("webhook endpoint", id, version)
        said = new.model_dump(exclude_unset=True)
        self.kept[id] = known.model_copy(update={**said, "version": version + 1})
        return self.kept[id]

    async def rotate(self, principal: Principal, id: UUID, how: RotateIn) -> WebhookWithSecret:
        known = await self.get(principal, id)
        return WebhookWithSecret(**known.model_dump(), secret=SECRET)

    async def pause(self, principal: Principal, id: UUID, why: PauseIn) -> WebhookOut:
        known = await self.get(principal, id)
        self.kept[id] = known.model_copy(update={"state": "paused", "pause_reason": why.reason})
        return self.kept[id]

    async def resume(self, principal: Principal, id: UUID) -> WebhookOut:
        known = await self.get(principal, id)
        self.kept[id] = known.model_copy(update={"state": "active", "pause_reason": None})
        return self.kept[id]

    async def remove(self, principal: Principal, id: UUID) -> None:
        await self.get(principal, id)
        del self.kept[id]

    async def log(
        self, principal: Principal, id: UUID, *, limit: int, cursor: str | None
    ) -> EventDeliveryPage:
        await self.get(principal, id)
        return EventDeliveryPage(items=[_told()][:limit], next=None)

    async def test(self, principal: Principal, id: UUID) -> EventDeliveryOut:
        await self.get(principal, id)
        return _told()

    async def replay(self, principal: Principal, id: UUID, what: ReplayIn) -> ReplayOut:
        await self.get(principal, id)
        return ReplayOut(count=len(what.delivery_ids or ()), more=False)


def _told() -> EventDeliveryOut:
    return EventDeliveryOut(
        id=uuid4(),
        event="test",
        body='{"type":"test"}',
        state="scheduled",
        status=None,
        reason=None,
        fix=None,
        next_look_at=NOW,
        attempts=0,
        updated_at=NOW,
        tries=[],
    )
