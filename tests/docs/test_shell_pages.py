"""The harness of the how-to pages finds what it should find."""

import os
from pathlib import Path

import pytest

from tests.docs.shell_pages import Block, blocks_of, fits, run

PAGE = """\
Say it:

```sh
echo hello
echo "$PWD" >place
```

```text
he…o
```

and look:

```sh
cat place
```
"""


def test_blocks_are_found_with_what_they_print() -> None:
    """A text block belongs to the commands right before it, and commands may stand alone."""
    assert [Block('echo hello\necho "$PWD" >place\n', "he…o\n"), Block("cat place\n")] == blocks_of(PAGE)


async def test_blocks_share_a_shell(tmp_path: Path) -> None:
    """What one block leaves, the next one finds; what each printed is told apart."""
    printed = await run(blocks_of(PAGE), folder=tmp_path, environment=os.environ)

    assert ["hello\n", f"{tmp_path}\n"] == printed


async def test_a_failing_command_fails_the_page(tmp_path: Path) -> None:
    """A command that fails is told with its words, even in the midst of a block."""
    with pytest.raises(AssertionError, match="no-such-file"):
        await run([Block("cat no-such-file\necho on\n")], folder=tmp_path, environment=os.environ)


@pytest.mark.parametrize(
    ("printed", "expected", "fit"),
    [
        ("id 0190\n", "id …", True),
        ("a   \nb\n", "a\nb", True),
        ("id 0190\nmore\n", "id 0…0", False),
        ("other", "id …", False),
    ],
)
def test_what_is_printed_is_compared(printed: str, expected: str, fit: bool) -> None:
    """An ellipsis stands for anything; everything else is compared to the letter."""
    assert fit is fits(printed, expected)
