"""What a job's bandwidth may be."""

from __future__ import annotations

import pytest

from pybits.domain.bandwidth_words import parse_bandwidth, rate_of
from pybits.domain.hresult import E_INVALIDARG, BitsError


@pytest.mark.parametrize(
    ("word", "value", "rate"),
    [
        ("auto", "auto", 0), ("POLITE", "polite", 0), (" full ", "full", 0), ("1024", "1024", 1024),
        ("500k", "512000", 512_000), ("2M", "2097152", 2 << 20), ("1G", "1073741824", 1 << 30),
    ],
)  # fmt: skip
def test_words_and_rates(word: str, value: str, rate: int) -> None:
    assert parse_bandwidth("the bandwidth", word) == value
    assert rate_of(value) == rate


@pytest.mark.parametrize("word", ["", "k", "0", "1023", "-5M", "1.5M", "5T", "٣M", "9" * 30, "fast", "5 M", "0x10K"])
def test_what_is_none_is_refused(word: str) -> None:
    with pytest.raises(BitsError, match="the bandwidth must be auto, polite, full") as refused:
        parse_bandwidth("the bandwidth", word)
    assert refused.value.code == E_INVALIDARG
