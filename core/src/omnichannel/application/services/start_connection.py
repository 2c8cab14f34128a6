"""StartConnectionService: the first step of a sign-in, and how far it is."""

from uuid import UUID

from omnichannel.application.dtos.connections import ConnectionIn, ConnectionOut, ConnectionStartedOut
from omnichannel.application.dtos.outgoing import connection_out
from omnichannel.application.ports.outbound.channel_gateway import Connects, NotSetUp
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.sign_in import new_state, redirect_uri, ticket_of
from omnichannel.domain.connection import SIGN_IN_LASTS, Connection, ConnectionState
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound, OmnichannelError, Problem
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.return_address import is_return_address
from omnichannel.domain.rights import Principal


class StartConnectionService:
    """Starts and shows; see `StartConnectionUseCase`."""

    def __init__(self, store: Store, channels: Channels, clock: Clock, *, public_url: str) -> None:
        self._store, self._channels, self._clock = store, channels, clock
        self._redirect_uri = redirect_uri(public_url)

    async def start(self, principal: Principal, new: ConnectionIn) -> ConnectionStartedOut:
        """Make a state, keep its hash, and give the platform's address with it."""
        _demand_return_address(new.return_to)
        state, now = new_state(), self._clock.now()
        url = self._authorization_url(new.channel, state)
        connection = Connection(
            id=new_id(),
            workspace_id=principal.workspace_id,
            channel=new.channel,
            state=ConnectionState.WAITING,
            created_at=now,
            expires_at=now + SIGN_IN_LASTS,
            ticket=ticket_of(state),
            return_to=new.return_to,
        )
        async with self._store.unit_of_work(principal.workspace_id) as work:
            await work.connections.add(connection)
            await work.commit()
        return ConnectionStartedOut(id=connection.id, authorization_url=url, expires_at=connection.expires_at)

    async def get(self, principal: Principal, id: UUID) -> ConnectionOut:
        """Give the connection as it stands now."""
        async with self._store.reading(principal.workspace_id) as work:
            connection = await work.connections.get_by_id(id)
        if connection is None:
            raise NotFound("connection", id)
        return connection_out(connection, now=self._clock.now())

    def _authorization_url(self, name: str, state: str) -> str:
        try:
            channel = self._channels.open(name)
        except OmnichannelError as error:
            fix = "GET /v1/channels lists those that are installed."
            raise InvalidRequest(Problem("/channel", str(error), fix)) from error
        if not isinstance(channel.gateway, Connects):
            detail = f"{channel.label} has no sign-in page."
            raise InvalidRequest(Problem("/channel", detail, "Send credentials: POST /v1/accounts."))
        try:
            return channel.gateway.authorization_url(state=state, redirect_uri=self._redirect_uri)
        except NotSetUp as error:
            asked = f"connect accounts of {error.label}"
            fix = f"Set {' and '.join(error.settings)}, then start again."
            raise NotAllowedNow(asked, because="signing in is not set up", fix=fix) from error


def _demand_return_address(given: str | None) -> None:
    if given is None or is_return_address(given):
        return
    raise InvalidRequest(
        Problem(
            "/return_to",
            "The browser would be sent away from here.",
            "Name a path of this server (/accounts), or an http address of this machine, without a #.",
        )
    )
