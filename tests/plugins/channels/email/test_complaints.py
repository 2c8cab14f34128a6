from typing import Any

import pytest

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.testing.posts import picture
from omnichannel_email.complaints import complaints_about
from omnichannel_email.options import EmailOptions
from omnichannel_email.unsubscribe import Unsubscribe
from tests.plugins.channels.email.examples import good_posts, mail


def found(post: Post[Any]) -> list[tuple[str, str]]:
    return [(complaint.field, complaint.severity) for complaint in complaints_about(post)]


@pytest.mark.parametrize("post", good_posts())
def test_a_good_mail_brings_no_complaint(post: Post[Any]) -> None:
    """Nothing is said about a mail that servers take as it is."""
    assert [] == found(post)


@pytest.mark.parametrize("title", [None, "", "  "])
def test_a_mail_needs_a_subject(title: str | None) -> None:
    """The message's title is the subject."""
    assert [("title", "blocks")] == found(mail(title=title))


def test_the_subject_fits_on_one_line_of_a_mail() -> None:
    """989 characters pass; letters beyond ASCII count as they are encoded."""
    assert [] == found(mail(title="a" * 989))
    assert [("title", "blocks")] == found(mail(title="a" * 990))
    assert [("title", "blocks")] == found(mail(title="ü" * 500))


@pytest.mark.parametrize("bad", ["\r\nBcc: bo@example.org", "\n", "\0", "\x0b", "\x85", "\u2028", "\ud83e"])
def test_nothing_in_a_header_breaks_it(bad: str) -> None:
    """Subject, names, files, descriptions and options refuse line breaks and control characters."""
    text = f"a{bad}b"

    assert [("title", "blocks")] == found(mail(title=text))
    assert [("recipient", "blocks")] == found(mail(recipient_name=text))
    assert [("recipient", "blocks")] == found(mail(address=f"ana{bad}@example.org"))
    assert [("media/0", "blocks")] == found(mail(media=(picture(f"{text}.png"),)))
    assert [("media/0", "blocks")] == found(mail(media=(picture(alt_text=text),)))
    assert ("link", "blocks") in found(mail(link=f"https://example.org/{bad}"))


def test_nothing_in_the_options_breaks_a_header() -> None:
    """What a message asks of mail alone is looked at as closely."""
    assert [("options/preheader", "blocks")] == found(mail(options=EmailOptions(preheader="a\nb")))
    assert [("options/reply_to", "blocks")] == found(mail(options=EmailOptions(reply_to="a@b.org\nBcc: c")))


@pytest.mark.parametrize("address", [None, "ana", "ana@example.org, bo@example.org", "änä@example.org"])
def test_a_mail_has_one_sound_recipient(address: str | None) -> None:
    """A second address in the field, or a local part beyond ASCII, is refused."""
    assert [("recipient", "blocks")] == found(mail(address=address))


def test_an_empty_mail_is_refused() -> None:
    """Something must be in it; HTML alone will do."""
    assert [("text", "blocks")] == found(mail(" "))
    assert [] == found(mail("", options=EmailOptions(html="<p>Hi</p>")))


def test_half_a_character_is_refused() -> None:
    """Half a surrogate pair cannot be encoded, in the text or in HTML."""
    assert [("text", "blocks")] == found(mail("a\ud83e"))
    assert [("options/html", "blocks")] == found(mail(options=EmailOptions(html="\ud83e")))


@pytest.mark.parametrize("name", ["run.exe", "RUN.BAT", "page.hta ", "a.b.js"])
def test_files_that_servers_refuse_are_refused(name: str) -> None:
    """Programs are not sent by mail."""
    assert [("media/0", "blocks")] == found(mail(media=(picture(name),)))


def test_a_mail_has_at_most_40_megabytes_once_encoded() -> None:
    """Base64 adds a third and line breaks: 29 MB of file pass, 30 MB do not."""
    assert [] == found(mail(media=(picture(size_bytes=29_000_000),)))
    assert [("media", "blocks")] == found(mail(media=(picture(size_bytes=15_000_000),) * 2))


def test_a_link_that_own_html_leaves_out_is_told() -> None:
    """With HTML of one's own, the link would stand in the text part only."""
    html = EmailOptions(html="<p>Hi</p>")

    assert [("link", "warns")] == found(mail(link="https://example.org", options=html))


def test_an_address_to_leave_that_names_nobody_is_told() -> None:
    """One click is enough only where the address says who clicks."""
    way = Unsubscribe(url="https://example.org/leave")

    assert [("options/unsubscribe", "warns")] == found(mail(options=EmailOptions(unsubscribe=way)))
