"""A house with accounts that can take over from each other."""

from typing import Any
from uuid import UUID

from omnichannel.application.dtos.accounts import AccountIn
from omnichannel.application.dtos.messages import MessageDetailOut, MessageOut
from omnichannel.domain.outcome import Outcome
from omnichannel.domain.receipt import Heard, Receipt, ReceiptKind
from tests.core.application.services.house import TOKEN, House
from tests.core.fakes.examples import PRINCIPAL


class Chains:
    """A `House` with the accounts `chat` and `sms` beside `mail`, and messages to all of them in turn."""

    def __init__(self, house: House, accounts: dict[str, UUID]) -> None:
        self.house, self.accounts = house, accounts

    def target(self, *people: dict[str, Any], minutes: tuple[int | None, ...] = (10, 10)) -> dict[str, Any]:
        """Give a target: by chat, else by SMS, else by mail."""
        others = zip((self.accounts["sms"], self.accounts["mail"]), minutes, strict=False)
        fallbacks = [{"account_id": id, "after_minutes": count} for id, count in others]
        return {
            "account_id": self.accounts["chat"],
            "recipients": [*people] or [ada()],
            "fallbacks": fallbacks,
        }

    async def schedule(self, *people: dict[str, Any], **fields: Any) -> MessageOut:
        """Schedule a message to *people*, or to Ada."""
        return await self.house.schedule(**{"targets": [self.target(*people)], **fields})

    async def settle(self, outcome: Outcome) -> None:
        """Settle whatever is due, once."""
        await self.house.releases.release(100)
        for claim in self.house.taken():
            await self.house.settles.put(self.house.settles.outcome(claim, outcome))

    async def shown(self, message: MessageOut) -> MessageDetailOut:
        """Read the message."""
        return await self.house.gets.get(PRINCIPAL, message.id)

    async def stands(self, message: MessageOut) -> tuple[str, list[str]]:
        """Give the message's status and the states of its deliveries."""
        shown = await self.shown(message)
        return shown.status, [one.state for one in shown.deliveries]

    async def hear(self, message: MessageOut, step: int, kind: ReceiptKind) -> Heard:
        """Hand in a receipt about a step."""
        id = (await self.shown(message)).deliveries[step].id
        receipt = Receipt(kind=kind, at=self.house.clock.now(), delivery_id=id)
        return (await self.house.confirms.confirm([receipt]))[0]


def ada(*otherwise: str | None) -> dict[str, Any]:
    """Give a person who can be reached in three ways, or as *otherwise* says."""
    return {
        "name": "Ada",
        "addresses": ["+491"],
        "otherwise": [*otherwise] or ["+491", "ada@example.org"],
    }


async def with_chains(house: House) -> Chains:
    """Connect the accounts."""
    accounts = {"mail": house.mail}
    for name in ("chat", "sms"):
        new = AccountIn(channel=name, name=name.title(), credentials={"token": TOKEN}, external_id=name)
        accounts[name] = (await house.connects.connect(PRINCIPAL, new)).id
    return Chains(house, accounts)
