"""Files written whole: what a reader sees at any moment, in what order things reach the disk, what a full disk does."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH116, PTH208, PTH211

from __future__ import annotations

import errno
import os
import resource
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pybits.storage import atomic


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = str(tmp_path / "file")
    for data in (b"", b"x", os.urandom(300_000)):
        atomic.replace_file(path, data)
        assert atomic.read_file(path) == data
    assert os.listdir(tmp_path) == ["file"]
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_a_reader_sees_the_old_bytes_or_the_new_never_a_mixture(tmp_path: Path) -> None:
    path = str(tmp_path / "file")
    versions = [bytes([number]) * (1000 + 9000 * number) for number in range(8)]
    atomic.replace_file(path, versions[0], durable=False)
    stop, seen = threading.Event(), set()

    def read() -> None:
        while not stop.is_set():
            seen.add(atomic.read_file(path))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(50):
        for version in versions:
            atomic.replace_file(path, version, durable=False)
    stop.set()
    reader.join()
    assert seen <= set(versions)


def test_a_file_that_grows_while_it_is_read_is_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "file")
    atomic.write_new(path, b"a" * 10)
    real = os.fstat

    def grow(fd: int) -> os.stat_result:
        before = real(fd)
        atomic.append(path, b"b" * (2 << 20))
        return before

    monkeypatch.setattr(os, "fstat", grow)
    data = atomic.read_file(path)
    assert data == b"a" * 10 + b"b" * (2 << 20)


def recorded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the calls that matter for a power cut, in their order."""
    steps: list[str] = []

    def wrap(name: str, describe: Any) -> None:
        real = getattr(os, name)

        def call(*arguments: Any, **options: Any) -> Any:
            steps.append(describe(*arguments))
            return real(*arguments, **options)

        monkeypatch.setattr(os, name, call)

    wrap("write", lambda *_: "write")
    wrap("fsync", lambda fd: "sync folder" if stat.S_ISDIR(os.fstat(fd).st_mode) else "sync file")
    wrap("rename", lambda *_: "rename")
    return steps


def test_what_was_promised_is_on_the_disk_before_its_name_and_its_name_before_the_return(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = recorded(monkeypatch)
    atomic.replace_file(str(tmp_path / "file"), b"x")
    assert steps == ["write", "sync file", "rename", "sync folder"]


def test_what_was_promised_to_nobody_costs_no_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = recorded(monkeypatch)
    atomic.replace_file(str(tmp_path / "file"), b"x", durable=False)
    assert steps == ["write", "rename"]


def test_every_byte_is_written_though_the_system_takes_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data[:7])))
    data = os.urandom(1000)
    atomic.replace_file(str(tmp_path / "file"), data)
    atomic.append(str(tmp_path / "file"), data)
    assert (tmp_path / "file").read_bytes() == data + data


@pytest.mark.parametrize("name", ["write", "fsync", "rename"])
def test_a_failed_replacement_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = tmp_path / "file"
    atomic.replace_file(str(path), b"old")

    def fail(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, name, fail)
    with pytest.raises(OSError, match="full"):
        atomic.replace_file(str(path), b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    atomic.replace_file(str(path), b"newer")
    assert path.read_bytes() == b"newer"


def test_nothing_is_read_or_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"precious")
    for name in ("link", "link.new"):
        os.symlink(tmp_path / "target", tmp_path / name)
    link = str(tmp_path / "link")
    for work in (
        lambda: atomic.read_file(link),
        lambda: atomic.write_new(link, b"x"),
        lambda: atomic.append(link, b"x"),
        lambda: atomic.replace_file(link, b"x"),
    ):
        with pytest.raises(OSError, match="symbolic") as refused:
            work()
        assert refused.value.errno == errno.ELOOP
    assert (tmp_path / "target").read_bytes() == b"precious"


def test_a_pipe_in_place_of_a_record_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert atomic.read_file(str(tmp_path / "pipe")) == b""


def test_what_is_far_too_large_for_a_record_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(atomic.LARGEST + 1)
    with pytest.raises(OSError, match="huge") as refused:
        atomic.read_file(str(tmp_path / "huge"))
    assert refused.value.errno == errno.EFBIG


@pytest.mark.parametrize("add", [atomic.append, atomic.append_line])
def test_a_line_for_which_there_is_no_room_leaves_no_part_of_itself(
    tmp_path: Path, add: Callable[[str, bytes], None]
) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"first\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))  # the kernel takes what fits, as on a full disk
    try:
        with pytest.raises(OSError, match="File too large"):
            add(str(path), b"second\n")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"first\n"


def test_a_replacement_for_which_there_is_no_room_gives_back_what_it_took(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            atomic.replace_file(str(path), b"x" * 99)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert os.listdir(tmp_path) == ["file"]
    assert path.read_bytes() == b"old"
