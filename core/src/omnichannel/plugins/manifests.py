"""
Manifests: what a plugin says of itself before anything heavy is imported.

A hook returns one of these. It names the object to open as "module:attribute", which is imported
when it is first needed. Distribution and version are those of the installed package.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from omnichannel.domain.lane import LaneRules, Rate, Surge

if TYPE_CHECKING:  # commands are found in manifests, and `--help` has no time for pydantic
    from pydantic import BaseModel

CORE_API = 1
"""The present core API. It grows by one when a plugin written for the last would break."""

CHANNEL_ABILITIES = frozenset(
    {"one_request", "publishes", "checks", "reconciles", "connects", "probes", "refreshes"}
)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """
    What all kinds of plugins say.

    Attributes:
        name: the entry point's name; also the folder, the import and the settings prefix
            (`OMNICHANNEL_<NAME>_`). Lower case letters, digits, underscores.
        label: as people call it ("Facebook").
        opens: "module:attribute", what is called to open it (see each kind).
        core_api: the lowest and highest core API it works with.
        settings: pydantic model of its settings; every field has a default or is asked for by name. None:
            it has none.
    """

    name: str
    label: str
    opens: str = ""
    core_api: tuple[int, int] = (CORE_API, CORE_API)
    settings: "type[BaseModel] | None" = None

    @property
    def settings_model(self) -> "type[BaseModel]":
        """The model of the settings, also where there are none."""
        from omnichannel.plugins.no_fields import NoSettings

        return self.settings or NoSettings


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One limit of a platform: *value* in *unit*, and the page (or setting) it comes from."""

    name: str
    value: int
    unit: str
    source: str
    confirmed: bool = True


@dataclass(frozen=True, kw_only=True)
class RemoteVersion:
    """The platform API version that is spoken; *ends* is its last day, None where none is announced."""

    name: str
    ends: date | None
    source: str


@dataclass(frozen=True, kw_only=True)
class ChannelManifest(Manifest):
    """
    A channel. `opens` is called with the settings and gives the gateway.

    Attributes:
        options: pydantic model of per-message options; its JSON Schema draws the form. None: there are none.
        credentials: pydantic model of an account's credentials; secrets in it are `SecretStr`.
        abilities: names from `CHANNEL_ABILITIES`; each must be a Protocol the gateway fulfils.
        has_recipients: whether a target names people.
        rate: how fast one account may publish; None is unbounded.
        surge_spacing: the distance between overdue posts of one account, after an outage; 0 is none. None
            takes the runtime's setting for a feed, and none where targets name people: a bulk mail that is
            late has its rate to guard it, and programs are not startled.
        ordered: whether an account's posts begin one after the other, in the order of their times: one
            waits until every earlier one has ended, or asks a person.
        settle_delay: how long a search on the platform may miss a new post.
        settle_delay_setting: a settings field (seconds) that overrides *settle_delay*.
        request_timeout: the longest a visible request may take.
        hosts: the hosts it contacts over HTTP; any other is refused by the core's client.
        base_urls: settings fields that hold base URLs; setting one lists its host too.
        hosts_of_users: whether accounts say where it goes. Then no host is listed, and the core's client goes
            to public addresses over https only, whatever the name of a host leads to.
        trusted_hosts_setting: a settings field with hosts and ports that are trusted though private.
        is_repeatable: whether whoever gets a post twice knows it by its key, so that it may be sent again
            whenever nobody knows whether it arrived.
        is_internal: whether it serves this system itself. Nobody publishes by it, and no list of channels
            or accounts shows it.
        counts_text_in: "characters", "utf16", "bytes", "segments": how the platform counts.
        preview: how a post is drawn (schema "preview-1"); None draws a plain bubble.
        evidence: how it says that a post arrived: "none", by "receipts" that its platform sends, or where
            it is asked, "checks" (the ability of that name). Without any nothing can be waited for.
        remote_version_setting: a settings field that overrides the name of *remote_version*.
    """

    options: "type[BaseModel] | None" = None
    credentials: "type[BaseModel]"
    abilities: frozenset[str]
    has_recipients: bool = False
    rate: Rate | None = None
    surge_spacing: timedelta | None = None
    ordered: bool = False
    settle_delay: timedelta = timedelta(seconds=90)
    settle_delay_setting: str | None = None
    request_timeout: timedelta = timedelta(seconds=30)
    limits: tuple[Limit, ...] = ()
    hosts: tuple[str, ...] = ()
    base_urls: tuple[str, ...] = ()
    hosts_of_users: bool = False
    trusted_hosts_setting: str | None = None
    is_repeatable: bool = False
    is_internal: bool = False
    counts_text_in: str = "characters"
    remote_version: RemoteVersion | None = None
    remote_version_setting: str | None = None
    preview: Mapping[str, Any] | None = None
    evidence: Literal["none", "receipts", "checks"] = "none"

    @property
    def options_model(self) -> "type[BaseModel]":
        """The model of the options, also where there are none."""
        from omnichannel.plugins.no_fields import NoOptions

        return self.options or NoOptions

    def lane_rules(self, surge: Surge | None) -> LaneRules:
        """Give what holds for the lanes of its accounts, where the runtime says *surge*; None: no guard."""
        spacing = self.surge_spacing
        if surge is None or (spacing is None and (self.has_recipients or self.is_internal)):
            surge = None
        elif spacing is not None:
            surge = Surge(spacing, surge.after) if spacing else None
        return LaneRules(self.rate, surge, self.ordered)


@dataclass(frozen=True, kw_only=True)
class RepositoryManifest(Manifest):
    """A storage backend. `opens` is called with the settings and the data folder and gives a `Store`."""


@dataclass(frozen=True, kw_only=True)
class EventPublisherManifest(Manifest):
    """A bus. `opens` is called with the settings and the data folder and gives an `EventPublisher`."""


@dataclass(frozen=True, kw_only=True)
class MediaStoreManifest(Manifest):
    """A media store. `opens` is called with the settings and the data folder and gives a `MediaStore`."""


@dataclass(frozen=True, kw_only=True)
class KeyProviderManifest(Manifest):
    """A key provider. `opens` is called with the settings and the data folder and gives a `KeyProvider`."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """
    A command that a plugin adds to `omnichannel`.

    Attributes:
        opens: "module:function", a function as typer takes it; imported when the command is run.
    """

    name: str
    help: str
    opens: str


@dataclass(frozen=True, kw_only=True)
class ExtensionManifest(Manifest):
    """
    Anything beside the walk. `opens`, where given, is called with the settings and gives an `Observer`.

    Attributes:
        fails_closed: its observer guards publishing, and nothing is published while it cannot be asked: it
            raises, takes too long, or did not open. Otherwise such a guard is taken to have no objection.
    """

    commands: tuple[Command, ...] = ()
    fails_closed: bool = False


@dataclass(frozen=True, kw_only=True)
class RuntimePack:
    """
    Which plugins one way of running uses. ("*",) means: every installed one.
    """

    repository: str
    event_publisher: str
    media_store: str
    key_provider: str
    channels: tuple[str, ...] = ("*",)
    extensions: tuple[str, ...] = ("*",)


@dataclass(frozen=True, kw_only=True)
class RuntimeManifest(Manifest):
    """A way of running: its pack, and the commands that start it."""

    pack: RuntimePack
    commands: tuple[Command, ...] = field(default_factory=tuple)
