import hashlib
import io
from random import Random

import pytest
from PIL import Image

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.upload_media import UploadMediaService, plain_filename, probe
from omnichannel.domain.errors import InvalidRequest, NotFound
from omnichannel.testing.posts import PIXEL
from tests.core.application.services.house import STRANGER
from tests.core.fakes.examples import PRINCIPAL
from tests.core.fakes.fake_media_store import FakeMediaStore
from tests.core.fakes.fixed_clock import FixedClock


@pytest.fixture
def uploads(store: Store) -> UploadMediaService:
    """Uploads into the real store and media in memory."""
    return UploadMediaService(store, FakeMediaStore(), FixedClock())


def encoded(kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(file, kind, **options)
    return file.getvalue()


async def test_an_upload_is_known_by_its_bytes(uploads: UploadMediaService) -> None:
    """Type, size and digest are what the bytes say, whatever the file is called."""
    asset = await uploads.upload(PRINCIPAL, PIXEL, filename="loaf.pdf", alt_text="A loaf")

    assert ("image/png", 1, 1, len(PIXEL)) == (asset.media_type, asset.width, asset.height, asset.size_bytes)
    assert (hashlib.sha256(PIXEL).hexdigest(), "A loaf") == (asset.sha256, asset.alt_text)
    assert (asset, PIXEL) == await uploads.content(PRINCIPAL, asset.id)


async def test_uploads_of_others_are_not_there(uploads: UploadMediaService) -> None:
    """Another workspace does not see our pictures."""
    asset = await uploads.upload(PRINCIPAL, PIXEL, filename="loaf.png")

    with pytest.raises(NotFound):
        await uploads.get(STRANGER, asset.id)


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "The file is empty."),
        (bytes(25 * 1024 * 1024 + 1), "The file has 26,214,401 bytes."),
        (encoded("JPEG")[:-60], "The picture cannot be decoded; it may be cut off."),
    ],
    ids=["empty", "huge", "damaged"],
)
async def test_what_cannot_be_used_is_refused(uploads: UploadMediaService, data: bytes, detail: str) -> None:
    """Empty, huge and damaged files are told apart."""
    with pytest.raises(InvalidRequest) as raised:
        await uploads.upload(PRINCIPAL, data, filename="x")

    assert ("/file", detail) == (raised.value.problems[0].field, raised.value.problems[0].detail)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (encoded("JPEG"), ("image/jpeg", 30, 20)),
        (encoded("WEBP"), ("image/webp", 30, 20)),
        (encoded("GIF"), ("image/gif", 30, 20)),
        (b"%PDF-1.7 ...", ("application/pdf", None, None)),
        (b"\x00\x00\x00\x18ftypmp42", ("video/mp4", None, None)),
        (b"Fresh bread", ("text/plain", None, None)),
        (b"Fresh \x00 bread", ("application/octet-stream", None, None)),
        (b"\xff\xfe\xfd", ("application/octet-stream", None, None)),
    ],
)
def test_the_type_is_what_the_bytes_say(data: bytes, found: tuple[str, int | None, int | None]) -> None:
    """Pictures are measured, and other files are known by how they begin."""
    assert found == probe(data)


def test_a_picture_is_measured_as_it_is_seen() -> None:
    """A picture that its camera turned is as wide as people see it."""
    exif = Image.Exif()
    exif[0x0112] = 6

    assert ("image/jpeg", 20, 30) == probe(encoded("JPEG", exif=exif))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "DDS"])
@pytest.mark.filterwarnings("ignore")
def test_no_damage_breaks_the_decoder(kind: str) -> None:
    """However the bytes of a picture are changed, it is measured or refused."""
    whole, chance = encoded(kind), Random(1)

    for _ in range(60):
        damaged = bytearray(whole)
        for place in chance.choices(range(min(len(whole), 200)), k=5):
            damaged[place] = chance.randrange(256)
        try:
            found = probe(bytes(damaged))
        except InvalidRequest:
            continue
        assert found[0]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("loaf.png", "loaf.png"),
        ("/etc/passwd", "passwd"),
        ("C:\\Photos\\loaf.png", "loaf.png"),
        ("../..", ".."),
        ("a\r\nb\x00.png", "ab.png"),
        ("half \ud83d", "half"),
        ("", "upload"),
        ("folder/", "upload"),
        (" \t", "upload"),
        ("x" * 500 + ".png", "x" * 196 + ".png"),
    ],
)
def test_a_filename_is_only_a_name(given: str, kept: str) -> None:
    """No path, no control character and no endless name is kept."""
    assert kept == plain_filename(given)


def test_a_document_that_could_run_a_program_is_not_decoded() -> None:
    """PostScript is kept as a file and never opened as a picture."""
    assert "image/" not in probe(encoded("EPS"))[0]
    assert probe(encoded("EPS"))[1:] == (None, None)


def test_the_pictures_of_a_phone_are_jpegs() -> None:
    """A file of several pictures begins with a JPEG, and is sent as one."""
    assert ("image/jpeg", 30, 20) == probe(encoded("MPO"))
