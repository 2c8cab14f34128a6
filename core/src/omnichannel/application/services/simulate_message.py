"""SimulateMessageService: what publishing would do, by the code that does it."""

from collections.abc import Mapping
from uuid import UUID

from omnichannel.application.composing import compose
from omnichannel.application.dtos.messages import MessageIn
from omnichannel.application.dtos.outgoing import complaint_out, rendered_out
from omnichannel.application.dtos.simulation import RenderedOut, SimulatedPost, Simulation
from omnichannel.application.inspecting import Finding, InspectedPost, inspect
from omnichannel.application.knowing import known_to
from omnichannel.application.leaving_out import Standings, hindrance_of
from omnichannel.application.ports.outbound.channels import Channel, Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.recipient_list_repository import ListUse
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.vault import Vault
from omnichannel.domain.account import Account, OpenAccount
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
            known = await known_to(work, [new])
        message = compose(new, id=new_id(), known=known, principal=principal, now=self._clock.now())
        hindered = await self._hindered(message, known.accounts)
        inspection = inspect(message, known.accounts, self._channels, known.lists)
        posts = [
            self._post(post, _left_out(message, post, known.standings, hindered)) for post in inspection.posts
        ]
        return Simulation(
            publishable=not inspection.general and all(post.publishable for post in posts),
            problems=[complaint_out(Finding(problem)) for problem in inspection.general],
            posts=posts,
        )

    async def _hindered(self, message: Message, accounts: Mapping[UUID, Account]) -> Mapping[ListUse, int]:
        uses = {
            _use(message, accounts[target.account_id], target.recipient_list_id)
            for target in message.targets
            if target.recipient_list_id is not None
        }
        if not uses:
            return {}
        async with self._store.reading(message.workspace_id) as work:
            return await work.recipient_lists.count_hindered(uses)

    def _post(self, inspected: InspectedPost, left_out: int) -> SimulatedPost:
        findings, rendered = list(inspected.findings), None
        if inspected.channel is not None and inspected.posts:
            opened, unopened = self._opened(inspected.account, inspected.channel)
            findings += unopened
            rendered = _rendered(inspected, inspected.channel, opened)
        return SimulatedPost(
            account_id=inspected.account.id,
            channel=inspected.account.channel,
            publishable=not any(finding.severity == "blocks" for finding in findings),
            complaints=[complaint_out(finding) for finding in findings],
            rendered=rendered,
            recipients=inspected.recipients,
            left_out=left_out,
            step=min((one.chain_step for one in inspected.deliveries), default=0),
        )

    def _opened(self, account: Account, channel: Channel) -> tuple[OpenAccount | None, list[Finding]]:
        try:
            return self._vault.open(account, channel), []
        except OmnichannelError as error:
            return None, [Finding(Problem("/targets", str(error), "Connect the account again."))]


def _rendered(inspected: InspectedPost, channel: Channel, account: OpenAccount | None) -> RenderedOut:
    return rendered_out(channel.gateway.render(inspected.posts[0], account))


def _left_out(
    message: Message, inspected: InspectedPost, known: Standings, hindered: Mapping[ListUse, int]
) -> int:
    """Say to how many addresses nothing would be sent."""
    named = sum(hindrance_of(one, message, known) is not None for one in inspected.deliveries)
    uses = (_use(message, inspected.account, one.id) for one in inspected.lists)
    return named + sum(hindered.get(use, 0) for use in uses)


def _use(message: Message, account: Account, list_id: UUID) -> ListUse:
    return ListUse(list_id, account.channel, message.requires_consent(account.id))
