"""What a script can tell from the exit code."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes; `omnichannel help exit-codes` lists them."""

    DONE = 0
    FAILED = 1
    WRONG_USE = 2
    NOT_KNOWN = 3
    SIGN_IN_NEEDED = 4
    UNREACHABLE = 5
    STILL_WAITING = 6
    PLUGIN_BROKEN = 7
    INTERRUPTED = 130


MEANINGS: dict[ExitCode, str] = {
    ExitCode.DONE: "done",
    ExitCode.FAILED: "at least one delivery failed, or something else did not work",
    ExitCode.WRONG_USE: "wrong use, or the request needs mending; nothing was sent",
    ExitCode.NOT_KNOWN: "not known: a post may or may not be there; a person has to look",
    ExitCode.SIGN_IN_NEEDED: "sign-in needed: no token, a wrong one, or one that may not do this",
    ExitCode.UNREACHABLE: "the server cannot be reached",
    ExitCode.STILL_WAITING: "still waiting: time is over, an account is paused, or you have to choose",
    ExitCode.PLUGIN_BROKEN: "a plugin that is needed is broken",
    ExitCode.INTERRUPTED: "stopped by Ctrl+C",
}
