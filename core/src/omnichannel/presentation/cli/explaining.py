"""`omnichannel explain`: why is this not published yet, and what comes next?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer
from rich.text import Text

from omnichannel.application.dtos.deliveries import DeliveryOut
from omnichannel.application.dtos.explanations import ExplanationOut
from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.moments import clock, day, in_zone, zone_here
from omnichannel.presentation.cli.options import AsJson, Home, TokenFile, Url
from omnichannel.presentation.cli.printing import line_width, print_hint, print_json, print_lines
from omnichannel.presentation.cli.short_ids import delivery_name, message_and_deliveries, short
from omnichannel.presentation.cli.signs import DELIVERY, sign_of, word
from omnichannel.presentation.cli.telling import many
from omnichannel.presentation.cli.wrapping import wrapped

MOST = 20
DONE = frozenset({"published", "delivered", "read", "cancelled"})
COMMANDS = {
    "retry": "omnichannel retry {delivery}",
    "resolve": "omnichannel resolve {delivery} published|failed|send-again",
    "cancel": "omnichannel messages cancel {message}",
    "connect_account": 'omnichannel accounts reconnect "{channel}:{account}"',
    "resume_account": 'omnichannel accounts resume "{channel}:{account}"',
    "enable_plugin": "omnichannel plugins enable {channel}",
    "repair_plugin": "omnichannel plugins doctor {channel}",
}


def explain(
    which: Annotated[
        str, typer.Argument(metavar="MESSAGE[/dN]", help="A message, or one of its deliveries.")
    ],
    zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="The zone of all times. [this machine's]")
    ] = None,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Say why something is not published yet, what happens next, and what you can do."""
    told_in = zone or zone_here()
    with connected(url, home, token_file) as client:
        message, found = message_and_deliveries(client, which)
        open_ones = found if "/" in which else [one for one in found if one.state not in DONE]
        said = [client.deliveries.explain(one.id, zone=told_in) for one in open_ones[:MOST]]
    if as_json:
        print_json({"items": [one.model_dump(mode="json") for one in said]})
        return
    if not said:
        print_lines([f"Message {short(message.id)}: {_all_done(found)}"])
    for one, delivery in zip(said, open_ones, strict=False):
        names = {"delivery": delivery_name(message, delivery), "message": short(message.id)}
        print_lines(page(one, names, width=line_width()))
    if len(open_ones) > MOST:
        print_hint(f"{len(open_ones) - MOST} more: `omnichannel messages show {short(message.id)}`")


def page(said: ExplanationOut, names: dict[str, str], *, width: int) -> list[Text]:
    """Draw one explanation; *names* holds how the delivery and its message are typed."""
    lines = [
        _heading(said, names["delivery"]),
        *_wrapped(said.headline, width),
        *_wrapped(said.meaning, width),
    ]
    if said.last_attempt is not None and said.last_attempt.reason:
        lines += [Text("What was said last"), *_wrapped(_last(said), width)]
    if said.platform_said:
        lines += [Text("In the platform's own words"), *_wrapped(f"“{said.platform_said}”", width)]
    if said.next_steps:
        lines += [Text("What happens next")]
        lines += [line for step in said.next_steps for line in _step(said, step.what, step.at, width)]
    if said.you_can:
        lines += [Text("You can")]
    for deed in said.you_can:
        lines += _wrapped(deed.what, width)
        command = COMMANDS.get(deed.deed)
        if command is not None:
            typed = command.format(channel=said.channel, account=said.account, **names)
            lines += [Text(f"    `{typed}`", style="cyan")]
    return [*lines, Text("")]


def _heading(said: ExplanationOut, name: str) -> Text:
    to = f" to {said.recipient}" if said.recipient else ""
    sign = sign_of(said.state, DELIVERY)
    head = Text(name, style="cyan").append(f" · {said.channel}{to} · {said.account} · ", style="")
    return head + word(sign)


def _last(said: ExplanationOut) -> str:
    attempt = said.last_attempt
    if attempt is None:
        return ""
    evidence = attempt.evidence
    codes = " ".join(str(one) for one in (evidence.status, evidence.code) if one)
    facts = [attempt.reason or "", f"({codes})" if codes else "", _trace(evidence.trace_id)]
    return " ".join(part for part in facts if part)


def _trace(id: str | None) -> str:
    return f"trace {id}" if id else ""


def _step(said: ExplanationOut, what: str, at: datetime | None, width: int) -> list[Text]:
    if at is None:
        return _wrapped(what, width)
    there = in_zone(at, said.zone)
    return _wrapped(f"{day(there)} {clock(at, said.zone)} {said.zone}: {what}", width)


def _wrapped(text: str, width: int) -> list[Text]:
    return wrapped(text, width=width, lead="  ")


def _all_done(found: Sequence[DeliveryOut]) -> str:
    return f"nothing waits, all of {many(len(found), 'delivery', 'deliveries')} ended."
