"""Blanks are found and filled, and a value is only ever text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnichannel.domain.blanks import blanks_in, filled

BODY = {"content": {"text": "{{ bread }} for {{price}}, {{ bread }}!", "media": []}, "n": 1}


def test_blanks_are_named_once_in_order() -> None:
    """Every string of a body is looked at, however deep it stands."""
    assert ["bread", "price", "who"] == blanks_in([BODY, {"deep": ["{{who}}"]}])


def test_blanks_are_filled_everywhere() -> None:
    """A blank may stand many times, with spaces or without."""
    text = filled(BODY, {"bread": "Rye", "price": "3.50"})["content"]["text"]

    assert "Rye for 3.50, Rye!" == text


@pytest.mark.parametrize("text", ["{ a }", "{{ a b }}", "{{}}", "{{ 1a }}", "{{ " + "a" * 61 + " }}"])
def test_what_is_no_blank_stays(text: str) -> None:
    """Braces that hold no name are text."""
    assert ([], text) == (blanks_in(text), filled(text, {}))


def test_a_missing_value_is_told() -> None:
    """A blank without a value raises, and nothing is left half filled."""
    with pytest.raises(KeyError, match="price"):
        filled(BODY, {"bread": "Rye"})


@given(st.text(), st.text())
def test_a_value_is_not_read_again(first: str, second: str) -> None:
    """Whatever a value holds, even another blank's braces, arrives to the letter."""
    given_first = first + "{{ b }}"

    assert f"{given_first}|{second}" == filled("{{ a }}|{{ b }}", {"a": given_first, "b": second})
