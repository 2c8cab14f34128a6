"""What people have prepared before a story begins, and what they do meanwhile."""

import io
from typing import Any
from uuid import UUID

from PIL import Image

from omnichannel.application.dtos.accounts import AccountIn, CredentialsIn, PauseIn
from omnichannel.application.dtos.recipients import StandingsIn
from omnichannel.application.dtos.webhooks import WebhookIn
from omnichannel_sandbox.accounts import MAIL_ACCOUNT, PAGES
from tests.reliability.story import Asking, Facts

MAIL_SECRET = {"username": MAIL_ACCOUNT.user, "password": MAIL_ACCOUNT.password}


def png(shade: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 64), (shade, 0, 0)).save(data, "PNG")
    return data.getvalue()


async def connect(asking: Asking, **account: Any) -> str:
    account_out = await asking.cases.connect_account.connect(asking.principal, AccountIn(**account))
    return str(account_out.id)


async def page(asking: Asking, _: Facts, *, channel: str = "facebook", token: str = "") -> Facts:
    page = PAGES[0]
    credentials = {"access_token": token or page.token}
    id = await connect(asking, channel=channel, name=page.name, external_id=page.id, credentials=credentials)
    return {"account": id}


async def slow_page(asking: Asking, facts: Facts) -> Facts:
    return await page(asking, facts, channel="slowbook")


async def ending_sign_in(asking: Asking, facts: Facts) -> Facts:
    """Each run has a sign-in of its own: `sign_in` brings it."""
    nobody = {"access_token": "nobody", "refresh_token": "nobody"}
    return {"account": await connect(asking, channel="rotabook", name="Bakery", credentials=nobody)}


async def sign_in(asking: Asking, facts: Facts) -> None:
    again = CredentialsIn(credentials={name: facts[name] for name in ("access_token", "refresh_token")})
    await asking.cases.connect_account.reconnect(asking.principal, UUID(facts["account"]), again)


async def page_and_program(asking: Asking, facts: Facts) -> Facts:
    made = await page(asking, facts)
    endpoint = WebhookIn(url=facts["receiver_url"])
    added = await asking.cases.keep_webhooks.add(asking.principal, endpoint)
    heard_after = await asking.cases.follow_changes.last(asking.principal)
    return made | {"endpoint": str(added.id), "secret": added.secret, "heard_after": heard_after}


async def expired_page(asking: Asking, facts: Facts) -> Facts:
    return await page(asking, facts, token=PAGES[0].expired_token)


async def paused_page(asking: Asking, facts: Facts) -> Facts:
    made = await page(asking, facts)
    await asking.cases.pause_account.pause(asking.principal, UUID(made["account"]), PauseIn())
    return made


async def page_and_pictures(asking: Asking, facts: Facts) -> Facts:
    upload = asking.cases.upload_media.upload
    pictures = [await upload(asking.principal, data, filename="a.png") for data in (png(1), png(2))]
    made = await page(asking, facts)
    return made | {f"picture-{number}": str(one.id) for number, one in enumerate(pictures)}


def smtp(facts: Facts, **secret: str) -> dict[str, Any]:
    return {
        "carrier": "smtp",
        "host": "127.0.0.1",
        "port": int(facts["smtp_port"]),
        "security": "starttls",
        "sender_address": MAIL_ACCOUNT.sender,
        "sender_name": "Harbour Bakery",
        **secret,
    }


async def mailbox_without_password(asking: Asking, facts: Facts) -> Facts:
    id = await connect(asking, channel="email", name="News", credentials=smtp(facts))
    return {"account": id, "smtp_port": facts["smtp_port"]}


async def mailbox(asking: Asking, facts: Facts) -> Facts:
    credentials = smtp(facts, **MAIL_SECRET)
    made = {"account": await connect(asking, channel="email", name="News", credentials=credentials)}
    picture = await asking.cases.upload_media.upload(asking.principal, png(3), filename="a.png")
    people = b"name,address\nAda,ada@guests.example\nBo,bo@guests.example\nCy,cy@guests.example\n"
    upload = asking.cases.keep_recipient_lists.upload
    a_list = await upload(asking.principal, people, name="Guests")
    consent = {"given_at": "2026-01-01T00:00:00Z", "source": "a form", "evidence": "the form"}
    records = [
        {"channel": "email", "address": "dee@guests.example", "consent": consent},
        {"channel": "email", "address": "cy@guests.example", "opted_out": {"source": "a link"}},
    ]
    keep = asking.cases.keep_recipients.keep
    await keep(asking.principal, StandingsIn.model_validate({"recipients": records}))
    return made | {"picture": str(picture.id), "list": str(a_list.id)}


async def two_mailboxes(asking: Asking, facts: Facts) -> Facts:
    credentials = smtp(facts, **MAIL_SECRET)
    names = {"account": "slowmail", "other": "email"}
    return {
        key: await connect(asking, channel=name, name=name, credentials=credentials)
        for key, name in names.items()
    }
