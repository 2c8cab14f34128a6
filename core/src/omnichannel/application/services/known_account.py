"""Reading one account, or saying that there is none."""

from uuid import UUID

from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.domain.account import Account
from omnichannel.domain.errors import NotFound


async def known_account(work: UnitOfWork, id: UUID) -> Account:
    """
    Give the account.

    Raises:
        NotFound: there is no such account in the workspace, or it was removed.
    """
    account = await work.accounts.get_by_id(id)
    if account is None:
        raise NotFound("account", id)
    return account


def shown(account: Account) -> str:
    """Name an account in the audit log."""
    return f"{account.channel}: {account.name}"
