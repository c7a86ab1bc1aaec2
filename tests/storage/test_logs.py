"""The logs beside the jobs: what is known of each file's bytes, and how the last jobs ended."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH202, PTH211

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pybits.domain.file import FileProgress, Validator
from pybits.domain.hresult import BG_S_PARTIAL_COMPLETE, S_OK
from pybits.domain.state import JobState
from pybits.storage import atomic, checked, progress_log
from pybits.storage.ended_log import Ended, EndedLog
from pybits.storage.progress_log import ProgressWriter, Totals, read_progress, read_totals
from tests.storage.strategies import ANY_JSON, CLAIMS

GUID = "{0AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"
OTHER = "{1AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"
ENDED = Ended(GUID, "name", JobState.ACKNOWLEDGED, BG_S_PARTIAL_COMPLETE, 5.0, 2, ("/d/3",))


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "progress.jsonl")


@pytest.fixture
def ended(tmp_path: Path) -> EndedLog:
    return EndedLog(str(tmp_path / "ended"))


def write(path: str, claims: dict[int, FileProgress], totals: Totals | None = None) -> None:
    writer = ProgressWriter(path)
    writer.append(claims, totals, durable=True)
    writer.close()


# ---- progress


def test_before_the_first_claim_nothing_is_known(path: str) -> None:
    assert read_progress(path) == {}
    assert read_totals(path) is None
    ProgressWriter(path).close()
    assert read_progress(path) == {}
    assert read_totals(path) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.integers(0, 5), CLAIMS, max_size=3), max_size=6))
def test_the_last_claim_of_a_file_counts(tmp_path: Path, batches: list[dict[int, FileProgress]]) -> None:
    path = str(tmp_path / "log")
    Path(path).unlink(missing_ok=True)
    expected: dict[int, FileProgress] = {}
    for number, claims in enumerate(batches):
        write(path, claims, Totals(number, 2, None))
        expected |= claims
    assert read_progress(path) == expected
    assert read_totals(path) == (Totals(len(batches) - 1, 2, None) if batches else None)


def test_islands_stand_beside_a_claim_that_is_true_without_them(path: str) -> None:
    known = FileProgress(10, 5, 99, boot="b", islands=((20, 30), (40, 50)), safe_islands=((20, 25),))
    write(path, {3: known})
    assert read_progress(path) == {3: known}
    assert (known.here, known.trusted_islands("b"), known.trusted_islands("c")) == (
        30,
        ((20, 30), (40, 50)),
        ((20, 25),),
    )
    first, second, *_ = Path(path).read_bytes().splitlines(keepends=True)
    Path(path).write_bytes(first)  # a torn log, or a program that does not know the second line
    plain = known._replace(islands=(), safe_islands=())
    assert read_progress(path) == {3: plain}
    write(path, {3: plain._replace(written=11)})
    with Path(path).open("ab") as log:
        log.write(second)
    assert read_progress(path)[3].islands == (), "the islands of another claim"


@pytest.mark.parametrize("wrong", [[[5, 5]], [[9, 4]], [[1, 3], [3, 4]], [[1, 2, 3]], [7], "x", [[-1, 2]], [["1", 2]]])
def test_islands_that_cannot_be_are_not_taken(path: str, wrong: object) -> None:
    write(path, {0: FileProgress(1)})
    with Path(path).open("ab") as log:
        log.write(checked.dump({"islands": 0, "after": 1, "here": wrong, "safe": []}))
    assert read_progress(path) == {0: FileProgress(1)}


@pytest.mark.parametrize("length", [1, 50, 4095, 4096, 4097, 9000, 20_000])
def test_a_torn_line_of_any_length_is_cut_off_before_the_next_is_written(path: str, length: int) -> None:
    first, second = FileProgress(10, total=99), FileProgress(20, total=99)
    write(path, {0: first}, Totals(0, 10, 99))
    atomic.append(path, checked.dump({"file": 1, "boot": "x" * 30_000})[:length])
    assert read_progress(path) == {0: first}
    write(path, {2: second})
    assert read_progress(path) == {0: first, 2: second}


@pytest.mark.parametrize("length", [1, 50, 5000])
def test_a_log_that_is_one_torn_line_is_empty(path: str, length: int) -> None:
    atomic.append(path, b"x" * length)
    write(path, {0: FileProgress(1)})
    assert read_progress(path) == {0: FileProgress(1)}
    assert os.path.getsize(path) < 100


def test_the_sums_are_found_behind_any_number_of_claims(path: str) -> None:
    many = {number: FileProgress(number, validator=Validator("e" * 50)) for number in range(1000)}
    write(path, many, Totals(1000, 7, 8))
    assert read_totals(path) == Totals(1000, 7, 8)
    write(path, {0: FileProgress()})
    assert read_totals(path) == Totals(1000, 7, 8)


@given(ANY_JSON, ANY_JSON)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_a_damaged_line_claims_nothing_and_the_others_stay(tmp_path: Path, claim: object, totals: object) -> None:
    path = str(tmp_path / "log")
    Path(path).unlink(missing_ok=True)
    write(path, {7: FileProgress(3)})
    atomic.append(path, b"\xff\xfe\n" + checked.dump(claim) + checked.dump({"totals": totals}))
    assert read_progress(path)[7] == FileProgress(3)
    assert set(read_progress(path)) <= {7, 0}
    sums = read_totals(path)
    assert sums is None or all(value is None or value >= 0 for value in sums)


def whole(size: int, inode: int) -> FileProgress:
    return FileProgress(size, size, size, done=True, inode=inode)


def test_finished_files_stand_many_on_a_line(path: str) -> None:
    claims = {number: whole(number * 10, number + 7) for number in range(1000)}
    write(path, {5: FileProgress(written=3)})
    write(path, claims, Totals(1000, 1, None))
    assert len(Path(path).read_bytes().splitlines()) < 30
    assert read_progress(path) == claims
    assert read_totals(path) == Totals(1000, 1, None)


def test_a_torn_line_of_finished_files_claims_none_of_its_own_and_all_others(path: str) -> None:
    claims = {number: whole(10, number) for number in range(200)}
    write(path, claims)
    torn = Path(path).read_bytes()[:-3]
    Path(path).write_bytes(torn)
    kept = read_progress(path)
    assert 0 < len(kept) < 200
    assert kept == {number: claims[number] for number in kept}


def test_a_finished_file_of_which_there_is_more_to_say_has_a_line_of_its_own(path: str) -> None:
    claims = {1: whole(10, 1)._replace(published=True), 2: whole(10, 2)._replace(durable=5), 3: whole(10, 3)}
    write(path, claims)
    assert read_progress(path) == claims


@pytest.mark.parametrize(
    "value", [None, 5, [[1]], [[1, 2]], [["1", 2, 3]], [[-1, 2, 3]], [[1, 2, "x"]], [[1, True, 3]]]
)
def test_a_damaged_line_of_finished_files_claims_nothing(path: str, value: object) -> None:
    write(path, {7: whole(10, 7)})
    atomic.append(path, checked.dump({"done": value}))
    assert read_progress(path) == {7: whole(10, 7)}


def test_a_finished_file_as_earlier_versions_wrote_it_is_read(path: str) -> None:
    line = b'{"file":3,"written":5,"durable":5,"total":5,"done":true,"inode":9}\n'
    Path(path).write_bytes(line)
    assert read_progress(path) == {3: whole(5, 9)}


def test_a_log_that_has_grown_is_written_anew_with_all_that_is_known(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_log, "_SLACK", 2000)
    writer = ProgressWriter(path)
    for number in range(500):
        writer.append({number % 3: FileProgress(number)}, Totals(0, number, None))
    assert os.path.getsize(path) < 5000
    expected = {number % 3: FileProgress(number) for number in (497, 498, 499)}
    assert read_progress(path) == expected
    assert read_totals(path) == Totals(0, 499, None)
    writer.append({9: FileProgress(9)}, None)
    writer.close()
    assert read_progress(path) == {**expected, 9: FileProgress(9)}


def test_a_log_is_not_written_through_a_link(tmp_path: Path, path: str) -> None:
    (tmp_path / "elsewhere").write_text("x")
    os.symlink(tmp_path / "elsewhere", path)
    with pytest.raises(OSError, match="symbolic"):
        ProgressWriter(path)
    assert (tmp_path / "elsewhere").read_text() == "x"


# ---- ends


def test_an_end_is_found_by_its_guid(ended: EndedLog) -> None:
    assert ended.find(GUID) is None
    ended.add(ENDED)
    ended.add(ENDED._replace(guid=OTHER, state=JobState.CANCELLED, dropped=()))
    assert ended.find(GUID) == ENDED
    assert ended.find(OTHER) == Ended(OTHER, "name", JobState.CANCELLED, BG_S_PARTIAL_COMPLETE, 5.0, 2)


def test_a_job_whose_name_holds_anothers_guid_is_not_mistaken_for_it(ended: EndedLog) -> None:
    ended.add(ENDED)
    ended.add(ENDED._replace(guid=OTHER, name=f"again: {GUID}"))
    assert ended.find(GUID) == ENDED


def test_the_last_end_counts_when_a_removal_was_done_again(ended: EndedLog) -> None:
    ended.add(ENDED)
    ended.add(ENDED._replace(code=S_OK))
    found = ended.find(GUID)
    assert found is not None
    assert found.code == S_OK


def test_the_newer_half_is_kept_when_the_log_grows_long(ended: EndedLog, tmp_path: Path) -> None:
    for number in range(2000):
        ended.add(ENDED._replace(guid=OTHER, name=f"{number} " + "x" * 150))
    ended.add(ENDED)
    assert os.path.getsize(tmp_path / "ended") <= 1 << 18
    assert ended.find(GUID) == ENDED
    names = [checked.load(line)[1].split()[0] for line in (tmp_path / "ended").read_bytes().splitlines()[:-1]]
    assert names == [str(number) for number in range(2000 - len(names), 2000)]
    assert len(names) > 400


@given(st.lists(ANY_JSON, min_size=6, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_a_damaged_end_is_no_end(tmp_path: Path, values: list[object]) -> None:
    log = EndedLog(str(tmp_path / "ended"))
    log.add(ENDED)
    atomic.append(str(tmp_path / "ended"), b"\xff" + GUID.encode() + b"\n" + checked.dump([GUID, *values]))
    found = log.find(GUID)
    assert found is not None
    assert isinstance(found.state, JobState)
