"""The stores of the installed runtime, made for a command that needs no server."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from omnichannel.plugins.drivers import Drivers, drivers_of, pack_of
from omnichannel.plugins.errors import PluginUnusable
from omnichannel.presentation.cli.failures import CommandFailed, ExitCode
from omnichannel.settings import Settings, read_settings


def settings_at(home: Path | None) -> Settings:
    """
    Read the settings.

    Raises:
        WrongSetting: one is missing or wrong.
    """
    return read_settings(**({} if home is None else {"home": home}))


@asynccontextmanager
async def drivers_at(settings: Settings, runtime: str | None) -> AsyncIterator[Drivers]:
    """
    Make store, media store and key provider; nothing is opened. The store is closed at the end.

    Raises:
        CommandFailed: a plugin that is needed is not active.
    """
    try:
        drivers, _ = drivers_of(pack_of(runtime, settings.home), settings)
    except PluginUnusable as error:
        hint = f"`omnichannel plugins doctor {error.name}`"
        raise CommandFailed(
            str(error), hint=hint, exit_code=ExitCode.PLUGIN_BROKEN, code="plugin-broken"
        ) from error
    async with AsyncExitStack() as stack:
        stack.push_async_callback(drivers.store.close)
        yield drivers
