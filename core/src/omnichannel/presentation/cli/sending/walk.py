"""The way of one message through `send`: tried out, sent, followed; also when somebody interrupts it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.messages import MessageDetailOut, MessageOut
from omnichannel.client import Client, Invalid, NoAnswer, StillWaiting
from omnichannel.client.writing import Writing
from omnichannel.presentation.cli.connecting import failure_from
from omnichannel.presentation.cli.console import diagnostics
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.moments import span, zone_here
from omnichannel.presentation.cli.printing import (
    line_width,
    print_hint,
    print_json,
    print_lines,
    print_note,
    print_text,
)
from omnichannel.presentation.cli.sending.options_of import with_option_names
from omnichannel.presentation.cli.sending.rows import rows_of, rows_table, summary
from omnichannel.presentation.cli.sending.simulated import simulation_lines
from omnichannel.presentation.cli.sending.verdict import exit_code_of, hints_for
from omnichannel.presentation.cli.sending.watching import watch
from omnichannel.presentation.cli.short_ids import short
from omnichannel.presentation.cli.telling import clock_note, heading


@dataclass(slots=True, kw_only=True)
class Following:
    """What is known of a message that is followed; *seen* is the last look."""

    accepted: MessageOut
    began: float = field(default_factory=time.monotonic)
    seen: MessageDetailOut | None = None


class Sending:
    """
    Sends one message and tells what became of it.

    Args:
        key: the idempotency key, told where nobody knows whether the server took the message.
    """

    def __init__(self, client: Client, *, key: str, as_json: bool, quiet: bool) -> None:
        self._client, self._key = client, key
        self._as_json, self._quiet = as_json, quiet
        self._is_silent = as_json or quiet

    def simulate(self, text: str, writing: Writing) -> int:
        """Print what `send` would do; 2 where it would be refused."""
        try:
            simulation = self._client.messages.simulate(text, **writing)
        except Invalid as error:
            raise self._refused(error) from error
        if self._as_json:
            print_json(simulation)
        else:
            print_lines(simulation_lines(simulation, self._accounts(), width=line_width()))
            print_note("Dry run: nothing was sent")
        return ExitCode.DONE if simulation.publishable else ExitCode.WRONG_USE

    def send(self, text: str, writing: Writing) -> MessageOut:
        """
        Hand the message over.

        Raises:
            CommandFailed: it was refused, or nobody knows whether it was accepted.
        """
        try:
            return self._client.messages.send(text, idempotency_key=self._key, **writing)
        except Invalid as error:
            raise self._refused(error) from error
        except (NoAnswer, KeyboardInterrupt) as error:
            raise self._uncertain(error) from error

    def leave(self, accepted: MessageOut) -> int:
        """Tell that the message was accepted, and leave it to itself."""
        if self._as_json:
            print_json(accepted)
        elif self._quiet:
            print(accepted.id)
        else:
            print_lines(heading(accepted, width=line_width()))
            self._tell_clock(accepted)
            print_hint(f"`omnichannel messages show {short(accepted.id)}` tells what becomes of it")
        return ExitCode.DONE

    def follow(self, accepted: MessageOut, timeout: timedelta) -> int:
        """Show how it gets on, then tell what became of it; Ctrl+C tells as much as is known."""
        following = Following(accepted=accepted)

        def remember(look: MessageDetailOut) -> None:
            following.seen = look

        if not self._is_silent:
            print_lines(heading(accepted, width=line_width()))
            self._tell_clock(accepted)
        accounts = {} if self._is_silent else self._accounts()
        looks = self._client.messages.follow(accepted.id, timeout=timeout, every_look=True)
        console = None if self._is_silent else diagnostics()
        try:
            watch(looks, accounts, console=console, zone=zone_here(), seen=remember)
        except StillWaiting as error:
            following.seen = error.message
            return self._conclude(following, accounts, is_late=True)
        except KeyboardInterrupt:
            return self._interrupted(following, accounts)
        return self._conclude(following, accounts)

    def _conclude(
        self, following: Following, accounts: Mapping[UUID, AccountOut], *, is_late: bool = False
    ) -> int:
        message = following.seen
        if message is None:
            return ExitCode.STILL_WAITING
        if self._as_json:
            print_json(message)
        elif self._quiet:
            print(message.id)
        else:
            self._tell(
                self._client.messages.whole(message), accounts, seconds=time.monotonic() - following.began
            )
        if is_late and not self._is_silent:
            print_hint(f"it goes on without you: `omnichannel messages show {short(message.id)}`")
        return exit_code_of(message)

    def _tell(
        self, message: MessageDetailOut, accounts: Mapping[UUID, AccountOut], *, seconds: float
    ) -> None:
        print_lines(rows_table(rows_of(message, accounts), zone=zone_here(), width=line_width()))
        print_text(f"{summary(message)}, in {span(seconds)}")
        for hint in hints_for(message, accounts):
            print_hint(hint)

    def _interrupted(self, following: Following, accounts: Mapping[UUID, AccountOut]) -> int:
        id = short(following.accepted.id)
        if following.seen is not None and not self._is_silent:
            print_lines(rows_table(rows_of(following.seen, accounts), zone=zone_here(), width=line_width()))
        done = f": {summary(following.seen)}" if following.seen is not None else ""
        print_note(f"Stopped watching{done}. Nothing is lost: it goes on without you")
        print_hint(f"`omnichannel messages show {id}`\n`omnichannel messages cancel {id}`")
        return ExitCode.INTERRUPTED

    def _tell_clock(self, accepted: MessageOut) -> None:
        note = clock_note(accepted)
        if note is not None:
            print_note(note)

    def _refused(self, error: Invalid) -> CommandFailed:
        failure = failure_from(error)
        return failure if self._as_json else with_option_names(failure)

    def _uncertain(self, error: BaseException) -> CommandFailed:
        is_interrupt = isinstance(error, KeyboardInterrupt)
        why = "stopped while it was handed over" if is_interrupt else f"no answer from {self._client.url}"
        return CommandFailed(
            f"{why}; nobody knows whether the message was accepted",
            hint=f"give the same command again with `--key {self._key}`; it is sent only once",
            exit_code=ExitCode.INTERRUPTED if is_interrupt else ExitCode.NOT_KNOWN,
            code="not-known",
        )

    def _accounts(self) -> dict[UUID, AccountOut]:
        return {account.id: account for account in self._client.accounts.list()}
