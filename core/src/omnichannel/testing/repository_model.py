"""
The model of repositories, shipped to plugin authors: Hypothesis plays with your store, a reference watches.

Where `RepositoryContract` asks single questions, the model does a few dozen things in an order that nobody
thought of: accept, edit and cancel messages, claim (several at once, in one workspace or in all), settle
with every outcome, come back late with an old fence, tell things twice, record steps, let time pass until
leases end, pause, reconnect, renew and remove accounts, retry, resolve, and read pages while others write. It
does the same to dicts (`omnichannel.testing.reference_store`), and after each step both must agree.

Give it a way to open an empty store; each run opens one, so that should take milliseconds (copy a
prepared file, or empty the tables)::

    @asynccontextmanager
    async def an_empty_store() -> AsyncIterator[Store]:
        store = open_my_store(...)
        await store.open()
        try:
            yield store
        finally:
            await store.close()

    TestMyStoreKeepsTheModel = repository_model(an_empty_store).TestCase

How much it tries is up to the settings of Hypothesis (https://hypothesis.readthedocs.io/en/latest/settings.html)::

    TestMyStoreKeepsTheModel.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)

Several kinds of people play: workers, renewers of sign-ins, authors and readers. While you build, let one of
them play alone, and what only they can break is found in a second::

    TestWorkersKeepTheModel = repository_model(an_empty_store, playing=[Workers]).TestCase

A failure begins with the sentence of the rule that was broken (`omnichannel.testing.model_rules.Rule`) and
ends with the shortest way to it, as a program.
"""

from collections.abc import Sequence
from typing import Any

from omnichannel.testing.model_authors import Authors
from omnichannel.testing.model_house import StoreFactory
from omnichannel.testing.model_opening import Opening
from omnichannel.testing.model_readers import Readers
from omnichannel.testing.model_renewers import Renewers
from omnichannel.testing.model_watch import Watch
from omnichannel.testing.model_workers import Workers

EVERYBODY: tuple[type[Opening], ...] = (Workers, Renewers, Authors, Readers)


class RepositoryModel(Watch, Opening):
    """What is compared after each step, and how a run begins; the rules are in whoever plays."""


def repository_model(
    store_factory: StoreFactory, *, playing: Sequence[type[Opening]] = EVERYBODY
) -> type[RepositoryModel]:
    """
    Make a model that opens its stores with *store_factory*: an empty one each time.

    Args:
        playing: whose rules are played; the fewer, the sooner what only they can break is found.
    """
    facts: dict[str, Any] = {"store_factory": staticmethod(store_factory)}
    return type("RepositoryModel", (*playing, RepositoryModel), facts)
