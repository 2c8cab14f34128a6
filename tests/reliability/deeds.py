"""What people do with what was accepted, by the API; and what platforms tell of it later."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from omnichannel.domain.receipt import Heard, Receipt, ReceiptKind
from omnichannel_sandbox.accounts import PAGES
from tests.reliability.homes import MAIL_SECRET, smtp
from tests.reliability.person import Deed, Person


async def cancel(person: Person) -> None:
    """Call the message off."""
    await _of_message(person, "cancel", "POST", ":cancel")


async def edit(person: Person) -> None:
    """Replace its words, and leave its time."""
    message = await person.message()
    assert message.schedule is not None
    at = {"when": "at", "local": message.schedule.local.isoformat(), "zone": message.schedule.zone}
    targets = [{"account_id": person.facts["account"]}]
    body = {"content": {"text": f"Other words {person.tag}"}, "targets": targets, "publish": at}
    await _of_message(person, "edit", "PUT", "", body)


async def publish_now(person: Person) -> None:
    """Have it published before its time."""
    await _of_message(person, "publish", "POST", ":reschedule", {"publish": {"when": "now"}})


async def _of_message(person: Person, name: str, method: str, action: str, body: Any = None) -> None:
    message = await person.message()
    version = {"If-Match": f'"v{message.version}"'}
    await person.do(Deed(name, method, f"/v1/messages/{message.id}{action}", body, version))


async def retry(person: Person) -> None:
    """Have it sent after all, where it came too late."""
    delivery = await person.until("missed", "published")
    if delivery.state == "missed":
        await person.do(Deed("retry", "POST", f"/v1/deliveries/{delivery.id}:retry"))


async def answer(person: Person, id: UUID, outcome: str) -> None:
    """Say what became of a delivery that asks."""
    name = person.another(f"answer {id}")
    await person.do(Deed(name, "POST", f"/v1/deliveries/{id}:resolve", {"outcome": outcome}))


async def pause(person: Person) -> None:
    """Stop the account, and ask for it a second time, as who does not trust the first answer."""
    deed = Deed("pause", "POST", f"{_account(person)}:pause", {})
    await person.do(deed)
    await person.ask(deed)


async def resume(person: Person) -> None:
    """Let the account go on."""
    await person.do(Deed(person.another("resume"), "POST", f"{_account(person)}:resume"))


async def remove(person: Person) -> None:
    """Disconnect the account."""
    await person.do(Deed("remove", "DELETE", _account(person)))


async def reconnect(person: Person) -> None:
    """Bring a token that is good."""
    await _reconnect(person, {"access_token": PAGES[0].token})


async def sign_in_again(person: Person) -> None:
    """Bring the pair of tokens that the platform gives to who signs in anew."""
    pair = {name: person.facts[f"{name}_again"] for name in ("access_token", "refresh_token")}
    await _reconnect(person, pair)


async def tell_password(person: Person) -> None:
    """Bring name and password."""
    await _reconnect(person, smtp(person.facts, **MAIL_SECRET))


async def _reconnect(person: Person, credentials: dict[str, Any]) -> None:
    path, body = f"{_account(person)}/credentials", {"credentials": credentials}
    await person.do(Deed(person.another("reconnect"), "PUT", path, body))


def _account(person: Person) -> str:
    return f"/v1/accounts/{person.facts['account']}"


async def tell_delivered(person: Person) -> None:
    """The platform tells that the post arrived, by its own id."""
    delivery = await person.until("published", "delivered", "read")
    name = {"account_id": UUID(person.facts["account"]), "external_id": delivery.external_id}
    await _told(person, Receipt(kind=ReceiptKind.DELIVERED, at=datetime.now(UTC), **name))


async def tell_read(person: Person) -> None:
    """The platform tells that the post was read, by our id."""
    delivery = await person.until("delivered", "read")
    await _told(person, Receipt(kind=ReceiptKind.READ, at=datetime.now(UTC), delivery_id=delivery.id))


async def _told(person: Person, receipt: Receipt) -> None:
    """A platform tells it twice, and in the next life once more, where it got no answer."""
    (first,) = await person.walk.confirm.confirm([receipt])
    (second,) = await person.walk.confirm.confirm([receipt])
    assert {first, second} <= {Heard.CHANGED, Heard.KNOWN}, (first, second)
    assert second is Heard.KNOWN, second
