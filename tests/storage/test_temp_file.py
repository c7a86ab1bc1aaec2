"""The temporary file: only our own plain file is opened, nothing takes the final name early, redoing does no harm."""

# The code that is tested here speaks to os and os.path, and so do its tests.
# ruff: noqa: PTH119, PTH202, PTH208

from __future__ import annotations

import errno
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.storage.temp_file import TempFile, discard, publish, temp_path

GUID = "{0AF0F9A2-2A4E-4F6D-9F8C-1B2C3D4E5F60}"


@pytest.fixture
def local(tmp_path: Path) -> Path:
    return tmp_path / "file.iso"


@pytest.fixture
def temp(local: Path) -> Path:
    return Path(temp_path(str(local), GUID, 0))


def written(temp: Path, data: bytes) -> int:
    file = TempFile(str(temp), 0)
    file.write(data)
    file.flush()
    inode = file.inode
    file.close()
    return inode


# ---- its name


def test_its_name_is_hidden_beside_the_destination_and_follows_from_job_and_file() -> None:
    path = temp_path("/d/file.iso", GUID, 300)
    assert path == "/d/.BIT0AF0F9A22A4E4F6D9F8C1B2C012C.tmp"
    names = {temp_path("/d/x", GUID, index) for index in (0, 1, 255, 65_535, 65_536, 1_000_000)}
    assert len(names) == 6
    assert len(os.path.basename(temp_path("/d/" + "x" * 255, GUID, 999_999))) < 64


# ---- its bytes


def test_its_last_bytes_can_be_read_and_the_next_still_go_behind_them(temp: Path) -> None:
    written(temp, b"0123456789")
    file = TempFile(str(temp), 4)
    assert (file.tail(3), file.tail(99)) == (b"123", b"0123")
    file.write(b"!")
    file.flush()
    assert (file.tail(2), temp.read_bytes()) == (b"3!", b"0123!")
    file.close()


def test_bytes_go_behind_those_that_are_kept(temp: Path) -> None:
    written(temp, b"0123456789")
    file = TempFile(str(temp), 4)
    assert file.position == 4
    file.write(b"abc")
    file.flush()
    assert file.position == 7
    file.sync()
    file.close()
    assert temp.read_bytes() == b"0123abc"


def test_a_claim_beyond_the_files_end_keeps_nothing(temp: Path) -> None:
    written(temp, b"0123")
    file = TempFile(str(temp), 5)
    assert file.position == 0
    file.close()
    assert temp.read_bytes() == b""


def test_thrown_away_bytes_are_gone(temp: Path) -> None:
    file = TempFile(str(temp), 0)
    file.write(b"flushed")
    file.flush()
    file.write(b"gathered")
    file.empty()
    assert file.position == 0
    file.write(b"new")
    file.flush()
    file.close()
    assert temp.read_bytes() == b"new"


def test_the_mode_is_the_one_that_was_asked_for(temp: Path) -> None:
    before = os.umask(0)
    try:
        TempFile(str(temp), 0, 0o640).close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(temp.stat().st_mode) == 0o640


# ---- what is at its name already


def test_its_own_file_is_opened_again(temp: Path) -> None:
    inode = written(temp, b"x")
    file = TempFile(str(temp), 1)
    assert file.inode == inode
    file.close()


def refuse(temp: Path, *codes: int) -> None:
    with pytest.raises(OSError) as refused:  # noqa: PT011 - the code is checked below
        TempFile(str(temp), 0)
    assert refused.value.errno in codes
    assert refused.value.filename == str(temp)


def test_a_link_is_refused_and_its_target_is_untouched(temp: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    temp.symlink_to(tmp_path / "precious")
    refuse(temp, errno.ELOOP)
    temp.unlink()
    temp.symlink_to(tmp_path / "not there")
    refuse(temp, errno.ELOOP)
    assert (tmp_path / "precious").read_text() == "x"
    assert not (tmp_path / "not there").exists()


def test_a_second_name_of_another_file_is_refused(temp: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    os.link(tmp_path / "precious", temp)
    refuse(temp, errno.EPERM)
    assert (tmp_path / "precious").read_text() == "x"


def test_a_pipe_is_refused_without_waiting_for_its_other_end(temp: Path) -> None:
    os.mkfifo(temp)
    refuse(temp, errno.EPERM)


def test_a_folder_is_refused(temp: Path) -> None:
    temp.mkdir()
    refuse(temp, errno.EISDIR)


@pytest.mark.root
def test_another_users_file_is_refused(temp: Path) -> None:
    temp.write_text("theirs")
    os.chown(temp, 12345, 12345)
    refuse(temp, errno.EPERM)
    assert temp.read_text() == "theirs"


def test_a_refused_file_leaves_no_descriptor_open(temp: Path) -> None:
    os.mkfifo(temp)
    before = len(os.listdir("/proc/self/fd"))
    refuse(temp, errno.EPERM)
    assert len(os.listdir("/proc/self/fd")) == before


# ---- its final name


def test_publishing_gives_the_name_and_replaces_what_had_it(temp: Path, local: Path) -> None:
    local.write_text("old")
    inode = written(temp, b"new")
    assert publish(str(temp), str(local), inode) is False
    assert local.read_bytes() == b"new"
    assert local.stat().st_ino == inode
    assert not temp.exists()


def test_publishing_again_is_harmless(temp: Path, local: Path) -> None:
    inode = written(temp, b"new")
    publish(str(temp), str(local), inode)
    assert publish(str(temp), str(local), inode) is True
    assert local.read_bytes() == b"new"


@pytest.mark.parametrize("inode", [None, 1])
def test_what_is_gone_and_was_never_published_is_missed(temp: Path, local: Path, inode: int | None) -> None:
    local.write_text("somebody else's")
    with pytest.raises(FileNotFoundError):
        publish(str(temp), str(local), inode)
    assert local.read_text() == "somebody else's"
    local.unlink()
    with pytest.raises(FileNotFoundError):
        publish(str(temp), str(local), inode)


def test_a_name_that_cannot_be_given_leaves_the_file_where_it_was(temp: Path, local: Path, tmp_path: Path) -> None:
    inode = written(temp, b"new")
    local.mkdir()
    with pytest.raises(IsADirectoryError):
        publish(str(temp), str(local), inode)
    local.rmdir()
    local.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic link"):
        publish(str(temp), str(local), inode)
    assert temp.read_bytes() == b"new"
    assert local.is_symlink()
    assert not (tmp_path / "elsewhere").exists()


def test_discarding_deletes_and_is_harmless_to_redo(temp: Path) -> None:
    written(temp, b"x")
    assert discard(str(temp))
    assert not temp.exists()
    assert discard(str(temp))


def test_discarding_where_the_folder_is_gone_or_is_a_file_now_has_nothing_to_do(tmp_path: Path) -> None:
    assert discard(str(tmp_path / "gone" / "x.tmp"))
    (tmp_path / "file").touch()
    assert discard(str(tmp_path / "file" / "x.tmp"))


def test_what_cannot_be_deleted_is_said(temp: Path) -> None:
    temp.mkdir()
    assert not discard(str(temp))


# ---- a full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "pybits", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.root
def test_what_cannot_fit_is_refused_before_its_first_byte(small_disk: Path) -> None:
    file = TempFile(str(small_disk / "x.tmp"), 0)
    file.reserve(200 * 1024)
    with pytest.raises(OSError, match="No space") as refused:
        file.reserve(1 << 20)
    assert refused.value.errno == errno.ENOSPC
    assert refused.value.filename == file.path
    file.close()


@pytest.mark.root
def test_a_full_disk_is_said_and_position_counts_what_is_really_there(small_disk: Path) -> None:
    file = TempFile(str(small_disk / "x.tmp"), 0)
    data = os.urandom(1 << 20)
    with pytest.raises(OSError, match="No space"):  # noqa: PT012 - whichever of the two meets the end
        file.write(data)
        file.flush()
    assert 0 < file.position <= 256 * 1024
    assert file.position == os.path.getsize(file.path)
    kept = file.position
    file.close()
    again = TempFile(str(small_disk / "x.tmp"), kept)
    assert again.position == kept
    again.close()
    assert (small_disk / "x.tmp").read_bytes() == data[:kept]


@pytest.mark.root
def test_what_is_there_already_needs_no_space_again(small_disk: Path) -> None:
    path = small_disk / "x.tmp"
    written(path, b"x" * 150_000)
    file = TempFile(str(path), 150_000)
    file.reserve(200_000)
    file.close()
