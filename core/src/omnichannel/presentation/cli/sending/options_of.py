"""Says a problem of the API in the words of the command line: `--title` instead of `/content/title`."""

from dataclasses import replace

from omnichannel.presentation.cli.failures import CommandFailed

OPTIONS = (
    ("/content/text", "TEXT"),
    ("/content/title", "--title"),
    ("/content/link", "--link"),
    ("/content/media", "--file"),
    ("/content", "TEXT"),
    ("/lateness", "--late"),
    ("/on_unknown", "--on-unknown"),
    ("/publish/zone", "--zone"),
    ("/publish", "--at"),
    ("/targets", "--to"),
    ("/file", "--file"),
    ("/alt_text", "--file"),
)


def option_of(field: str) -> str:
    """Give the option that fills the field of a JSON pointer; the pointer where there is none."""
    return next((option for begin, option in OPTIONS if field.startswith(begin)), field)


def with_option_names(failure: CommandFailed) -> CommandFailed:
    """Give the same failure, its problems named by options."""
    problems = [replace(problem, field=option_of(problem.field)) for problem in failure.problems]
    return CommandFailed(
        failure.what,
        hint=failure.hint,
        exit_code=failure.exit_code,
        code=failure.code,
        problems=problems,
    )
