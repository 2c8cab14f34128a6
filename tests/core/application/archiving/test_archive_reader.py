"""Archives that were changed, cut short or made to do harm are refused before anything is read."""

import hashlib
import json
import zipfile
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from omnichannel.application.archiving.archive_reader import ArchiveReader
from omnichannel.application.archiving.archive_writer import ArchiveWriter
from omnichannel.application.archiving.errors import ArchiveProblem, ArchiveUnusable
from omnichannel.application.archiving.kinds import KIND
from omnichannel.application.archiving.manifest import ArchiveManifest
from omnichannel.testing.repository_samples import NOW, an_account

PICTURE = b"not really a picture"
DIGEST = hashlib.sha256(PICTURE).hexdigest()


async def one(value: Any) -> AsyncIterator[Any]:
    yield value


@pytest.fixture
async def archive(tmp_path: Path) -> Path:
    """An archive with two accounts and a picture."""
    file = tmp_path / "good.zip"
    with ArchiveWriter(file) as writer:
        await writer.add_records(KIND["accounts"], one([an_account(name="a"), an_account(name="b")]))
        await writer.add_medium(DIGEST, one(PICTURE))
        about = {"snapshot_at": NOW, "made_by": "test", "workspace_id": None}
        writer.finish(ArchiveManifest(format=1, parts=writer.parts, media=writer.media, **about))
    return file


def remade(file: Path, change: Callable[[dict[str, bytes]], Mapping[str, bytes]], **kinds: int) -> Path:
    """Write an archive again with other entries; gives the new one."""
    with zipfile.ZipFile(file) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    made = file.with_name("bad.zip")
    with zipfile.ZipFile(made, "w") as new:
        for name, data in change(entries).items():
            packed = (
                kinds.get("packed", zipfile.ZIP_STORED) if name != "manifest.json" else zipfile.ZIP_DEFLATED
            )
            new.writestr(name, data, compress_type=packed)
    return made


def read_whole(file: Path) -> None:
    with ArchiveReader(file) as opened:
        opened.check()


def listed(entries: dict[str, bytes], **facts: Any) -> dict[str, bytes]:
    """Change the table of contents."""
    return {
        **entries,
        "manifest.json": json.dumps({**json.loads(entries["manifest.json"]), **facts}).encode(),
    }


def test_what_was_written_is_read(archive: Path) -> None:
    """A good archive is checked, counts its bytes, and gives what went in; only its owner may read it."""
    seen: list[int] = []

    with ArchiveReader(archive) as opened:
        opened.check(progress=seen.append)
        pages = list(opened.records(KIND["accounts"], limit=1))
        picture = opened.medium(opened.manifest.media[0])

    assert [["a"], ["b"]] == [[account.name for account in page] for page in pages]
    assert (PICTURE, 0o600) == (picture, archive.stat().st_mode & 0o777)
    assert sum(seen) > len(PICTURE)
    assert [archive] == list(archive.parent.iterdir())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda e: {**e, "accounts.jsonl": e["accounts.jsonl"].replace(b'"a"', b'"x"')}, "accounts.jsonl in"),
        (lambda e: {**e, "accounts.jsonl": e["accounts.jsonl"] + b"\n"}, "accounts.jsonl in"),
        (lambda e: {**e, f"media/{DIGEST}": PICTURE[::-1]}, "is not as the table of contents says"),
        (lambda e: {name: data for name, data in e.items() if "media" not in name}, "does not hold exactly"),
        (lambda e: {**e, "../../evil": b"x"}, "does not hold exactly"),
        (lambda e: {**e, "/etc/passwd": b"x"}, "does not hold exactly"),
        (
            lambda e: {name: data for name, data in e.items() if name != "manifest.json"},
            "no readable manifest",
        ),
        (lambda e: {**e, "manifest.json": b"{}"}, "cannot be read"),
        (lambda e: listed(e, format=2), "has the format 2; this version reads 1"),
        (lambda e: listed(e, media=[{"sha256": "../../evil", "size_bytes": 1}]), "cannot be read"),
        (
            lambda e: listed(
                e, parts=[{"kind": "pigeons", "records": 0, "size_bytes": 0, "sha256": "0" * 64}]
            ),
            "records that this version does not know: pigeons",
        ),
    ],
)
def test_a_changed_archive_is_refused(
    archive: Path, change: Callable[[dict[str, bytes]], Mapping[str, bytes]], told: str
) -> None:
    """Whatever differs from the table of contents is named; no name in it becomes a path."""
    bad = remade(archive, change)

    with pytest.raises(ArchiveUnusable) as raised:
        read_whole(bad)

    assert told in raised.value.what
    assert raised.value.fix


def test_a_bomb_is_refused_before_it_is_unpacked(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Media are not packed, and large records do not shrink to a two-hundredth."""
    packed = remade(archive, lambda entries: entries, packed=zipfile.ZIP_DEFLATED)
    with pytest.raises(ArchiveUnusable, match="is packed, or larger than 2 GiB"):
        read_whole(packed)

    zeros = b"0" * 5_000_000
    part = {
        "kind": "accounts",
        "records": 0,
        "size_bytes": len(zeros),
        "sha256": hashlib.sha256(zeros).hexdigest(),
    }
    bomb = remade(
        archive,
        lambda entries: listed(
            {"manifest.json": entries["manifest.json"], "accounts.jsonl": zeros}, parts=[part], media=[]
        ),
        packed=zipfile.ZIP_DEFLATED,
    )
    monkeypatch.setattr("omnichannel.application.archiving.archive_reader.SMALL_BYTES", 1_000_000)
    with pytest.raises(ArchiveUnusable, match="unpacks to more than 200 times its size"):
        read_whole(bomb)


def test_an_archive_that_was_cut_short_is_refused(archive: Path) -> None:
    """Half a copy is no archive."""
    archive.write_bytes(archive.read_bytes()[:-40])

    with pytest.raises(ArchiveUnusable, match="is no archive, or was cut short"):
        read_whole(archive)


def test_a_flipped_byte_is_found(archive: Path) -> None:
    """Damage in the middle of the packed bytes is found, wherever it lies."""
    data = bytearray(archive.read_bytes())
    data[120] ^= 0xFF
    archive.write_bytes(bytes(data))

    with pytest.raises(ArchiveUnusable):
        read_whole(archive)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The sentence names the file and says which one to use."""
    with pytest.raises(ArchiveUnusable, match=r"none\.zip cannot be read: No such file"):
        read_whole(tmp_path / "none.zip")


def test_a_record_that_is_none_is_told_without_its_content(archive: Path) -> None:
    """A line that fits its digest and no record names the field, and quotes nothing."""
    line = b'{"id":"planted-secret"}\n'
    part = {
        "kind": "accounts",
        "records": 1,
        "size_bytes": len(line),
        "sha256": hashlib.sha256(line).hexdigest(),
    }
    bad = remade(archive, lambda entries: listed({**entries, "accounts.jsonl": line}, parts=[part]))

    with ArchiveReader(bad) as opened:
        opened.check()
        with pytest.raises(ArchiveUnusable) as raised:
            list(opened.records(KIND["accounts"], limit=9))

    assert "a record of accounts is wrong at id" in raised.value.what
    assert "planted-secret" not in str(raised.value)


def test_nothing_is_given_out_unchecked(archive: Path) -> None:
    """Neither a record nor a picture leaves an archive whose digests nobody has compared."""
    with ArchiveReader(archive) as opened:
        with pytest.raises(RuntimeError, match="before it was checked"):
            list(opened.records(KIND["accounts"], limit=9))
        with pytest.raises(RuntimeError, match="before it was checked"):
            opened.medium(opened.manifest.media[0])


def test_no_file_is_overwritten_and_none_is_left_half_written(tmp_path: Path) -> None:
    """An archive has a name of its own; one that was not finished leaves nothing behind."""
    (tmp_path / "mine").write_text("precious")

    with (
        pytest.raises(ArchiveProblem, match=r"There is a file .*mine already"),
        ArchiveWriter(tmp_path / "mine"),
    ):
        pass
    with pytest.raises(RuntimeError, match="interrupted"), ArchiveWriter(tmp_path / "new"):
        raise RuntimeError("interrupted")
    with (
        pytest.raises(ArchiveProblem, match="cannot be written: No such file"),
        ArchiveWriter(tmp_path / "x/y"),
    ):
        pass

    assert ["mine"] == [file.name for file in tmp_path.iterdir()]
    assert "precious" == (tmp_path / "mine").read_text()
