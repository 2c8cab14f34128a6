"""Storing a mail: its bytes in the mailbox, its files on the media shelf, its summary in the ledger."""

from omnichannel_sandbox.accounts import MAIL_ACCOUNT
from omnichannel_sandbox.arrivals import Arrival
from omnichannel_sandbox.smtp.mail import read_mail
from omnichannel_sandbox.world import World


def store_mail(world: World, raw: bytes, *, recipients: tuple[str, ...], processing: float) -> Arrival:
    """
    Accept a mail for good and return its arrival.

    Args:
        world: where it goes.
        raw: the mail as it came, without the final dot.
        recipients: the envelope's recipients.
        processing: seconds until readers see it.
    """
    mail, now = read_mail(raw), world.clock()
    kept = [(part, world.media.keep(part.content, part.type)) for part in mail.parts]
    pictures = [(part.filename, digest) for part, digest in kept if part.is_picture]
    arrival = world.ledger.add(
        Arrival(
            platform="email",
            account=MAIL_ACCOUNT.user,
            external_id=mail.header("Message-ID") or "",
            text=mail.text or "",
            accepted_at=now,
            title=mail.header("Subject"),
            sender=mail.header("From") or "",
            recipients=recipients,
            pictures=tuple(digest for _, digest in pictures),
            captions=tuple(filename for filename, _ in pictures),
            files=tuple(digest for _, digest in kept),
            visible_at=now + processing,
        )
    )
    world.mailbox.keep(arrival.n, raw)
    return arrival
