from datetime import UTC, datetime
from pathlib import Path

import pytest

from omnichannel.application.ports.outbound.plugin_switches import SwitchedOff, SwitchesUnreadable
from omnichannel.plugins.switch_file import SwitchFile
from omnichannel.plugins.switched_off import switched_off

AT = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)


async def test_a_switch_is_kept_with_who_and_when(tmp_path: Path) -> None:
    """What was switched off is off for everybody who reads the file, until it is switched on."""
    switches = SwitchFile(tmp_path)

    await switches.switch_off("channel:letters", by="anna", at=AT)
    await switches.switch_off("extension:guard", by="ben", at=AT)
    await switches.switch_off("channel:letters", by="ben", at=AT)
    off = await SwitchFile(tmp_path).off()
    await switches.switch_on("extension:guard")

    assert {"channel:letters": SwitchedOff("anna", AT), "extension:guard": SwitchedOff("ben", AT)} == off
    assert "It was disabled by anna on 2031-05-06 at 07:08 UTC." == off["channel:letters"].reason
    assert ["channel:letters"] == list(await switches.off())
    assert ["plugins.json"] == [file.name for file in tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "Expecting value"),
        ("\x00", "Expecting value"),
        ("[]", "it must hold"),
        ('{"disabled": {}, "more": 1}', "it must hold"),
        ('{"disabled": {"a": {}}}', "a must say by whom and at what time"),
        ('{"disabled": {"a": {"by": "anna", "at": 7}}}', "a must say by whom and at what time"),
        ('{"disabled": {"a": {"by": "anna", "at": "soon"}}}', "Invalid isoformat string: 'soon'"),
        ('{"disabled": {"a": {"by": "anna", "at": "2031-05-06T07:08:00"}}}', "the time of a has no zone"),
    ],
)
async def test_what_we_did_not_write_is_refused(tmp_path: Path, written: str, problem: str) -> None:
    """A list that cannot be read is never taken for an empty one, nor overwritten."""
    (tmp_path / "plugins.json").write_text(written)

    with pytest.raises(
        SwitchesUnreadable, match=rf"plugins\.json cannot be used: {problem}.* Repair that file"
    ):
        await SwitchFile(tmp_path).switch_off("channel:letters", by="anna", at=AT)

    assert written == (tmp_path / "plugins.json").read_text()


async def test_a_quick_look_knows_settings_and_switches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings file, environment and switches are read without complaint, whatever is wrong."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OMNICHANNEL_CONFIG", raising=False)
    (tmp_path / "omnichannel.toml").write_text(
        'port = "wrong"\nhome = "h"\ndisabled_plugins = ["channel:a"]\n'
    )
    (tmp_path / "h").mkdir()
    await SwitchFile(tmp_path / "h").switch_off("extension:b", by="anna", at=AT)

    assert {"channel:a", "extension:b"} == switched_off().keys()
    monkeypatch.setenv("OMNICHANNEL_DISABLED_PLUGINS", '["channel:c"]')
    assert {"channel:c", "extension:b"} == switched_off().keys()
    (tmp_path / "h/plugins.json").write_text("{")
    assert {"channel:c"} == switched_off().keys()
