"""Messages, kept in a dict."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from omnichannel.application.dtos.batches import BatchItem, BatchOut, Refusal
from omnichannel.application.dtos.content import ContentOut
from omnichannel.application.dtos.messages import (
    At,
    MessageDetailOut,
    MessageIn,
    MessageOut,
    MessagePage,
    Publish,
    ScheduleOut,
    TargetOut,
)
from omnichannel.application.dtos.simulation import SimulatedPost, Simulation
from omnichannel.application.ports.inbound.messages import Accepted, IdempotencyKey
from omnichannel.application.ports.outbound.message_repository import EVERY_MESSAGE, MessageFilter
from omnichannel.domain.errors import IdempotencyMismatch, InvalidRequest, NotFound, StaleVersion
from omnichannel.domain.rights import Principal
from tests.core.presentation.http.world import NOW, World


def message_from(new: MessageIn, *, id: UUID, version: int = 1, status: str = "scheduled") -> MessageOut:
    content = ContentOut(text=new.content.text, title=new.content.title, link=new.content.link, media=[])
    return MessageOut(
        id=id,
        status="draft" if new.publish.when == "draft" else status,
        content=content,
        targets=[TargetOut(account_id=target.account_id, recipients=0) for target in new.targets],
        schedule=schedule_from(new.publish),
        variants={},
        options=dict(new.options),
        on_unknown=new.on_unknown,
        counts={},
        version=version,
        content_hash="0" * 64,
        created_at=NOW,
        updated_at=NOW,
        created_by="local",
    )


def _item(index: int, entry: MessageIn | InvalidRequest) -> BatchItem:
    if isinstance(entry, InvalidRequest):
        return BatchItem(index=index, message=None, problem=Refusal(detail=str(entry), errors=[]))
    return BatchItem(index=index, message=message_from(entry, id=uuid4()), problem=None)


def schedule_from(publish: Publish) -> ScheduleOut | None:
    if not isinstance(publish, At):
        return None
    return ScheduleOut(local=publish.local, zone=publish.zone, instant=NOW, fold="none")


@dataclass
class FakeMessages:
    world: World

    async def schedule(
        self, principal: Principal, new: MessageIn, *, key: IdempotencyKey | None = None
    ) -> Accepted:
        self.world.hear(principal)
        if key is not None and key.key in self.world.keys:
            request_hash, body = self.world.keys[key.key]
            if request_hash != key.request_hash:
                raise IdempotencyMismatch(key.key)
            return Accepted(body, replayed=True)
        message = message_from(new, id=uuid4())
        self.world.messages[message.id] = message
        if key is not None:
            self.world.keys[key.key] = (key.request_hash, message.model_dump_json())
        return Accepted(message.model_dump_json())

    async def schedule_all(
        self,
        principal: Principal,
        entries: Sequence[MessageIn | InvalidRequest],
        *,
        all_or_nothing: bool = False,
        key: IdempotencyKey | None = None,
    ) -> Accepted:
        self.world.hear(principal)
        items = [_item(index, entry) for index, entry in enumerate(entries)]
        accepted = sum(item.message is not None for item in items)
        batch = BatchOut(items=items, accepted=accepted, refused=len(items) - accepted)
        return Accepted(batch.model_dump_json())

    async def get(self, principal: Principal, id: UUID) -> MessageDetailOut:
        self.world.hear(principal)
        return MessageDetailOut(**self._known(id).model_dump(), deliveries=[])

    async def list(
        self, principal: Principal, *, limit: int, cursor: str | None, only: MessageFilter = EVERY_MESSAGE
    ) -> MessagePage:
        self.world.hear(principal)
        self.world.filters.append(only)
        start = int(cursor) if cursor and cursor.isdecimal() else 0
        items = [*reversed(self.world.messages.values())][start : start + limit]
        more = start + limit < len(self.world.messages)
        return MessagePage(items=items, next=str(start + limit) if more else None)

    async def edit(self, principal: Principal, id: UUID, new: MessageIn, *, version: int) -> MessageOut:
        self.world.hear(principal)
        self._demand(id, version)
        return self._keep(message_from(new, id=id, version=version + 1))

    async def reschedule(
        self, principal: Principal, id: UUID, publish: Publish, *, version: int
    ) -> MessageOut:
        self.world.hear(principal)
        known = self._demand(id, version)
        return self._keep(
            known.model_copy(update={"version": version + 1, "schedule": schedule_from(publish)})
        )

    async def cancel(self, principal: Principal, id: UUID) -> MessageOut:
        self.world.hear(principal)
        return self._keep(self._known(id).model_copy(update={"status": "cancelled"}))

    async def simulate(self, principal: Principal, new: MessageIn) -> Simulation:
        self.world.hear(principal)
        posts = [
            SimulatedPost(
                account_id=target.account_id,
                channel="email",
                publishable=True,
                complaints=[],
                rendered=None,
                recipients=len(target.recipients),
            )
            for target in new.targets
        ]
        return Simulation(publishable=True, problems=[], posts=posts)

    def _known(self, id: UUID) -> MessageOut:
        if id not in self.world.messages:
            raise NotFound("message", id)
        return self.world.messages[id]

    def _demand(self, id: UUID, version: int) -> MessageOut:
        known = self._known(id)
        if known.version != version:
            raise StaleVersion("message", id, version)
        return known

    def _keep(self, message: MessageOut) -> MessageOut:
        self.world.messages[message.id] = message
        return message
