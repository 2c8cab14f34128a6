import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.outcome import Unknown
from omnichannel.testing.model_authors import Authors
from omnichannel.testing.model_opening import Opening
from omnichannel.testing.model_readers import Readers
from omnichannel.testing.model_renewers import Renewers
from omnichannel.testing.model_rules import BrokenRule, Rule
from omnichannel.testing.model_workers import Workers
from omnichannel.testing.repository_contract import RepositoryContract
from omnichannel.testing.repository_model import repository_model
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import open_store
from tests.core.testing import broken_records as records
from tests.core.testing import broken_stores as toys
from tests.core.testing.broken_stores import Breaks, BrokenStore
from tests.plugins.repositories.sqlalchemy.empty_database import empty_store
from tests.plugins.repositories.sqlalchemy.sqlite_model import an_empty_store

CONTRACT = RepositoryContract()
UNTIL_FOUND = settings(
    max_examples=300,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)

ASKED: list[tuple[Breaks, str, dict[str, Any]]] = [
    (Breaks(deliveries=toys.ClaimsTwice), "test_claimers_never_overlap", {}),
    (Breaks(deliveries=toys.ForgetsTheLease), "test_a_lease_ends", {}),
    (Breaks(deliveries=toys.LeasesForEver), "test_a_lease_ends", {}),
    (Breaks(deliveries=toys.KnowsNoRates), "test_a_burst_passes_and_the_rest_gets_slots", {}),
    (Breaks(deliveries=toys.KnowsNoOrder), "test_the_earliest_begins_alone", {}),
    (Breaks(deliveries=toys.LetsNobodyGo), "test_posts_of_one_moment_go_by_their_ids", {}),
    (Breaks(deliveries=toys.KnowsNoDistance), "test_overdue_posts_keep_their_distance", {}),
    (Breaks(deliveries=toys.LearnsNoPace), "test_a_refusal_slows_the_account_down", {}),
    (Breaks(deliveries=toys.ClaimsTheYoungest), "test_the_longest_due_come_first", {}),
    (
        Breaks(deliveries=toys.PassesOverNothing),
        "test_channels_that_are_passed_over_are_left_as_they_are",
        {},
    ),
    (Breaks(deliveries=toys.IgnoresFences), "test_an_old_fence_changes_nothing", {}),
    (Breaks(deliveries=toys.LearnsNothingLate), "test_a_late_publication_is_learned", {}),
    (Breaks(deliveries=toys.PausesNobody), "test_a_dead_token_pauses_the_account", {}),
    (Breaks(deliveries=toys.ClosesNoLane), "test_a_closed_lane_lets_nobody_pass", {}),
    (Breaks(deliveries=toys.AdoptsAnything), "test_an_owned_post_is_not_adopted", {}),
    (
        Breaks(deliveries=toys.CountsWhatWasGivenBack),
        "test_a_claim_given_back_did_not_happen",
        {"attempts": 0, "since": None},
    ),
    (Breaks(deliveries=toys.ForgetsTheChain), "test_a_failed_step_hands_on_in_its_own_commit", {}),
    (Breaks(deliveries=toys.ForgetsTheChain), "test_without_word_the_next_step_takes_over", {}),
    (
        Breaks(deliveries=toys.SendsOnAGuess),
        "test_what_is_not_settled_hands_on_nothing",
        {"outcome": Unknown("lost")},
    ),
    (Breaks(deliveries=toys.SparesNobody), "test_evidence_spares_the_others", {}),
    (Breaks(deliveries=toys.BelievesOldReceipts), "test_a_receipt_is_kept_as_an_attempt", {}),
    (
        Breaks(deliveries=toys.WaitsForDisabledChannels),
        "test_evidence_is_missed_also_where_the_channel_is_disabled",
        {},
    ),
    (Breaks(deliveries=toys.ForgetsHistory), "test_a_late_publication_is_learned", {}),
    (Breaks(deliveries=toys.RenewsForAnybody), "test_steps_are_kept_and_renew_the_lease", {}),
    (Breaks(deliveries=toys.WakesNobody), "test_waking_an_account_makes_its_deliveries_due", {}),
    (Breaks(deliveries=toys.ForgetsTheNext), "test_the_next_due_is_the_earliest", {}),
    (Breaks(deliveries=toys.CountsTooFar), "test_what_is_due_is_counted", {}),
    (Breaks(deliveries=toys.SkipsARow), "test_pages_of_deliveries_give_each_row_once", {"limit": 7}),
    (Breaks(deliveries=toys.RepeatsARow), "test_pages_of_deliveries_give_each_row_once", {"limit": 7}),
    (Breaks(messages=toys.SkipsARow), "test_messages_of_one_moment_are_listed_once_each", {}),
    (Breaks(messages=toys.LosesCounters), "test_a_page_counts_deliveries_by_state", {}),
    (Breaks(messages=toys.CutsAtNul), "test_what_people_write_comes_back_to_the_letter", {"script": "nul"}),
    (
        Breaks(messages=toys.KnowsSixteenBits),
        "test_what_people_write_comes_back_to_the_letter",
        {"script": "astral"},
    ),
    (Breaks(messages=toys.CutsLongTexts), "test_the_largest_content_comes_back", {}),
    (Breaks(deliveries=toys.TakesFiveHundred), "test_a_message_has_a_thousand_deliveries", {}),
    (Breaks(accounts=records.RenewsTwice), "test_claimers_of_sign_ins_never_overlap", {}),
    (Breaks(accounts=records.RenewsTwice), "test_a_sign_in_is_claimed_when_it_is_due", {}),
    (Breaks(accounts=records.RenewsNobody), "test_a_sign_in_is_claimed_when_it_is_due", {}),
    (Breaks(accounts=records.ForgetsWhoVanished), "test_a_lease_on_a_sign_in_ends", {}),
    (Breaks(accounts=records.OverwritesLeases), "test_who_read_before_a_claim_loses", {}),
    (Breaks(accounts=records.OverwritesLeases), "test_who_comes_back_with_an_old_version_loses", {}),
    (Breaks(deliveries=toys.PausesInsteadOfRenewing), "test_an_expired_sign_in_is_renewed_first", {}),
    (Breaks(deliveries=toys.WakesNobody), "test_nothing_leaves_before_the_sign_in_is_renewed", {}),
    (
        Breaks(deliveries=toys.ParksForEver),
        "test_what_waits_for_its_account_is_left_when_its_patience_ends",
        {"otherwise": "miss", "state": DeliveryState.MISSED},
    ),
    (Breaks(changes=records.SkipsAChange), "test_reading_on_misses_and_repeats_nothing", {}),
    (Breaks(idempotency=records.LendsAKeyTwice), "test_a_key_is_claimed_once_until_its_lease_ends", {}),
    (Breaks(fan_outs=records.LosesItsPlace), "test_only_the_newest_claim_advances", {}),
    (Breaks(work=toys.KeepsWithoutCommit), "test_without_a_commit_nothing_happened", {}),
    (Breaks(forgets_workspace=True), "test_messages_stay_in_their_workspace", {}),
    (Breaks(forgets_workspace=True), "test_deliveries_stay_in_their_workspace", {}),
    (Breaks(deliveries=toys.SeesOneWorkspace), "test_a_claim_stays_in_its_workspace", {}),
]
PLAYED: list[tuple[Breaks, set[Rule], type[Opening]]] = [
    (Breaks(deliveries=toys.ClaimsTwice), {Rule.CLAIMED_ONCE}, Workers),
    (Breaks(deliveries=toys.ForgetsTheLease), {Rule.DUE_AT, Rule.CLAIMED_ONCE}, Workers),
    (Breaks(deliveries=toys.KnowsNoRates), {Rule.DUE_FIRST, Rule.LANES}, Workers),
    (Breaks(deliveries=toys.KnowsNoOrder), {Rule.DUE_FIRST, Rule.BELONGINGS}, Workers),
    (Breaks(deliveries=toys.KnowsNoDistance), {Rule.DUE_FIRST, Rule.LANES}, Workers),
    (Breaks(deliveries=toys.LearnsNoPace), {Rule.LANES, Rule.DUE_FIRST, Rule.BELONGINGS}, Workers),
    (Breaks(deliveries=toys.LetsNobodyGo), {Rule.DUE_AT, Rule.DUE_FIRST, Rule.NEXT_DUE}, Workers),
    (Breaks(deliveries=toys.IgnoresFences), {Rule.FENCED, Rule.ANSWERS, Rule.FENCE_GROWS}, Workers),
    (Breaks(deliveries=toys.LearnsNothingLate), {Rule.ANSWERS, Rule.FENCE}, Workers),
    (Breaks(deliveries=toys.CountsWhatWasGivenBack), {Rule.ATTEMPTS}, Workers),
    (Breaks(deliveries=toys.SendsOnAGuess), {Rule.CHAINS, Rule.FACTS}, Workers),
    (Breaks(deliveries=toys.SparesNobody), {Rule.CHAINS, Rule.FENCE, Rule.FACTS}, Workers),
    (Breaks(deliveries=toys.ForgetsHistory), {Rule.HISTORY}, Workers),
    (Breaks(deliveries=toys.ForgetsTheNext), {Rule.NEXT_DUE}, Workers),
    (Breaks(deliveries=toys.SkipsARow), {Rule.PAGES}, Readers),
    (Breaks(messages=toys.LosesCounters), {Rule.COUNTS}, Workers),
    (Breaks(messages=toys.KnowsSixteenBits), {Rule.MESSAGES}, Authors),
    (Breaks(accounts=records.RenewsTwice), {Rule.RENEWED_ONCE}, Renewers),
    (Breaks(accounts=records.OverwritesLeases), {Rule.ACCOUNTS}, Renewers),
    (Breaks(work=toys.KeepsWithoutCommit), {Rule.UNDONE}, Authors),
    (Breaks(forgets_workspace=True), {Rule.WORKSPACES}, Readers),
]


def _name(breaks: Any) -> str | None:
    if not isinstance(breaks, Breaks):
        return None
    parts = [getattr(breaks, one.name) for one in fields(breaks) if one.name != "forgets_workspace"]
    broken = [part.__name__ for part in parts if part not in (toys.Toy, toys.ToyWork)]
    return "-".join(broken) or "ForgetsWorkspaces"


async def _ask(breaks: Breaks | None, test: str, facts: dict[str, Any]) -> None:
    async with an_empty_store() as inner:
        store = inner if breaks is None else BrokenStore(inner, breaks)
        await getattr(CONTRACT, test)(store, **facts)


@pytest.mark.parametrize(("breaks", "test", "facts"), ASKED, ids=_name)
def test_the_contract_catches_what_is_broken(breaks: Breaks, test: str, facts: dict[str, Any]) -> None:
    """The test that names the rule passes with a store in order, and fails with one that breaks it."""
    asyncio.run(_ask(None, test, facts))

    with pytest.raises((AssertionError, ValueError, KeyError, pytest.fail.Exception)):
        asyncio.run(_ask(breaks, test, facts))


def test_claims_that_are_no_one_write_are_caught(tmp_path: Path) -> None:
    """Stores of their own that read first and claim then are told apart from those in order."""

    async def ask(folder: Path, breaks: Breaks) -> None:
        folder.mkdir()
        store = await empty_store(folder)
        try:
            await CONTRACT.test_workers_with_stores_of_their_own_never_overlap(
                BrokenStore(store, breaks),
                lambda: BrokenStore(open_store(SqlAlchemySettings(), folder), breaks),
            )
        finally:
            await store.close()

    asyncio.run(ask(tmp_path / "in_order", Breaks()))

    with pytest.raises(AssertionError):
        asyncio.run(ask(tmp_path / "broken", Breaks(work=records.ReadsThenClaims)))


@pytest.mark.parametrize(("breaks", "rules", "players"), PLAYED, ids=_name)
def test_the_model_catches_what_is_broken(breaks: Breaks, rules: set[Rule], players: type[Opening]) -> None:
    """Playing with the store ends at the rule that it breaks, and says so."""

    @asynccontextmanager
    async def a_broken_store() -> AsyncIterator[Store]:
        async with an_empty_store() as inner:
            yield BrokenStore(inner, breaks)

    with pytest.raises(BrokenRule) as caught:
        run_state_machine_as_test(repository_model(a_broken_store, playing=[players]), settings=UNTIL_FOUND)

    assert caught.value.rule in rules
    assert str(caught.value).startswith(caught.value.rule)
