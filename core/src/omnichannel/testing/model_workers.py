"""What workers do in the model of repositories: claim, record steps, settle, come back late."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import IRREVERSIBLE, ChannelDelivery
from omnichannel.domain.receipt import Heard, Receipt, ReceiptKind, confirm, heard_of
from omnichannel.domain.settlement import Settlement
from omnichannel.testing import reference_claiming, reference_settling
from omnichannel.testing.model_deeds import DEEDS, Circumstances
from omnichannel.testing.model_house import RULES, TICK, WORKSPACES, chosen
from omnichannel.testing.model_opening import CHAININGS, NUMBERS, Opening
from omnichannel.testing.model_rules import Rule, demand, demand_equal, demand_fields
from omnichannel.testing.repository_samples import LEASE, SECOND, ids_of

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
PAUSES = st.sampled_from([None, None, SECOND, 5 * SECOND, LEASE / 2, LEASE, timedelta(hours=1)])
LIMITS = st.integers(1, 5)
HEARD = (None, *ReceiptKind)
MANY, ROUND = 100, 8


class Workers(Opening):
    """
    Rules of workers and of time.

    Attributes:
        turn: how many claims were dealt with in turn.
    """

    def __init__(self) -> None:
        super().__init__()
        self.turn = 0

    @rule(pause=PAUSES)
    def let_time_pass(self, pause: timedelta | None) -> None:
        """Let time pass: slots come, leases end; without a pause, until something is due."""
        until = self.now + pause if pause is not None else self.known.next_due() or self.now
        self.now = max(self.now, until)

    @rule(limit=LIMITS, where=st.sampled_from([None, *WORKSPACES]), passes_over=st.booleans())
    def claim(self, limit: int, where: UUID | None, passes_over: bool) -> None:
        """Claim what is due, in one workspace or in all, passing over a channel or none."""
        asked = self._asked(limit, ["postcards"] if passes_over else [])

        async def work(uow: UnitOfWork) -> list[Claim]:
            return await uow.deliveries.claim_due(**asked)

        won = self.write(work, workspace=where)
        demand(
            where is None or {where} >= {each.delivery.workspace_id for each in won},
            Rule.WORKSPACES,
            f"a claim confined to {where} took another's delivery",
        )
        self._demand_free(won)
        _demand_claims(reference_claiming.claim_due(self.known, workspace=where, **asked), won)
        self.held += won

    @precondition(lambda self: not self.leaves_steps())
    @rule(limits=st.lists(LIMITS, min_size=2, max_size=3))
    def claim_at_once(self, limits: list[int]) -> None:
        """
        Claim with several workers at the same time: together they get what one would have got.

        A step that comes too late lets the next one go, and whether that meets a worker who is not yet done
        is chance: nobody claims at once then.
        """
        now = self.tick()
        asked: dict[str, Any] = {"now": now, "lease": LEASE, "rules": RULES}

        async def one(limit: int) -> list[Claim]:
            return await self.written(lambda uow: uow.deliveries.claim_due(limit=limit, **asked))

        async def all_of_them() -> list[list[Claim]]:
            return await asyncio.wait_for(asyncio.gather(*(one(limit) for limit in limits)), 30)

        shares = self.run(all_of_them())
        won = [each for share in shares for each in share]
        demand(len(ids_of(won)) == len(won), Rule.CLAIMED_ONCE, "two claimed the same at the same time")
        self._demand_free(won)
        known = reference_claiming.claim_due(self.known, limit=sum(limits), **asked)
        _demand_claims(sorted(known, key=_id_of), sorted(won, key=_id_of))
        self.held += won

    def leaves_steps(self) -> bool:
        """Whether a claim could find a step of a chain too late, so that the next one takes over."""
        soon, chained = self.now + TICK, (row.delivery for row in self.known.rows.values())
        ends = (self._patience_ends(one) for one in chained if one.chain_id is not None)
        return any(end is not None and end <= soon for end in ends)

    def _patience_ends(self, one: ChannelDelivery) -> datetime | None:
        return self.known.messages[one.message_id].patience_ends(one.asked_at)

    @rule()
    def catch_up(self) -> None:
        """
        When something is due again, deal with it in one way after the other, and hear of what is out.

        Where nothing is left to do, a message comes first: so the simplest run of all goes on working.
        """
        if self.known.next_due() is None and self.has_room():
            self.store_message(
                chosen(self.accounts(), self.turn),
                text="next",
                count=3,
                wait=timedelta(0),
                chain=chosen(CHAININGS, self.turn),
            )
        self.let_time_pass(None)
        for won in self._claim_some(ROUND):
            self._settle([won], self.turn, "", self.turn)
            self.turn += 1
        self._hear_all(chosen(HEARD, self.turn), "")

    @rule(
        deeds=st.lists(NUMBERS, min_size=2, max_size=ROUND),
        pause=PAUSES,
        words=WORDS,
        luck=NUMBERS,
        heard=st.sampled_from(HEARD),
    )
    def do_a_round(
        self,
        deeds: list[int],
        pause: timedelta | None,
        words: str,
        luck: int,
        heard: ReceiptKind | None,
    ) -> None:
        """After a while, claim what is longest due, deal with it, settle it one by one, and hear of all."""
        self.let_time_pass(pause)
        for number, won in enumerate(self._claim_some(len(deeds))):
            self._settle([won], deeds[number], words, luck + number)
        self._hear_all(heard, words)

    @rule(deeds=st.lists(NUMBERS, min_size=1, max_size=3), words=WORDS, luck=NUMBERS)
    def be_too_slow(self, deeds: list[int], words: str, luck: int) -> None:
        """Claim, let the lease end, see others take over, and tell what became of it all the same."""
        self._claim_some(len(deeds))
        self.now += LEASE
        self._claim_some(MANY)
        for number, late in zip(deeds, self.overtaken(), strict=False):
            self._settle([late], number, words, luck + number)

    @precondition(lambda self: self.overtaken())
    @rule(which=NUMBERS, deed=NUMBERS, words=WORDS, luck=NUMBERS)
    def come_back_late(self, which: int, deed: int, words: str, luck: int) -> None:
        """Tell what became of a claim that another has taken over."""
        self._settle([chosen(self.overtaken(), which)], deed, words, luck)

    def overtaken(self) -> list[Claim]:
        """Give the claims whose fences are old."""
        rows = self.known.rows
        there = [each for each in self.held if each.delivery.id in rows]
        return [each for each in there if rows[each.delivery.id].delivery.fence != each.delivery.fence]

    def _claim_some(self, limit: int) -> list[Claim]:
        asked = self._asked(limit, [])
        won = self.write(lambda uow: uow.deliveries.claim_due(**asked))
        self._demand_free(won)
        _demand_claims(reference_claiming.claim_due(self.known, **asked), won)
        self.held += won
        self.note_ways()
        return won

    def _asked(self, limit: int, passing_over: Sequence[str]) -> dict[str, Any]:
        facts = {"limit": limit, "lease": LEASE, "rules": RULES, "passing_over": passing_over}
        return {"now": self.tick(), **facts}

    def _demand_free(self, won: Sequence[Claim]) -> None:
        """See that nobody got what another holds: until its lease ends, or something takes it away."""
        for each in won:
            row = self.known.rows[each.delivery.id].delivery
            is_leased = any(_is_of(held, row.id, row.fence) for held in self.held)
            ended = row.due_at is not None and row.due_at <= self.now
            demand(ended or not is_leased, Rule.CLAIMED_ONCE, f"{row.id} is leased until {row.due_at}")

    @precondition(lambda self: self.held)
    @rule(which=NUMBERS, name=st.sampled_from(["container", 'a."b', IRREVERSIBLE]))
    def record_step(self, which: int, name: str) -> None:
        """Record a step; whoever lost the claim is told so."""
        now, won = self.tick(), chosen(self.held, which)
        step: dict[str, Any] = {"name": name, "result": now.isoformat(), "lease_until": now + LEASE}
        id, fence = won.delivery.id, won.delivery.fence
        kept = self.write(lambda uow: uow.deliveries.record_step(id, fence=fence, **step))
        demand_equal(self.known.record_step(id, fence=fence, **step), kept, Rule.ANSWERS, "a step")

    @precondition(lambda self: self.held)
    @rule(
        which=st.lists(NUMBERS, min_size=1, max_size=3),
        deed=NUMBERS,
        words=WORDS,
        luck=NUMBERS,
    )
    def settle(self, which: list[int], deed: int, words: str, luck: int) -> None:
        """Tell what became of one to three claims, however late."""
        numbers = dict.fromkeys(number % len(self.held) for number in which)
        self._settle([self.held[number] for number in numbers], deed, words, luck)

    def _settle(self, claims: Sequence[Claim], deed: int, words: str, luck: int) -> None:
        now, told = self.tick(), []
        for number, held in enumerate(claims):
            does = chosen(list(DEEDS[held.action].values()), deed + number)
            name = self._name_of_post(luck if number == 0 else 1)
            told.append(does(held, Circumstances(now, name, words, luck)))
        self.held = [each for each in self.held if all(_told_of(each, one) for one in told)]
        self._tell(told)

    def _name_of_post(self, luck: int) -> str:
        """Give a new name, or, now and then, one that a delivery may have already."""
        return f"shared-{luck % 2}" if luck % 3 == 0 else f"post-{self.new_id()}"

    @precondition(lambda self: self.told)
    @rule(which=NUMBERS)
    def tell_again(self, which: int) -> None:
        """Tell a settlement once more, since nobody knows whether its commit succeeded."""
        self._tell([chosen(self.told, which)])

    def _tell(self, told: Sequence[Settlement]) -> None:
        changed = self.write(lambda uow: uow.deliveries.settle(told))
        believed = {one.delivery_id for one in told if self._is_believed(one)}
        demand(changed <= believed, Rule.FENCED, f"{changed - believed} changed")
        known = reference_settling.settle(self.known, told)
        demand_equal(known, changed, Rule.ANSWERS, "what settling changed")
        self.told = [*self.told, *told][-8:]
        self.note_ways()

    @precondition(lambda self: self.heard_of())
    @rule(which=st.lists(NUMBERS, min_size=1, max_size=3), kind=NUMBERS, words=WORDS)
    def hear(self, which: list[int], kind: int, words: str) -> None:
        """Hear from a platform what is news of one to three deliveries."""
        news = self.heard_of()
        heard = chosen(news[chosen(list(news), which[0])], kind)
        such = [id for id, kinds in news.items() if heard in kinds]
        self._hear_of(list(dict.fromkeys(chosen(such, number) for number in which)), heard, words)

    def _hear_all(self, kind: ReceiptKind | None, words: str) -> None:
        """Hear from a platform of everything of which that is news; None: of nothing."""
        if kind is not None:
            self._hear_of([id for id, kinds in self.heard_of().items() if kind in kinds], kind, words)

    def _hear_of(self, ids: Sequence[UUID], kind: ReceiptKind, words: str) -> None:
        now = self.tick()
        told = [self._heard(id, kind, words, now) for id in ids]
        for _ in range(2):  # told twice it changes nothing more
            changed = self.write(lambda uow: uow.deliveries.confirm(told))
            known = reference_settling.confirm(self.known, told)
            demand_equal(known, changed, Rule.ANSWERS, "what was heard")
        self.note_ways()

    def heard_of(self) -> dict[UUID, list[ReceiptKind]]:
        """Give the deliveries of which a platform may tell news, and which."""
        news = {
            id: [kind for kind in ReceiptKind if self._is_news(row.delivery, kind)]
            for id, row in self.known.rows.items()
        }
        return {id: kinds for id, kinds in news.items() if kinds}

    def _is_news(self, one: ChannelDelivery, kind: ReceiptKind) -> bool:
        return heard_of(one, Receipt(kind=kind, at=self.now)) is Heard.CHANGED

    def _heard(self, id: UUID, kind: ReceiptKind, words: str, now: datetime) -> Settlement:
        receipt = Receipt(kind=kind, at=now, delivery_id=id, reason=words or "No.")
        return confirm(self.known.rows[id].delivery, receipt, now=now, label="Letters")

    def _is_believed(self, one: Settlement) -> bool:
        """Say whether it may change its delivery: its fence is the newest, or it tells of a publication."""
        row = self.known.rows.get(one.delivery_id)
        return row is not None and (row.delivery.fence == one.fence or one.published_at is not None)


def _id_of(claim: Claim) -> UUID:
    return claim.delivery.id


def _demand_claims(known: Sequence[Claim], won: Sequence[Claim]) -> None:
    """See that the right deliveries were claimed, that they stand as they should, and what came with them."""
    ids = [each.delivery.id for each in known]
    demand_equal(ids, [each.delivery.id for each in won], Rule.DUE_FIRST, "the claimed deliveries")
    for expected, actual in zip(known, won, strict=True):
        demand_fields(expected.delivery, actual.delivery)
        demand_equal(expected, actual, Rule.BELONGINGS, "a claim")


def _is_of(claim: Claim, id: UUID, fence: int) -> bool:
    return (claim.delivery.id, claim.delivery.fence) == (id, fence)


def _told_of(claim: Claim, told: Settlement) -> bool:
    return not _is_of(claim, told.delivery_id, told.fence)
