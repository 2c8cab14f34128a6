"""Offers the bus inside one process to Omnichannel."""

from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import EventPublisherManifest
from omnichannel_inprocess.settings import InProcessSettings


@hookimpl
def omnichannel_register_event_publisher() -> EventPublisherManifest:
    """Offer a bus that lives in one process."""
    return EventPublisherManifest(
        name="inprocess",
        label="Inside one process",
        opens="omnichannel_inprocess.event_publisher:open_event_publisher",
        settings=InProcessSettings,
    )
