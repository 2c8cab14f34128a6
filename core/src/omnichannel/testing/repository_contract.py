"""
The contract of repositories, shipped to plugin authors.

Subclass it in your tests, give it an empty and opened store, and run pytest (`asyncio_mode = "auto"`)::

    class TestMyStoreKeepsTheContract(RepositoryContract):
        @pytest.fixture
        async def store(self, tmp_path: Path) -> AsyncIterator[Store]:
            store = open_my_store(tmp_path)
            await store.open()
            yield store
            await store.close()

        @pytest.fixture
        def another_store(self, tmp_path: Path) -> Callable[[], Store]:
            return lambda: open_my_store(tmp_path)  # over the same database, not opened yet

Each test asks one question; `omnichannel.testing.repository_model` asks in every order.
"""

import pytest

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.testing.archiving_repository_contract import Archives
from omnichannel.testing.chaining_repository_contract import KeepsChains
from omnichannel.testing.change_repository_contract import TellsChanges
from omnichannel.testing.claiming_repository_contract import Claims
from omnichannel.testing.coming_and_going_contract import ComesAndGoes
from omnichannel.testing.concurrent_repository_contract import ClaimsAtOnce
from omnichannel.testing.confirming_repository_contract import Confirms
from omnichannel.testing.connection_repository_contract import KeepsConnections
from omnichannel.testing.extent_repository_contract import HoldsMuch
from omnichannel.testing.fan_out_repository_contract import FansOut
from omnichannel.testing.lane_repository_contract import KeepsLanes
from omnichannel.testing.listing_repository_contract import Lists
from omnichannel.testing.media_repository_contract import KeepsMedia
from omnichannel.testing.message_repository_contract import KeepsMessages
from omnichannel.testing.order_repository_contract import KeepsOrder
from omnichannel.testing.parking_repository_contract import Parks
from omnichannel.testing.recipient_list_repository_contract import KeepsRecipientLists
from omnichannel.testing.recipient_repository_contract import KeepsRecipients
from omnichannel.testing.record_repository_contract import KeepsRecords
from omnichannel.testing.recovering_repository_contract import Recovers
from omnichannel.testing.refreshing_repository_contract import RenewsSignIns
from omnichannel.testing.settling_repository_contract import Settles
from omnichannel.testing.statistics_repository_contract import Counts
from omnichannel.testing.template_repository_contract import KeepsTemplates
from omnichannel.testing.webhook_repository_contract import KeepsWebhooks


class RepositoryContract(
    KeepsMessages,
    Lists,
    Claims,
    ClaimsAtOnce,
    KeepsLanes,
    KeepsOrder,
    Settles,
    Recovers,
    KeepsChains,
    Confirms,
    KeepsRecords,
    KeepsMedia,
    KeepsTemplates,
    KeepsRecipients,
    KeepsRecipientLists,
    FansOut,
    KeepsConnections,
    ComesAndGoes,
    RenewsSignIns,
    Parks,
    TellsChanges,
    Counts,
    Archives,
    HoldsMuch,
    KeepsWebhooks,
):
    """What the core may rely on, whatever the store."""

    @pytest.fixture
    def store(self) -> Store:
        """Give an empty store, opened; override it."""
        raise NotImplementedError("override the fixture `store` with an empty, opened store")
