"""`omnichannel webhooks add`, `rotate`, `pause`, `resume` and `remove`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.options import AsJson, Home, Quiet, TokenFile, Url, Yes
from omnichannel.presentation.cli.printing import print_hint, print_json, print_note, print_signed, print_text
from omnichannel.presentation.cli.short_ids import short
from omnichannel.presentation.cli.signs import ACCOUNT, sign_of
from omnichannel.presentation.cli.webhooks.finding import Endpoint, webhook_found

if TYPE_CHECKING:
    from omnichannel.application.dtos.webhooks import WebhookOut


def add(
    address: Annotated[str, typer.Argument(metavar="URL", help="A public https address.")],
    event: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help='Such as "delivery.failed"; else all of them.')
    ] = None,
    description: Annotated[str | None, typer.Option(metavar="TEXT", help="What it is for.")] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Tell a program what happens from now on. Its secret is printed once; with --quiet nothing else is."""
    with connected(url, home, token_file) as client:
        added = client.webhooks.create(address, events=event or ["*"], description=description)
    if as_json:
        print_json(added)
    elif quiet:
        print(added.secret)
    else:
        print_text(f"{short(added.id)} is told {', '.join(added.events)}", lead="✓ ")
        print_text(added.secret, lead="  secret  ")
        print_hint(
            f"keep the secret, it is not shown again; then `omnichannel webhooks test {short(added.id)}`"
        )


def rotate(
    webhook: Endpoint,
    keep_old_hours: Annotated[
        int, typer.Option(min=0, max=168, metavar="N", help="How long the old secret goes on signing.")
    ] = 24,
    quiet: Quiet = False,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Give an endpoint a new secret, printed once. The old one signs beside it for a while."""
    with connected(url, home, token_file) as client:
        found = webhook_found(client, webhook)
        rotated = client.webhooks.rotate_secret(found.id, keep_old_hours=keep_old_hours)
    if as_json:
        print_json(rotated)
    elif quiet:
        print(rotated.secret)
    else:
        print_text(rotated.secret, lead="✓ secret  ")


def pause(
    webhook: Endpoint,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; everybody sees it.")] = None,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Let the events of an endpoint wait."""
    with connected(url, home, token_file) as client:
        now = client.webhooks.pause(webhook_found(client, webhook).id, reason=reason)
    _print(now, as_json=as_json)


def resume(
    webhook: Endpoint,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Let a paused endpoint go on, with what waited."""
    with connected(url, home, token_file) as client:
        now = client.webhooks.resume(webhook_found(client, webhook).id)
    _print(now, as_json=as_json)


def remove(
    webhook: Endpoint,
    yes: Yes = False,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Tell a program nothing more. What waits for it is called off."""
    with connected(url, home, token_file) as client:
        found = webhook_found(client, webhook)
        _demand_yes(found, yes=yes)
        client.webhooks.delete(found.id)
    if as_json:
        print_json({"id": str(found.id)})
    else:
        print_note(f"{short(found.id)} is removed")


def _demand_yes(found: WebhookOut, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise CommandFailed(f"{short(found.id)} is not removed without a yes", hint="add `--yes`")
    typer.confirm(f"Remove {found.url or short(found.id)}?", abort=True, err=True)


def _print(now: WebhookOut, *, as_json: bool) -> None:
    if as_json:
        print_json(now)
        return
    sign = sign_of(now.state, ACCOUNT)
    print_signed(sign, f"{short(now.id)}  {sign.word}")
