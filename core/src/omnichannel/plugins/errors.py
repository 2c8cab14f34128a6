"""
What can be wrong with plugins.

    OmnichannelError
    +-- PluginMissing        the pack names a plugin that is not installed
    +-- PluginUnusable       it is installed, but broken, incompatible or disabled
    +-- ChannelUnavailable   a channel was asked for that is not active
    +-- WrongSetting         a setting is missing or wrong; its environment variable is named
        +-- UnknownSetting   nobody reads a setting of that name
"""

from omnichannel.domain.errors import ChannelClosed, OmnichannelError


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
    """
    A setting is missing or wrong.

    Attributes:
        what: the setting, and what is wrong with it, in a sentence.
        fix: what it takes where that is known, and an example.
    """

    def __init__(
        self, variable: str, detail: str, example: str, *, takes: str | None = None, fix: str | None = None
    ) -> None:
        self.variable = variable
        self.what = f"The setting {variable} is wrong: {detail}"
        self.fix = fix or (f"It takes: {takes}. " if takes else "") + f"Example: {variable}={example}"
        super().__init__(f"{self.what} {self.fix}")


class UnknownSetting(WrongSetting):
    """Nobody reads a setting of that name; its value, which may be a secret, is not told."""

    def __init__(self, variable: str, detail: str, *, near: str | None = None) -> None:
        super().__init__(
            variable, detail, "", fix=f"Write {near} instead, or remove it." if near else "Remove it."
        )
