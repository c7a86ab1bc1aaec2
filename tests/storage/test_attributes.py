"""What is taken over from another file, and what never is."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.domain.enums import ACL_DACL, ACL_GROUP, ACL_OWNER, ACL_SACL
from pybits.storage.attributes import copy_attributes, set_modified

POSIX_ACL = "system.posix_acl_access"
_NOBODY = 0xFFFFFFFF
# u::rw-, u:1:r--, g::---, m::r--, o::---
ACL = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", tag, bits, who)
    for tag, bits, who in [(1, 6, _NOBODY), (2, 4, 1), (4, 0, _NOBODY), (16, 4, _NOBODY), (32, 0, _NOBODY)]
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(b"x")
    path.chmod(0o640)
    os.setxattr(path, "user.colour", b"blue")
    return path


@pytest.fixture
def fd(tmp_path: Path) -> Iterator[int]:
    made = os.open(tmp_path / "made", os.O_RDWR | os.O_CREAT, 0o600)
    yield made
    os.close(made)


def test_only_what_the_flags_say_is_taken_over(source: Path, fd: int) -> None:
    copy_attributes(str(source), fd, 0)
    assert (stat.S_IMODE(os.fstat(fd).st_mode), os.listxattr(fd)) == (0o600, [])
    copy_attributes(str(source), fd, ACL_DACL)
    assert (stat.S_IMODE(os.fstat(fd).st_mode), os.listxattr(fd)) == (0o640, [])
    copy_attributes(str(source), fd, ACL_SACL)
    assert os.getxattr(fd, "user.colour") == b"blue"


def test_an_acl_is_taken_over_with_the_mode(source: Path, fd: int) -> None:
    os.setxattr(source, POSIX_ACL, ACL)
    copy_attributes(str(source), fd, ACL_SACL)
    assert POSIX_ACL not in os.listxattr(fd)
    copy_attributes(str(source), fd, ACL_DACL)
    assert os.getxattr(fd, POSIX_ACL) == ACL


def test_an_acl_that_the_folder_handed_down_makes_room(source: Path, fd: int) -> None:
    os.setxattr(fd, POSIX_ACL, ACL)
    copy_attributes(str(source), fd, ACL_DACL)
    assert POSIX_ACL not in os.listxattr(fd)
    assert stat.S_IMODE(os.fstat(fd).st_mode) == 0o640


@pytest.mark.root
def test_root_gives_a_file_to_the_owner_and_group_of_its_source(source: Path, fd: int) -> None:
    os.chown(source, 1, 2)
    copy_attributes(str(source), fd, ACL_GROUP)
    assert (os.fstat(fd).st_uid, os.fstat(fd).st_gid) == (0, 2)
    copy_attributes(str(source), fd, ACL_OWNER)
    assert (os.fstat(fd).st_uid, os.fstat(fd).st_gid) == (1, 2)


@pytest.mark.root
def test_no_program_gets_its_owners_rights(source: Path, fd: int) -> None:
    source.chmod(0o6755)
    os.setxattr(source, "security.capability", bytes.fromhex("0100000200200000000000000000000000000000"))
    copy_attributes(str(source), fd, ACL_DACL | ACL_SACL | ACL_OWNER)
    assert stat.S_IMODE(os.fstat(fd).st_mode) == 0o755
    assert "security.capability" not in os.listxattr(fd)


def test_a_time_that_cannot_be_is_left_out(fd: int) -> None:
    set_modified(fd, 1_700_000_000_123_456_789)
    set_modified(fd, 1 << 200)
    assert os.fstat(fd).st_mtime_ns == 1_700_000_000_123_456_789
