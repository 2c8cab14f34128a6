import pytest

from omnichannel_email.bodies import html_from_post, html_from_text, text_from_post
from omnichannel_email.options import EmailOptions
from tests.plugins.channels.email.examples import mail


@pytest.mark.parametrize(
    ("text", "link", "expected"),
    [
        ("a\r\nb\rc", None, "a\nb\nc"),
        ("a", "https://x.org", "a\nhttps://x.org"),
        ("a\n", "https://x.org", "a\nhttps://x.org"),
        ("", "https://x.org", "https://x.org"),
        ("see https://x.org !", "https://x.org", "see https://x.org !"),
    ],
)
def test_the_text_ends_in_the_link(text: str, link: str | None, expected: str) -> None:
    """Line breaks become those of mail, and the link is the last line unless the text names it."""
    assert expected == text_from_post(mail(text, link=link))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
        ("<b>&'\"", "<p>&lt;b&gt;&amp;&#x27;&quot;</p>"),
        (
            "see https://x.org/a?b=1&c.",
            '<p>see <a href="https://x.org/a?b=1&amp;c">https://x.org/a?b=1&amp;c</a>.</p>',
        ),
        ('"https://x.org"', '<p>&quot;<a href="https://x.org">https://x.org</a>&quot;</p>'),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
    ],
)
def test_html_is_made_from_the_text(text: str, expected: str) -> None:
    """Everything is escaped, blocks become paragraphs, and web addresses anchors."""
    assert expected == html_from_text(text)


def test_the_preheader_stands_first_and_unseen() -> None:
    """Mail programs show the first words beside the subject."""
    options = EmailOptions(html='<html><BODY class="x"><p>Hi</p></body></html>', preheader="Soon & fresh")

    html = html_from_post(mail(options=options))

    assert html.startswith('<html><BODY class="x"><div style="display:none')
    assert "Soon &amp; fresh</div><p>Hi</p>" in html


def test_own_html_is_sent_as_it_is() -> None:
    """Without a preheader nothing is added to the sender's HTML."""
    assert "<p>{} %s</p>" == html_from_post(mail(options=EmailOptions(html="<p>{} %s</p>")))
