"""An extension for tests: it looks on at everything, and objects to some posts."""

import time
from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import BaseModel

from omnichannel.application.ports.outbound.observer import PostAhead
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.message import Message
from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import ExtensionManifest

VETO, DAWDLE = "Veto.", "Dawdle."
"""Posts that begin so are objected to; or keep the guard busy for longer than a lease, once."""
LONG_SECONDS = 0.8


@hookimpl
def omnichannel_register_extension() -> ExtensionManifest:
    """Offer it."""
    return ExtensionManifest(name="onlooker", label="Onlooker", opens="tests.reliability.onlooker:Onlooker")


class Onlooker:
    """Fulfils every kind of observer."""

    def __init__(self, _: BaseModel) -> None:
        self._has_dawdled = False

    async def messages_scheduled(self, messages: Sequence[Message]) -> None:
        """Hear of accepted messages."""

    async def before_publish(self, posts: Sequence[PostAhead]) -> Mapping[UUID, str]:
        """Object to some."""
        texts = {ahead.post.delivery_id: ahead.post.text for ahead in posts}
        if not self._has_dawdled and any(text.startswith(DAWDLE) for text in texts.values()):
            self._has_dawdled = True
            time.sleep(LONG_SECONDS)  # noqa: ASYNC251 - it keeps the whole worker busy
        return {id: "The onlooker objects." for id, text in texts.items() if text.startswith(VETO)}

    async def deliveries_settled(self, states: Mapping[UUID, DeliveryState]) -> None:
        """Hear of outcomes."""
