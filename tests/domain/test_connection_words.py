"""How many connections a word asks for."""

from __future__ import annotations

import pytest

from pybits.domain.connection_words import count_of, parse_connections
from pybits.domain.hresult import E_INVALIDARG, BitsError


@pytest.mark.parametrize(
    ("word", "said", "count"), [("auto", "auto", None), (" AUTO ", "auto", None), ("016", "16", 16), ("64", "64", 64)]
)
def test_auto_or_a_number(word: str, said: str, count: int | None) -> None:
    assert parse_connections("the connections", word) == said
    assert count_of(said) == count


@pytest.mark.parametrize("word", ["0", "65", "-1", "many", "", "1.5", "٣", "9" * 5000])
def test_anything_else_is_refused_by_name(word: str) -> None:
    with pytest.raises(BitsError, match=r"^the connections must be auto or a number from 1 to 64") as caught:
        parse_connections("the connections", word)
    assert caught.value.code == E_INVALIDARG
