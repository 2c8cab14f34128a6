"""
What can be wrong with plugins.

    OmnichannelError
    +-- PluginMissing        the pack names a plugin that is not installed
    +-- PluginUnusable       it is installed, but broken, incompatible or disabled
    +-- ChannelUnavailable   a channel was asked for that is not active
    +-- WrongSetting         a setting is missing or wrong; its environment variable is named
"""

from omnichannel.application.ports.outbound.channels import ChannelClosed
from omnichannel.domain.errors import OmnichannelError


class PluginMissing(OmnichannelError):
    """The runtime pack names a plugin that is not installed."""

    def __init__(self, kind: str, name: str) -> None:
        distribution = f"omnichannel-{name.replace('_', '-')}"
        super().__init__(
            f"The {kind.replace('_', ' ')} {name!r} is not installed. "
            f"Install the distribution that offers it, usually: pip install {distribution}"
        )
        self.kind, self.name = kind, name


class PluginUnusable(OmnichannelError):
    """A plugin that the runtime cannot do without is not active."""

    def __init__(self, kind: str, name: str, state: str, reason: str) -> None:
        super().__init__(f"The {kind.replace('_', ' ')} {name!r} is {state}: {reason}")
        self.kind, self.name, self.state = kind, name, state


class ChannelUnavailable(ChannelClosed):
    """No active channel has that name."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"The channel {name!r} is not available: {reason}")
        self.name = name


class WrongSetting(OmnichannelError):
    """A setting is missing or wrong."""

    def __init__(self, variable: str, detail: str, example: str) -> None:
        super().__init__(f"The setting {variable} is wrong: {detail} Example: {variable}={example}")
        self.variable = variable
