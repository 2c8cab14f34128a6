from pathlib import Path

import pytest

from omnichannel.plugins.errors import WrongSetting
from omnichannel.settings import plugin_table, read_settings


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A working folder without a file, and an environment without a setting."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "PORT", "CONFIG", "RUNTIME", "HOST", "LOG_LEVEL"):
        monkeypatch.delenv(f"OMNICHANNEL_{name}", raising=False)
    return tmp_path


def wrong() -> str:
    with pytest.raises(WrongSetting) as raised:
        read_settings()
    return str(raised.value)


def test_everything_has_a_default() -> None:
    """On a laptop nothing has to be set."""
    settings = read_settings()

    assert (Path(".omnichannel"), "127.0.0.1", 8800) == (
        settings.home,
        settings.host,
        settings.port,
    )


def test_the_order_of_places(monkeypatch: pytest.MonkeyPatch, empty_folder: Path) -> None:
    """The file goes over the defaults, the environment over the file, and the caller over all."""
    (empty_folder / "omnichannel.toml").write_text('host = "file"\nport = 1\nlog_level = "DEBUG"\n', "utf-8")
    monkeypatch.setenv("OMNICHANNEL_PORT", "2")
    monkeypatch.setenv("OMNICHANNEL_HOST", "env")

    settings = read_settings(host="given")

    assert ("given", 2, "DEBUG") == (settings.host, settings.port, settings.log_level)


def test_the_file_may_lie_elsewhere(monkeypatch: pytest.MonkeyPatch, empty_folder: Path) -> None:
    """A variable names the file."""
    (empty_folder / "other.toml").write_text("port = 7\n[plugins.tiny]\npause = 2\n", "utf-8")
    monkeypatch.setenv("OMNICHANNEL_CONFIG", str(empty_folder / "other.toml"))

    settings = read_settings()

    assert (7, {"pause": 2}, {}) == (
        settings.port,
        plugin_table(settings, "tiny"),
        plugin_table(settings, "none"),
    )


@pytest.mark.parametrize(
    ("name", "value", "example"),
    [
        ("PORT", "many", "OMNICHANNEL_PORT=8800"),
        ("PORT", "70000", "OMNICHANNEL_PORT=8800"),
        ("LEASE_SECONDS", "0", "OMNICHANNEL_LEASE_SECONDS=60"),
        ("LOG_LEVEL", "LOUD", "OMNICHANNEL_LOG_LEVEL=INFO"),
        ("DISABLED_PLUGINS", "sandbox", 'OMNICHANNEL_DISABLED_PLUGINS=["extension:sandbox"]'),
        ("DISABLED_PLUGINS", "{}", 'OMNICHANNEL_DISABLED_PLUGINS=["extension:sandbox"]'),
    ],
)
def test_a_wrong_value_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, example: str
) -> None:
    """The error says which variable is wrong, what is wrong with it, and how it looks when it is right."""
    monkeypatch.setenv(f"OMNICHANNEL_{name}", value)

    sentence = wrong()

    assert sentence.startswith(f"The setting OMNICHANNEL_{name} is wrong: ")
    assert sentence.endswith(f"Example: {example}")


def test_a_list_is_written_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several plugins are disabled by a JSON list."""
    monkeypatch.setenv("OMNICHANNEL_DISABLED_PLUGINS", '["channel:a", "extension:b"]')

    assert ["channel:a", "extension:b"] == read_settings().disabled_plugins


def test_a_short_token_is_refused_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that is easy to guess stops the start, and does not stand in the error."""
    monkeypatch.setenv("OMNICHANNEL_API_TOKEN", "letmein")

    sentence = wrong()

    assert "OMNICHANNEL_API_TOKEN" in sentence
    assert "letmein" not in sentence


def test_an_unknown_name_in_the_file_is_wrong(empty_folder: Path) -> None:
    """A misspelt setting is no setting."""
    (empty_folder / "omnichannel.toml").write_text("prot = 1\n", "utf-8")

    assert "The setting OMNICHANNEL_PROT is wrong: there is no such setting." in wrong()


def test_a_file_that_is_no_toml_is_wrong(empty_folder: Path) -> None:
    """A broken file is told as the setting that names it."""
    (empty_folder / "omnichannel.toml").write_text("port = = 1\n", "utf-8")

    assert wrong().startswith("The setting OMNICHANNEL_CONFIG is wrong: the settings cannot be read: ")


def test_secrets_of_plugins_are_not_shown(empty_folder: Path) -> None:
    """Printing the settings shows neither the token nor what stands in plugins' tables."""
    text = 'api_token = "planted-secret-0123456789"\n[plugins.tiny]\nkey = "planted-secret-0123456789"\n'
    (empty_folder / "omnichannel.toml").write_text(text, "utf-8")

    assert "planted-secret" not in f"{read_settings()!r} {read_settings()}"
