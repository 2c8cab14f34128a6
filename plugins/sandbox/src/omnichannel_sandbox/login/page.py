"""The pages of the pretend login dialog."""

from collections.abc import Iterable
from html import escape

from omnichannel_sandbox.accounts import META_APP, PAGES, Page
from omnichannel_sandbox.wall.markup import initials
from omnichannel_sandbox.wall.page import HEAD

WORDS = {
    "pages_show_list": "See which pages you look after",
    "pages_read_engagement": "Read the posts of your pages",
    "pages_manage_posts": "Publish and delete posts on your pages",
}

DIALOG = """<body class="single"><header class="top"><div><h1>Sign in</h1>
<p class="meta">A pretend platform. Nobody is asked for a password, and nothing here leaves this computer.</p>
</div></header><main><form class="card" method="post">
<h2>{app} wants to</h2><ul>{scopes}</ul>
<fieldset><legend>On these pages</legend>{pages}</fieldset>
<p><button type="submit" name="answer" value="allow">Allow</button>
<button type="submit" name="answer" value="refuse">Refuse</button></p></form></main></body></html>"""

PROBLEM = """<body class="single"><header class="top"><div><h1>This sign-in cannot go on</h1></div></header>
<main><p>{problem}</p></main></body></html>"""


def dialog_page(scopes: Iterable[str]) -> str:
    """Return the question whether the app may have *scopes*, and on which pages."""
    return HEAD.format(title="Sign in · Sandbox") + DIALOG.format(
        app=escape(META_APP.name),
        scopes="".join(f"<li>{escape(WORDS[scope])} <code>{escape(scope)}</code></li>" for scope in scopes),
        pages="".join(_page(page) for page in PAGES),
    )


def problem_page(problem: str) -> str:
    """Return a page that says why the browser is not sent back."""
    return HEAD.format(title="Sign in · Sandbox") + PROBLEM.format(problem=escape(problem))


def _page(page: Page) -> str:
    return (
        f'<p><label><input type="checkbox" name="page" value="{escape(page.id)}" checked> '
        f'<span class="avatar c{page.colour}" aria-hidden="true">{initials(page.name)}</span> '
        f'{escape(page.name)} <span class="meta">{escape(page.about)}</span></label></p>'
    )
