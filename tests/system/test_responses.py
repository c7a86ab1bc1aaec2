"""The headers of the last response to a file: kept, shown to those who ask, of bounded size."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pybits.domain.state import JobState
from pybits.storage import response_log
from tests.daemon.queue import Queue
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def test_the_last_responses_headers_are_shown(queue: Queue, fault_server: FaultServer) -> None:
    queue.box.set_policy(MaxFilesInFlight=1)  # the one that fails ends the turn of the other too
    fault_server.serve("/f", b"bytes", Fault(headers={"X-Colour": "bl\x1b[31mue"}))
    guid = queue.start(fault_server.url("/f"), fault_server.url("/missing"))
    queue.wait_for(guid, JobState.ERROR)
    shown = json.loads(queue.box.ok("info", guid, "--verbose", "--json"))["job"]["files"]
    assert shown[0]["response"][0] == "HTTP/1.1 200 OK"
    assert "X-Colour: bl\x1b[31mue" in shown[0]["response"]
    assert shown[1]["response"][0] == "HTTP/1.1 404 Not Found"
    text = queue.box.ok("info", guid, "--verbose")
    assert "\n    < HTTP/1.1 200 OK\n" in text
    assert "    < X-Colour: bl\\x1b[31mue\n" in text
    assert "HTTP/1.1" not in queue.box.ok("info", guid)
    assert "HTTP/1.1" not in queue.box.bitsadmin("/info", guid, "/verbose").stdout


def test_the_log_of_responses_does_not_grow_without_end(queue: Queue) -> None:
    folder = queue.store.folder(queue.add())
    for turn in range(300):
        response_log.add(folder, dict.fromkeys(range(2), b"HTTP/1.1 200 OK\r\nX: %d\r\n" % turn + b"y" * 20000))
    assert response_log.read(folder)[1][:2] == ("HTTP/1.1 200 OK", "X: 299")
    size = sum(len(line) for line in response_log.read(folder)[0])
    assert size <= response_log.LONGEST
    other = Path(queue.store.folder(queue.add()))
    (other / "responses.jsonl").write_bytes(b'torn\n[1]\n["x", "y"]\n[0, "HTTP/1.1 204 No Content"]\n[0, "to')
    assert response_log.read(str(other)) == {0: ("HTTP/1.1 204 No Content",)}
