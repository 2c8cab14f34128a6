import os
import subprocess
import sys
from pathlib import Path


def serve(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `omnichannel serve` with settings that must stop its start."""
    return subprocess.run(
        [Path(sys.executable).with_name("omnichannel"), "serve", *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        cwd=home,
        env={**os.environ, **environment},
    )


def test_a_wrong_setting_stops_the_start_in_words(tmp_path: Path) -> None:
    """The setting is named as it was given, with what is wrong and an example; there is no traceback."""
    ended = serve(tmp_path, OMNICHANNEL_LEASE_SECONDS="soon")

    assert 1 == ended.returncode
    assert "OMNICHANNEL_LEASE_SECONDS" in ended.stderr
    assert "Example: OMNICHANNEL_LEASE_SECONDS=60" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_wrong_setting_of_a_plugin_stops_the_start_too(tmp_path: Path) -> None:
    """A channel's setting is named by its variable as well."""
    ended = serve(tmp_path, OMNICHANNEL_FACEBOOK_GRAPH_URL="graph")

    assert 1 == ended.returncode
    assert "OMNICHANNEL_FACEBOOK_GRAPH_URL" in ended.stderr
    assert "Example: OMNICHANNEL_FACEBOOK_GRAPH_URL=https://graph.facebook.com" in ended.stderr


def test_other_machines_are_not_listened_to(tmp_path: Path) -> None:
    """Until people can sign in, an address beyond this machine is refused with the fix."""
    ended = serve(tmp_path, OMNICHANNEL_HOST="0.0.0.0")  # noqa: S104 - refused is what it must be

    assert 1 == ended.returncode
    assert "Set OMNICHANNEL_HOST=127.0.0.1" in ended.stderr


def test_an_unknown_line_in_the_settings_file_is_named(tmp_path: Path) -> None:
    """A misspelt setting in omnichannel.toml is not passed over."""
    (tmp_path / "omnichannel.toml").write_text("prot = 8800\n")

    ended = serve(tmp_path)

    assert 1 == ended.returncode
    assert "OMNICHANNEL_PROT is wrong: there is no such setting." in ended.stderr
