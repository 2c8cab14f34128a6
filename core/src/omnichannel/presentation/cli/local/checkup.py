"""`omnichannel doctor`: the command; what it does is imported when it is run."""

from omnichannel.presentation.cli.local.options import HomeOption, JsonOption, SecondsOption


def doctor(home: HomeOption = None, as_json: JsonOption = False, seconds: SecondsOption = 10.0) -> int:
    """
    Say what is wrong here and the command that mends it; the exit code is 1 where something is.

    It looks at settings, home folder, database, keys and every plugin, and tells API versions of platforms
    that end within 90 days. It needs no server.
    """
    from omnichannel.presentation.cli.local.plugin_consultation import tell_findings

    return tell_findings(None, home, as_json=as_json, seconds=seconds)
