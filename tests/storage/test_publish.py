"""A finished file gets its name beside what is there, once, whatever is killed in between."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pybits.domain.file import IfExists
from pybits.storage.temp_file import publish


@pytest.fixture
def temp(tmp_path: Path) -> Path:
    path = tmp_path / ".BIT1.tmp"
    path.write_bytes(b"new")
    return path


def place(temp: Path, local: Path, how: IfExists, inode: int | None = None) -> bool:
    return publish(str(temp), str(local), inode, how)


def test_a_name_that_is_taken_is_refused_and_both_files_stay(temp: Path, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        place(temp, tmp_path / "x", IfExists.REFUSE)
    assert (temp.read_bytes(), (tmp_path / "x").read_bytes()) == (b"new", b"old")
    assert not place(temp, tmp_path / "y", IfExists.REFUSE)
    assert ((tmp_path / "y").read_bytes(), temp.exists()) == (b"new", False)


@pytest.mark.parametrize(
    ("name", "taken", "given"),
    [
        ("x.tar", [], "x.tar"),
        ("x.tar", ["x.tar"], "x (1).tar"),
        ("x.tar", ["x.tar", "x (1).tar"], "x (2).tar"),
        ("x", ["x"], "x (1)"),
        (".x", [".x"], ".x (1)"),
    ],
)
def test_a_new_file_gets_a_number(temp: Path, tmp_path: Path, name: str, taken: list[str], given: str) -> None:
    for other in taken:
        (tmp_path / other).write_bytes(b"old")
    place(temp, tmp_path / name, IfExists.RENAME)
    assert (tmp_path / given).read_bytes() == b"new"
    assert all((tmp_path / other).read_bytes() == b"old" for other in taken)


@pytest.mark.parametrize("how", [IfExists.REFUSE, IfExists.RENAME])
def test_a_link_that_leads_nowhere_is_something(temp: Path, tmp_path: Path, how: IfExists) -> None:
    (tmp_path / "x").symlink_to("nowhere")
    if how is IfExists.REFUSE:
        with pytest.raises(FileExistsError):
            place(temp, tmp_path / "x", how)
    else:
        place(temp, tmp_path / "x", how)
        assert (tmp_path / "x (1)").read_bytes() == b"new"
    assert (tmp_path / "x").is_symlink()


@pytest.mark.parametrize("how", [IfExists.REFUSE, IfExists.RENAME])
@pytest.mark.parametrize("taken", [False, True])
def test_it_is_harmless_to_do_it_again(temp: Path, tmp_path: Path, how: IfExists, taken: bool) -> None:
    if taken:
        (tmp_path / "x").write_bytes(b"old")
    given = tmp_path / ("x (1)" if taken else "x")
    if taken and how is IfExists.REFUSE:
        return
    inode = temp.stat().st_ino
    os.link(temp, given)  # a kill came before the temporary name went
    place(temp, tmp_path / "x", how, inode)
    assert not temp.exists()
    assert place(temp, tmp_path / "x", how, inode), "done before"
    assert sorted(path.name for path in tmp_path.iterdir()) == (["x", "x (1)"] if taken else ["x"])
    with pytest.raises(FileNotFoundError):
        place(temp, tmp_path / "x", how, inode + 1_000_000)
