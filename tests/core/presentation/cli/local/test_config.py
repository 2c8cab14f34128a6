"""`omnichannel config`: values, where they come from, what they mean; while something is wrong, too."""

import json
from typing import Any

from tests.core.presentation.cli.local.commands import Installation, is_narrow


def items(text: str) -> dict[str, Any]:
    """Give the settings of a JSON document, by name with the plugin's in front."""
    return {".".join(filter(None, (one["plugin"], one["name"]))): one for one in json.loads(text)["items"]}


def test_every_setting_says_where_it_comes_from(installation: Installation) -> None:
    """Default, file, environment and option are told apart, with the name of each; secrets are masked."""
    installation.channel("zeta")
    (installation.folder / "omnichannel.toml").write_text(
        'port = 8811\n[plugins.zeta]\nkey = "planted-one"\n'
    )

    shown = installation.run(
        "config",
        "show",
        "--json",
        "--home",
        "here",
        OMNICHANNEL_API_TOKEN="planted-secret-2",
        OMNICHANNEL_ZETA_COPIES="3",
    )

    found = items(shown.out)
    origin = {name: (one["value"], one["source"], one["source_name"]) for name, one in found.items()}
    assert 0 == shown.code
    assert ("here", "option", "--home") == origin["home"]
    assert (8811, "file", "omnichannel.toml") == origin["port"]
    assert (60.0, "default", None) == origin["lease_seconds"]
    assert ("**********", "environment", "OMNICHANNEL_API_TOKEN") == origin["api_token"]
    assert (3, "environment", "OMNICHANNEL_ZETA_COPIES") == origin["zeta.copies"]
    assert ("**********", "file", "omnichannel.toml") == origin["zeta.key"]
    assert "planted" not in shown.out + shown.err


def test_a_wrong_value_stands_beside_its_error(installation: Installation) -> None:
    """All settings are shown while one is wrong, one is unknown, and the file has a table of nobody."""
    (installation.folder / "omnichannel.toml").write_text("prot = 1\n[plugins.pigeon]\n")

    shown = installation.run("config", "show", OMNICHANNEL_PORT="99999", OMNICHANNEL_EMAIL_TIMEOUT_SECOND="5")

    text = " ".join(shown.out.split())
    assert 0 == shown.code
    assert "✕ port 99999 OMNICHANNEL_PORT: Input should be less than or equal to 65535." in text
    assert "OMNICHANNEL_EMAIL_TIMEOUT_SECOND is set, and nothing here reads it; did you mean" in text
    assert "[plugins.pigeon], and no such plugin is installed" in text
    assert "· host 127.0.0.1 default" in text
    assert is_narrow(shown.out)


def test_a_password_in_an_address_is_masked(installation: Installation) -> None:
    """The address of a database is shown, its password is not."""
    shown = installation.run(
        "config", "show", "--json", OMNICHANNEL_SQLALCHEMY_URL="postgresql://anna:planted-secret@db.example/x"
    )

    assert "postgresql://anna:**********@db.example/x" == items(shown.out)["sqlalchemy.url"]["value"]
    assert "planted-secret" not in shown.out


def test_settings_of_a_broken_plugin_are_not_known(installation: Installation) -> None:
    """Which plugin is missing in the list is said; its variables are not taken for misspelt ones."""
    installation.channel("sick", "import aiopigeon\n")

    shown = installation.run("config", "show", OMNICHANNEL_SICK_ADDRESS="x")

    assert 0 == shown.code
    assert "note: the settings of sick are not known: it is broken" in shown.err
    assert "OMNICHANNEL_SICK_ADDRESS" not in shown.out


def test_a_file_that_is_no_toml_is_named(installation: Installation) -> None:
    """The rest is shown as it would be without the file."""
    (installation.folder / "omnichannel.toml").write_text("port = \n")

    shown = installation.run("config", "show")

    assert 0 == shown.code
    assert "The settings file omnichannel.toml is no TOML" in " ".join(shown.out.split())


def test_a_setting_is_explained(installation: Installation) -> None:
    """Meaning, type, bounds, default, variable, place in the file, and what it is now."""
    told = installation.run("config", "explain", "port", OMNICHANNEL_PORT="8802")

    assert 0 == told.code
    for line in (
        "port",
        "  meaning: Port of the API; 0 takes a free one.",
        "  type: integer, 0 to 65535",
        "  default: 8800",
        "  environment: OMNICHANNEL_PORT",
        "  file: port = … in omnichannel.toml",
        "  now: 8802 (from OMNICHANNEL_PORT)",
    ):
        assert line in told.out.splitlines()


def test_settings_are_found_by_how_they_begin(installation: Installation) -> None:
    """A prefix, or a variable, stands for all that begin so."""
    by_name = items(installation.run("config", "explain", "keyfile.", "--json").out)
    by_variable = items(installation.run("config", "explain", "OMNICHANNEL_KEYFILE_PATH", "--json").out)

    assert ["keyfile.path"] == list(by_name) == list(by_variable)


def test_an_unknown_setting_is_guessed(installation: Installation) -> None:
    """A typing error is told with what was meant."""
    told = installation.run("config", "explain", "lease_secnds")

    assert (2, "") == (told.code, told.out)
    assert "error: no setting is named `lease_secnds`" in told.err
    assert "hint: did you mean `lease_seconds`?" in told.err
