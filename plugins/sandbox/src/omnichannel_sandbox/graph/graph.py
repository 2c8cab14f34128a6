"""One simulated Graph: its posts, photos and budget, and the call that an operation answers."""

from dataclasses import dataclass

from omnichannel_sandbox.accounts import PAGE_BY_ID, Page
from omnichannel_sandbox.fault_board import Troubles
from omnichannel_sandbox.graph.codes import CodeShelf
from omnichannel_sandbox.graph.grants import Grant, TokenShelf, require_scope
from omnichannel_sandbox.graph.photos import Photo, PhotoShelf
from omnichannel_sandbox.graph.posts import PostShelf
from omnichannel_sandbox.graph.problems import unknown_object
from omnichannel_sandbox.graph.requests import GraphRequest
from omnichannel_sandbox.graph.usage import Usage
from omnichannel_sandbox.world import World


class Graph:
    """What the Graph API of one sandbox remembers."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.usage = Usage(world.clock)
        self.tokens = TokenShelf()
        self.codes = CodeShelf(world.clock)
        self.posts = PostShelf()
        self.photos = PhotoShelf(world.clock, dropped=self._release)
        world.also_cleared.append(self.clear)

    def clear(self) -> None:
        """Forget posts, photos, usage, and all that signing in left behind."""
        self.tokens.clear()
        self.codes.clear()
        self.posts.clear()
        self.photos.clear()
        self.usage.clear()

    def _release(self, photo: Photo) -> None:
        self.world.media.release((photo.digest,))


@dataclass(slots=True)
class Call:
    """One request with what its token allows and what it meets; *now* is in Unix seconds."""

    graph: Graph
    request: GraphRequest
    grant: Grant
    troubles: Troubles
    now: float

    @property
    def node(self) -> str:
        """The id, or the name, of the node that is asked; "" when the path names none."""
        return self.request.path[1] if len(self.request.path) > 1 else ""

    @property
    def address(self) -> str:
        """The address of the sandbox."""
        return self.graph.world.http_url

    def page(self, scope: str) -> Page:
        """
        Return the page that is asked, once the token may do *scope* there.

        Raises:
            GraphProblem: 100/33, there is no such page; 200, the token may not.
        """
        page = self.grant.page if self.node == "me" else PAGE_BY_ID.get(self.node)
        if page is None:
            raise unknown_object(self.node, method=self.request.method.lower())
        require_scope(self.grant, page, scope)
        return page
