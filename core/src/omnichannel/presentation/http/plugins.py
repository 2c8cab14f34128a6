"""/v1/plugins: what is installed and what became of it."""

from omnichannel.application.dtos.plugins import PluginList, PluginOut, PluginSwitched
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import operation
from omnichannel.presentation.http.problem_kinds import INVALID_REQUEST, NOT_ALLOWED_NOW, NOT_FOUND

TAG = "Plugins"


@operation("GET", tag=TAG, right=Right.READ_PLUGINS, takes=NOTHING, gives=PluginList)
async def list_plugins(call: Call[None]) -> PluginList:
    """
    List every plugin with its state.

    A plugin that is not active says why; a broken one shows where it broke.
    """
    return call.use_cases.catalogue.plugins()


@operation(
    "GET",
    tag=TAG,
    right=Right.READ_PLUGINS,
    takes=NOTHING,
    gives=PluginOut,
    problems=(NOT_FOUND, INVALID_REQUEST),
)
async def get_plugin(call: Call[None]) -> PluginOut:
    """
    Read a plugin, with the traceback where it is broken.

    Where several kinds have a plugin of that name, the kind stands in front: `channel:letters`.
    """
    return call.use_cases.catalogue.plugin(call.path["name"])


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_PLUGINS,
    takes=NOTHING,
    gives=PluginSwitched,
    problems=(NOT_FOUND, INVALID_REQUEST, NOT_ALLOWED_NOW),
)
async def enable_plugin(call: Call[None]) -> PluginSwitched:
    """
    Enable a plugin.

    A channel works at once, and what waited for it goes out; other kinds are loaded at the next start.
    """
    return await call.use_cases.switch_plugins.enable(call.principal, call.path["name"])


@operation(
    "POST",
    tag=TAG,
    right=Right.WRITE_PLUGINS,
    takes=NOTHING,
    gives=PluginSwitched,
    problems=(NOT_FOUND, INVALID_REQUEST, NOT_ALLOWED_NOW),
)
async def disable_plugin(call: Call[None]) -> PluginSwitched:
    """
    Disable a plugin.

    A channel is closed at once: what is due on it waits until it is enabled again, and nothing fails. Other
    kinds are not loaded any more from the next start on.
    """
    return await call.use_cases.switch_plugins.disable(call.principal, call.path["name"])
