"""What media promise, whatever the store."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from omnichannel.application.ports.outbound.media_repository import EVERY_ASSET, MediaFilter
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.content import Content, MediaRef, Variant
from omnichannel.domain.delivery_state import FINISHED, DeliveryState
from omnichannel.domain.errors import InvalidRequest, StaleVersion
from omnichannel.domain.focal_point import FocalPoint
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.media import MediaAsset
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.testing.repository_samples import (
    ELSEWHERE,
    HERE,
    NOW,
    SECOND,
    a_delivery,
    a_message,
    an_account,
    keep,
)


def an_asset(**facts: Any) -> MediaAsset:
    """Make an asset; *facts* say what is special about it."""
    usual: dict[str, Any] = {
        "workspace_id": HERE,
        "sha256": "0f" * 32,
        "media_type": "image/png",
        "size_bytes": 6_000_000_000,
        "filename": "Ünder.png",
        "created_at": NOW,
    }
    return MediaAsset(**{"id": new_id(), **usual, **facts})


def showing(asset: MediaAsset, **facts: Any) -> Message:
    """Make a message that refers to *asset*."""
    ref = MediaRef(asset.id, asset.sha256, asset.media_type, asset.size_bytes, asset.filename)
    return a_message(**{"content": Content("See", media=(ref,)), **facts})


class KeepsMedia:
    """`MediaRepository`, and what messages promise about the assets that they refer to."""

    async def test_media_come_back_in_their_workspace_only(self, store: Store) -> None:
        """An asset survives with every field, and shows where it belongs."""
        point = FocalPoint(0.1, 1 / 3)
        asset = an_asset(width=4, height=3, alt_text="ein Fisch", focal_point=point, version=7)

        await self._add(store, asset)
        async with store.unit_of_work(HERE) as uow:
            with pytest.raises(ValueError, match="confined"):
                await uow.media.add(an_asset(workspace_id=ELSEWHERE))

        async with store.reading(HERE) as uow:
            assert {asset.id: asset} == await uow.media.get_many([asset.id, new_id()])
        async with store.reading(ELSEWHERE) as uow:
            assert {} == await uow.media.get_many([asset.id])
            assert await uow.media.hold(asset.id) is None
            assert [] == await uow.media.page(limit=9)

    async def test_an_asset_is_replaced_by_its_next_version(self, store: Store) -> None:
        """The next version takes the place of the stored one; no other does, and in no other workspace."""
        asset = an_asset(alt_text="old")
        edited = replace(asset, alt_text=None, focal_point=FocalPoint(0, 1), filename="b.png", version=2)
        await self._add(store, asset)

        async with store.unit_of_work(HERE) as uow:
            await uow.media.save(edited)
            for version in (1, 2, 4):
                with pytest.raises(StaleVersion, match="media asset"):
                    await uow.media.save(replace(edited, version=version))
            await uow.commit()
        async with store.unit_of_work(ELSEWHERE) as uow:
            with pytest.raises(StaleVersion):
                await uow.media.save(replace(edited, workspace_id=ELSEWHERE, version=3))

        async with store.reading(HERE) as uow:
            assert edited == await uow.media.hold(asset.id)

    async def test_a_page_of_media_is_newest_first(self, store: Store) -> None:
        """Pages follow each other without gap or repetition, whatever is added meanwhile."""
        assets = [an_asset(created_at=NOW + SECOND * (n // 2)) for n in range(5)]
        await self._add(store, *assets)
        wanted = sorted(assets, key=lambda asset: (asset.created_at, asset.id), reverse=True)

        first = await self._page(store, limit=2)
        await self._add(store, an_asset(created_at=NOW + SECOND * 9))
        rest = await self._page(store, limit=9, before=(first[-1].created_at, first[-1].id))

        assert wanted == first + rest

    @pytest.mark.parametrize(
        ("only", "found"),
        [
            (EVERY_ASSET, {"Ünder_100%.png", "under.mp4", "x.pdf"}),
            (MediaFilter(kind="image"), {"Ünder_100%.png"}),
            (MediaFilter(kind="im"), set()),
            (MediaFilter(text="ÜNDER"), {"Ünder_100%.png"}),
            (MediaFilter(text="nder"), {"Ünder_100%.png", "under.mp4"}),
            (MediaFilter(text="_100%"), {"Ünder_100%.png"}),
            (MediaFilter(text="%"), {"Ünder_100%.png"}),
            (MediaFilter(text="FISCH"), {"x.pdf"}),
            (MediaFilter(kind="video", text="fisch"), set()),
        ],
        ids=lambda value: repr(sorted(value)) if isinstance(value, set) else repr(value),
    )
    async def test_media_are_found(self, store: Store, only: MediaFilter, found: set[str]) -> None:
        """Kind and text narrow a page; the case does not matter, and no character is special."""
        await self._add(
            store,
            an_asset(filename="Ünder_100%.png"),
            an_asset(filename="under.mp4", media_type="video/mp4"),
            an_asset(filename="x.pdf", media_type="application/pdf", alt_text="Ein Fisch"),
        )

        assert found == {asset.filename for asset in await self._page(store, limit=9, only=only)}

    async def test_what_is_edited_is_found_by_its_new_words(self, store: Store) -> None:
        """An edit changes what an asset is found by."""
        asset = an_asset(alt_text="old words")
        await self._add(store, asset)
        async with store.unit_of_work(HERE) as uow:
            await uow.media.save(replace(asset, alt_text="new words", version=2))
            await uow.commit()

        found = [await self._page(store, limit=9, only=MediaFilter(text=text)) for text in ("old", "new")]

        assert [0, 1] == [len(page) for page in found]

    async def test_a_removed_asset_is_gone(self, store: Store) -> None:
        """It leaves its workspace's list, and messages keep what they copied; nobody else removes it."""
        asset, other = an_asset(), an_asset()
        message = showing(asset)
        await self._add(store, asset, other)
        await keep(store, message)

        for workspace in (ELSEWHERE, HERE):
            async with store.unit_of_work(workspace) as uow:
                await uow.media.remove(asset.id)
                await uow.commit()
            left = await self._page(store, limit=9)
            assert ([other] if workspace is HERE else 2) == (left if workspace is HERE else len(left))

        async with store.reading(HERE) as uow:
            assert message == await uow.messages.get_by_id(message.id)

    async def test_bytes_are_named_by_any_workspace(self, store: Store) -> None:
        """As long as one asset anywhere has them, bytes are named."""
        ours, theirs = an_asset(), an_asset(workspace_id=ELSEWHERE)
        async with store.unit_of_work() as uow:
            await uow.media.add(ours)
            await uow.media.add(theirs)
            await uow.commit()

        named = []
        for asset in (ours, theirs):
            async with store.unit_of_work(asset.workspace_id) as uow:
                await uow.media.remove(asset.id)
                named.append(await uow.media.names(asset.sha256))
                await uow.commit()

        assert [True, False] == named

    @pytest.mark.parametrize("state", DeliveryState)
    async def test_what_is_not_finished_needs_its_media(self, store: Store, state: DeliveryState) -> None:
        """A message needs its assets until each of its deliveries is finished."""
        asset, account = an_asset(), an_account()
        message = showing(asset)
        done = a_delivery(message, account, state=DeliveryState.PUBLISHED, due_at=None)
        await self._add(store, asset)
        await keep(store, account, message, done, a_delivery(message, account, state=state))

        assert ([] if state in FINISHED else [message.id]) == await self._unfinished(store, asset.id)

    @pytest.mark.parametrize("editorial", Editorial)
    async def test_without_a_delivery_only_the_cancelled_needs_nothing(
        self, store: Store, editorial: Editorial
    ) -> None:
        """A draft needs its assets, and so does a message whose deliveries are to be made yet."""
        asset = an_asset()
        message = showing(asset, editorial=editorial)
        await self._add(store, asset)
        await keep(store, message)

        wanted = [] if editorial is Editorial.CANCELLED else [message.id]
        assert wanted == await self._unfinished(store, asset.id)

    async def test_users_are_told_oldest_first_in_their_workspace(self, store: Store) -> None:
        """Content and variants count, each message once; a few are told, and none to strangers."""
        asset, other = an_asset(), an_asset()
        late = showing(asset, created_at=NOW + SECOND)
        early = showing(other, variants={"letters": Variant(media=(*late.content.media,) * 2)})
        await self._add(store, asset, other)
        await keep(store, late, early, showing(other))

        assert [early.id, late.id] == await self._unfinished(store, asset.id)
        async with store.reading(HERE) as uow:
            assert [early.id] == await uow.messages.unfinished_with(asset.id, limit=1)
        async with store.reading(ELSEWHERE) as uow:
            assert [] == await uow.messages.unfinished_with(asset.id, limit=9)

    async def test_an_edited_message_uses_what_it_says_now(self, store: Store) -> None:
        """Saving a message lets go of assets that it refers to no more."""
        before, after = an_asset(), an_asset()
        message = showing(before)
        await self._add(store, before, after)
        await keep(store, message)

        async with store.unit_of_work(HERE) as uow:
            await uow.messages.save(replace(message, content=showing(after).content, version=2))
            await uow.commit()

        assert [] == await self._unfinished(store, before.id)
        assert [message.id] == await self._unfinished(store, after.id)

    async def test_a_message_cannot_refer_to_what_is_gone(self, store: Store) -> None:
        """Whoever adds or saves a message with an asset that was removed meanwhile is told, in words."""
        asset = an_asset()
        message, plain = showing(asset), a_message()
        await keep(store, plain)

        async with store.unit_of_work(HERE) as uow:
            with pytest.raises(InvalidRequest, match="removed"):
                await uow.messages.add([a_message(), message])
        async with store.unit_of_work(HERE) as uow:
            with pytest.raises(InvalidRequest, match="removed"):
                await uow.messages.save(replace(plain, content=message.content, version=2))

        async with store.reading(HERE) as uow:
            assert [plain.id] == [one.message.id for one in await uow.messages.page(limit=9)]
            assert plain == await uow.messages.get_by_id(plain.id)

    async def test_a_held_asset_is_used_before_or_after_but_not_meanwhile(self, store: Store) -> None:
        """Of removing an asset and adding a message with it, both at once, one sees the other."""
        asset = an_asset()
        message = showing(asset)
        await self._add(store, asset)

        removed, added = await asyncio.gather(self._remove(store, asset), self._try_to_add(store, message))

        assert removed is not added
        async with store.reading(HERE) as uow:
            assert added is (await uow.messages.get_by_id(message.id) is not None)
            assert removed is (await uow.media.hold(asset.id) is None)

    async def _remove(self, store: Store, asset: MediaAsset) -> bool:
        async with store.unit_of_work(HERE) as uow:
            await uow.media.hold(asset.id)
            await asyncio.sleep(0.02)
            if await uow.messages.unfinished_with(asset.id, limit=1):
                return False
            await uow.media.remove(asset.id)
            await uow.commit()
        return True

    async def _try_to_add(self, store: Store, message: Message) -> bool:
        try:
            async with store.unit_of_work(HERE) as uow:
                await uow.messages.add([message])
                await uow.commit()
        except InvalidRequest:
            return False
        return True

    async def _add(self, store: Store, *assets: MediaAsset) -> None:
        async with store.unit_of_work(HERE) as uow:
            for asset in assets:
                await uow.media.add(asset)
            await uow.commit()

    async def _page(
        self,
        store: Store,
        *,
        limit: int,
        before: tuple[datetime, UUID] | None = None,
        only: MediaFilter = EVERY_ASSET,
    ) -> list[MediaAsset]:
        async with store.reading(HERE) as uow:
            return await uow.media.page(limit=limit, before=before, only=only)

    async def _unfinished(self, store: Store, id: UUID) -> list[UUID]:
        async with store.reading(HERE) as uow:
            return await uow.messages.unfinished_with(id, limit=9)
