"""The event log: on and off while the daemon runs, documented names, bounded size."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pybits.domain.events import EVENTS
from pybits.storage import event_log
from pybits.storage.event_log import EventLog
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box, Users, wait_until


def events(box: Box) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(box.ok("--json", "util", "events", "--last", "1000"))["events"]
    return found


def names(box: Box) -> list[str]:
    return [event["event"] for event in events(box)]


def test_the_life_of_a_job_is_told(box: Box, fault_server: FaultServer) -> None:
    assert "The event log is on now." in box.ok("util", "enableanalyticchannel", "True")
    fault_server.serve("/x", b"x" * 1000)
    box.ok("transfer", "one", fault_server.url("/x"), "x")
    wait_until(lambda: "daemon-stopped" in names(box), 30)
    told = events(box)
    assert {event["event"] for event in told} <= EVENTS.keys()
    for event in told:
        facts = {word.strip().partition(" ")[0] for word in EVENTS[event["event"]][1].split(",")}
        assert event.keys() - {"at", "event"} == facts, event
    steps = [(event["from"], event["to"]) for event in told if event["event"] == "job-state"]
    assert ("CONNECTING", "TRANSFERRING") in steps or ("QUEUED", "CONNECTING") in steps, told
    assert [event["bytes"] for event in told if event["event"] == "file-arrived"] == [1000]
    assert [event["name"] for event in told if event["event"] == "job-gone"] == ["one"]
    assert told[0]["event"] == "daemon-started"
    assert (box.home / "events.jsonl").stat().st_mode & 0o777 == 0o600


def test_each_file_of_a_job_is_told(box: Box, fault_server: FaultServer) -> None:
    box.ok("util", "enableanalyticchannel", "True")
    guid = box.ok("--raw", "create", "many").strip()
    for number in range(12):
        fault_server.serve(f"/{number}", b"x")
        box.ok("addfile", guid, fault_server.url(f"/{number}"), str(number))
    box.ok("resume", guid)
    box.ok("wait", guid)
    for event in ("file-connected", "file-arrived"):
        assert sorted(one["file"] for one in events(box) if one["event"] == event) == list(range(12))


def test_a_failure_is_told_with_its_code(box: Box, fault_server: FaultServer) -> None:
    box.ok("util", "enableanalyticchannel", "TRUE")
    guid = box.ok("--raw", "create", "one").strip()
    box.ok("addfile", guid, fault_server.url("/missing"), "x")
    box.ok("resume", guid)
    wait_until(lambda: box.ok("--raw", "getstate", guid).strip() == "ERROR", 30)
    failed = next(event for event in events(box) if event["event"] == "file-failed")
    assert (failed["job"], failed["file"], failed["code"]) == (guid, 0, "0x80190194")


def test_a_running_daemon_obeys(box: Box, fault_server: FaultServer) -> None:
    fault_server.serve("/slow", b"x" * 1_000_000, Fault(bytes_per_second=2000))
    guid = box.ok("--raw", "create", "one").strip()
    box.ok("addfile", guid, fault_server.url("/slow"), "x")
    box.ok("resume", guid)
    wait_until(lambda: box.ok("--raw", "getstate", guid).strip() == "TRANSFERRING", 30)
    assert events(box) == []
    first = box.daemon_pid()
    box.ok("util", "enableanalyticchannel", "TRUE")
    wait_until(lambda: names(box) == ["log-started"], 30)
    box.ok("suspend", guid)
    box.ok("resume", guid)
    wait_until(lambda: "job-state" in names(box), 30)
    assert box.bitsadmin("/util", "/EnableAnalyticChannel", "false").status == 0
    wait_until(lambda: names(box)[-1] == "log-stopped", 30)
    count = len(events(box))
    box.ok("suspend", guid)
    box.ok("resume", guid)
    wait_until(lambda: box.ok("--raw", "getstate", guid).strip() == "TRANSFERRING", 30)
    assert len(events(box)) == count
    assert box.daemon_pid() == first
    said = box.ok("util", "events")
    assert "log-stopped" in said
    assert f"The event log is off (set in {box.folder}/.config/pybits/config.toml)" in said


def test_bad_words_are_refused(box: Box) -> None:
    assert box.run("util", "enableanalyticchannel", "yes").status == 2
    assert box.bitsadmin("/util", "/enableanalyticchannel", "yes").status == 0x57
    assert box.run("util", "events", "--last", "0").status == 2
    assert "The event log is off (the default)" in box.ok("util", "events")


def test_the_machine_decides_for_who_has_not(users: Users) -> None:
    owner, root = users.box(), users.root_box()
    assert owner.run("util", "enableanalyticchannel", "--machine", "TRUE").status == 5
    root.ok("util", "enableanalyticchannel", "--machine", "TRUE")
    assert json.loads(owner.ok("--json", "util", "events"))["enabled"] is True
    owner.ok("util", "enableanalyticchannel", "FALSE")
    assert json.loads(owner.ok("--json", "util", "events"))["enabled"] is False


def test_the_log_never_grows_beyond_two_files_of_its_limit(tmp_path: Path) -> None:
    log = EventLog(str(tmp_path))
    for number in range(60):
        log.add([{"event": "x", "number": number, "text": "y" * 50_000}])
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(sizes) == {event_log.NAME, event_log.FORMER}
    assert max(sizes.values()) <= event_log.LIMIT
    assert [event["number"] for event in EventLog(str(tmp_path)).read(30)] == list(range(30, 60))
    with (tmp_path / event_log.NAME).open("ab") as file:
        file.write(b'torn\n{"no": "event"}\n')
    assert [event["number"] for event in log.read(3)] == [59]
