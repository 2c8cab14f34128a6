import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from omnichannel.domain.errors import ChannelDisabled
from omnichannel.domain.lane import LaneRules, Rate
from omnichannel.plugins.channel_table import ChannelTable
from omnichannel.plugins.errors import ChannelUnavailable, WrongSetting
from omnichannel.plugins.groups import CHANNELS
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.plugins.opening import hosts_of, reach_of
from omnichannel.plugins.reach import Reach
from omnichannel.plugins.states import Plugin, PluginState
from omnichannel.testing.http import RecordedHttp, json_response
from tests.core.fakes.fake_gateways import OneRequestGateway

GATEWAYS = "tests.core.fakes.fake_gateways"


class TinySettings(BaseModel):
    """Settings that change what the manifest says."""

    url: str = "https://mirror.example:8443/v1"
    settle_seconds: float = 3.5


def manifest(name: str = "tiny", **fields: Any) -> ChannelManifest:
    given = {
        "opens": f"{GATEWAYS}:OneRequestGateway",
        "credentials": BaseModel,
        "abilities": frozenset({"one_request"}),
        "settings": TinySettings,
        "hosts": ("api.example",),
    }
    return ChannelManifest(name=name, **{"label": name.title(), **given, **fields})


def plugin(
    made: ChannelManifest, state: PluginState = PluginState.ACTIVE, reason: str | None = None
) -> Plugin:
    active = made if state is PluginState.ACTIVE else None
    return Plugin(CHANNELS, made.name, f"omnichannel-{made.name}", "1.0", state, active, reason)


class Rig:
    """A table over plugins; keeps which clients were made."""

    def __init__(self, *plugins: Plugin) -> None:
        self.clients: list[tuple[str, Reach]] = []
        self.table = ChannelTable(plugins, client_for=self._client, settings_of=lambda made: TinySettings())

    def _client(self, name: str, reach: Reach) -> RecordedHttp:
        self.clients.append((name, reach))
        return RecordedHttp(lambda _: json_response({}))


def opened(**fields: Any) -> Any:
    """Open a channel whose gateway takes settings and ignores them."""
    return Rig(plugin(manifest(opens=f"{__name__}:gateway", **fields))).table.open("tiny")


def gateway(settings: BaseModel) -> OneRequestGateway:
    """Give a gateway."""
    return OneRequestGateway()


def raising(settings: BaseModel) -> OneRequestGateway:
    """Raise what a test wants raised."""
    TRIES.append("tried")
    raise RAISED[-1]


TRIES: list[str] = []
RAISED: list[BaseException] = []


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """This very module can be named by a manifest."""
    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])
    TRIES.clear()


def test_a_gateway_is_imported_when_it_is_first_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting with many channels costs nothing for those that nobody uses."""
    (tmp_path / "lazy_gateway.py").write_text(
        f"from {GATEWAYS} import OneRequestGateway\n"
        "def open_gateway(settings):\n    return OneRequestGateway()\n",
        "utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    table = Rig(plugin(manifest(opens="lazy_gateway:open_gateway"))).table
    table.names()
    before = "lazy_gateway" in sys.modules

    table.open("tiny")

    assert (False, True) == (before, "lazy_gateway" in sys.modules)
    monkeypatch.delitem(sys.modules, "lazy_gateway")


def test_a_gateway_is_opened_once() -> None:
    """A delivery pays a look into a dictionary."""
    rig = Rig(plugin(manifest(opens=f"{__name__}:gateway")))

    assert rig.table.open("tiny") is rig.table.open("tiny")
    assert 1 == len(rig.clients)


def test_only_active_channels_are_in_the_table() -> None:
    """Names and the rules of lanes are those of active channels, known without opening one."""
    rate = Rate(1, timedelta(seconds=1))
    table = Rig(
        plugin(manifest("zebra")),
        plugin(manifest("apple", rate=rate)),
        plugin(manifest("off"), PluginState.DISABLED),
    ).table

    assert ("apple", "zebra") == table.names()
    assert {"apple": LaneRules(rate), "zebra": LaneRules()} == table.lane_rules()


def test_a_channel_has_what_its_manifest_says() -> None:
    """Services see the manifest's facts."""
    made = opened(
        has_recipients=True, request_timeout=timedelta(seconds=9), settle_delay=timedelta(seconds=8)
    )

    assert ("tiny", "Tiny", True, timedelta(seconds=9), timedelta(seconds=8), frozenset({"one_request"})) == (
        made.name,
        made.label,
        made.has_recipients,
        made.request_timeout,
        made.settle_delay,
        made.abilities,
    )


def test_a_setting_may_set_the_settle_delay() -> None:
    """A simulated platform shows posts sooner than the real one."""
    assert timedelta(seconds=3.5) == opened(settle_delay_setting="settle_seconds").settle_delay


def test_addresses_that_users_give_are_guarded() -> None:
    """A channel whose accounts say where it goes gets the guarded client, with what its setting trusts."""

    class Trusting(TinySettings):
        trusted: tuple[str, ...] = ("127.0.0.1:9000",)

    made = manifest(opens=f"{__name__}:gateway", hosts_of_users=True, trusted_hosts_setting="trusted")

    assert Reach(of_users=True, trusted=frozenset({"127.0.0.1:9000"})) == reach_of(made, Trusting())


def test_the_internal_channel_is_found_while_it_is_active() -> None:
    """Whoever tells programs what happened learns the channel's name from its manifest."""
    rig = Rig(plugin(manifest()), plugin(manifest("inner", is_internal=True)))
    before = rig.table.internal()
    rig.table.disable("inner", "By Anna.")

    assert ("inner", None) == (before, rig.table.internal())


def test_hosts_are_those_of_the_manifest_and_of_base_urls() -> None:
    """Setting a base URL lists its host."""
    rig = Rig(plugin(manifest(opens=f"{__name__}:gateway", base_urls=("url",))))

    rig.table.open("tiny")

    assert [("tiny", Reach(frozenset({"api.example", "mirror.example"})))] == rig.clients
    assert frozenset({"api.example"}) == hosts_of(manifest(), TinySettings())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"opens": "no_such_module:Gateway"}, "ModuleNotFoundError: No module named 'no_such_module'"),
        ({"opens": f"{GATEWAYS}:NoSuchGateway"}, f"ImportError: {GATEWAYS} has no 'NoSuchGateway'"),
        ({"opens": ""}, "ValueError: Empty module name"),
        ({"abilities": frozenset({"checks"})}, "the manifest says 'checks', but the gateway is no Checks"),
        ({"base_urls": ("no_such_setting",)}, "AttributeError"),
        ({"settle_delay_setting": "url"}, "ValueError: could not convert string to float"),
    ],
)
def test_a_gateway_that_does_not_open_is_told(fields: dict[str, Any], reason: str) -> None:
    """Whatever keeps a gateway from opening, the channel is unavailable, with the reason."""
    with pytest.raises(ChannelUnavailable) as raised:
        Rig(plugin(manifest(**{"opens": f"{__name__}:gateway", **fields}))).table.open("tiny")

    assert reason in str(raised.value)


@pytest.mark.parametrize("error", [SystemExit(3), AssertionError("x"), GeneratorExit()])
def test_nothing_that_a_gateway_raises_ends_the_program(error: BaseException) -> None:
    """Even a plugin that asks the process to exit only makes its own channel unavailable."""
    RAISED.append(error)

    with pytest.raises(ChannelUnavailable, match=type(error).__name__):
        Rig(plugin(manifest(opens=f"{__name__}:raising"))).table.open("tiny")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), asyncio.CancelledError()])
def test_who_stops_the_program_is_obeyed(error: BaseException) -> None:
    """Ctrl-C and a cancelled task are no fault of a plugin's."""
    RAISED.append(error)
    table = Rig(plugin(manifest(opens=f"{__name__}:raising"))).table

    with pytest.raises(type(error)):
        table.open("tiny")

    assert ("tiny",) == table.names()


def test_a_gateway_that_did_not_open_is_not_tried_again() -> None:
    """However many deliveries wait, the plugin is asked once, and each hears the same reason."""
    RAISED.append(ValueError("no key"))
    table = Rig(plugin(manifest(opens=f"{__name__}:raising")), plugin(manifest("apple"))).table
    told = []

    for _ in range(3):
        with pytest.raises(ChannelUnavailable) as raised:
            table.open("tiny")
        told.append(str(raised.value))

    assert (1, {"The channel 'tiny' is not available: ValueError: no key"}) == (len(TRIES), set(told))
    assert ("apple",) == table.names()


def test_a_gateway_that_did_not_open_makes_its_plugin_broken() -> None:
    """The plugin tells the reason and where it broke; the others stay as they were."""
    RAISED.append(ValueError("no key"))
    table = Rig(plugin(manifest("apple")), plugin(manifest(opens=f"{__name__}:raising"))).table
    with pytest.raises(ChannelUnavailable):
        table.open("tiny")

    apple, tiny = table.plugins()

    assert (PluginState.ACTIVE, PluginState.BROKEN) == (apple.state, tiny.state)
    assert "ValueError: no key" == tiny.reason
    assert "in raising" in (tiny.traceback or "")


def test_a_gateway_must_be_able_to_publish() -> None:
    """An object that neither makes a request nor publishes is no gateway."""
    with pytest.raises(ChannelUnavailable, match="the gateway must have complaints and render"):
        Rig(plugin(manifest(opens="builtins:str", abilities=frozenset()))).table.open("tiny")


@pytest.mark.parametrize(
    ("plugins", "reason"),
    [
        ([], "it is not installed. Usually: pip install omnichannel-tiny"),
        ([plugin(manifest(), PluginState.BROKEN, "ImportError: x")], "ImportError: x"),
    ],
)
def test_a_channel_that_is_not_active_says_why(plugins: list[Plugin], reason: str) -> None:
    """Missing and broken channels are told apart."""
    with pytest.raises(ChannelUnavailable) as raised:
        Rig(*plugins).table.open("tiny")

    assert f"The channel 'tiny' is not available: {reason}" == str(raised.value)


def test_a_plugin_whose_settings_cannot_be_read_stops_no_other() -> None:
    """Whatever a plugin's validator raises, that channel is broken with the reason, and the others open."""

    def settings_of(made: ChannelManifest) -> BaseModel:
        if made.name == "hostile":
            raise RuntimeError("not today")
        return TinySettings()

    table = ChannelTable(
        [plugin(manifest("hostile")), plugin(manifest("good", opens=f"{__name__}:gateway"))],
        client_for=lambda name, hosts: RecordedHttp(lambda _: json_response({})),
        settings_of=settings_of,
    )

    assert "good" == table.open("good").name
    assert ("good",) == table.names()
    with pytest.raises(ChannelUnavailable, match="RuntimeError: not today"):
        table.open("hostile")


def test_a_channel_is_disabled_and_enabled_while_it_runs() -> None:
    """Disabled, it is closed at once and named among those that wait; enabled, it is as it was."""
    rig = Rig(plugin(manifest()))
    before = rig.table.open("tiny")

    rig.table.disable("tiny", "By Anna.")

    with pytest.raises(ChannelDisabled, match=r"The channel 'tiny' is disabled\. By Anna\."):
        rig.table.open("tiny")
    assert ((), frozenset({"tiny"})) == (rig.table.names(), rig.table.disabled())
    assert [("disabled", "By Anna.")] == [(one.state, one.reason) for one in rig.table.plugins()]
    loaded = rig.table.loaded("tiny")
    assert loaded is not None
    rig.table.enable(loaded)
    assert (before, ("tiny",), frozenset()) == (
        rig.table.open("tiny"),
        rig.table.names(),
        rig.table.disabled(),
    )


def test_a_channel_that_was_disabled_at_the_start_is_opened_later() -> None:
    """A plugin that was never loaded takes the place of the disabled one."""
    rig = Rig(plugin(manifest(), PluginState.DISABLED, "By Anna."))

    rig.table.enable(plugin(manifest()))

    assert "tiny" == rig.table.open("tiny").name
    assert ["active"] == [one.state for one in rig.table.plugins()]


@pytest.mark.parametrize("state", [PluginState.ACTIVE, PluginState.DISABLED])
def test_a_channel_that_cannot_be_enabled_stays_as_it_was(state: PluginState) -> None:
    """A plugin whose setting is wrong when it is loaded anew changes nothing, and the old one still opens."""
    wrong: list[str] = []

    def settings_of(made: ChannelManifest) -> BaseModel:
        if wrong:
            raise WrongSetting("OMNICHANNEL_TINY_URL", wrong[0], "https://tiny.example")
        return TinySettings()

    first = plugin(manifest(opens=f"{__name__}:gateway"), state)
    table = ChannelTable(
        [first, plugin(manifest("apple"))],
        client_for=lambda *_: RecordedHttp(lambda _: json_response({})),
        settings_of=settings_of,
    )
    table.disable("tiny", "By Anna.")
    before = (table.plugins(), table.loaded("tiny"), table.described(), table.lane_rules(), table.disabled())

    wrong.append("no address.")
    with pytest.raises(WrongSetting, match="no address"):
        table.enable(plugin(manifest(opens=f"{__name__}:raising")))

    assert before == (
        table.plugins(),
        table.loaded("tiny"),
        table.described(),
        table.lane_rules(),
        table.disabled(),
    )
    table.enable(first)
    assert (state is PluginState.ACTIVE) is ("tiny" in table.names())


def test_a_channel_that_is_enabled_as_another_plugin_is_opened_anew() -> None:
    """What was open under the old plugin is not given out any more."""
    rig = Rig(plugin(manifest(opens=f"{__name__}:gateway")))
    before = rig.table.open("tiny")

    rig.table.enable(plugin(manifest(opens=f"{__name__}:gateway", label="Tiny again")))

    assert before is not rig.table.open("tiny")


def test_a_gateway_that_fails_does_not_show_secrets_of_the_settings() -> None:
    """What a gateway quotes of its settings is masked in reason and traceback."""

    class Secretive(BaseModel):
        key: SecretStr = SecretStr("planted-secret")

    RAISED.append(ValueError("bad key planted-secret"))
    made = manifest(opens=f"{__name__}:raising", settings=Secretive)
    table = ChannelTable(
        [plugin(made)],
        client_for=lambda *_: RecordedHttp(lambda _: json_response({})),
        settings_of=lambda _: Secretive(),
    )

    with pytest.raises(ChannelUnavailable) as raised:
        table.open("tiny")

    (told,) = table.plugins()
    assert "bad key **********" in str(raised.value)
    assert "planted-secret" not in f"{told.reason} {told.traceback}"


def calls_for_one_delivery(channels: int) -> list[str]:
    """Name the functions that run where one delivery is claimed and its channel found in an open table."""
    names = [f"tiny{number}" for number in range(channels)]
    table = Rig(*(plugin(manifest(name)) for name in names)).table
    for name in names:
        table.open(name)
    called: list[str] = []
    sys.setprofile(lambda frame, event, _: called.append(f"{event} {frame.f_code.co_qualname}"))
    try:
        table.lane_rules()
        table.disabled()
        table.open(names[-1])
    finally:
        sys.setprofile(None)
    return called


def test_the_number_of_channels_does_not_change_what_a_delivery_does() -> None:
    """With fifty channels exactly the same functions run as with one: all was resolved before."""
    alone = calls_for_one_delivery(1)

    assert 1 == alone.count("call ChannelTable.open")
    assert alone == calls_for_one_delivery(50)


def test_the_rules_of_lanes_follow_a_plugin_that_was_exchanged() -> None:
    """What was resolved at the start is resolved again where a channel is opened as another plugin."""
    rig = Rig(plugin(manifest(), PluginState.DISABLED, "Anna disabled it."))
    before = dict(rig.table.lane_rules())

    rig.table.enable(plugin(manifest(rate=Rate(2, timedelta(seconds=1)))))

    assert ({}, Rate(2, timedelta(seconds=1))) == (before, rig.table.lane_rules()["tiny"].rate)
