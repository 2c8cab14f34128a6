"""What mail would refuse, found before a server is asked. Pure: no I/O, and an answer to any post."""

from collections.abc import Callable, Iterator
from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import Complaint, Post
from omnichannel_email.addresses import AddressRefused, wire_address
from omnichannel_email.bodies import options_of
from omnichannel_email.header_text import is_header_text
from omnichannel_email.limits import BLOCKED_EXTENSIONS, SIZE_LIMIT_BYTES, SUBJECT_LIMIT_CHARACTERS
from omnichannel_email.sizes import encoded_size_bytes, subject_size_characters

Complaints = Iterator[Complaint]


def complaints_about(post: Post[Any]) -> list[Complaint]:
    """Give everything that keeps *post* from being sent, and what a person may want to know."""
    return [complaint for about in _ABOUT for complaint in about(post)]


def _about_subject(post: Post[Any]) -> Complaints:
    title = post.title or ""
    if not title.strip():
        yield Complaint("title", "A mail needs a subject.", "Give the message a title.")
    elif not is_header_text(title):
        yield _control_character("title", "The subject")
    elif (used := subject_size_characters(title)) > SUBJECT_LIMIT_CHARACTERS:
        yield Complaint(
            "title",
            f"The subject has {used} characters as mail writes it.",
            "Shorten it.",
            limit=f"{SUBJECT_LIMIT_CHARACTERS} characters",
        )


def _about_text(post: Post[Any]) -> Complaints:
    if not (post.text.strip() or post.link or post.media or options_of(post).html):
        yield Complaint("text", "The mail is empty.", "Write a text.")
    for field, text in (("text", post.text), ("link", post.link), ("options/html", options_of(post).html)):
        if text and any("\ud800" <= character <= "\udfff" for character in text):
            yield Complaint(field, "It holds half a character.", "Delete the broken character.")


def _about_link(post: Post[Any]) -> Complaints:
    html = options_of(post).html
    if post.link is not None and not is_header_text(post.link):
        yield _control_character("link", "The link")
    elif post.link and html is not None and post.link not in html:
        yield Complaint(
            "link",
            "The HTML does not name the link, so it stands in the text part only.",
            "Put the link into the HTML.",
            severity="warns",
        )


def _about_recipient(post: Post[Any]) -> Complaints:
    yield from _about_address("recipient", post.address or "")
    if post.recipient_name and not is_header_text(post.recipient_name):
        yield _control_character("recipient", "The recipient's name")


def _about_options(post: Post[Any]) -> Complaints:
    options = options_of(post)
    if options.reply_to is not None:
        yield from _about_address("options/reply_to", options.reply_to)
    if options.preheader and not is_header_text(options.preheader):
        yield _control_character("options/preheader", "The preheader")
    if options.unsubscribe and options.unsubscribe.url and not options.unsubscribe.is_personal:
        yield Complaint(
            "options/unsubscribe",
            "The address does not say whom it is about, so one click may not be enough to leave.",
            "Put {delivery} into the address, unless it names the recipient already.",
            severity="warns",
        )


def _about_attachments(post: Post[Any]) -> Complaints:
    for position, media in enumerate(post.media):
        field, extension = f"media/{position}", media.filename.rpartition(".")[2].strip().lower()
        if not is_header_text(media.filename) or not is_header_text(media.alt_text or ""):
            yield _control_character(field, "The name of the file, or its description,")
        elif extension in BLOCKED_EXTENSIONS:
            yield Complaint(
                field,
                f"Mail servers refuse files that end in .{extension}.",
                "Take it away, or link to it.",
            )


def _about_size(post: Post[Any]) -> Complaints:
    used = encoded_size_bytes(post)
    if used > SIZE_LIMIT_BYTES:
        yield Complaint(
            "media" if post.media else "text",
            f"The mail would have {used / 1_000_000:.1f} MB.",
            "Take attachments away, or link to them.",
            limit=f"{SIZE_LIMIT_BYTES // 1_000_000} MB, encoded",
        )


def _about_address(field: str, address: str) -> Complaints:
    try:
        wire_address(address)
    except AddressRefused as refused:
        yield Complaint(field, str(refused), "Write one address, such as ana@example.org.")


def _control_character(field: str, what: str) -> Complaint:
    return Complaint(field, f"{what} has a line break or another control character.", "Write it as one line.")


_ABOUT: tuple[Callable[[Post[Any]], Complaints], ...] = (
    _about_subject,
    _about_text,
    _about_link,
    _about_recipient,
    _about_options,
    _about_attachments,
    _about_size,
)
