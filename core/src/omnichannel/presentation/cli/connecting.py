"""Opens the client for a command, and turns what it raises into words for people."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from omnichannel.client import (
    ApiProblem,
    ClientError,
    Invalid,
    NoAnswer,
    NoSuchAccount,
    NotFound,
    NoToken,
    NotOurServer,
    RateLimited,
    RightMissing,
    ServerFault,
    ServerUnreachable,
    SeveralAccounts,
    Unauthenticated,
)
from omnichannel.client.place import is_loopback
from omnichannel.domain.errors import Problem
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.failures import CommandFailed

if TYPE_CHECKING:
    from omnichannel.client import Client

NOTHING_SENT = "Nothing was sent"


@contextmanager
def connected(url: str | None, home: Path | None, token_file: Path | None) -> "Iterator[Client]":
    """
    Give the client for as long as a command runs.

    Raises:
        CommandFailed: whatever the client raises, with what to do about it.
    """
    from omnichannel.client import Client

    try:
        with Client(url, home=home, token_file=token_file) as client:
            yield client
    except ClientError as error:
        raise failure_from(error) from error


def failure_from(error: ClientError) -> CommandFailed:
    """Say what an error of the client means, and what to do about it."""
    if isinstance(error, ApiProblem):
        return _refused(error)
    match error:
        case NoToken():
            return _failed(error, "no-token", ExitCode.SIGN_IN_NEEDED, _where_tokens_are(error.url))
        case ServerUnreachable():
            what = f"no server at {error.url}"
            hint = _how_to_start(error.url)
            return CommandFailed(what, hint=hint, exit_code=ExitCode.UNREACHABLE, code="server-unreachable")
        case NotOurServer():
            hint = "check --url, or OMNICHANNEL_URL"
            return _failed(error, "not-our-server", ExitCode.UNREACHABLE, hint)
        case NoAnswer():
            return _unanswered(error)
        case NoSuchAccount():
            return _no_such_account(error)
        case SeveralAccounts():
            told = "name one of them: " + ", ".join(f"`{name}`" for name in error.candidates)
            what = f"`{error.given}` stands for {len(error.candidates)} accounts"
            return CommandFailed(what, hint=f"{told}. {NOTHING_SENT}", code="several-accounts")
        case _:
            return _failed(error, "wrong-use", ExitCode.WRONG_USE, None)


def _failed(error: ClientError, code: str, exit_code: ExitCode, hint: str | None) -> CommandFailed:
    return CommandFailed(str(error), hint=hint, exit_code=exit_code, code=code)


def _refused(error: ApiProblem) -> CommandFailed:
    code, what = error.type.rsplit("/", 1)[-1], error.detail or error.title
    mends = error.problems if isinstance(error, Invalid) else ()
    problems = [Problem(p.field, p.detail, p.fix, p.limit, p.channel) for p in mends]
    if isinstance(error, Unauthenticated) and error.problems:  # the fix is the API's, not the command's
        what = error.problems[0].detail
    exit_code, hint = _meaning(error)
    return CommandFailed(what, hint=hint, exit_code=exit_code, code=code, problems=problems)


def _meaning(error: ApiProblem) -> tuple[ExitCode, str | None]:
    match error:
        case Unauthenticated():
            return (
                ExitCode.SIGN_IN_NEEDED,
                "give the token of this server: OMNICHANNEL_TOKEN, or --token-file",
            )
        case RightMissing():
            return ExitCode.SIGN_IN_NEEDED, "use a token that has this right"
        case RateLimited() | ServerFault():
            wait = f"in {error.retry_after.total_seconds():.0f} s" if error.retry_after else "later"
            trace = f"; its log has more under {error.correlation_id}" if error.correlation_id else ""
            return ExitCode.UNREACHABLE, f"try again {wait}{trace}"
        case NotFound():
            return ExitCode.WRONG_USE, None
        case _:
            return ExitCode.WRONG_USE, f"{NOTHING_SENT} (exit code 2)" if error.problems else None


def _unanswered(error: NoAnswer) -> CommandFailed:
    if error.key is None:
        return _failed(error, "no-answer", ExitCode.UNREACHABLE, "try again; nothing was changed")
    return CommandFailed(
        f"{error.url} did not answer, so nobody knows whether it took the request ({error.reason})",
        hint=f"give the same command again with `--key {error.key}`; it happens only once",
        exit_code=ExitCode.NOT_KNOWN,
        code="not-known",
    )


def _no_such_account(error: NoSuchAccount) -> CommandFailed:
    near = [f"`{name}`" for name in error.near]
    told = f"did you mean {' or '.join(near)}?" if near else "`omnichannel accounts list` shows them."
    return CommandFailed(
        f"no account `{error.given}`", hint=f"{told} {NOTHING_SENT} (exit code 2)", code="no-such-account"
    )


def _how_to_start(url: str) -> str:
    if is_loopback(url):
        return "start it with `omnichannel serve`, or say where it is: --url"
    return "check the address (--url, OMNICHANNEL_URL) and the network"


def _where_tokens_are(url: str) -> str:
    if is_loopback(url):
        return "start the local runtime with `omnichannel serve`, or name its folder: --home"
    return "set OMNICHANNEL_TOKEN, or name a file: --token-file"
