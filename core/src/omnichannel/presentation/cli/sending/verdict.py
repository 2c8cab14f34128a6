"""What a message came to: the exit code, and what a person can do about what did not arrive."""

from omnichannel.application.dtos.messages import MessageDetailOut
from omnichannel.client.progress import ENDED
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.short_ids import delivery_name, short

LOST = ("failed", "missed")
MOST_HINTS = 3


def exit_code_of(message: MessageDetailOut) -> ExitCode:
    """Say by a number how it went: not known before failed before still waiting."""
    present = {state for state, count in message.counts.items() if count}
    if message.status == "attention" or any(delivery.asks_person for delivery in message.deliveries):
        return ExitCode.NOT_KNOWN
    if not present.isdisjoint(LOST):
        return ExitCode.FAILED
    return ExitCode.DONE if present <= ENDED else ExitCode.STILL_WAITING


def hints_for(message: MessageDetailOut) -> list[str]:
    """Give the next command for each thing that needs somebody."""
    return [*_to_resolve(message), *_to_retry(message), *_to_go_on(message)]


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
    lost = [delivery for delivery in message.deliveries if delivery.state in LOST]
    fixes = dict.fromkeys(delivery.fix for delivery in lost if delivery.fix)
    again = [f"then send it again: `omnichannel retry {short(message.id)}`"] if lost else []
    return ["\n".join([*list(fixes)[:MOST_HINTS], *again])] if lost else []


def _to_go_on(message: MessageDetailOut) -> list[str]:
    held = [
        delivery
        for delivery in message.deliveries
        if delivery.state == "waiting" and delivery.next_look_at is None
    ]
    if not held:
        return []
    fix = next((delivery.fix for delivery in held if delivery.fix), None)
    reconnect = f"`omnichannel accounts reconnect {held[0].account_id}`"
    return ["\n".join([*([fix] if fix else []), f"the account is paused; it goes on after {reconnect}"])]


def _show(message: MessageDetailOut) -> str:
    return f"`omnichannel messages show {short(message.id)}`"
