"""The further connections of a file: what their reports come to."""

from __future__ import annotations

import contextlib
import errno
from pathlib import Path

from pybits.daemon.downloads.connections import Connections
from pybits.daemon.downloads.incoming import Incoming
from pybits.daemon.downloads.tags import Key
from pybits.domain.enums import JobType
from pybits.domain.file import File, FileProgress, Validator
from pybits.domain.job import Job
from pybits.transfer.engine import Engine
from pybits.transfer.outcome import local_failure
from pybits.transfer.request import Answer, Enough, Failed, Finished, Lane, TransferRequest

SIZE = 1 << 20
BODY = bytes(1 + number % 251 for number in range(SIZE))
VERSION = Validator('"v1"', None, SIZE)
KEY = Key("{6AF46E48-41D3-453F-B7AF-A694BBC823F7}", 1, 0)
URL = "http://127.0.0.1:1/"  # what is started is not stepped: the test brings the bytes


def test_a_file_that_is_put_down_has_no_connection_left_and_nothing_to_report(tmp_path: Path) -> None:
    job = Job(KEY.guid, "job", JobType.DOWNLOAD, 0, 0.0, 0.0)
    incoming = Incoming(job, File(0, URL, str(tmp_path / "x")), FileProgress(), "boot", lambda *_: None)
    engine = Engine()
    connections = Connections(engine, Lane(), 4)
    connections.start(KEY, TransferRequest(KEY, URL, incoming), incoming)
    incoming.begin(Answer(0, SIZE, VERSION, resumable=True))
    connections.tend(0, incoming, 0.0, 1)
    failure = local_failure(OSError(errno.ENOSPC, "full", incoming.temp.path))
    assert connections.take(KEY._replace(stretch=2), Failed(KEY, failure), incoming) == failure
    engine.post(Finished(KEY, SIZE, VERSION))
    connections.drop(0)
    assert engine.running() == {KEY._replace(stretch=2)}  # which the engine itself has ended when it reports that
    assert KEY not in {report.key for report in engine.step(0)}
    engine.close()
    incoming.temp.close()


def test_several_that_bring_the_last_bytes_at_once_end_the_file_once(tmp_path: Path) -> None:
    job = Job(KEY.guid, "job", JobType.DOWNLOAD, 0, 0.0, 0.0)
    incoming = Incoming(job, File(0, URL, str(tmp_path / "x")), FileProgress(), "boot", lambda *_: None)
    engine = Engine()
    connections = Connections(engine, Lane(), 4)
    connections.start(KEY, TransferRequest(KEY, URL, incoming), incoming)
    incoming.begin(Answer(0, SIZE, VERSION, resumable=True))
    connections.tend(0, incoming, 0.0, 1)
    assert incoming.spread is not None
    assert engine.running() == {KEY, *(KEY._replace(stretch=number) for number in (1, 2, 3))}
    with contextlib.suppress(Enough):
        incoming.write(BODY)
    connections.head_ended(0, incoming)
    for stretch in incoming.spread.stretches:
        with contextlib.suppress(Enough):
            stretch.write(BODY[stretch.start : stretch.end])
    for number in (1, 2, 3, 4):  # the fourth took the place of the head, and half of what another had to do
        assert connections.take(KEY._replace(stretch=number), Finished(KEY, 0, VERSION), incoming) is None
    assert [report for report in engine.step(0) if isinstance(report, Finished)] == [Finished(KEY, SIZE, VERSION)]
    assert Path(incoming.temp.path).read_bytes() == BODY
    engine.close()
    incoming.temp.close()
