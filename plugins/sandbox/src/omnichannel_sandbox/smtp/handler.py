"""What the simulated mail server does with a client: sign in, accept recipients, store mails."""

import asyncio
import hmac
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from omnichannel_sandbox.accounts import MAIL_ACCOUNT
from omnichannel_sandbox.fault_board import Troubles
from omnichannel_sandbox.faults import AnswerLost, ErrorAfter, ExpiredToken, RateLimited, Refusal
from omnichannel_sandbox.smtp import replies
from omnichannel_sandbox.smtp.delivery import store_mail
from omnichannel_sandbox.world import World

CLOSING_SECONDS = 30
"""How long a command waits for the end of the connection that it closed itself."""


class MailHandler:
    """The hooks that aiosmtpd calls for each connection; their names and signatures are aiosmtpd's."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._expired_sessions: WeakSet[Session] = WeakSet()

    def sign_in(
        self, _server: SMTP, session: Session, _envelope: Envelope, _mechanism: str, login: LoginPassword
    ) -> AuthResult:
        """Compare user and password with the demo account's."""
        if session in self._expired_sessions or self._world.faults.expired("email"):
            self._expired_sessions.add(session)  # clients try one mechanism after another
            return AuthResult(success=False, handled=False, message=replies.EXPIRED)
        right_user = hmac.compare_digest(login.login, MAIL_ACCOUNT.user.encode())
        right_password = hmac.compare_digest(login.password, MAIL_ACCOUNT.password.encode())
        if not (right_user and right_password):
            return AuthResult(success=False, handled=False, message=replies.NOT_SIGNED_IN)
        return AuthResult(success=True, auth_data=login)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept a recipient, unless its local part begins with one of the telling words."""
        for word, refusal in replies.RECIPIENT_REFUSALS.items():
            if address.lower().startswith(word):
                return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Store a mail that came to its final dot, as far as the faults allow, and say so."""
        troubles = self._world.faults.meet("email", "publish", envelope.rcpt_tos)
        if troubles.refusal is not None:
            await asyncio.sleep(troubles.slow)
            return refusal_reply(troubles.refusal)
        arrival = store_mail(
            self._world,
            bytes(envelope.original_content or b""),
            recipients=tuple(envelope.rcpt_tos),
            processing=troubles.processing,
        )
        return await self._reply(server, troubles, accepted=replies.ACCEPTED.format(n=arrival.n))

    async def _reply(self, server: SMTP, troubles: Troubles, *, accepted: str) -> str:
        await asyncio.sleep(troubles.slow)
        if isinstance(troubles.loss, AnswerLost):
            await _hang_up(server)
        return replies.TEMPORARY_FAILURE if isinstance(troubles.loss, ErrorAfter) else accepted


def refusal_reply(fault: Refusal) -> str:
    """Return the reply that a refusing fault gives."""
    if isinstance(fault, ExpiredToken):
        return replies.EXPIRED
    if not isinstance(fault, RateLimited):
        return replies.TEMPORARY_FAILURE
    if fault.retry_after_seconds is None:
        return replies.THROTTLED
    return replies.THROTTLED_FOR.format(seconds=fault.retry_after_seconds)


async def _hang_up(server: SMTP) -> None:
    """Close the connection without a reply; its end cancels the command that waits here."""
    transport = server.transport
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
    await asyncio.sleep(CLOSING_SECONDS)
