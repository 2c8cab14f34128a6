"""`omnichannel plugins`, as a person meets it: with plugins that break in every way there is."""

import json

import pytest

from tests.core.fakes.distributions import install
from tests.core.presentation.cli.local.commands import Installation, is_narrow

BROKEN = {
    "hangs": ("import time\ntime.sleep(600)\n", "It hangs: it had not loaded after 6 seconds."),
    "exits": ("import sys\nsys.exit('bye')\n", "SystemExit: bye"),
    "leaves": ("import os\nos._exit(3)\n", "It ends the process while it is loaded (exit code 3)."),
    "crashes": (
        "import ctypes\nctypes.string_at(0)\n",
        "It crashes the interpreter while it is loaded (SIGSEGV).",
    ),
    "lacks": ("import aiopigeon\n", "ModuleNotFoundError: No module named 'aiopigeon'"),
}


@pytest.fixture
def ruins(installation: Installation) -> Installation:
    """An installation in which every other channel breaks in a way of its own."""
    installation.channel("zeta")
    for name, (code, _) in BROKEN.items():
        installation.channel(name, "print('I speak')\n" + code)
    return installation


def test_every_plugin_is_listed_whatever_the_others_do(ruins: Installation) -> None:
    """Hanging, leaving and crashing plugins are named and explained; all others are listed beside them."""
    listed = ruins.run("plugins", "list", "--json", "--seconds", "6")

    found = {one["name"]: one for one in json.loads(listed.out)["items"]}
    assert 0 == listed.code, listed.err
    assert {name: reason for name, (_, reason) in BROKEN.items()} == {
        name: found[name]["reason"] for name in BROKEN
    }
    assert {"broken"} == {found[name]["state"] for name in BROKEN}
    assert {"active"} == {one["state"] for name, one in found.items() if name not in BROKEN}
    assert "time.sleep" in found["hangs"]["traceback"] or "line 3" in found["hangs"]["traceback"]
    assert ("v7", 400) == (
        found["zeta"]["remote_version"]["name"],
        found["zeta"]["remote_version_ends_in_days"],
    )


def test_the_list_is_readable_in_80_columns(ruins: Installation) -> None:
    """Signs and words carry the state; no line is too long, and nothing is coloured in a pipe."""
    listed = ruins.run("plugins", "list", "--seconds", "6")

    assert is_narrow(listed.out)
    assert "\x1b" not in listed.out + listed.err
    assert "✕  lacks" in listed.out
    assert "5 not usable" in listed.out
    assert "hint: `omnichannel plugins doctor" in listed.err


def test_info_shows_what_a_manifest_says_and_masks_secrets(installation: Installation) -> None:
    """Hosts, abilities, limits with their source, settings, credentials: all but secrets."""
    installation.channel("zeta", days=27)

    shown = installation.run("plugins", "info", "zeta", OMNICHANNEL_ZETA_KEY="planted-secret")

    assert 0 == shown.code
    for told in (
        "api.example",
        "publishes",
        "text: 280 characters (https://docs.example)",
        "ends in 27 days",
    ):
        assert told in shown.out
    assert "OMNICHANNEL_ZETA_KEY = ********** (environment)" in shown.out
    assert "token: secret text, required" in shown.out
    assert "planted-secret" not in shown.out + shown.err
    assert is_narrow(shown.out)


def test_info_of_a_broken_plugin_shows_the_traceback(installation: Installation) -> None:
    """The exit code says that the plugin is broken; secrets of its settings are not quoted."""
    installation.channel("lacks", "import os\nraise ValueError(os.environ['OMNICHANNEL_LACKS_TOKEN'])\n")

    shown = installation.run("plugins", "info", "channel:lacks", OMNICHANNEL_LACKS_TOKEN="planted-secret")

    assert 7 == shown.code
    assert "ValueError: **********" in shown.out
    assert "Traceback (most recent call last)" in shown.out
    assert "planted-secret" not in shown.out + shown.err


def test_an_unknown_name_is_guessed(installation: Installation) -> None:
    """A typing error is told with what was meant; nothing was done."""
    told = installation.run("plugins", "info", "sqlalchmy")

    assert (2, "") == (told.code, told.out)
    assert "error: no installed plugin is named `sqlalchmy`" in told.err
    assert "hint: did you mean `sqlalchemy`?" in told.err


@pytest.mark.parametrize(
    ("code", "facts", "what", "fix"),
    [
        (BROKEN["lacks"][0], {}, "No module named 'aiopigeon'", "install what brings the module `aiopigeon`"),
        (BROKEN["leaves"][0], {}, "It ends the process", "omnichannel plugins disable channel:sick"),
        ("import omnichannel.yesterday\n", {}, "omnichannel.yesterday", "it was made for another core"),
        (
            "",
            {"more": ", core_api=(7, 9)"},
            "It needs core API 7 to 9; this is 1.",
            "install a version for core API 1",
        ),
        (
            "",
            {"opens": "omnichannel_sick_gateway:Gateway"},
            "No module named 'omnichannel_sick_gateway'",
            "install",
        ),
        (
            "",
            {"more": ", rate=None, base_urls=('url',)"},
            "names settings that do not exist: url",
            "tell its author",
        ),
        ("", {"opens": "builtins:print"}, "the manifest says 'publishes'", "tell its author"),
        ("", {"days": -3}, "Version v7 of Good's API ended on", "Install a version of the plugin"),
    ],
)
def test_the_doctor_says_what_is_wrong_and_what_mends_it(
    installation: Installation, code: str, facts: dict[str, str | int], what: str, fix: str
) -> None:
    """Each illness has its own sentence, its command, and makes the exit code 1."""
    installation.channel("sick", code, **facts)

    told = installation.run("plugins", "doctor", "sick")

    text = " ".join(told.out.split())
    assert 1 == told.code, told.err
    assert what in text
    assert f"fix: {fix}" in text or fix in text.partition("fix: ")[2]
    assert is_narrow(told.out)


def test_the_doctor_names_both_distributions_of_one_name(installation: Installation) -> None:
    """Two distributions that offer the same plugin are both named, with the way to remove either."""
    installation.channel("twin")
    install(installation.plugins, "twin", "", distribution="pigeon-twin")

    told = installation.run("plugins", "doctor", "twin")

    assert 1 == told.code
    assert "uninstall omnichannel-twin` or" in " ".join(told.out.split())
    assert "uninstall pigeon-twin`" in " ".join(told.out.split())


@pytest.mark.parametrize(
    ("days", "sign", "urgency", "code"),
    [
        (90, "good", None, 0),
        (89, "warning", "notice", 0),
        (27, "warning", "warning", 0),
        (0, "warning", "urgent", 0),
        (-1, "problem", "ended", 1),
    ],
)
def test_the_doctor_tells_an_api_version_that_ends(
    installation: Installation, days: int, sign: str, urgency: str | None, code: int
) -> None:
    """90, 30 and 7 days before it is a warning, and a problem once it ended; *days*: to its last day."""
    installation.channel("zeta", days=days)

    told = installation.run("plugins", "doctor", "zeta", "--json")

    (found,) = json.loads(told.out)["items"]
    assert (code, sign, urgency) == (told.code, found["sign"], found["urgency"])


def test_the_doctor_tells_an_end_in_words(installation: Installation) -> None:
    """What ends, when, and the command that installs a newer version; `omnichannel doctor` tells it, too."""
    installation.channel("zeta", days=27)

    named, all_told = installation.run("plugins", "doctor", "zeta"), installation.run("doctor")

    for told in (named, all_told):
        text = " ".join(told.out.split())
        assert 0 == told.code
        assert "zeta 1.0 (omnichannel-zeta): Version v7 of Good's API ends on " in text
        assert ", in 27 days. fix: Install a version of the plugin zeta that speaks a newer one. `" in text
        assert "install --upgrade omnichannel-zeta`" in text
        assert "0 problems, 1 warning" in text


def test_the_doctor_looks_at_settings_home_and_database(installation: Installation) -> None:
    """Wrong and unread settings, an unusable key file and a foreign database are problems of their own."""
    home = installation.folder / "home"
    home.mkdir()
    (home / "master.key").write_bytes(b"short")
    (home / "omnichannel.db").write_text("no database at all, but long enough to be read as one")
    (installation.folder / "omnichannel.toml").write_text("prot = 1\n[plugins.pigeon]\nx = 1\n")

    told = installation.run(
        "plugins", "doctor", OMNICHANNEL_HOME=str(home), OMNICHANNEL_PORT="soon", OMNICHANNEL_KEYFILE_PAHT="x"
    )

    text = " ".join(told.out.split())
    assert 1 == told.code
    for what in (
        "OMNICHANNEL_PORT: Input should be a valid integer",
        "OMNICHANNEL_PROT: Extra inputs are not permitted",
        "[plugins.pigeon], and no such plugin is installed",
        "OMNICHANNEL_KEYFILE_PAHT is set, and nothing here reads it; did you mean OMNICHANNEL_KEYFILE_PATH?",
        "omnichannel.db is no SQLite database",
        "master.key",
    ):
        assert what in text


def test_a_healthy_installation_has_nothing_wrong(installation: Installation) -> None:
    """Everything that was looked at is told, and the exit code is 0."""
    told = installation.run("plugins", "doctor", "--json")

    found = json.loads(told.out)
    assert (0, 0, 0) == (told.code, found["problems"], found["warnings"])
    assert {"good", "note"} >= {one["sign"] for one in found["items"]}


def test_a_plugin_is_disabled_and_enabled(ruins: Installation) -> None:
    """A disabled plugin is not loaded any more; the list says who disabled it; enabling brings it back."""
    off = ruins.run("plugins", "disable", "hangs", "--home", "home")
    listed = ruins.run("plugins", "list", "--json", "--home", "home", "--seconds", "6")
    (written,) = json.loads((ruins.folder / "home/plugins.json").read_text())["disabled"].items()
    on = ruins.run("plugins", "enable", "hangs", "--home", "home")

    (hangs,) = [one for one in json.loads(listed.out)["items"] if one["name"] == "hangs"]
    assert (0, 0) == (off.code, on.code), off.err + on.err
    assert ("channel:hangs", True) == (written[0], written[1]["by"].startswith("cli:"))
    assert "disabled" == hangs["state"]
    assert "It was disabled by cli:" in hangs["reason"]
    assert {} == json.loads((ruins.folder / "home/plugins.json").read_text())["disabled"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("sqlalchemy", "error: repository:sqlalchemy cannot be disabled: it keeps the messages"),
        (
            "keyfile",
            "error: key_provider:keyfile cannot be disabled: it opens the credentials of the accounts",
        ),
        ("local", "error: runtime:local cannot be disabled"),
        ("emial", "hint: did you mean `email`?"),
    ],
)
def test_what_the_runtime_needs_is_not_disabled(installation: Installation, name: str, told: str) -> None:
    """A plugin that the pack cannot do without stays enabled, and nothing is written."""
    refused = installation.run("plugins", "disable", name)

    assert 2 == refused.code
    assert told in " ".join(refused.err.split())
    assert is_narrow(refused.err)
    assert not (installation.folder / ".omnichannel").exists()


def test_what_the_settings_disable_is_enabled_there(installation: Installation) -> None:
    """A switch does not overrule the settings: the person is told where the plugin is disabled."""
    told = installation.run("plugins", "enable", "email", OMNICHANNEL_DISABLED_PLUGINS='["channel:email"]')

    assert 2 == told.code
    assert "channel:email is disabled by the setting disabled_plugins" in told.err
    assert "hint: remove it from OMNICHANNEL_DISABLED_PLUGINS" in told.err


def test_a_damaged_list_of_switches_is_told(installation: Installation) -> None:
    """Listing goes on, the doctor names the file, and changing it is refused."""
    home = installation.folder / "home"
    home.mkdir()
    (home / "plugins.json").write_text("{")

    listed = installation.run("plugins", "list", "--home", home)
    doctor = installation.run("plugins", "doctor", "--home", home)
    changed = installation.run("plugins", "disable", "email", "--home", home)

    assert (0, 1, 1) == (listed.code, doctor.code, changed.code)
    assert "plugins.json cannot be used" in " ".join(doctor.out.split())
    assert "Repair that file, or delete it" in changed.err


def test_a_disabled_extension_does_not_disturb_other_commands(installation: Installation) -> None:
    """An extension that hangs is disabled once, and `--help` and `serve` work again."""
    install(installation.plugins, "drowsy", "import os\nos._exit(5)\n", group="omnichannel.extensions")

    before = installation.run("--help")
    installation.run("plugins", "disable", "drowsy")
    after = installation.run("--help")

    assert (5, 0) == (before.code, after.code)
    assert "serve" in after.out
