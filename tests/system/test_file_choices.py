"""Mirrors, destinations that exist, jobs that complete themselves or are reused."""

from __future__ import annotations

import hashlib
import json
import os
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from pybits.domain.file import File, IfExists
from pybits.domain.hresult import BG_E_VALIDATION_FAILED, ERROR_FILE_EXISTS, BitsError, http_error
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import MODIFIED, Fault, FaultServer
from tests.support.processes import Box, wait_until

BODY, OTHER = pattern(300_000, seed=1), pattern(300_000, seed=2)
SHA256 = f"sha256:{hashlib.sha256(BODY).hexdigest()}"
DEAD = "http://127.0.0.1:9/nothing"


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def start(queue: Queue, file: File, headers: tuple[str, ...] = ()) -> str:
    guid = queue.manager.create_job("job").guid
    if headers:
        queue.manager.set_headers(guid, headers)
    queue.manager.add_files(guid, [file._replace(local=str(queue.target / "job-0"))])
    queue.resume(guid)
    return guid


# ------------------------------------------------------------------------------------------ mirrors


@pytest.mark.parametrize("first", ["dead", "missing", "wrong"])
def test_the_next_source_is_tried(queue: Queue, fault_server: FaultServer, first: str) -> None:
    fault_server.serve("/wrong", OTHER)
    fault_server.serve("/good", BODY)
    url = DEAD if first == "dead" else fault_server.url(f"/{first}")
    mirrors = (fault_server.url("/also-missing"), fault_server.url("/good"))
    guid = start(queue, File(0, url, "", checksum=SHA256, mirrors=mirrors), headers=("X-Secret: 4711",))
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
    assert f"Now from {mirrors[1]}" in queue.history(guid)
    queue.complete(guid)
    assert queue.result().read_bytes() == BODY
    sent = ["x-secret" in request.headers for request in fault_server.requests_for("/good")]
    assert sent == [first != "dead"], "headers go to the server of the first URL alone"


def test_when_no_source_is_left_the_last_error_counts(queue: Queue, fault_server: FaultServer) -> None:
    guid = start(queue, File(0, DEAD, "", mirrors=(fault_server.url("/a"), fault_server.url("/b"))))
    error = queue.wait_for(guid, JobState.ERROR, timeout=60).error
    assert error is not None
    assert error.code == http_error(404)
    fault_server.serve("/b", BODY)
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)


@pytest.mark.parametrize(
    ("checksum", "etags", "kept"),
    [
        ("", ('"v"', '"v"'), True),
        ("", ('"v"', '"w"'), False),
        (SHA256, ('"v"', '"w"'), True),
        ("", (None, None), False),
    ],
)
def test_bytes_are_kept_with_a_checksum_or_the_same_strong_etag(
    queue: Queue, fault_server: FaultServer, checksum: str, etags: tuple[str | None, str | None], kept: bool
) -> None:
    fault = Fault(etag=etags[0], hold_after=100_000, cut_after=100_000, cut_times=99)
    resource = fault_server.serve("/a", BODY, fault)
    fault_server.serve("/b", BODY, Fault(etag=etags[1]))
    guid = start(queue, File(0, fault_server.url("/a"), "", checksum=checksum, mirrors=(fault_server.url("/b"),)))
    queue.wait_for_bytes(guid, 100_000)
    fault.status = 404
    resource.release()
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
    ranges = [request.headers.get("range") for request in fault_server.requests_for("/b")]
    assert (ranges == ["bytes=100000-"]) is kept, ranges
    assert kept or ranges[-1] is None
    queue.complete(guid)
    assert queue.result().read_bytes() == BODY


@pytest.mark.parametrize("right", [True, False])
def test_a_file_with_a_checksum_keeps_its_bytes_when_its_url_changes(
    queue: Queue, fault_server: FaultServer, right: bool
) -> None:
    resource = fault_server.serve("/a", BODY, Fault(hold_after=100_000))
    fault_server.serve("/b", BODY if right else OTHER, Fault(etag='"w"', last_modified=None))
    guid = start(queue, File(0, fault_server.url("/a"), "", checksum=SHA256))
    queue.wait_for_bytes(guid, 100_000)
    queue.manager.replace_prefix(guid, fault_server.url("/a"), fault_server.url("/b"))
    wait_until(lambda: fault_server.requests_for("/b"), 30, what="a request to the new place")
    resource.release()
    queue.wait_for(guid, JobState.TRANSFERRED if right else JobState.ERROR, timeout=60)
    assert fault_server.requests_for("/b")[0].headers["range"] == "bytes=100000-"
    assert len(fault_server.requests_for("/b")) == 1


def test_a_mirror_with_another_content_is_found_out(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/b", OTHER)
    guid = start(queue, File(0, DEAD, "", checksum=SHA256, mirrors=(fault_server.url("/b"),)))
    error = queue.wait_for(guid, JobState.ERROR, timeout=60).error
    assert error is not None
    assert error.code == BG_E_VALIDATION_FAILED


# ------------------------------------------------------------------------------------------ destinations that exist


def test_refuse_keeps_what_is_there(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY)
    wanted = File(0, fault_server.url("/f"), "", if_exists=IfExists.REFUSE)
    queue.result().write_bytes(b"old")
    with pytest.raises(BitsError) as refused:
        start(queue, wanted)
    assert refused.value.code == ERROR_FILE_EXISTS
    queue.result().unlink()
    guid = start(queue, wanted)
    queue.wait_for(guid, JobState.TRANSFERRED)
    queue.result().write_bytes(b"newer")
    ran = queue.box.run("complete", guid)
    assert (ran.status, "0x80070050" in ran.stderr) == (1, True), ran
    assert queue.state(guid) is JobState.TRANSFERRED
    assert queue.result().read_bytes() == b"newer"
    queue.result().unlink()
    queue.complete(guid)
    assert queue.result().read_bytes() == BODY


def test_rename_puts_a_number_behind(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY)
    queue.result().write_bytes(b"old")
    guid = start(queue, File(0, fault_server.url("/f"), "", if_exists=IfExists.RENAME))
    queue.wait_for(guid, JobState.TRANSFERRED)
    queue.complete(guid)
    assert queue.result().read_bytes() == b"old"
    assert Path(f"{queue.result()} (1)").read_bytes() == BODY


@pytest.mark.parametrize("how", ["skip", "rename"])
def test_who_transfers_is_told_what_became_of_the_destination(
    queue: Queue, fault_server: FaultServer, how: str
) -> None:
    fault_server.serve("/f", BODY)
    place = queue.box.cwd / "f.bin"
    words = ("transfer", "--if-exists", how, "--checksum", SHA256, "t", fault_server.url("/f"), "f.bin")
    clean = json.loads(queue.box.ok("--json", *words).splitlines()[-1])
    assert (clean["kept"], clean["renamed"]) == ([], [])
    place.write_bytes(BODY)
    beside = [queue.box.cwd / f"f ({number}).bin" for number in (1, 2)]
    said = queue.box.ok(*words)
    told = json.loads(queue.box.ok("--json", *words).splitlines()[-1])
    if how == "skip":
        assert said.startswith(f"Kept what was there, it is the same: {place}\n")
        assert (told["kept"], told["renamed"]) == ([str(place)], [])
    else:
        assert said.startswith(f"Saved as {beside[0]}: {place} was there.\n")
        assert (told["kept"], told["renamed"]) == ([], [{"wanted": str(place), "given": str(beside[1])}])
    assert [path.exists() for path in beside] == [how == "rename"] * 2
    queue.result().write_bytes(BODY)
    guid = start(queue, File(0, fault_server.url("/f"), "", checksum=SHA256, if_exists=IfExists(how)))
    queue.wait_for(guid, JobState.TRANSFERRED)
    assert ("Kept" if how == "skip" else "Saved as") in queue.box.ok("complete", guid)


@pytest.mark.parametrize("same", ["size and date", "checksum", "size alone", "other checksum"])
def test_skip_leaves_alone_what_is_the_same(queue: Queue, fault_server: FaultServer, same: str) -> None:
    fault_server.serve("/f", BODY)
    old = BODY if same == "checksum" else bytes(len(BODY))
    queue.result().write_bytes(old)
    if same == "size and date":
        when = parsedate_to_datetime(MODIFIED).timestamp()
        os.utime(queue.result(), (when, when))
    checksum = SHA256 if "checksum" in same else ""
    guid = start(queue, File(0, fault_server.url("/f"), "", checksum=checksum, if_exists=IfExists.SKIP))
    job = queue.wait_for(guid, JobState.TRANSFERRED)
    assert (job.files_done, job.bytes_done, job.bytes_total) == (1, len(BODY), len(BODY))
    skipped = same in ("size and date", "checksum")
    assert ("it is not fetched" in queue.history(guid)) is skipped
    said = queue.box.ok("complete", guid)
    assert "completed, 1 file(s).\n" in said
    assert ("Kept what was there, it is the same" in said) is skipped
    assert queue.result().read_bytes() == (old if skipped else BODY)
    assert queue.temps() == []
    if same == "checksum":
        assert fault_server.requests == []


# ------------------------------------------------------------------------------------------ jobs


def test_a_job_completes_itself(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY)
    guid = queue.add(fault_server.url("/f"))
    queue.box.ok("setautocomplete", guid, "true")
    queue.resume(guid)
    wait_until(lambda: queue.manager.ended(guid), 30, what="the end of the job")
    assert queue.result().read_bytes() == BODY
    later = queue.start(fault_server.url("/f"), name="later")
    queue.wait_for(later, JobState.TRANSFERRED)
    queue.box.ok("setautocomplete", later, "true")
    wait_until(lambda: queue.manager.ended(later), 30, what="the end of the job")
    assert queue.result("later").read_bytes() == BODY


def test_a_job_whose_owner_is_to_be_told_completes_itself_after_that(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY)
    marker = queue.target / "told"
    guid = queue.add(fault_server.url("/f"))
    queue.box.ok("setautocomplete", guid, "true")
    queue.manager.set_notify_command(guid, "/bin/cp", f"cp {queue.target}/.BIT{guid[1:9]}* {marker}")
    queue.manager.set_notify_command(guid, "/usr/bin/touch", f"touch {marker}")
    queue.resume(guid)
    wait_until(lambda: queue.manager.ended(guid), 30, what="the end of the job")
    assert marker.exists()


def test_the_same_file_twice_is_one_job(queue: Queue, fault_server: FaultServer) -> None:
    resource = fault_server.serve("/f", BODY, Fault(hold_after=1000))
    url, local = fault_server.url("/f"), queue.target / "x"
    one, two = (queue.box.ok("--raw", "create", "job").strip() for _ in range(2))
    queue.box.ok("addfile", one, url, local, "--reuse")
    assert one in queue.box.ok("addfile", two, url, local, "--reuse")
    assert queue.job(two).files_total == 0
    resource.release()
    ran = queue.box.run("transfer", "third", url, local, "--reuse")
    assert (ran.status, one in ran.stderr) == (0, True), ran
    assert local.read_bytes() == BODY
    assert [job.guid for job in queue.manager.jobs()] == [two]


def test_the_files_of_a_metalink_come_from_whoever_has_them(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/wrong", OTHER)
    fault_server.serve("/good", BODY)
    (queue.box.cwd / "x.meta4").write_text(
        '<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="disc">'
        f'<hash type="sha-256">{SHA256[7:]}</hash><url priority="1">{fault_server.url("/wrong")}</url>'
        f'<url priority="2">{fault_server.url("/good")}</url></file></metalink>'
    )
    guid = queue.box.ok("--raw", "create", "set").strip()
    queue.box.ok("addmetalink", guid, "x.meta4")
    queue.box.ok("resume", guid)
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
    queue.complete(guid)
    assert (queue.box.cwd / "disc").read_bytes() == BODY
