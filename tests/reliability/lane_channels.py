"""Channels for tests of lanes: Facebooks with rates of their own, which may sign posts with their process."""

import os
from dataclasses import replace
from datetime import timedelta
from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.application.ports.outbound.http import Request, Response
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.lane import Rate
from omnichannel.domain.outcome import Deferred, Outcome
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel_facebook.credentials import FacebookCredentials
from omnichannel_facebook.gateway import FacebookGateway
from omnichannel_facebook.settings import FacebookSettings

STEADY = Rate(4, timedelta(seconds=1), burst=3)
RULES: dict[str, dict[str, Any]] = {"steady": {"rate": STEADY}, "unruly": {}, "serial": {"ordered": True}}
"""What their manifests say, by name."""
OPENS = dict.fromkeys(("steady", "unruly"), "tests.reliability.lane_channels:SigningGateway")
"""Who signs: what is signed cannot be found again by its words."""
CODE = """
from omnichannel.plugins.hookspecs import hookimpl
from tests.reliability.lane_channels import manifest
@hookimpl
def omnichannel_register_channel():
    return manifest("{name}")
"""
"""The module of a plugin that offers one of them."""


def manifest(name: str) -> ChannelManifest:
    """Give the manifest of one of `RULES`."""
    return ChannelManifest(
        name=name,
        label=name.capitalize(),
        opens=OPENS.get(name, "omnichannel_facebook.gateway:FacebookGateway"),
        settings=FacebookSettings,
        credentials=FacebookCredentials,
        abilities=frozenset({"one_request", "reconciles"}),
        settle_delay_setting="settle_seconds",
        base_urls=("graph_url",),
        **RULES[name],
    )


class SigningGateway(FacebookGateway):
    """Says in each post which process sent it, and never how long a platform asks to be left alone."""

    def request(self, post: Post[Any], account: OpenAccount) -> Request | None:
        """Sign the post."""
        return super().request(replace(post, text=f"{post.text} by {os.getpid()}"), account)

    def outcome(self, response: Response) -> Outcome:
        """Leave out the wait, and the budget."""
        outcome = super().outcome(response)
        outcome = replace(outcome, evidence=replace(outcome.evidence, usage=None))
        is_refused = isinstance(outcome, Deferred) and outcome.kind is FailureKind.RATE_LIMITED
        return replace(outcome, wait=None) if is_refused and isinstance(outcome, Deferred) else outcome
