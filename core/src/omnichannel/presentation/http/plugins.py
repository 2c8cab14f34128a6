"""/v1/plugins: what is installed and what became of it."""

from omnichannel.application.dtos.plugins import PluginList
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import operation


@operation("GET", tag="Plugins", right=Right.READ_PLUGINS, takes=NOTHING, gives=PluginList)
async def list_plugins(call: Call[None]) -> PluginList:
    """
    List every plugin with its state.

    A plugin that is not active says why; a broken one shows where it broke.
    """
    return call.use_cases.catalogue.plugins()
