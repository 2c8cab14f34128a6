"""SimulateMessageService: what publishing would do, by the code that does it."""

from typing import Any
from uuid import UUID

from omnichannel.application.composing import Known, accounts_named, assets_named, compose
from omnichannel.application.dtos.messages import MessageIn
from omnichannel.application.dtos.outgoing import complaint_out, rendered_out
from omnichannel.application.dtos.simulation import ComplaintOut, RenderedOut, SimulatedPost, Simulation
from omnichannel.application.fan_out import deliveries_of
from omnichannel.application.inspecting import ChannelUse, channel_uses
from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.application.ports.outbound.channels import Channel, Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.posts import post_with
from omnichannel.application.vault import Vault
from omnichannel.domain.account import Account
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.errors import OmnichannelError, Problem
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.message import Message
from omnichannel.domain.rights import Principal


class SimulateMessageService:
    """Simulates; see `SimulateMessageUseCase`."""

    def __init__(self, store: Store, channels: Channels, clock: Clock, vault: Vault) -> None:
        self._store, self._channels, self._clock, self._vault = store, channels, clock, vault

    async def simulate(self, principal: Principal, new: MessageIn) -> Simulation:
        """Tell of each account's post; of its first recipient's where there are several."""
        async with self._store.reading(principal.workspace_id) as work:
            accounts = await work.accounts.get_many(accounts_named(new))
            known = Known(accounts, await work.media.get_many(assets_named(new)))
        message = compose(new, id=new_id(), known=known, principal=principal, now=self._clock.now())
        posts = self._posts(message, known)
        return Simulation(publishable=bool(posts) and all(post.publishable for post in posts), posts=posts)

    def _posts(self, message: Message, known: Known) -> list[SimulatedPost]:
        uses = channel_uses(message, known.accounts, self._channels)
        by_account: dict[UUID, list[ChannelDelivery]] = {}
        for delivery in deliveries_of(message, known.accounts, now=message.created_at):
            by_account.setdefault(delivery.account_id, []).append(delivery)
        return [
            self._post(message, known.accounts[id], deliveries, uses[known.accounts[id].channel])
            for id, deliveries in by_account.items()
        ]

    def _post(
        self, message: Message, account: Account, deliveries: list[ChannelDelivery], use: ChannelUse
    ) -> SimulatedPost:
        complaints = [_complaint(problem) for problem in use.problems]
        rendered = None
        if use.channel is not None and use.options is not None:
            posts = [post_with(message, use.channel, use.options, delivery) for delivery in deliveries]
            found = (complaint for post in posts for complaint in use.channel.gateway.complaints(post))
            complaints += [complaint_out(complaint) for complaint in dict.fromkeys(found)]
            rendered, unopened = self._rendered(use.channel, posts[0], account)
            complaints += unopened
        addresses = sum(delivery.address is not None for delivery in deliveries)
        return SimulatedPost(
            account_id=account.id,
            channel=account.channel,
            publishable=not any(complaint.severity == "blocks" for complaint in complaints),
            complaints=complaints,
            rendered=rendered,
            recipients=addresses,
        )

    def _rendered(
        self, channel: Channel, post: Post[Any], account: Account
    ) -> tuple[RenderedOut | None, list[ComplaintOut]]:
        try:
            opened = self._vault.open(account, channel)
        except OmnichannelError as error:
            problem = Problem("/targets", str(error), "Connect the account again.")
            return rendered_out(channel.gateway.render(post)), [_complaint(problem)]
        return rendered_out(channel.gateway.render(post, opened)), []


def _complaint(problem: Problem) -> ComplaintOut:
    return ComplaintOut(
        field=problem.field, detail=problem.detail, fix=problem.fix, limit=problem.limit, severity="blocks"
    )
