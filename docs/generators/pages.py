"""Which page is made of what."""

import json
from collections.abc import Callable, Iterator, Mapping

from docs.generators.api import api_page
from docs.generators.cli import cli_page
from docs.generators.errors import errors_page
from docs.generators.events import events_page
from docs.generators.metrics import metrics_page
from docs.generators.settings import settings_page
from omnichannel.application.event_texts import EVENTS
from omnichannel.application.metrics import METRICS
from omnichannel.plugins.groups import GROUPS
from omnichannel.plugins.loading import load
from omnichannel.plugins.manifests import Manifest
from omnichannel.presentation.http.about import core_version
from omnichannel.presentation.http.application import RESOURCES
from omnichannel.presentation.http.openapi import document
from omnichannel.presentation.http.problem_kinds import KINDS


def plugins_here() -> Iterator[tuple[str, Manifest]]:
    """Give the manifest of every installed plugin, with its kind."""
    for group in GROUPS:
        for plugin in load(group):
            if plugin.manifest is not None:
                yield group.kind, plugin.manifest


PAGES: Mapping[str, Callable[[], str]] = {
    "api.md": lambda: api_page(json.loads(json.dumps(document(RESOURCES, core_version())))),
    "cli.md": cli_page,
    "errors.md": lambda: errors_page(KINDS.values()),
    "events.md": lambda: events_page(EVENTS),
    "metrics.md": lambda: metrics_page(METRICS),
    "settings.md": lambda: settings_page(plugins_here()),
}
"""By file name, in docs/reference."""
