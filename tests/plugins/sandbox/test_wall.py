"""The wall: what people see, and what they must never run."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import httpx

from omnichannel_sandbox.accounts import Page

EVIL = "<script>alert(1)</script> \"' & https://example.org/?a=1&b=<b> #bread"


async def test_a_post_is_text_and_never_html(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page
) -> None:
    """A post with a script shows it as text, links and hashtags are marked, inline scripts are forbidden."""
    answer = await graph.post(
        f"/{page.id}/feed", json={"message": EVIL, "link": 'https://example.org/"><script>x</script>'}
    )

    wall = await http.get("/")
    alone = await http.get(f"/wall/facebook/{answer.json()['id']}")

    for text in (wall.text, alone.text):
        assert 1 == text.count("<script")
        assert "&lt;script&gt;alert(1)" in text
        assert 'href="https://example.org/?a=1&amp;b="' in text
        assert '<span class="tag">#bread</span>' in text
    assert "script-src 'self'" in wall.headers["content-security-policy"]


async def test_a_mail_is_locked_up(
    deliver: Callable[..., Any], http: httpx.AsyncClient, mail: EmailMessage, first: int
) -> None:
    """A mail's text is escaped; its HTML lies in a sandboxed frame, its pictures come from here."""
    await deliver(mail)

    wall, document = await http.get("/"), await http.get(f"/wall/email/{first}/html")

    assert f'<iframe sandbox src="/wall/email/{first}/html"' in wall.text
    assert "&lt;script&gt;" in wall.text
    assert "menu.pdf" in wall.text
    assert document.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert f'<img src="{http.base_url}/wall/media/' in document.text


async def test_a_file_that_is_no_picture_is_only_downloaded(
    deliver: Callable[..., Any], http: httpx.AsyncClient, first: int
) -> None:
    """An HTML attachment never opens as a page."""
    message = EmailMessage()
    message.set_content("see file")
    message.add_attachment("<script>1</script>", subtype="html", filename="a.html")
    await deliver(message)

    digest = (await http.get(f"/control/arrivals/{first}")).json()["mail"]["attachments"][0]["sha256"]
    media = await http.get(f"/wall/media/{digest}")

    assert "application/octet-stream" == media.headers["content-type"]
    assert media.headers["content-disposition"].startswith("attachment")


async def test_a_post_that_arrived_twice_is_marked(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page
) -> None:
    """Both copies carry the mark, another text does not."""
    for text in ("same", "same", "other"):
        await graph.post(f"/{page.id}/feed", json={"message": text})

    assert 2 == (await http.get("/")).text.count("arrived twice")


async def test_the_wall_follows(
    graph: httpx.AsyncClient, http: httpx.AsyncClient, page: Page, first: int
) -> None:
    """Changes since a revision are the new entries, and older ones that a new one made a duplicate."""
    for text in ("a", "b"):
        await graph.post(f"/{page.id}/feed", json={"message": text})
    before = (await http.get("/wall/changes?since=0")).json()

    await graph.post(f"/{page.id}/feed", json={"message": "a"})
    after = (await http.get(f"/wall/changes?since={before['revision']}")).json()
    quiet = (await http.get(f"/wall/changes?since={after['revision']}")).json()

    assert 2 == len(before["entries"])
    assert [f"n{first}", f"n{first + 2}"] == [
        entry["html"].split('id="')[1].split('"')[0] for entry in after["entries"]
    ]
    assert ([], 3) == (quiet["entries"], quiet["accepted"]["facebook"])


async def test_the_wall_for_programs(
    graph: httpx.AsyncClient,
    http: httpx.AsyncClient,
    page: Page,
    deliver: Callable[..., Any],
    mail: EmailMessage,
) -> None:
    """wall.json lists each arrival with channel, id, text, recipients and pictures."""
    await graph.post(f"/{page.id}/feed", json={"message": "Hello"})
    await deliver(mail)

    post, letter = (await http.get("/wall.json")).json()

    assert {"channel", "external_id", "text", "recipients", "pictures"} == post.keys()
    assert ("facebook", "Hello", []) == (post["channel"], post["text"], post["recipients"])
    assert ("email", ["ana@example.org"], 1) == (
        letter["channel"],
        letter["recipients"],
        len(letter["pictures"]),
    )


async def test_what_the_wall_does_not_have(http: httpx.AsyncClient) -> None:
    """Unknown entries, files and paths upwards are 404."""
    for path in ("/wall/facebook/1", "/wall/email/9999999", "/wall/media/ca.pem", "/wall/media/..%2Fca.pem"):
        assert 404 == (await http.get(path)).status_code


async def test_style_and_script_come_from_here(http: httpx.AsyncClient) -> None:
    """The page needs no other server: every address in it leads here."""
    page = (await http.get("/")).text

    assert 200 == (await http.get("/wall/static/wall.css")).status_code
    assert (
        "text/javascript; charset=utf-8" == (await http.get("/wall/static/wall.js")).headers["content-type"]
    )
    assert "http://" not in page
    assert "https://" not in page
