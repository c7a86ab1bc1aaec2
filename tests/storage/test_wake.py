"""The pipe that wakes the daemon: a ring is heard, a full pipe is enough, and only a listener makes it true."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH110

from __future__ import annotations

import os
import select
from collections.abc import Callable
from pathlib import Path

import pytest

from pybits.storage.wake import Bell, ring


def heard(bell: Bell) -> bool:
    return bool(select.select([bell], [], [], 0)[0])


def test_a_ring_is_heard_once(tmp_path: Path) -> None:
    bell = Bell(str(tmp_path / "wake"))
    assert not heard(bell)
    assert not bell.rang()
    assert ring(str(tmp_path / "wake"))
    assert ring(str(tmp_path / "wake"))
    assert heard(bell)
    assert bell.rang()
    assert not heard(bell)
    assert not bell.rang()
    bell.close()
    bell.close()


def test_nobody_listens_when_there_is_no_pipe_or_nobody_at_its_end(tmp_path: Path) -> None:
    path = str(tmp_path / "wake")
    assert not ring(path)
    Bell(path).close()
    assert os.path.exists(path)
    assert not ring(path)


def test_a_full_pipe_wakes_just_as_well_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = str(tmp_path / "wake")
    bell = Bell(path)
    for _ in range(70_000):
        if not ring(path):
            pytest.fail("a ring was lost")
    assert bell.rang()
    assert not heard(bell)
    assert ring(path)
    assert heard(bell)
    bell.close()


def link(path: Path) -> None:
    path.with_name("other").touch()
    path.symlink_to(path.with_name("other"))


OTHERS: dict[str, Callable[[Path], object]] = {
    "a file": lambda path: path.write_text("backup"),
    "a link to a file": link,
    "a folder": Path.mkdir,
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_no_pipe_is_no_listener_and_is_left_alone(tmp_path: Path, what: str) -> None:
    path = tmp_path / "wake"
    OTHERS[what](path)
    assert not ring(str(path))
    assert path.is_dir() or path.read_text() in ("backup", "")


@pytest.mark.parametrize("what", ["a file", "a link to a file"])
def test_the_daemon_puts_its_pipe_in_place_of_what_is_none(tmp_path: Path, what: str) -> None:
    path = tmp_path / "wake"
    OTHERS[what](path)
    bell = Bell(str(path))
    assert ring(str(path))
    assert heard(bell)
    bell.close()


def test_only_the_user_may_ring(tmp_path: Path) -> None:
    Bell(str(tmp_path / "wake")).close()
    assert (tmp_path / "wake").stat().st_mode & 0o077 == 0
