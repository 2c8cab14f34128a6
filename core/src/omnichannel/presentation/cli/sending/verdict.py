"""What a message came to: the exit code, and what a person can do about what did not arrive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from omnichannel.client.progress import AT_REST, is_handed_on, waits_for_account
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.short_ids import delivery_name, short

if TYPE_CHECKING:
    from omnichannel.application.dtos.accounts import AccountOut
    from omnichannel.application.dtos.messages import MessageDetailOut

BY_PERSON = "person"
LOST = ("failed", "missed")
MOST_HINTS = 3


def exit_code_of(message: MessageDetailOut) -> ExitCode:
    """Say by a number how it went: not known before failed before still waiting."""
    present = {state for state, count in message.counts.items() if count}
    is_cut = message.status == "attention" and message.all_deliveries is not None
    if is_cut or any(delivery.asks_person for delivery in message.deliveries):
        return ExitCode.NOT_KNOWN
    if _lost(message):
        return ExitCode.FAILED
    return ExitCode.DONE if present <= AT_REST else ExitCode.STILL_WAITING


def _lost(message: MessageDetailOut) -> bool:
    """Say whether somebody was not reached by any way."""
    if message.all_deliveries is not None and message.status == "published":
        return False
    lost = sum(message.counts.get(state, 0) for state in LOST)
    return lost > sum(is_handed_on(delivery) for delivery in message.deliveries)


def hints_for(message: MessageDetailOut, accounts: Mapping[UUID, AccountOut]) -> list[str]:
    """Give the next command for each thing that needs somebody."""
    return [*_to_resolve(message), *_to_retry(message), *_to_go_on(message, accounts)]


def _to_resolve(message: MessageDetailOut) -> list[str]:
    asking = [delivery for delivery in message.deliveries if delivery.asks_person]
    told = [
        f"look on {one.channel}, then one of\n`omnichannel resolve {delivery_name(message, one)}"
        " published|failed|send-again`"
        for one in asking[:MOST_HINTS]
    ]
    more = len(asking) - len(told)
    return [*told, *([f"{more} more wait for your word: {_show(message)}"] if more > 0 else [])]


def _to_retry(message: MessageDetailOut) -> list[str]:
    failed = [one for one in message.deliveries if one.state in LOST or one.is_held_back]
    lost = [one for one in failed if not is_handed_on(one)]
    fixes = dict.fromkeys(delivery.fix for delivery in lost if delivery.fix)
    again = [f"then send it again: `omnichannel retry {short(message.id)}`"] if lost else []
    return ["\n".join([*list(fixes)[:MOST_HINTS], *again])] if lost else []


def _to_go_on(message: MessageDetailOut, accounts: Mapping[UUID, AccountOut]) -> list[str]:
    waiting = [delivery for delivery in message.deliveries if waits_for_account(delivery)]
    return [_of_paused(accounts.get(id), id) for id in dict.fromkeys(one.account_id for one in waiting)]


def _of_paused(account: AccountOut | None, id: UUID) -> str:
    if account is None:
        return "the account is paused; `omnichannel accounts list` says why"
    verb = "resume" if account.paused_by == BY_PERSON else "reconnect"
    reason = (account.pause_reason or "").rstrip(".")
    told = f"{account.channel}:{account.name} is paused" + (f": {reason}" if reason else "")
    return f"{told}\nit goes on after `omnichannel accounts {verb} {short(id)}`"


def _show(message: MessageDetailOut) -> str:
    return f"`omnichannel messages show {short(message.id)}`"
