"""Plugins that an installer put there and that do not import: every command works beside them."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.environments import UV
from tests.core.presentation.cli.local.commands import Installation, is_narrow

RUINS = {"burnt": "omnichannel_burnt_plugin", "absent": "omnichannel_absent_nowhere"}
"""Plugins with the module that their entry point names: one raises on import, one is not there."""


def wheel(folder: Path, name: str) -> Path:
    """Build the wheel of a plugin of every kind that other commands load, too."""
    stem = f"omnichannel_{name}-1.0"
    module = RUINS[name]
    groups = ("channels", "extensions", "runtimes", "media_stores")
    offers = "".join(f"[omnichannel.{group}]\n{name} = {module}\n" for group in groups)
    files = {
        "omnichannel_burnt_plugin.py" if name == "burnt" else "omnichannel_absent_other.py": (
            "raise RuntimeError('burnt down')\n"
        ),
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: omnichannel-{name}\nVersion: 1.0\n",
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{stem}.dist-info/entry_points.txt": offers,
    }
    listed = "".join(f"{file},,\n" for file in [*files, f"{stem}.dist-info/RECORD"])
    built = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(built, "w") as made:
        for file, content in (files | {f"{stem}.dist-info/RECORD": listed}).items():
            made.writestr(file, content)
    return built


@pytest.fixture(scope="module")
def ruins(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation into which the installer put both."""
    folder = tmp_path_factory.mktemp("ruins")
    (folder / "work").mkdir()
    target = ["--quiet", "--no-deps", "--target", str(folder / "plugins")]
    wheels = [str(wheel(folder, name)) for name in RUINS]
    subprocess.run(
        [UV, "pip", "install", "--offline", "--python", sys.executable, *target, *wheels], check=True
    )
    return Installation(folder / "plugins", folder / "work")


def test_both_are_listed_as_broken(ruins: Installation) -> None:
    """The list says of each why it does not load, beside plugins that do."""
    listed = ruins.run("plugins", "list")
    as_json = ruins.run("plugins", "list", "--json")

    found = {(one["kind"], one["name"]): one for one in json.loads(as_json.out)["items"]}
    assert (0, 0) == (listed.code, as_json.code)
    assert "RuntimeError: burnt down" == found["channel", "burnt"]["reason"]
    assert "No module named 'omnichannel_absent_nowhere'" in found["channel", "absent"]["reason"]
    assert "active" == found["channel", "email"]["state"]
    assert "8 not usable" in listed.out
    assert is_narrow(listed.out)


def test_the_doctor_says_what_mends_each(ruins: Installation) -> None:
    """The one is its author's to mend, the other lacks a module; both can be disabled."""
    told = ruins.run("plugins", "doctor")

    text = " ".join(told.out.split())
    assert 1 == told.code
    assert "burnt 1.0 (omnichannel-burnt) does not load: RuntimeError: burnt down" in text
    assert "omnichannel plugins disable channel:burnt" in text
    assert "absent 1.0 (omnichannel-absent) does not load: ModuleNotFoundError" in text
    assert "install what brings the module `omnichannel_absent_nowhere`" in text
    assert "✓ email" in text
    assert is_narrow(told.out)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--help",), 0),
        (("--version",), 0),
        (("help", "exit-codes"), 0),
        (("send", "--help"), 0),
        (("serve", "--help"), 0),
        (("plugins", "info", "channel:burnt"), 7),
        (("plugins", "info", "email"), 0),
        (("config", "show"), 0),
        (("config", "explain", "port"), 0),
        (("db", "status"), 0),
        (("messages", "list"), 4),
        (("plugins", "disable", "channel:absent"), 0),
        (("plugins", "enable", "channel:absent"), 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_every_command_works_beside_them(ruins: Installation, arguments: tuple[str, ...], code: int) -> None:
    """Nothing but the plugins themselves is out of order, and no traceback is shown."""
    done = ruins.run(*arguments)

    assert code == done.code, done.out + done.err
    assert ("Traceback" in done.out) is (code == 7)
    assert "Traceback" not in done.err


def test_a_backup_is_made_and_restored_beside_them(ruins: Installation) -> None:
    """Plugins that nobody needs for it do not stand in the way of a recovery."""
    done = [
        ruins.run("db", "upgrade", "--home", "kept"),
        ruins.run("backup", "ruins.zip", "--home", "kept"),
        ruins.run("restore", "ruins.zip", "--home", "another"),
    ]

    assert [(0, "")] * 3 == [(one.code, one.err.partition("hint:")[0].strip()) for one in done]


def test_a_server_runs_beside_them(ruins: Installation) -> None:
    """It starts, says in a line each what is broken, and stops when it is asked to."""
    environment = {**os.environ, "PYTHONPATH": str(ruins.plugins), "OMNICHANNEL_PORT": "0"}
    command = [str(Path(sys.executable).with_name("omnichannel")), "serve", "--home", "served"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ruins.folder, env=environment, stderr=pipe, text=True) as server:
        assert server.stderr is not None
        said = []
        for line in server.stderr:
            said.append(line)
            if "Listening on" in line:
                break
        server.terminate()
        server.wait(20)

    told = "".join(said)
    assert "The channel burnt is broken: RuntimeError: burnt down (`omnichannel plugins doctor" in told
    assert "The channel absent is broken: ModuleNotFoundError" in told
    assert "Listening on" in said[-1]
    assert 0 == server.returncode
