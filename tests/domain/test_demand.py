"""What is missing of the ranges that are wanted, against a model that knows single bytes."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pybits.domain.demand import as_ranges, held, merged, missing
from pybits.domain.file import FileProgress, FileRange, Wanted

SIZE = 40
SPANS = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(1, SIZE)).map(lambda p: (p[0], min(SIZE, sum(p)))))
WANTED = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.none() | st.integers(1, SIZE)).map(
        lambda p: Wanted(0, p[0], None if p[1] is None else min(SIZE - p[0], p[1]))
    )
)


def laid_out(ranges: tuple[FileRange, ...], total: int) -> list[int]:
    """Give the places of the bytes in the order in which they are fetched."""
    return [place for start, length in ranges for place in range(start, total if length is None else start + length)]


@given(WANTED, SPANS)
def test_what_is_missing_is_fetched_once_and_in_the_order_in_which_it_is_wanted(
    wanted: list[Wanted], here: list[tuple[int, int]]
) -> None:
    known = {place for start, end in here for place in range(start, end)}
    model: list[int] = []
    for _, offset, length in wanted:
        end = SIZE if length is None else offset + length
        model += [place for place in range(offset, end) if place not in known and place not in model]
    assert laid_out(missing(wanted, here, SIZE), SIZE) == model


@given(WANTED)
def test_without_a_length_the_end_of_the_file_is_wanted_at_most_once(wanted: list[Wanted]) -> None:
    found = missing(wanted, (), None)
    assert sum(length is None for _, length in found) <= 1
    assert sorted(set(laid_out(found, SIZE))) == sorted(laid_out(missing(wanted, (), SIZE), SIZE))


@given(SPANS)
def test_stretches_are_put_together(spans: list[tuple[int, int]]) -> None:
    found = merged(spans)
    assert {p for s, e in found for p in range(s, e)} == {p for s, e in spans for p in range(s, e)}
    assert all(one[1] < two[0] for one, two in pairwise(found))
    assert as_ranges(found) == tuple(FileRange(start, end - start) for start, end in found)


def test_after_another_boot_only_what_was_on_the_disk_is_here() -> None:
    claim = FileProgress(
        written=9, durable=5, total=100, boot="a", islands=((20, 30), (50, 60)), safe_islands=((20, 25),)
    )
    assert held(claim, "a") == ((0, 9), (20, 30), (50, 60))
    assert held(claim, "b") == ((0, 5), (20, 25))
    assert held(FileProgress(), "a") == ()
