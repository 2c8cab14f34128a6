"""How much a store holds, and in which scripts; whatever the store."""

import re
from dataclasses import replace
from typing import Any

import pytest

from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.content import Content, Variant
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Evidence, Published, Refused
from omnichannel.testing.repository_samples import (
    HERE,
    LEASE,
    NOW,
    a_delivery,
    a_message,
    an_account,
    claim,
    ids_of,
    keep,
    keep_post,
    keep_posts,
    read_one,
    settled,
    write,
)

MOST_DELIVERIES = 1_000
LONGEST_TEXT = 100_000
"""In characters; each of them takes up to four bytes."""

TEXTS = {
    "nul": "before\0after\0",
    "controls": "\x01\x02\x1b[0m\r\n\t\x7f\x85",
    "astral": "🫠👩\u200d👧𝔘𐍈\U0010ffff",
    "right-to-left": "\u05e9\u05dc\u05d5\u05dd \u202eabc\u202c \u0645\u0631\u062d\u0628\u0627",
    "combining": "e\u0301 é ﬁ \ufeff\u2028\u2029\ufffe",
    "quotes": "'; DROP TABLE messages; -- \\ \\u0000 \\x00 %s {} $1 ?",
    "64-KiB": "ü🐟" * (64 * 1024 // 6 + 1),
}
SAID = {**TEXTS, "halves": "half \ud83e and \udcff\ud83e \\ud83e"}
"""Platforms may answer with halves of characters."""


def legible(text: str) -> str:
    """Put U+FFFD in place of what is no text: NUL, and halves of characters."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)


class HoldsMuch:
    """Texts of any script and length, and as many rows as the core ever asks for."""

    @pytest.mark.parametrize("script", TEXTS)
    async def test_what_people_write_comes_back_to_the_letter(self, store: Store, script: str) -> None:
        """Messages, recipients and accounts keep every character, in every field that people fill."""
        text = TEXTS[script]
        account = an_account(name=text, handle=text)
        variants = {"letters": Variant(text, text, text)}
        options = {"letters": {text: [text, {text: text}]}}
        message = a_message(account, content=Content(text, text), variants=variants, options=options)
        post = a_delivery(message, account, address=text, recipient_name=text)

        await keep(store, account, message, post)

        async with store.reading(HERE) as uow:
            assert message == await uow.messages.get_by_id(message.id)
            assert account == await uow.accounts.get_by_id(account.id)
        assert post == await read_one(store, post)

    @pytest.mark.parametrize("script", SAID)
    async def test_what_platforms_say_comes_back(self, store: Store, script: str) -> None:
        """Reasons, evidence and names of posts are not cut; U+FFFD may stand for what is no text."""
        text = SAID[script]
        post = await keep_post(store)
        (won,) = await claim(store)
        refused = Refused(FailureKind.DUPLICATE, text, text, Evidence(400, text, text, text))

        async with store.unit_of_work() as uow:
            step: dict[str, Any] = {"fence": 1, "name": "a", "result": text, "lease_until": NOW + LEASE}
            assert await uow.deliveries.record_step(post.id, **step)
            await uow.commit()
        await write(store, settled(won, refused))
        failed = await read_one(store, post)
        await write(store, settled(won, Published(text, text)))
        published = await read_one(store, post)

        assert [legible(text)] * 3 == _legible(failed.reason, failed.fix, failed.steps["a"])
        assert [legible(text)] * 2 == _legible(published.external_id, published.url)
        async with store.reading(HERE) as uow:
            (tried,) = await uow.deliveries.attempts_of([post.id])
            owners = await uow.deliveries.owners(post.account_id, [text])
        seen = tried.evidence
        assert [legible(text)] * 4 == _legible(tried.reason, seen.code, seen.message, seen.trace_id)
        assert [post.id] == list(owners.values())

    @pytest.mark.parametrize("script", SAID)
    async def test_why_an_account_is_paused_comes_back(self, store: Store, script: str) -> None:
        """What a platform says of a whole account is not cut, and the account can be read."""
        text, account = SAID[script], an_account()
        await keep_posts(store, 1, account)
        (won,) = await claim(store)

        await write(store, settled(won, Refused(FailureKind.AUTH_EXPIRED, text, text)))

        async with store.reading(HERE) as uow:
            paused = await uow.accounts.get_by_id(account.id)
        assert paused is not None
        assert [legible(f"{text} {text}")] == _legible(paused.pause_reason)

    async def test_the_largest_content_comes_back(self, store: Store) -> None:
        """The longest text, for all and once more for one channel, survives an edit and is claimed whole."""
        account = an_account()
        longest = Content("🫠" * LONGEST_TEXT, "t" * 998, "https://example.com/" + "l" * 2_000)
        variant = Variant("🐟" * LONGEST_TEXT)
        message = a_message(account, content=longest, variants={"letters": variant})
        await keep(store, account, message, a_delivery(message, account))
        edited = replace(message, content=replace(longest, text="🥐" * LONGEST_TEXT), version=2)

        async with store.unit_of_work(HERE) as uow:
            stored = await uow.messages.get_by_id(message.id)
            await uow.messages.save(edited)
            await uow.commit()
        (won,) = await claim(store)

        assert (message, edited) == (stored, won.message)

    async def test_a_message_has_a_thousand_deliveries(self, store: Store) -> None:
        """They are stored, claimed, settled and counted, all at once."""
        posts = await keep_posts(store, MOST_DELIVERIES, an_account())

        won = await claim(store, limit=MOST_DELIVERIES)
        changed = await write(store, *(settled(each, Published(str(each.delivery.id))) for each in won))

        assert {post.id for post in posts} == ids_of(won) == changed
        async with store.reading(HERE) as uow:
            summary = await uow.messages.get_summary(posts[0].message_id)
            stored = await uow.deliveries.of_messages([posts[0].message_id])
            tried = await uow.deliveries.attempts_of(changed)
        assert summary is not None
        assert {S.PUBLISHED: MOST_DELIVERIES} == dict(summary.counts)
        assert [str(post.id) for post in posts] == [each.external_id for each in stored]
        assert MOST_DELIVERIES == len(tried)

    @pytest.mark.parametrize("limit", [1, 7, 100])
    async def test_pages_of_deliveries_give_each_row_once(self, store: Store, limit: int) -> None:
        """Read page by page while others come and are published, each row comes once and in order."""
        account = an_account()
        posts = await keep_posts(store, 50, account)
        newest = [post.id for post in reversed(posts)]

        found: list[Any] = []
        while page := await _page(store, limit, found[-1] if found else None):
            found += page
            won = await claim(store, limit=1)
            await write(store, *(settled(each, Published(str(each.delivery.id))) for each in won))
            if len(found) <= 2 * limit:
                await keep_post(store, account)

        assert newest == [id for id in found if id in set(newest)]
        assert len(set(found)) == len(found)

    async def test_messages_of_one_moment_are_listed_once_each(self, store: Store) -> None:
        """Where many were made at the same time, the id decides, and no page loses or repeats one."""
        messages = [a_message() for _ in range(23)]
        await keep(store, *messages)

        found: list[Any] = []
        last = None
        while True:
            async with store.reading(HERE) as uow:
                page = await uow.messages.page(limit=5, before=last)
            if not page:
                break
            found += [each.message.id for each in page]
            last = (page[-1].message.created_at, page[-1].message.id)

        assert sorted((each.id for each in messages), reverse=True) == found


def _legible(*texts: str | None) -> list[str | None]:
    return [None if text is None else legible(text) for text in texts]


async def _page(store: Store, limit: int, before: Any) -> list[Any]:
    async with store.reading(HERE) as uow:
        page = await uow.deliveries.page(DeliveryFilter(), limit=limit, before=before)
    return [post.id for post in page]
