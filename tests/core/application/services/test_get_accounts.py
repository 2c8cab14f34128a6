import pytest

from omnichannel.application.services.get_accounts import GetAccountsService
from omnichannel.domain.errors import InvalidRequest
from omnichannel.testing.repository_samples import an_account, keep
from tests.core.application.services.house import STRANGER, House
from tests.core.fakes.examples import PRINCIPAL


async def test_pages_hold_every_account_once(house: House) -> None:
    """Page after page gives all accounts by channel and name; what is added meanwhile moves nothing."""
    accounts = GetAccountsService(house.store)
    here = PRINCIPAL.workspace_id
    names = ["Ü|b", "b", "c", "c"]
    await keep(house.store, *(an_account(workspace_id=here, channel="z", name=name) for name in names))
    known = (await accounts.list(PRINCIPAL, limit=99, cursor=None)).items

    first = await accounts.list(PRINCIPAL, limit=2, cursor=None)
    await keep(house.store, an_account(workspace_id=here, channel="a", name="new"))
    second = await accounts.list(PRINCIPAL, limit=2, cursor=first.next)
    third = await accounts.list(PRINCIPAL, limit=99, cursor=second.next)

    assert known == [*first.items, *second.items, *third.items]
    assert third.next is None
    assert [] == (await accounts.list(STRANGER, limit=9, cursor=None)).items


@pytest.mark.parametrize("cursor", ["", "x", "ü", "W10=", "WzEsIDIsIDNd", "W1tbW1tb", "bnVsbA=="])
async def test_a_cursor_of_somebody_else_is_told(house: House, cursor: str) -> None:
    """Whatever is no cursor of ours is refused with what to pass."""
    with pytest.raises(InvalidRequest, match=r"/cursor: This is not a cursor of ours\. Pass `next`"):
        await GetAccountsService(house.store).list(PRINCIPAL, limit=9, cursor=cursor)
