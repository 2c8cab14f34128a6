"""/v1/channels: what can be published on, and what each channel can do, needs and allows."""

from omnichannel.application.dtos.plugins import ChannelList, ChannelOut
from omnichannel.domain.rights import Right
from omnichannel.presentation.http.calls import Call
from omnichannel.presentation.http.inputs import NOTHING
from omnichannel.presentation.http.operations import operation
from omnichannel.presentation.http.problem_kinds import NOT_FOUND

TAG = "Channels"


@operation("GET", tag=TAG, right=Right.READ_CHANNELS, takes=NOTHING, gives=ChannelList)
async def list_channels(call: Call[None]) -> ChannelList:
    """
    List the active channels.

    By name. One that is disabled or broken is not among them: GET /v1/plugins says why.
    """
    return call.use_cases.catalogue.channels()


@operation("GET", tag=TAG, right=Right.READ_CHANNELS, takes=NOTHING, gives=ChannelOut, problems=(NOT_FOUND,))
async def get_channel(call: Call[None]) -> ChannelOut:
    """
    Read a channel.

    Its limits come with their sources; its schemas say what options and credentials look like.
    """
    return call.use_cases.catalogue.channel(call.path["name"])
