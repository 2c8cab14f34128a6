"""
The contract of channels, shipped to plugin authors.

Subclass it in your tests, override the fixtures of `ChannelFixtures` that raise, and run pytest::

    class TestMyChannelKeepsTheContract(ChannelContract):
        @pytest.fixture
        def plugin(self) -> ModuleType:
            return my_channel.plugin

Needed beside the core: `omnichannel-core[testing]`, and `jsonschema` for the tests of the schemas.
"""

from omnichannel.testing.gateway_contract import GatewayContract
from omnichannel.testing.manifest_contract import ManifestContract
from omnichannel.testing.publishing_contract import PublishingContract
from omnichannel.testing.refresh_contract import RefreshContract
from omnichannel.testing.sign_in_contract import SignInContract


class ChannelContract(ManifestContract, GatewayContract, PublishingContract, SignInContract, RefreshContract):
    """What the core may rely on, whatever the channel."""
