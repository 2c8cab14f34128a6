"""How a command that fails says so: what, then what to do; and a code for scripts."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from omnichannel.domain.errors import InvalidRequest, OmnichannelError, Problem
from omnichannel.presentation.cli.console import LOOK, diagnostics, print_diagnostics
from omnichannel.presentation.cli.exit_codes import ExitCode

__all__ = ["CommandBroken", "CommandFailed", "ExitCode", "say", "tell"]


class CommandFailed(OmnichannelError):
    """
    A command cannot do what was asked.

    Attributes:
        hint: what to do about it.
        code: one word for programs, as the API's problems have it: "not-found".
        problems: everything to mend; where there are any, each is told instead of *what*.
    """

    def __init__(
        self,
        what: str,
        *,
        hint: str | None = None,
        exit_code: ExitCode = ExitCode.WRONG_USE,
        code: str = "wrong-use",
        problems: Sequence[Problem] = (),
    ) -> None:
        super().__init__(what)
        self.what, self.hint, self.exit_code, self.code = what, hint, exit_code, code
        self.problems = tuple(problems)


class CommandBroken(OmnichannelError):
    """A command that a plugin adds does not load."""

    def __init__(self, name: str, opens: str, reason: str) -> None:
        super().__init__(
            f"The command {name!r} does not load: {reason} ({opens}). "
            "Repair or remove the plugin that adds it."
        )
        self.name, self.opens = name, opens


def tell(error: OmnichannelError) -> ExitCode:
    """Print *error* on stderr, and give the exit code that goes with it."""
    if isinstance(error, CommandFailed):
        _tell_each(error.problems, what=error.what, hint=error.hint, code=error.code)
        return error.exit_code
    if isinstance(error, InvalidRequest):
        _tell_each(error.problems, what=str(error), hint=None, code="invalid-request")
        return ExitCode.FAILED
    return _tell_of_installation(error)


def _tell_of_installation(error: OmnichannelError) -> ExitCode:
    from omnichannel.plugins.errors import PluginMissing, PluginUnusable, WrongSetting  # rarely needed

    match error:
        case WrongSetting():
            say(error.what, hint=error.fix, code="wrong-setting", field=error.variable)
            return ExitCode.WRONG_USE
        case PluginUnusable():
            hint = f"`omnichannel plugins doctor {error.name}`"
            say(str(error), hint=hint, code="plugin-broken")
            return ExitCode.PLUGIN_BROKEN
        case CommandBroken() | PluginMissing():
            say(str(error), code="plugin-broken")
            return ExitCode.PLUGIN_BROKEN
        case _:
            say(str(error))
            return ExitCode.FAILED


def say(what: str, *, hint: str | None = None, code: str = "failed", field: str | None = None) -> None:
    """Print one error on stderr, and beneath it what to do; as JSON where the data is JSON."""
    if LOOK.get().as_json:
        _as_json({"code": code, "message": what, "hint": hint, "field": field})
        return
    told = [("error: ", "bold red", _one_sentence(what))]
    told += [("  hint: ", "cyan", hint)] if hint else []
    print_diagnostics(told)


def _tell_each(problems: Sequence[Problem], *, what: str, hint: str | None, code: str) -> None:
    if not problems:
        say(what, hint=hint, code=code)
    elif LOOK.get().as_json:
        first = problems[0]
        told = {"code": code, "message": first.detail, "hint": first.fix, "field": first.field}
        _as_json({**told, "problems": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            say(f"{problem.field}: {problem.detail}" if problem.field else problem.detail, hint=problem.fix)
        if hint:
            diagnostics().print(f"\n  {hint}", markup=False)


def _as_json(told: dict[str, object]) -> None:
    print(json.dumps({"error": told}, ensure_ascii=False), file=sys.stderr)


def _one_sentence(what: str) -> str:
    """Leave out the full stop of what is one sentence only."""
    alone = what.removesuffix(".")
    return alone if ". " not in alone and not alone.endswith(".") else what
