"""Killing and failing a program at its N-th system call of one kind, by strace: no hook in the product."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import NamedTuple

# Every system call of Linux that can change a file system: names, bytes, attributes, and what is synced.
WRITES = (
    "write", "pwrite64", "writev", "pwritev", "pwritev2", "sendfile", "splice", "tee", "vmsplice", "copy_file_range",
    "fsync", "fdatasync", "sync", "syncfs", "sync_file_range", "msync",
    "truncate", "ftruncate", "fallocate",
    "creat", "mkdir", "mkdirat", "mknod", "mknodat", "symlink", "symlinkat", "link", "linkat",
    "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir",
    "chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat", "utimensat", "futimesat", "utime", "utimes",
    "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr",
    "io_uring_enter", "io_submit",
)  # fmt: skip


# Opening is a write where it makes or empties a file; most of it is Python's own reading.
OPENS = ("open", "openat", "openat2")
MAKES = re.compile("O_CREAT|O_TRUNC")
# A full disk is noticed by what needs room; a broken one by everything.
NEEDS_ROOM = {
    "write",
    "pwrite64",
    "writev",
    "pwritev2",  # what Python calls pwritev
    "fsync",
    "fdatasync",
    "syncfs",
    "rename",
    "mkdir",
    "symlink",
    "mknodat",
    "openat",
}


class Fault(Enum):
    """What happens at the chosen call."""

    KILL = "signal=KILL"
    ENOSPC = "error=ENOSPC"
    EIO = "error=EIO"


class Point(NamedTuple):
    """One place to hit: the N-th call of a kind. `threads`: of any thread and child, else of the main thread only."""

    syscall: str
    number: int
    fault: Fault
    threads: bool


def recording(command: list[str], to: Path, *, threads: bool) -> list[str]:
    """Give the command that notes every call of WRITES and OPENS, with the paths behind the descriptors."""
    calls = ",".join((*WRITES, *OPENS))
    follow = ["-f", "--seccomp-bpf"] if threads else []
    return ["strace", *follow, "-y", "-qq", "-s", "300", "-o", str(to), "-e", f"trace={calls}", *command]


def injecting(command: list[str], point: Point, to: Path) -> list[str]:
    """Give the command that runs into the fault at this point."""
    fault = f"inject={point.syscall}:{point.fault.value}:when={point.number}"
    follow = ["-f"] if point.threads else []
    if point.threads and point.fault is not Fault.KILL:
        follow.append("--seccomp-bpf")  # faster, but a signal does not come through with it
    return ["strace", *follow, "-qq", "-o", str(to), "-e", f"trace={point.syscall}", "-e", fault, *command]


def was_hit(point: Point, status: int, trace: Path) -> bool:
    """Tell whether the fault came to pass: the program made that many calls, and an open was one that makes a file."""
    lines = trace.read_text(errors="replace").splitlines()
    struck = [line for line in lines if "(INJECTED)" in line or " = ?" in line]
    if point.syscall in OPENS and not any(map(MAKES.search, struck)):
        return False
    return status in (-9, 137) if point.fault is Fault.KILL else bool(struck)


def points_in(trace: Path, fault: Fault) -> Iterator[tuple[str, list[int] | None]]:
    """Give the calls to sweep, from a recording: each kind, and which numbers of it (None: 1, 2, 3 ... to the end).

    strace counts for each thread on its own, and so does this. Those that go by their number come first: what other
    strikes leave behind would move the numbers.
    """
    seen: Counter[tuple[str, str]] = Counter()
    making: dict[str, set[int]] = {}
    for line in trace.read_text(errors="replace").splitlines():
        call = re.match(r"((?:\d+)?) *([a-z0-9_]+)\(", line)
        if call:
            seen[call[1], call[2]] += 1
            if call[2] in OPENS and MAKES.search(line):
                making.setdefault(call[2], set()).add(seen[call[1], call[2]])
    for name in sorted({name for _, name in seen}, key=lambda name: (name not in OPENS, name)):
        if fault is Fault.ENOSPC and name not in NEEDS_ROOM:
            continue
        if name not in OPENS:
            yield name, None
        elif name in making:
            yield name, sorted(making[name])
