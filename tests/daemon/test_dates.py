"""When a source was last changed."""

from __future__ import annotations

import time

import pytest

from pybits.daemon.downloads.dates import modified
from pybits.domain.file import Validator


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("Tue, 01 Jan 2030 00:00:00 GMT", 1_893_456_000),
        ("Tue Jan  1 00:00:00 2030", 1_893_456_000),  # an old form, which means GMT wherever the machine is
        ("some day", None),
        (None, None),
    ],
)
def test_a_servers_date_is_the_same_everywhere(
    monkeypatch: pytest.MonkeyPatch, said: str | None, when: int | None
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        found = modified("http://a/f", Validator(None, said, 1))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert found == (None if when is None else when * 10**9)
