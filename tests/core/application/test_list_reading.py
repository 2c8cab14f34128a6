import pytest

from omnichannel.application.list_reading import MOST_ROWS, ReadList, recipients_from_csv
from omnichannel.domain.errors import InvalidRequest
from omnichannel.domain.recipient_list import ListedRecipient, RefusedRow

TWO = [("ada@example.org", "Ada"), ("bea@example.org", None)]


def people(read: ReadList) -> list[tuple[str, str | None]]:
    return [(one.address, one.name) for one in read.recipients]


FILES = {
    "comma": "ada@example.org,Ada\nbea@example.org\n",
    "semicolon": "ada@example.org;Ada\r\nbea@example.org;\r\n",
    "tab": "ada@example.org\tAda\nbea@example.org",
    "mark of UTF-8": "\ufeffada@example.org,Ada\nbea@example.org\n",
    "header": "Address,Name\nada@example.org,Ada\nbea@example.org,\n",
    "header in another order": "id;Full name;E-Mail\n1;Ada;ada@example.org\n2;;bea@example.org\n",
    "quotes": '"ada@example.org","Ada"\n"bea@example.org",""\n',
    "spaces": "  ada@example.org , Ada \n bea@example.org\n",
    "empty rows": "\n\nada@example.org,Ada\n,\n\nbea@example.org\n\n",
}


@pytest.mark.parametrize("text", list(FILES.values()), ids=list(FILES))
def test_files_are_read_as_programs_write_them(text: str) -> None:
    """Whatever separates columns, ends lines and stands on top, the same people are found."""
    read = recipients_from_csv(text.encode())

    assert TWO == people(read)
    assert [1, 2] == [one.position for one in read.recipients]
    assert (0, 0, []) == (read.duplicates, read.refused_count, read.refused)


@pytest.mark.parametrize("text", ["ada@example.org;Lovelace, Ada", 'ada@example.org,"Lovelace, Ada"'])
def test_a_separator_in_a_name_separates_nothing(text: str) -> None:
    """What separates comes right after the address; names may hold the others, or stand in quotes."""
    assert [("ada@example.org", "Lovelace, Ada")] == people(recipients_from_csv(text.encode()))


def test_letters_of_all_scripts_are_names() -> None:
    """UTF-8 is read as it is."""
    assert [("ü@example.org", "李 😀")] == people(recipients_from_csv("ü@example.org,李 😀".encode()))


def test_an_address_that_comes_again_is_dropped() -> None:
    """Case and outer spaces make no other address; the first spelling stays, and the rest is counted."""
    read = recipients_from_csv(b"Ada@example.org\nbea@example.org\nada@EXAMPLE.org\n bea@example.org\n")

    assert (["Ada@example.org", "bea@example.org"], 2) == (
        [one.address for one in read.recipients],
        read.duplicates,
    )


def test_a_bad_row_is_told_and_the_others_are_kept() -> None:
    """Each row that cannot be used is told with its number as a spreadsheet shows it, and the fix."""
    bad = [
        ",Ada",
        "x" * 321,
        "c@example.org," + "x" * 201,
        '"d@example.org\nBcc: e"',
        "f@example.org,F,Berlin",
    ]
    text = "\n".join(["good@example.org", *bad, "also@example.org"])

    read = recipients_from_csv(text.encode())

    assert ["good@example.org", "also@example.org"] == [one.address for one in read.recipients]
    assert 5 == read.refused_count
    assert [
        RefusedRow(2, "There is no address.", "Write one, or remove the row."),
        RefusedRow(3, "The address has 321 characters.", "Write at most 320."),
        RefusedRow(4, "The name has 201 characters.", "Write at most 200."),
        RefusedRow(5, "It holds a line break or another control character.", "Remove it."),
        RefusedRow(6, "It has 3 columns.", "Keep address and name, or name the columns in a first row."),
    ] == read.refused


def test_only_the_first_bad_rows_are_told() -> None:
    """A file that is wrong all over gives an answer that can be read: 100 rows, and how many there are."""
    read = recipients_from_csv(b"address,name\nada@example.org,\n" + b",x\n" * 300)

    assert (100, 300, 3) == (len(read.refused), read.refused_count, read.refused[0].row)


REFUSED = {
    "not UTF-8": ("J\u00e9r\u00f4me@example.org".encode("latin-1"), "not UTF-8: byte 2 cannot be read"),
    "empty": (b"", "No row of the file can be used"),
    "only a header": (b"address,name\n", "No row of the file can be used"),
    "only bad rows": (b"x" * 321, r"Row 1: The address has 321 characters\. Write at most 320"),
    "open quote": (b'"' + b"x" * 200_000, "cannot be read as CSV after row 0"),
    "too many rows": (b"".join(b"%d@x\n" % n for n in range(MOST_ROWS + 1)), "too many rows. Split it"),
    "too many empty rows": (b"a@x\n" + b"\n" * MOST_ROWS * 2, "too many rows. Split it"),
}


@pytest.mark.parametrize(("data", "told"), list(REFUSED.values()), ids=list(REFUSED))
def test_what_is_no_list_is_refused(data: bytes, told: str) -> None:
    """A file of which nothing can be used is refused as a whole, with the reason and the fix."""
    with pytest.raises(InvalidRequest, match=told):
        recipients_from_csv(data)


def test_as_many_rows_as_allowed_are_read() -> None:
    """200,000 people below a header are a list."""
    read = recipients_from_csv(b"email\n" + b"".join(b"%d@x\n" % n for n in range(MOST_ROWS)))

    assert ListedRecipient(MOST_ROWS, "199999@x") == read.recipients[-1]
