import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel, SecretStr

from omnichannel.application.dtos.accounts import PauseIn
from omnichannel.application.dtos.webhooks import RotateIn, WebhookEditIn, WebhookIn
from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.keep_webhooks import MOST, KeepWebhooksService
from omnichannel.application.services.purge_changes import PurgeChangesService
from omnichannel.application.services.read_webhook_log import ReadWebhookLogService
from omnichannel.application.services.tell_webhooks import BATCH, TellWebhooksService
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound, StaleVersion
from omnichannel.domain.outcome import Published
from omnichannel.domain.webhook import backstage
from omnichannel.testing.secrets import leaks
from tests.core.application.services.house import STRANGER, House
from tests.core.fakes.examples import PRINCIPAL
from tests.core.fakes.fake_channels import channel, channels

STAGE = backstage(PRINCIPAL.workspace_id)
URL = "https://hooks.example.org/x"


class Credentials(BaseModel):
    """What the internal channel's accounts need."""

    url: str
    secrets: list[SecretStr]
    old_until: Any = None


class Telling:
    """The services around webhooks, over the house's store."""

    def __init__(self, house: House) -> None:
        inner = channel(name="inner", label="Inner", is_internal=True, credentials=Credentials)
        opened = channels(channel(), inner)
        self.keeps = KeepWebhooksService(house.store, opened, house.bus, house.clock, house.vault)
        self.log = ReadWebhookLogService(house.store, house.bus, house.clock)
        self.tells = TellWebhooksService(house.store, house.bus, house.clock)
        self.house = house

    async def add(self, *events: str, **fields: Any) -> UUID:
        """Add an endpoint."""
        new = WebhookIn(url=URL, events=list(events or ("*",)), **fields)
        return (await self.keeps.add(PRINCIPAL, new)).id

    async def told(self, id: UUID) -> list[ChannelDelivery]:
        """Give the deliveries to an endpoint, oldest first."""
        async with self.house.store.reading(STAGE) as work:
            found = await work.deliveries.page(DeliveryFilter(account_id=id), limit=500)
        return found[::-1]

    async def events(self, id: UUID) -> list[dict[str, Any]]:
        """Give the bodies that an endpoint is told, in the order of the feed."""
        page = await self.log.log(PRINCIPAL, id, limit=200, cursor=None)
        bodies = [json.loads(item.body) for item in page.items]
        return sorted(bodies, key=lambda body: int(body["data"]["cursor"] or 0))


@pytest.fixture
def telling(house: House) -> Telling:
    """The services."""
    return Telling(house)


def types(bodies: Sequence[dict[str, Any]]) -> list[str]:
    """Name events."""
    return [body["type"] for body in bodies]


async def test_while_nobody_listens_nothing_is_read(telling: Telling) -> None:
    """Without an endpoint there is nothing to tell and no place to keep."""
    await telling.house.schedule()

    assert await telling.tells.tell() is None


async def test_an_endpoint_hears_what_it_asked_for_from_then_on(telling: Telling) -> None:
    """Names and patterns choose; what was before it was added is no news."""
    await telling.house.schedule("Before")
    all_of_it = await telling.add()
    some = await telling.add("delivery.published", "account.*")
    message = await telling.house.schedule("After")
    await telling.house.settle(Published("77", "https://feed.example/77"))

    told = [await telling.tells.tell(), await telling.tells.tell()]

    assert [True, False] == told
    heard = await telling.events(all_of_it)
    of_message = [one for one in heard if one["data"]["message_id"] == str(message.id)]
    assert ["message.created", "delivery.publishing", "delivery.published"] == types(of_message)
    published = (await telling.events(some))[-1]
    assert "delivery.published" == published["type"]
    assert ("77", "published") == (
        published["data"]["delivery"]["external_id"],
        published["data"]["state"],
    )
    assert "Feed" == published["data"]["account"]["name"]


async def test_an_event_says_neither_words_nor_secrets(telling: Telling) -> None:
    """A message's event names it; its text, its people and all credentials stay here."""
    endpoint = await telling.add()
    await telling.house.schedule("A planted text")
    await telling.tells.tell()

    bodies = json.dumps(await telling.events(endpoint))

    assert "message.created" in bodies
    assert [] == leaks(["A planted text", "planted-token-0123456789", "whsec_"], bodies)


async def test_events_are_told_once(telling: Telling, store: Store) -> None:
    """Two who read the same changes leave one delivery each; an older place is not believed."""
    endpoint = await telling.add("message.created")
    await telling.house.schedule()
    another = Telling(telling.house)
    async with store.reading() as work:
        place = await work.webhooks.place()
        changes = await work.changes.after(place or 0, limit=BATCH)
        made = await another.tells._made(work, changes)
    await telling.tells.tell()

    late = await another.tells._kept(made, place or 0, to=changes[-1].seq)

    assert (False, 1) == (late, len(await telling.told(endpoint)))


async def test_a_commit_that_was_undone_tells_nothing(telling: Telling, store: Store) -> None:
    """What did not happen is no event."""
    endpoint = await telling.add()
    async with store.unit_of_work(PRINCIPAL.workspace_id) as work:
        account = await work.accounts.get_by_id(telling.house.feed)
        assert account is not None
        await work.accounts.save(replace(account, name="Undone", version=account.version + 1))

    await telling.tells.tell()

    assert [] == await telling.events(endpoint)


async def test_what_is_told_is_not_told_of(telling: Telling) -> None:
    """Telling, and what becomes of it, adds nothing to the feed."""
    endpoint = await telling.add("message.created")
    await telling.house.schedule()
    await telling.tells.tell()
    await telling.log.test(PRINCIPAL, endpoint)
    await telling.keeps.pause(PRINCIPAL, endpoint, PauseIn())

    assert await telling.tells.tell() is False


async def test_what_was_not_told_stays_however_old(telling: Telling) -> None:
    """The feed is not purged past the outbox; once told, it is."""
    await telling.add()
    await telling.house.schedule()
    purge = PurgeChangesService(telling.house.store, telling.house.clock, kept=-timedelta(days=9999))
    await purge.purge()  # what happened before the endpoint was added

    before = await purge.purge()
    await telling.tells.tell()
    after = await purge.purge()

    assert (0, True) == (before, after > 0)
    assert await purge.purge() == 0


async def test_an_endpoint_is_shown_and_its_secret_only_once(telling: Telling) -> None:
    """The answer to adding has the secret; lists, the endpoint itself and the log of deeds have not."""
    added = await telling.keeps.add(PRINCIPAL, WebhookIn(url=URL, description="Shop"))
    shown = [await telling.keeps.get(PRINCIPAL, added.id), *(await telling.keeps.list(PRINCIPAL)).items]

    assert [URL, URL] == [one.url for one in shown]
    assert added.secret.startswith("whsec_")
    assert [] == leaks([added.secret], *shown, added, await telling.house.deeds(added.id))
    assert ["webhook.added"] == [one.action for one in await telling.house.deeds(added.id)]


async def test_an_endpoint_of_another_workspace_is_not_there(telling: Telling) -> None:
    """Nobody sees, edits or removes what is not theirs."""
    id = await telling.add()

    assert [] == (await telling.keeps.list(STRANGER)).items
    for refused in (telling.keeps.get(STRANGER, id), telling.keeps.remove(STRANGER, id)):
        with pytest.raises(NotFound):
            await refused


async def test_an_edit_changes_what_it_says(telling: Telling) -> None:
    """What is not said stays; an edit of an older version is refused."""
    id = await telling.add("message.*", description="Shop")

    edited = await telling.keeps.edit(PRINCIPAL, id, WebhookEditIn(events=["account.*"]), version=1)
    moved = await telling.keeps.edit(PRINCIPAL, id, WebhookEditIn(url=f"{URL}/2"), version=2)

    assert (["account.*"], "Shop", URL) == (edited.events, edited.description, edited.url)
    assert (["account.*"], f"{URL}/2", 3) == (moved.events, moved.url, moved.version)
    with pytest.raises(StaleVersion):
        await telling.keeps.edit(PRINCIPAL, id, WebhookEditIn(description=None), version=1)


async def test_a_new_secret_is_another(telling: Telling) -> None:
    """Rotating gives a secret that was never shown."""
    added = await telling.keeps.add(PRINCIPAL, WebhookIn(url=URL))

    rotated = await telling.keeps.rotate(PRINCIPAL, added.id, RotateIn())

    assert (added.id, False) == (rotated.id, added.secret == rotated.secret)


@pytest.mark.parametrize("event", ["message.*x", "nothing.*", "delivery.exploded", "test"])
async def test_an_event_that_there_is_not_is_refused(telling: Telling, event: str) -> None:
    """A name that would never be heard is a mistake, and is told."""
    with pytest.raises((InvalidRequest, ValueError)):
        await telling.add(event)


async def test_there_are_not_too_many_endpoints(telling: Telling) -> None:
    """A workspace has 20 at most."""
    for _ in range(MOST):
        await telling.add()

    with pytest.raises(NotAllowedNow, match=r"^Cannot add a webhook: there are 20 already\. Remove one"):
        await telling.add()


async def test_without_a_plugin_for_them_there_are_no_endpoints(house: House) -> None:
    """Who adds one is told what is missing."""
    keeps = KeepWebhooksService(house.store, channels(channel()), house.bus, house.clock, house.vault)

    with pytest.raises(
        NotAllowedNow, match=r"^Cannot do this with webhooks: no plugin here delivers them\. "
    ):
        await keeps.add(PRINCIPAL, WebhookIn(url=URL, events=["*"]))
