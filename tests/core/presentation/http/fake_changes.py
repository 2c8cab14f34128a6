"""The feed of changes, and numbers."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

from omnichannel.application.dtos.changes import ChangeOut, ChangePage
from omnichannel.application.dtos.statistics import BacklogOut, LatenessOut, OutcomesOut, StatisticsOut
from omnichannel.domain.rights import Principal
from tests.core.presentation.http.world import NOW, World


@dataclass
class FakeChanges:
    world: World

    async def page(self, principal: Principal, *, after: str | None, limit: int) -> ChangePage:
        self.world.hear(principal)
        items = self.world.changes[:limit]
        return ChangePage(items=items, next=after or "0", has_more=False, last=await self.last(principal))

    async def last(self, principal: Principal) -> str:
        self.world.hear(principal)
        return self.world.changes[-1].cursor if self.world.changes else "0"

    @asynccontextmanager
    async def follow(
        self, principal: Principal, *, after: str
    ) -> AsyncIterator[AsyncIterator[Sequence[ChangeOut]]]:
        self.world.hear(principal)
        yield self._batches()

    async def _batches(self) -> AsyncIterator[Sequence[ChangeOut]]:
        if self.world.changes:
            yield self.world.changes
        yield ()


@dataclass
class FakeStatistics:
    world: World

    async def read(
        self, principal: Principal, *, since: date | None, until: date | None, zone: str
    ) -> StatisticsOut:
        self.world.hear(principal)
        return StatisticsOut(
            zone=zone,
            since=since or NOW.date(),
            until=until or NOW.date(),
            total=OutcomesOut(arrived=1),
            days=[],
            now=BacklogOut(at=NOW, due=0, overdue=0, waiting=0, asks_person=0),
            lateness=LatenessOut(published=0, longest_seconds=None, buckets=[]),
        )
