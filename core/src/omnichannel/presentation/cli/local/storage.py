"""The stores of the installed runtime, made for a command that needs no server."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from omnichannel.plugins.drivers import Drivers, drivers_of, pack_of
from omnichannel.plugins.errors import PluginUnusable
from omnichannel.presentation.cli.failures import ExitCode
from omnichannel.presentation.cli.local.writing import fail
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
    """Make store, media store and key provider; nothing is opened. The store is closed at the end."""
    try:
        drivers, _ = drivers_of(pack_of(runtime), settings)
    except PluginUnusable as error:
        fail(str(error), hint=f"`omnichannel plugins doctor {error.name}`", code=ExitCode.PLUGIN_BROKEN)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(drivers.store.close)
        yield drivers
