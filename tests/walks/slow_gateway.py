"""A gateway for walks: its platform always works on a post for a while, and says so."""

from datetime import timedelta

from omnichannel.application.ports.outbound.http import HttpClient, Response
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.outcome import Outcome, Pending, Published
from omnichannel_facebook.gateway import FacebookGateway

A_WHILE = timedelta(seconds=0.2)


class SlowGateway(FacebookGateway):
    """Publishes as Facebook does; whether it is done has to be asked."""

    def outcome(self, response: Response) -> Outcome:
        """Call what was accepted pending."""
        outcome = super().outcome(response)
        return Pending(outcome.external_id, A_WHILE) if isinstance(outcome, Published) else outcome

    async def check(self, handle: str, account: OpenAccount, http: HttpClient) -> Outcome:
        """Say that it is done."""
        return Published(handle)
