from omnichannel.application.ports.outbound.http import GuardsAddresses, Response
from omnichannel.plugins.http.client import ListedHostsClient
from omnichannel.plugins.http.clients import HttpClients
from omnichannel.plugins.http.transport import Outgoing, SendTrace
from omnichannel.plugins.reach import Reach
from tests.core.fakes.fake_media_store import FakeMediaStore


class Sends:
    """A transport that only knows whether it was closed."""

    is_closed = False

    async def send(self, request: Outgoing, trace: SendTrace) -> Response:
        """Answer."""
        return Response(200, {}, b"")

    async def aclose(self) -> None:
        """Close."""
        self.is_closed = True


async def test_each_channel_gets_the_way_out_that_it_asks_for() -> None:
    """Listed hosts go through the pack's transport; addresses of users through a guard; all is closed."""
    transport = Sends()
    clients = HttpClients(transport, FakeMediaStore(), connections=3)

    listed = clients.client("tiny", Reach(frozenset({"api.example"})))
    guarded = clients.client("inner", Reach(of_users=True))
    await clients.aclose()

    assert isinstance(listed, ListedHostsClient)
    assert isinstance(guarded, GuardsAddresses)
    assert not isinstance(listed, GuardsAddresses)
    assert transport.is_closed
