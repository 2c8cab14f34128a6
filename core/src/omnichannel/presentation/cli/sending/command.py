"""`omnichannel send`: publish a message, and see what becomes of it."""

from datetime import timedelta
from uuid import uuid4

from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.options import AsJson, Home, Quiet, TokenFile, Url
from omnichannel.presentation.cli.sending import flags

DEFAULT_TIMEOUT = 300.0


def send(
    text: flags.Text = None,
    text_option: flags.TextOption = None,
    to: flags.To = None,
    channel: flags.Channel = None,
    otherwise: flags.Otherwise = None,
    title: flags.Title = None,
    link: flags.Link = None,
    file: flags.File = None,
    media: flags.Media = None,
    template: flags.Template = None,
    value: flags.Value = None,
    at: flags.AtTime = None,
    zone: flags.Zone = None,
    late: flags.Late = None,
    on_unknown: flags.OnUnknown = None,
    draft: flags.IsDraft = False,
    dry_run: flags.DryRun = False,
    wait: flags.Wait = None,
    timeout: flags.Timeout = DEFAULT_TIMEOUT,
    key: flags.Key = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> int:
    """Publish a message, and see it arrive."""
    from omnichannel.presentation.cli.sending.patience import with_patience
    from omnichannel.presentation.cli.sending.said import Said, text_from, writing_from
    from omnichannel.presentation.cli.sending.templates import with_template
    from omnichannel.presentation.cli.sending.walk import Sending

    words = text_from(text, text_option)
    said = Said(words, title, link, files=file or [], media=media or [], at=at, zone=zone, is_draft=draft)
    said = with_patience(said, late, on_unknown)
    if value and not template:
        raise CommandFailed("--value fills in a template, and there is none", hint="name it: --template NAME")
    waits = (at is None and not draft) if wait is None else wait
    with connected(url, home, token_file) as client:
        written = with_template(client, said, template, value or [])
        writing = writing_from(client, written, to or [], channel or [], otherwise=otherwise or [])
        sending = Sending(client, key=key or str(uuid4()), as_json=as_json, quiet=quiet)
        if dry_run:
            return sending.simulate(written.text, writing)
        accepted = sending.send(written.text, writing)
        if waits and not draft:
            return sending.follow(accepted, timedelta(seconds=timeout))
        return sending.leave(accepted)
