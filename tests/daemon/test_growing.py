"""When a file that grows is put on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from pybits.daemon.downloads import growing as module
from pybits.daemon.downloads.growing import Growing
from pybits.daemon.downloads.incoming import Incoming
from pybits.daemon.downloads.syncer import Syncer
from pybits.domain.enums import JobType
from pybits.domain.file import File, FileProgress
from pybits.domain.job import Job


def test_much_that_came_is_put_on_the_disk_before_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MUCH", 1000)
    job = Job("{6AF46E48-41D3-453F-B7AF-A694BBC823F7}", "job", JobType.DOWNLOAD, 0, 0.0, 0.0)
    incoming = Incoming(job, File(0, "http://h/", str(tmp_path / "x")), FileProgress(), "boot", lambda *_: None)
    syncer = Syncer()
    growing, moving = Growing(job.guid, 1, syncer), {0: incoming}
    for _ in range(3):
        incoming.write(bytes(999))
        incoming.flush()
        assert not growing.much_came(moving)
        incoming.write(b"!")
        incoming.flush()
        assert growing.much_came(moving)
        assert not growing.much_came(moving)
        growing.sync(moving)
        (result,) = syncer.drain()
        assert growing.synced(incoming, result.error)
    assert incoming.claim.durable == 3000
    syncer.close()
    incoming.temp.close()
