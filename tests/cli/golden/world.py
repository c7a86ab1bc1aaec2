"""The queue in which every scenario begins: made once by real commands and a real daemon, put back when changed."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Self

from pybits.domain.job import Job
from pybits.storage import clock
from pybits.storage.job_store import JobStore
from pybits.storage.wake import Bell
from tests.support.processes import Box, wait_until

LONG = "Quarterly report of the northern and southern branch offices, all languages, final version"
METALINK = """<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="disc.iso">
<hash type="md5">d41d8cd98f00b204e9800998ecf8427e</hash>
<url>http://one.example.org/disc.iso</url><url>http://two.example.org/disc.iso</url></file></metalink>
"""
FILES = """\
# the files of the night
http://example.org/one.bin {cwd}/one.bin
"http://example.org/the second.bin" "{cwd}/the second.bin"
"""
TMPFS = "/dev/shm"
POLICY = "MaxJobsPerUser = 100\nMaxJobDays = 7\n"


class World:
    """Jobs in every state that lasts. Its folder's name always has the same length, so that lines break alike."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="golden-", dir=TMPFS))
        self._original = self.root / "original"
        self.box = Box(self.root / "box")
        self._bell: Bell | None = None
        self._busy = False
        self._untouched: frozenset[tuple[str, int, int]] = frozenset()
        _fill(self.box)
        # The daemon's pipe cannot be copied, and is made anew by whoever listens.
        shutil.copytree(self.box.folder, self._original, symlinks=True, ignore=shutil.ignore_patterns("wake"))

    def begin(self, *, daemon: bool) -> None:
        """Put everything back. Without `daemon` this process listens in a daemon's place, so that none is started."""
        if self._untouched != _traces(self.box.folder):
            shutil.rmtree(self.box.folder)
            shutil.copytree(self._original, self.box.folder, symlinks=True)
            self._untouched = _traces(self.box.folder)
        self._busy = daemon
        if not daemon:
            self._bell = Bell(str(self.box.home / "wake"))

    def end(self) -> None:
        """End what a scenario has started."""
        if self._bell is not None:
            self._bell.close()
            self._bell = None
        if self._busy:
            self.box.close()
            self._busy = False

    def close(self) -> None:
        """End everything and leave nothing behind."""
        self.end()
        self.box.close()
        shutil.rmtree(self.root)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _traces(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Give what changes of files when somebody writes: most verbs only look, and need no new queue after them."""
    found = [entry for entry in folder.rglob("*") if entry.name != "wake" and not entry.is_symlink()]
    stats = [(str(entry), entry.stat()) for entry in found]
    return frozenset((name, 0 if stat.S_ISDIR(one.st_mode) else one.st_mtime_ns, one.st_ino) for name, one in stats)


def _fill(box: Box) -> None:
    """Make the jobs: nightly, done, broken, waiting, two called twin, empty, report (upload-reply), and a long one."""
    cwd = box.cwd
    (cwd / "files.txt").write_text(FILES.format(cwd=cwd))
    (cwd / "release.meta4").write_text(METALINK)
    (cwd / "policy.toml").write_text(POLICY)
    (cwd / "source.bin").write_bytes(b"x" * 123_456)
    source = (cwd / "source.bin").as_uri()
    box.ok("create", "nightly")
    box.ok("addfile", "nightly", "http://example.org/a.iso", "a.iso")
    box.ok("addfile", "nightly", "http://example.org/pool/b.iso", "b.iso")
    box.ok("create", "done")
    box.ok("addfile", "done", source, "copy.bin")
    box.ok("create", "broken")
    box.ok("addfile", "broken", (cwd / "missing.bin").as_uri(), "broken.bin")
    box.ok("create", "waiting")
    box.ok("addfile", "waiting", "http://localhost:1/nobody", "nobody.bin")
    for name, state in (("done", "TRANSFERRED"), ("broken", "ERROR"), ("waiting", "TRANSIENT_ERROR")):
        box.ok("resume", name)
        wait_until(lambda n=name, s=state: box.ok("--raw", "getstate", n).strip() == s, 60, what=f"{name} {state}")  # type: ignore[misc]
    box.ok("daemon", "stop")
    _put_off(JobStore.open(str(box.home)), box.ok("--raw", "info", "waiting", "--format", "{guid}").strip())
    box.ok("create", "twin")
    box.ok("create", "twin")
    box.ok("create", "empty")
    box.ok("create", "--type", "upload-reply", "report")
    box.ok("create", LONG)
    url = f"http://downloads.example.org/{'deeply/nested/folders/' * 8}archive.tar.gz"
    box.ok("addfile", LONG, url, "archive.tar.gz")
    os.utime(cwd / "source.bin")


def _put_off(store: JobStore, guid: str) -> None:
    """Put the next try so far off that it is said to be in 10 d 10 h for half an hour, and not by chance."""

    def later(job: Job) -> Job:
        assert job.retry is not None
        return job._replace(retry=job.retry._replace(next_try=clock.now().plus(902_000)))

    store.change(guid, later)
