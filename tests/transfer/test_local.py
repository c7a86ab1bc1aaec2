"""Local files as sources."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pybits.domain.enums import ErrorContext
from pybits.domain.file import Validator
from pybits.domain.hresult import (
    BG_E_REMOTE_FILE_CHANGED,
    E_ACCESSDENIED,
    ERROR_DISK_FULL,
    ERROR_FILE_NOT_FOUND,
    ERROR_PATH_NOT_FOUND,
    BitsError,
)
from pybits.transfer.engine import Engine
from pybits.transfer.http.download import CHANGED
from pybits.transfer.local import PIECE, is_local, local_path
from pybits.transfer.outcome import Severity
from pybits.transfer.request import Answer, ResumePoint
from tests.transfer.driver import MemorySink, fetch

BODY = os.urandom(PIECE * 2 + 12345)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/a/b", "/a/b"),
        ("/a%20b", "/a%20b"),
        ("file:///a/b", "/a/b"),
        ("FILE:///a/b", "/a/b"),
        ("file:/a/b", "/a/b"),
        ("file://localhost/a", "/a"),
        ("file://LOCALHOST/a", "/a"),
        ("file:///a%20b%23%C3%A4", "/a b#ä"),
        ("file:///ä", "/ä"),
        ("file:///a?b#c", "/a?b#c"),
        ("file:///a%FF", "/a\udcff"),
    ],
)
def test_a_source_names_a_path(url: str, path: str) -> None:
    assert is_local(url)
    assert local_path(url) == path


@pytest.mark.parametrize("url", ["file://other/a", "file:a", "file:", "file://", "file:///a%00b", "/a\0b"])
def test_a_source_that_names_no_path_of_this_machine_is_refused(url: str) -> None:
    with pytest.raises(BitsError) as caught:
        local_path(url)
    assert caught.value.code == 0x80070057


@pytest.mark.parametrize("url", ["http://a/", "https://a/", "relative", "files:///a"])
def test_other_sources_are_not_local(url: str) -> None:
    assert not is_local(url)


@pytest.mark.parametrize("form", ["{}", "file://{}"])
@pytest.mark.parametrize("body", [b"", b"x", BODY, bytes(PIECE)], ids=len)
def test_a_local_file_is_copied_whole(engine: Engine, tmp_path: Path, form: str, body: bytes) -> None:
    (tmp_path / "f").write_bytes(body)
    fetched = fetch(engine, form.format(tmp_path / "f"), have=b"old")
    assert fetched.sink.data == body
    assert (fetched.finished.length, fetched.finished.validator.length) == (len(body), len(body))
    assert (fetched.answer.offset, fetched.answer.total, fetched.answer.resumable) == (0, len(body), True)
    assert fetched.connected == 1


def test_a_copy_goes_on_where_it_was(engine: Engine, tmp_path: Path) -> None:
    source = tmp_path / "f"
    source.write_bytes(BODY)
    known = fetch(engine, str(source)).finished.validator
    fetched = fetch(engine, str(source), BODY[:777], ResumePoint(777, known))
    assert (fetched.sink.data, fetched.answer.offset, fetched.answer.restart) == (BODY, 777, None)
    assert sum(fetched.sink.writes) == len(BODY) - 777
    whole = fetch(engine, str(source), BODY, ResumePoint(len(BODY), known))
    assert (whole.sink.writes, whole.finished.length) == ([], len(BODY))


@pytest.mark.parametrize("known", [Validator('"other"', None, len(BODY)), Validator()])
def test_a_copy_of_another_version_starts_over(engine: Engine, tmp_path: Path, known: Validator) -> None:
    (tmp_path / "f").write_bytes(BODY)
    fetched = fetch(engine, str(tmp_path / "f"), b"old", ResumePoint(3, known))
    assert (fetched.sink.data, fetched.answer.offset, fetched.answer.restart) == (BODY, 0, CHANGED)


@pytest.mark.parametrize("change", ["append", "truncate", "rewrite"])
def test_a_source_that_changes_meanwhile_is_copied_again(engine: Engine, tmp_path: Path, change: str) -> None:
    source = tmp_path / "f"
    source.write_bytes(BODY)
    new = {"append": BODY + b"more", "truncate": BODY[:-5], "rewrite": bytes(len(BODY))}[change]
    sink = _Meddler(lambda: _replace_content(source, new), times=1)
    fetched = fetch(engine, str(source), sink=sink)
    assert fetched.sink.data == new
    assert [answer.restart for answer in sink.answers] == [None, CHANGED]
    assert fetched.connected == 1


def test_a_source_that_never_rests_is_left_for_later(engine: Engine, tmp_path: Path) -> None:
    source = tmp_path / "f"
    source.write_bytes(BODY)
    sink = _Meddler(lambda: _append(source), times=99)
    failure = fetch(engine, str(source), sink=sink).failure
    assert (failure.code, failure.severity) == (BG_E_REMOTE_FILE_CHANGED, Severity.TRANSIENT)
    assert failure.resume_ok is False
    assert len(sink.answers) == 4


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("missing", ERROR_FILE_NOT_FOUND),
        ("file/below", ERROR_PATH_NOT_FOUND),
        ("folder", E_ACCESSDENIED),
        ("pipe", E_ACCESSDENIED),
        ("x" * 300, ERROR_PATH_NOT_FOUND),
    ],
)
def test_a_source_that_cannot_be_read_is_final(engine: Engine, tmp_path: Path, name: str, code: int) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    fetched = fetch(engine, f"{tmp_path}/{name}")
    assert (fetched.failure.code, fetched.failure.severity) == (code, Severity.FATAL)
    assert fetched.failure.context is ErrorContext.REMOTE_FILE
    assert fetched.sink.answers == []


@pytest.mark.parametrize("seconds", [253_402_300_800, 2**40, -(2**40), -1])
def test_a_source_whose_date_cannot_be_written_is_copied(engine: Engine, seconds: int) -> None:
    with TemporaryDirectory(dir="/dev/shm") as folder:  # not every file system keeps such times
        source = Path(folder, "f")
        source.write_bytes(BODY)
        os.utime(source, (seconds, seconds))
        assert source.stat().st_mtime == seconds
        first = fetch(engine, str(source))
        assert (first.finished.validator.last_modified is None) == (seconds != -1)
        known = first.finished.validator
        again = fetch(engine, str(source), BODY[:9], ResumePoint(9, known))
        assert (again.sink.data, again.answer.offset) == (BODY, 9)


def test_devices_are_not_files(engine: Engine) -> None:
    assert fetch(engine, "/dev/zero").failure.code == E_ACCESSDENIED


@pytest.mark.parametrize("when", ["begin", "write"])
def test_an_error_of_the_sink_is_a_local_one(engine: Engine, tmp_path: Path, when: str) -> None:
    (tmp_path / "f").write_bytes(BODY)
    error = OSError(errno.ENOSPC, "No space left on device")
    sink = MemorySink(begin_error=error) if when == "begin" else MemorySink(write_error=error)
    failure = fetch(engine, str(tmp_path / "f"), sink=sink).failure
    assert (failure.code, failure.context) == (ERROR_DISK_FULL, ErrorContext.LOCAL_FILE)
    assert failure.severity is Severity.TRANSIENT


def test_stopping_a_copy_closes_its_source(engine: Engine, tmp_path: Path) -> None:
    from pybits.transfer.request import TransferRequest

    (tmp_path / "f").write_bytes(BODY * 20)
    engine.start(TransferRequest("k", str(tmp_path / "f"), MemorySink()))
    engine.step(0)
    opened = _links_to(tmp_path / "f")
    engine.stop("k")
    assert _links_to(tmp_path / "f") == 0
    assert opened == (1 if Path("/proc/self/fd").exists() else 0)


class _Meddler(MemorySink):
    """Changes the source while it is copied."""

    def __init__(self, change: object, times: int) -> None:
        super().__init__()
        self._change = change
        self._times = times

    def begin(self, answer: Answer) -> None:
        super().begin(answer)
        if len(self.answers) <= self._times:
            assert callable(self._change)
            self._change()


def _replace_content(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    os.utime(path, ns=(1, 1))


def _append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"+")


def _links_to(path: Path) -> int:
    folder = Path("/proc/self/fd")
    names = list(folder.iterdir()) if folder.exists() else []
    return sum(name.is_symlink() and os.path.realpath(name) == str(path) for name in names)
