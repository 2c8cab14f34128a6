from pathlib import Path

import pytest

from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.sending.people import people_from


def people(folder: Path, text: str | bytes) -> list[tuple[str, str | None]]:
    file = folder / "guests.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return [(one.addresses[0], one.name) for one in people_from(file)]


@pytest.mark.parametrize(
    "text",
    [
        "name,email\nAda,ada@guests.example\n",
        "Name;E-Mail\nAda;ada@guests.example\n",
        "address\tName\nada@guests.example\tAda\n",
        "\ufeffName,Mail\r\nAda, ada@guests.example \r\n\r\n",
    ],
)
def test_columns_are_found_by_their_titles(tmp_path: Path, text: str) -> None:
    """Comma, semicolon and tab, any order, any case, a byte order mark and empty lines are understood."""
    assert [("ada@guests.example", "Ada")] == people(tmp_path, text)


def test_a_file_without_titles_has_one_address_a_line(tmp_path: Path) -> None:
    """The simplest list there is works."""
    assert [("+4915112345", None), ("+4915167890", None)] == people(tmp_path, "+4915112345\n+4915167890\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "has no addresses"),
        ("name,email\n", "has no addresses"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (
            "\n".join(f"{n}@guests.example" for n in range(200_001)),
            "has 200,001 people, and a message takes 200,000",
        ),
        ("x" * (25 * 1024 * 1024 + 1), "is too large"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, text: str | bytes, told: str) -> None:
    """The error names the file and the bound."""
    with pytest.raises(CommandFailed, match=told):
        people(tmp_path, text)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """The error says why."""
    with pytest.raises(CommandFailed, match=r"nowhere\.csv cannot be read: No such file"):
        people_from(tmp_path / "nowhere.csv")
