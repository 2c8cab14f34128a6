"""LandConnectionService: the browser comes back from the platform, with a code or without."""

import re

from omnichannel.application.ports.inbound.connections import Landing
from omnichannel.application.ports.outbound.channel_gateway import Connects
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.sign_in import asked, is_state, redirect_uri, ticket_of
from omnichannel.application.vault import Vault
from omnichannel.domain.connection import Choice, Connection
from omnichannel.domain.errors import OmnichannelError
from omnichannel.domain.return_address import with_parameter
from omnichannel.domain.sign_in import Candidate, Granted, NotGranted

MOST_CANDIDATES = 300
"""With their credentials they fit into one item of any store (400 KB)."""
CLOSE = "You can close this window."
STALE = Landing(
    "This sign-in is over",
    f"It took too long, or was finished before. Nothing was connected by it. Start again. {CLOSE}",
)
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")


class LandConnectionService:
    """Lands; see `LandConnectionUseCase`."""

    def __init__(
        self, store: Store, channels: Channels, clock: Clock, vault: Vault, *, public_url: str
    ) -> None:
        self._store, self._channels, self._clock, self._vault = store, channels, clock, vault
        self._redirect_uri = redirect_uri(public_url)

    async def land(self, *, state: str | None, code: str | None, error: str | None) -> Landing:
        """Use the state up, ask the platform, keep what it gave, and find words for the person."""
        taken = await self._taken(state)
        if taken is None:
            return STALE
        after = await self._after(taken, code, error)
        async with self._store.unit_of_work(taken.workspace_id) as work:
            saved = await work.connections.save(after, now=self._clock.now())
            await work.commit()
        return _landing(after) if saved else STALE

    async def _taken(self, state: str | None) -> Connection | None:
        if state is None or not is_state(state):
            return None
        ticket, now = ticket_of(state), self._clock.now()
        async with self._store.reading() as work:
            if not await work.connections.waits(ticket, now=now):
                return None  # anybody may come with a state; only who has one may make others wait
        async with self._store.unit_of_work() as work:
            taken = await work.connections.take(ticket, now=now)
            await work.commit()
        return taken

    async def _after(self, connection: Connection, code: str | None, error: str | None) -> Connection:
        if error or not code:
            return connection.refused(_declined(error))
        granted = await self._exchanged(connection, code)
        if isinstance(granted, NotGranted):
            return connection.refused(f"{granted.reason} {granted.fix}")
        if not granted.candidates:
            return connection.refused(
                "The sign-in names nothing that you may publish for. Sign in as somebody who may, "
                "and leave at least one account ticked."
            )
        return self._offering(connection, granted.candidates[:MOST_CANDIDATES])

    async def _exchanged(self, connection: Connection, code: str) -> Granted | NotGranted:
        try:
            channel = self._channels.open(connection.channel)
        except OmnichannelError as error:
            return NotGranted(str(error), "Start again when it is repaired.")
        if not isinstance(channel.gateway, Connects):
            return NotGranted(f"{channel.label} has no sign-in page any more.", "Send credentials instead.")
        exchange = channel.gateway.exchange(code, redirect_uri=self._redirect_uri, http=channel.http)
        answer = await asked(channel, exchange)
        return (
            answer if isinstance(answer, Granted | NotGranted) else NotGranted(answer.reason, "Start again.")
        )

    def _offering(self, connection: Connection, candidates: tuple[Candidate, ...]) -> Connection:
        choices = tuple(Choice(one.external_id, one.name, one.handle, one.expires_at) for one in candidates)
        credentials = {one.external_id: one.credentials for one in candidates}
        sealed = self._vault.seal_choices(connection.workspace_id, connection.id, credentials)
        return connection.offering(choices, sealed, now=self._clock.now())


def _declined(error: str | None) -> str:
    if error == "access_denied":
        return "You did not allow it, so nothing was connected. Start again if that was a mistake."
    code = f" ({error})" if error and _CODE.fullmatch(error) else ""
    return f"The platform did not let you in{code}. Start again."


def _landing(connection: Connection) -> Landing:
    back = connection.return_to and with_parameter(connection.return_to, "connection", str(connection.id))
    if connection.reason is not None:
        return Landing("Nothing was connected", f"{connection.reason} {CLOSE}", back)
    words = f"Go back to where you came from, and choose which accounts to connect. {CLOSE}"
    return Landing("You are signed in", words, back)
