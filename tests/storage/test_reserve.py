"""The store's reserve: real blocks where there is plenty of room, given back by pieces, and never an obstacle."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pybits.storage.locks import FileLock
from pybits.storage.reserve import SIZE, Reserve


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reserve"


@pytest.fixture
def reserve(path: Path) -> Reserve:
    return Reserve(str(path), FileLock(str(path.with_name("lock"))))


def blocks(path: Path) -> int:
    return path.stat().st_blocks * 512


class Refusing:
    """Something to do for which the disk is too full the first so many times."""

    def __init__(self, times: int, number: int = errno.ENOSPC) -> None:
        self.times, self.number, self.tried = times, number, 0

    def __call__(self) -> str:
        self.tried += 1
        if self.tried > self.times:
            return "done"
        raise OSError(self.number, os.strerror(self.number))


def test_it_is_of_real_blocks_and_private(reserve: Reserve, path: Path) -> None:
    reserve.make()
    assert SIZE <= blocks(path) <= 1 << 20
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_system_without_fallocate_gets_one_too(reserve: Reserve, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "posix_fallocate")
    reserve.make()
    assert blocks(path) >= SIZE


@pytest.mark.parametrize("before", [b"", b"x" * 1000], ids=["copied with a hole", "half made"])
def test_one_that_is_short_or_hollow_is_filled_again(reserve: Reserve, path: Path, before: bytes) -> None:
    path.write_bytes(before)
    os.truncate(path, len(before) or SIZE)
    reserve.make()
    assert blocks(path) >= SIZE


def test_each_further_try_takes_more_until_there_is_none(reserve: Reserve, path: Path) -> None:
    reserve.make()
    assert reserve.spend(Refusing(0)) == "done"
    assert blocks(path) >= SIZE
    assert reserve.spend(Refusing(1)) == "done"
    assert blocks(path) == SIZE - 64 * 1024
    assert reserve.spend(Refusing(1, errno.EDQUOT)) == "done"
    assert blocks(path) == SIZE - 128 * 1024
    hopeless = Refusing(99)
    with pytest.raises(OSError, match="No space"):
        reserve.spend(hopeless)
    assert hopeless.tried < 9
    assert not path.exists()
    reserve.make()
    assert blocks(path) >= SIZE


def test_what_is_kept_is_not_spent(reserve: Reserve, path: Path) -> None:
    reserve.make()
    assert reserve.spend(Refusing(2), keep=SIZE // 2) == "done"
    assert blocks(path) == SIZE - (64 + 128) * 1024
    hopeless = Refusing(99)
    with pytest.raises(OSError, match="No space"):
        reserve.spend(hopeless, keep=SIZE // 2)
    assert SIZE // 2 <= blocks(path) < SIZE
    path.unlink()
    with pytest.raises(OSError, match="No space"):
        reserve.spend(Refusing(1), keep=SIZE // 2)


def test_other_errors_are_not_helped_by_room(reserve: Reserve, path: Path) -> None:
    reserve.make()
    broken = Refusing(1, errno.EIO)
    with pytest.raises(OSError, match="Input/output"):
        reserve.spend(broken)
    assert broken.tried == 1
    assert blocks(path) >= SIZE


def test_what_stands_in_its_place_is_no_error_and_its_target_stays(reserve: Reserve, path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"y" * SIZE)
    places: tuple[Callable[[], object], ...] = (
        path.mkdir,
        lambda: os.mkfifo(path),
        lambda: path.symlink_to(other),
        lambda: path.hardlink_to(other),
    )
    for place in places:
        place()
        reserve.make()
        with pytest.raises(OSError, match="No space"):
            reserve.spend(Refusing(99))
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        assert not os.path.lexists(path)
        assert other.read_bytes() == b"y" * SIZE
