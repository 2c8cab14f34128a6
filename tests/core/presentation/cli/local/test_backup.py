"""`omnichannel backup` and `restore`, as a person meets them; the walks prove what becomes of posts."""

import hashlib
import json
import zipfile

from tests.core.presentation.cli.local.commands import Installation


def test_a_backup_goes_there_and_back(installation: Installation) -> None:
    """Both say what they did; a second restore of the same home is harmless while it holds nothing."""
    home, file = installation.folder / "home", installation.folder / "bakery.zip"
    installation.run("db", "upgrade", "--home", home)

    made = installation.run("backup", file, "--home", home)
    tried = installation.run("restore", file, "--home", "new", "--dry-run")
    nothing_yet = not (installation.folder / "new").exists()
    done = installation.run("restore", file, "--home", "new", "--json")

    assert (0, 0, 0) == (made.code, tried.code, done.code), made.err + tried.err + done.err
    assert "bakery.zip shows" in " ".join(made.out.split())
    assert "would be restored into new" in tried.out
    assert nothing_yet
    assert (False, 0) == (json.loads(done.out)["dry_run"], json.loads(done.out)["planned"])


def test_a_file_is_never_overwritten(installation: Installation) -> None:
    """A name that is taken is refused, with what to do."""
    home = installation.folder / "home"
    installation.run("db", "upgrade", "--home", home)
    (installation.folder / "mine.zip").write_text("precious")

    told = installation.run("backup", "mine.zip", "--home", home)

    assert 1 == told.code
    assert "error: There is a file mine.zip already" in told.err
    assert "hint: Name another, or remove it." in told.err
    assert "precious" == (installation.folder / "mine.zip").read_text()


def test_an_empty_home_is_not_backed_up(installation: Installation) -> None:
    """A wrong folder is told instead of an empty file being written, and nothing is made."""
    told = installation.run("backup", "x.zip", "--home", "nowhere")

    assert 1 == told.code
    assert "is empty or not there" in told.err
    assert "--home" in told.err
    assert [] == list(installation.folder.iterdir())


def test_what_is_no_archive_is_refused(installation: Installation) -> None:
    """Any other file is told from a backup before anything is made."""
    (installation.folder / "photo.zip").write_bytes(b"\xff\xd8\xff")

    told = installation.run("restore", "photo.zip", "--home", "new")

    assert 1 == told.code
    assert "photo.zip is no archive, or was cut short" in told.err
    assert not (installation.folder / "new").exists()


def test_a_backup_that_was_changed_is_refused_before_anything_is_made(installation: Installation) -> None:
    """One byte of a media file that differs is told by name, and there is no new home."""
    _remade(installation, media=b"a loaf", digest_of=b"a roll")

    told = installation.run("restore", "bad.zip", "--home", "new")

    assert (1, "") == (told.code, told.out)
    assert "media/" in told.err
    assert "is not as the table of contents says" in " ".join(told.err.split())
    assert "hint: Use another backup" in told.err
    assert not (installation.folder / "new").exists()


def test_a_backup_with_a_record_of_nobody_leaves_everything_empty(installation: Installation) -> None:
    """A record that cannot be read is found before the media are copied; a good backup still fits in then."""
    home = installation.folder / "home"
    installation.run("db", "upgrade", "--home", home)
    installation.run("backup", "good.zip", "--home", home)
    _remade(installation, media=b"a loaf", digest_of=b"a loaf", accounts=b'{"id":"planted-secret"}\n')

    told = installation.run("restore", "bad.zip", "--home", "new")
    again = installation.run("restore", "good.zip", "--home", "new")

    assert (1, "") == (told.code, told.out)
    assert "a record of accounts is wrong at id" in " ".join(told.err.split())
    assert "planted-secret" not in told.err
    assert [] == [one for one in (installation.folder / "new/media").rglob("*") if one.is_file()]
    assert 0 == again.code, again.err


def _remade(installation: Installation, *, media: bytes, digest_of: bytes, accounts: bytes = b"") -> None:
    """Write a backup of our own making: a media file, and lines of accounts."""
    sha256 = hashlib.sha256(digest_of).hexdigest()
    part = {"kind": "accounts", "records": accounts.count(b"\n"), "size_bytes": len(accounts)}
    manifest = {
        "format": 1,
        "snapshot_at": "2026-11-23T08:00:00Z",
        "made_by": "somebody",
        "workspace_id": None,
        "parts": [{**part, "sha256": hashlib.sha256(accounts).hexdigest()}],
        "media": [{"sha256": sha256, "size_bytes": len(media)}],
    }
    with zipfile.ZipFile(installation.folder / "bad.zip", "w") as made:
        made.writestr("accounts.jsonl", accounts)
        made.writestr(f"media/{sha256}", media)
        made.writestr("manifest.json", json.dumps(manifest))
