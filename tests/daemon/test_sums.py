"""The sums of a job's files: kept up to date, they are what adding all up would give."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pybits.daemon.downloads.sums import Sums, size_of
from pybits.domain.file import NOTHING, FileProgress

CLAIMS = st.builds(
    lambda written, rest, known, done: FileProgress(written, 0, written + rest if known else None, done=done),
    st.integers(0, 99), st.integers(0, 99), st.booleans(), st.booleans(),
)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 4), CLAIMS)))
def test_sums_are_what_the_last_claims_add_up_to(changes: list[tuple[int, FileProgress]]) -> None:
    sums, last = Sums(5), dict.fromkeys(range(5), NOTHING)
    for index, claim in changes:
        sums.replace(last[index], claim)
        last[index] = claim
    claims = list(last.values())
    sizes = [claim.total for claim in claims]
    known = [size for size in sizes if size is not None]
    total = sum(known) if len(known) == len(sizes) else None
    assert sums.totals() == (sum(c.done for c in claims), sum(c.written for c in claims), total)
    assert sums.sizes == sum(map(size_of, claims))


@given(st.lists(CLAIMS, min_size=3, max_size=3), st.integers(0, 2))
def test_a_file_is_left_out_by_claiming_nothing_of_it(claims: list[FileProgress], index: int) -> None:
    sums = Sums(3)
    for claim in claims:
        sums.replace(NOTHING, claim)
    sums.replace(claims[index], FileProgress())
    assert sums.sizes == sum(size_of(claim) for number, claim in enumerate(claims) if number != index)
