"""What a file has besides its bytes: the time of the last change, and what can be taken over from another file."""

from __future__ import annotations

import contextlib
import errno
import os
import stat

from ..domain.enums import ACL_DACL, ACL_GROUP, ACL_OWNER, ACL_SACL

_POSIX_ACL = "system.posix_acl_access"
# security.* belongs to the machine's policy, and one of them gives a program root's rights.
_TAKEN = ("user.", "trusted.")
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
_HAS_XATTR = hasattr(os, "listxattr")


def set_modified(fd: int, nanoseconds: int) -> None:
    """Give a file the time of its last change; one that the file system cannot hold is left out."""
    try:  # noqa: SIM105 - suppress() costs as much as the call, and it is done for each of many small files
        os.utime(fd, ns=(nanoseconds, nanoseconds))
    except (OSError, OverflowError):
        pass


def copy_attributes(source: str, fd: int, flags: int) -> None:
    """Give an open file what the ACL flags say, from the file `source`; OSError if that is not allowed.

    Bits that lend a program its owner's rights are never taken over.
    """
    other = os.open(source, _READ)
    try:
        status = os.fstat(other)
        uid = status.st_uid if flags & ACL_OWNER else -1
        gid = status.st_gid if flags & ACL_GROUP else -1
        if flags & (ACL_OWNER | ACL_GROUP):
            os.fchown(fd, uid, gid)
        if flags & ACL_DACL:
            os.fchmod(fd, stat.S_IMODE(status.st_mode) & 0o777)
            _copy_acl(other, fd)
        if flags & ACL_SACL and _HAS_XATTR:
            for name in os.listxattr(other):
                if name.startswith(_TAKEN):
                    os.setxattr(fd, name, os.getxattr(other, name))
    finally:
        os.close(other)


def _copy_acl(source: int, fd: int) -> None:
    if not _HAS_XATTR:
        return
    try:
        entries = os.getxattr(source, _POSIX_ACL)
    except OSError as error:
        if error.errno not in (errno.ENODATA, errno.ENOTSUP):
            raise
        with contextlib.suppress(OSError):  # what the folder handed down, if anything
            os.removexattr(fd, _POSIX_ACL)
        return
    os.setxattr(fd, _POSIX_ACL, entries)
