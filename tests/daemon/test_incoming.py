"""What the sink of a transfer makes of a second answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from pybits.daemon.downloads.incoming import Incoming
from pybits.domain.enums import JobType
from pybits.domain.file import File, FileProgress, FileRange, Validator
from pybits.domain.job import Job
from pybits.transfer.request import Answer

JOB = Job("{6AF46E48-41D3-453F-B7AF-A694BBC823F7}", "job", JobType.DOWNLOAD, 0, 0.0, 0.0)


def sink(tmp_path: Path, forgotten: list[str]) -> Incoming:
    file = File(0, "http://h/x", str(tmp_path / "x"), ranges=(FileRange(0, 3), FileRange(9, 3)))
    return Incoming(JOB, file, FileProgress(), "boot", lambda _incoming, reason: forgotten.append(reason))


def answer(offset: int, restart: str | None = None) -> Answer:
    return Answer(offset, 6, Validator('"v1"', None, 12), resumable=True, restart=restart)


def test_bytes_of_an_earlier_answer_do_not_outlive_a_beginning_at_0(tmp_path: Path) -> None:
    forgotten: list[str] = []
    incoming = sink(tmp_path, forgotten)
    incoming.begin(answer(0))
    incoming.write(b"old")  # few enough to be with the process still
    incoming.begin(answer(0, "the file changed"))
    incoming.write(b"newone")
    incoming.flush()
    assert Path(incoming.temp.path).read_bytes() == b"newone"
    assert incoming.finished().written == 6
    assert forgotten == ["the file changed"]


@pytest.mark.parametrize("size", [3, 600_000])
def test_an_answer_that_goes_on_keeps_them(tmp_path: Path, size: int) -> None:
    forgotten: list[str] = []
    incoming = sink(tmp_path, forgotten)
    incoming.begin(answer(0))
    incoming.write(b"a" * size)
    incoming.begin(answer(size))
    incoming.write(b"b")
    incoming.flush()
    assert Path(incoming.temp.path).read_bytes() == b"a" * size + b"b"
    assert forgotten == []
