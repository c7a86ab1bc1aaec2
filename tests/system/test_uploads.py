"""Uploads through the whole program: killed daemons, changing files, replies, servers that cannot be reached."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.support.bits_server import BitsServer, Order
from tests.support.processes import Box, wait_until

CONTENT = bytes(range(256)) * 8 * 1024  # 2 MiB


@pytest.fixture
def server() -> Iterator[BitsServer]:
    with BitsServer() as running:
        yield running
        assert running.violations == []


class Uploads:
    """Jobs in a box, with a source file."""

    def __init__(self, box: Box, server: BitsServer) -> None:
        self.box, self.server = box, server
        self.source = box.cwd / "a.bin"
        self.source.write_bytes(CONTENT)

    def make(self, *options: str, kind: str = "upload", url: str | None = None) -> str:
        guid = self.box.ok("--raw", "create", "job", "--type", kind, *options).strip()
        self.box.ok("addfile", guid, url or self.server.url("/in/a.bin"), self.source)
        self.box.ok("setminretrydelay", guid, "5")
        return guid

    def resumed(self, *options: str, kind: str = "upload", url: str | None = None) -> str:
        guid = self.make(*options, kind=kind, url=url)
        self.box.ok("resume", guid)
        return guid

    def error(self, guid: str) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.box.ok("info", "--json", guid))["job"]["error"]
        return found

    def state(self, guid: str) -> str:
        return self.box.ok("--raw", "getstate", guid).strip()

    def until(self, guid: str, *states: str) -> str:
        def reached() -> str | None:
            now = self.state(guid)
            return now if now in states else None

        return wait_until(reached, 60, what=f"{guid} to be {states}")

    def history(self, guid: str) -> str:
        return self.box.run("history", guid).stdout


@pytest.fixture
def uploads(box: Box, server: BitsServer) -> Uploads:
    return Uploads(box, server)


def test_a_file_goes_up_and_the_job_is_completed(uploads: Uploads, server: BitsServer) -> None:
    guid = uploads.resumed()
    assert uploads.until(guid, "TRANSFERRED", "ERROR") == "TRANSFERRED"
    assert server.files == {"/in/a.bin": CONTENT}
    assert server.sessions == {}
    uploads.box.ok("complete", guid)
    assert uploads.source.read_bytes() == CONTENT
    assert [path.name for path in uploads.box.cwd.iterdir()] == ["a.bin"]


@pytest.mark.alone
def test_a_large_file_arrives_whole_though_the_daemon_is_killed_ten_times(uploads: Uploads, server: BitsServer) -> None:
    size = 200 << 20
    piece = os.urandom(1 << 20)
    with uploads.source.open("wb") as file:
        for number in range(size >> 20):
            file.write(number.to_bytes(8, "big") + piece[8:])
    server.fault.bytes_per_second = 60e6
    guid = uploads.resumed()
    for kill in range(1, 11):
        wait_until(partial(server.has, size * kill // 12), 120)
        uploads.box.kill_daemon()
        uploads.box.ok("daemon", "start")
    assert uploads.until(guid, "TRANSFERRED", "ERROR") == "TRANSFERRED"
    with uploads.source.open("rb") as file:
        expected = hashlib.file_digest(file, "sha256").hexdigest()
    assert hashlib.sha256(server.files["/in/a.bin"]).hexdigest() == expected
    assert server.received < size * 1.5, "what was acknowledged is not sent again"
    assert server.kinds.count("Create-Session") == 1
    assert server.kinds.count("Ping") == 10


def test_a_suspended_upload_goes_on_in_its_session(uploads: Uploads, server: BitsServer) -> None:
    server.fault.bytes_per_second = 1e6
    guid = uploads.resumed()
    wait_until(lambda: server.progress() > 300_000, 60)
    uploads.box.ok("suspend", guid)
    uploads.until(guid, "SUSPENDED")
    server.fault.bytes_per_second = None
    uploads.box.ok("resume", guid)
    uploads.until(guid, "TRANSFERRED")
    assert server.files["/in/a.bin"] == CONTENT
    assert server.kinds == ["Create-Session", "Fragment", "Ping", "Fragment", "Close-Session"]


def test_a_session_that_the_server_forgot_begins_again(uploads: Uploads, server: BitsServer) -> None:
    server.fault.bytes_per_second = 1e6
    guid = uploads.resumed()
    wait_until(lambda: server.progress() > 300_000, 60)
    server.sessions.clear()
    server.fault.bytes_per_second = None
    uploads.until(guid, "TRANSFERRED")
    assert server.files["/in/a.bin"] == CONTENT
    assert "does not know the upload any more" in uploads.history(guid)


def test_a_file_that_changes_meanwhile_ends_in_an_error_and_is_sent_anew_after_a_resume(
    uploads: Uploads, server: BitsServer
) -> None:
    server.fault.bytes_per_second = 1e6
    guid = uploads.resumed()
    wait_until(lambda: server.progress() > 300_000, 60)
    uploads.source.write_bytes(CONTENT + b"more")
    server.fault.bytes_per_second = None
    uploads.until(guid, "ERROR")
    error = uploads.error(guid)
    assert (error["code"], error["context"]) == ("0x8020001d", "LOCAL_FILE")
    assert server.kinds[-1] == "Cancel-Session"
    assert (server.sessions, server.files) == ({}, {})
    uploads.box.ok("resume", guid)
    uploads.until(guid, "TRANSFERRED")
    assert server.files["/in/a.bin"] == CONTENT + b"more"


def test_a_file_that_changed_while_the_job_was_suspended_is_noticed_too(uploads: Uploads, server: BitsServer) -> None:
    server.fault.bytes_per_second = 1e6
    guid = uploads.resumed()
    wait_until(lambda: server.progress() > 300_000, 60)
    uploads.box.ok("suspend", guid)
    uploads.until(guid, "SUSPENDED")
    uploads.source.rename(uploads.source.with_suffix(".old"))
    uploads.source.write_bytes(CONTENT)  # the same size, another file
    uploads.box.ok("resume", guid)
    uploads.until(guid, "ERROR")
    assert uploads.error(guid)["code"] == "0x8020001d"
    assert server.sessions == {}


def test_a_file_that_is_gone_is_an_error_of_the_local_file(uploads: Uploads) -> None:
    guid = uploads.make()
    uploads.source.unlink()
    uploads.box.ok("resume", guid)
    uploads.until(guid, "ERROR")
    error = uploads.error(guid)
    assert (error["code"], error["context"]) == ("0x80070002", "LOCAL_FILE")


def test_cancel_has_the_server_drop_what_it_has(uploads: Uploads, server: BitsServer) -> None:
    server.fault.bytes_per_second = 1e6
    guid = uploads.resumed()
    wait_until(lambda: server.progress() > 300_000, 60)
    uploads.box.ok("cancel", guid)
    assert guid not in uploads.box.ok("list")
    server.fault.bytes_per_second = None
    wait_until(lambda: not server.sessions, 60, what="the end of the session")
    wait_until(lambda: uploads.box.run("info", guid).status, 60, what="the end of the job")
    assert server.files == {}


def test_a_server_that_cannot_be_reached_keeps_no_job_and_is_told_later(uploads: Uploads, server: BitsServer) -> None:
    server.fault.bytes_per_second = 1e6
    guid = uploads.resumed()
    wait_until(lambda: server.progress() > 300_000, 60)
    server.fault.orders = [Order("Cancel-Session", 503)] * 6
    uploads.box.ok("cancel", guid)
    assert guid not in uploads.box.ok("list")
    assert "still to be told" in uploads.box.ok("info", guid)
    server.fault.bytes_per_second = None
    other = uploads.resumed(url=server.url("/in/b.bin"))
    uploads.until(other, "TRANSFERRED")
    assert server.sessions, "another job runs while the first one's server is not told yet"
    uploads.box.kill_daemon()
    uploads.box.ok("daemon", "start")  # the next daemon goes on trying
    wait_until(lambda: not server.sessions, 60, what="the end of the session")
    wait_until(lambda: uploads.box.run("info", guid).status, 60, what="the end of the job")


def test_a_cancelled_upload_gives_its_place_back_before_its_server_was_told(
    uploads: Uploads, server: BitsServer
) -> None:
    uploads.box.set_policy(MaxJobsPerMachine=1)
    server.fault.bytes_per_second = 1e6
    guid = uploads.resumed()
    wait_until(lambda: server.progress() > 300_000, 60)
    assert uploads.box.run("create", "second").status == 6
    server.fault.orders = [Order("Cancel-Session", 503)] * 100
    uploads.box.ok("cancel", guid)
    assert "still to be told" in uploads.box.ok("info", guid)
    uploads.box.ok("create", "second")
    assert uploads.box.run("create", "third").status == 6, "the second counts"
    assert "is not registered" not in uploads.box.run("doctor", "--fix").stdout
    assert uploads.box.run("create", "third").status == 6
    uploads.box.ok("cancel", "second")
    uploads.box.ok("create", "third")
    server.fault.orders, server.fault.bytes_per_second = [], None
    wait_until(lambda: not server.sessions, 60, what="the end of the session")


def test_a_server_whose_scheme_the_policy_forbids_is_told_nothing_until_it_allows_it(
    uploads: Uploads, server: BitsServer
) -> None:
    server.fault.bytes_per_second = 1e6
    guid = uploads.resumed()
    wait_until(lambda: server.progress() > 300_000, 60)
    uploads.box.kill_daemon()
    uploads.box.set_policy(AllowedSchemes=["https"])
    uploads.box.ok("cancel", guid)
    log = uploads.box.home / "daemon.log"
    wait_until(lambda: "AllowedSchemes (https)" in log.read_text() or not server.sessions, 60, what="a word on it")
    assert "still to be told" in uploads.box.ok("info", guid)
    assert "Cancel-Session" not in server.kinds
    uploads.box.set_policy(AllowedSchemes=["http"])
    wait_until(lambda: not server.sessions, 60, what="the end of the session")


def test_who_waits_for_an_upload_hears_at_once_that_it_was_cancelled(uploads: Uploads, server: BitsServer) -> None:
    server.fault.bytes_per_second = 1e6
    guid = uploads.resumed()
    wait_until(lambda: server.progress() > 300_000, 60)
    waiting = uploads.box.start("wait", guid)
    server.fault.orders = [Order("Cancel-Session", 503)] * 4
    uploads.box.ok("cancel", guid)
    out, err = waiting.communicate(timeout=60)
    assert waiting.returncode == 8, out + err


def test_a_server_that_does_not_come_back_is_given_up_with_the_jobs_patience(
    uploads: Uploads, server: BitsServer
) -> None:
    server.fault.bytes_per_second = 1e6
    guid = uploads.resumed()
    uploads.box.ok("setnoprogresstimeout", guid, "6")
    wait_until(lambda: server.progress() > 300_000, 60)
    server.stop()
    uploads.box.ok("cancel", guid)
    assert "still to be told" in uploads.box.ok("info", guid)
    wait_until(lambda: uploads.box.run("info", guid).status, 60, what="the end of the job")
    assert "could not be told" in (uploads.box.home / "daemon.log").read_text()


def test_cancel_without_a_daemon_starts_one_that_tells_the_server(uploads: Uploads, server: BitsServer) -> None:
    server.fault.bytes_per_second = 1e6
    guid = uploads.resumed()
    wait_until(lambda: server.progress() > 300_000, 60)
    uploads.box.kill_daemon()
    uploads.box.ok("cancel", guid)
    wait_until(lambda: not server.sessions, 60, what="the end of the session")
    wait_until(lambda: not uploads.box.daemons(), 60, what="the end of the daemon, which has nothing left to do")


def test_a_node_that_cannot_be_reached_is_given_up_after_the_time_that_the_server_gave(
    uploads: Uploads, server: BitsServer
) -> None:
    with BitsServer(node_of=server, host="127.0.0.2") as node:
        node.fault.bytes_per_second = 1e6
        server.fault.host_id, server.fault.host_fallback = f"127.0.0.2:{node.port}", 1
        guid = uploads.resumed()
        wait_until(lambda: node.progress() > 300_000, 60)
    uploads.until(guid, "TRANSFERRED")
    assert server.files["/in/a.bin"] == CONTENT
    assert "back to the server that named it" in uploads.history(guid)
    assert node.kinds[:2] == ["Ping", "Fragment"]


def test_a_reply_goes_round(uploads: Uploads, server: BitsServer) -> None:
    reply = os.urandom(100_000)
    server.fault.reply = reply
    guid = uploads.make(kind="upload-reply")
    place = uploads.box.cwd / "answer.bin"
    uploads.box.ok("setreplyfilename", guid, place)
    uploads.box.ok("resume", guid)
    uploads.until(guid, "TRANSFERRED")
    assert not place.exists(), "nothing has the reply's name before the job is complete"
    assert server.kinds == ["Create-Session", "Fragment", "GET", "Close-Session"]
    uploads.box.ok("complete", guid)
    assert place.read_bytes() == reply
    assert sorted(path.name for path in uploads.box.cwd.iterdir()) == ["a.bin", "answer.bin"]


def test_a_reply_without_a_name_lies_beside_the_file(uploads: Uploads, server: BitsServer) -> None:
    server.fault.reply = b"the reply"
    guid = uploads.resumed(kind="upload-reply")
    uploads.until(guid, "TRANSFERRED")
    place = uploads.box.ok("--raw", "getreplyfilename", guid).strip()
    assert place.startswith(f"{uploads.source}.")
    uploads.box.ok("complete", guid)
    assert Path(place).read_bytes() == b"the reply"


def test_a_server_without_a_reply_makes_an_empty_one(uploads: Uploads) -> None:
    guid = uploads.resumed(kind="upload-reply")
    uploads.until(guid, "TRANSFERRED")
    place = uploads.box.ok("--raw", "getreplyfilename", guid).strip()
    assert uploads.box.ok("--raw", "getreplydata", guid).strip() == ""
    uploads.box.ok("complete", guid)
    assert Path(place).read_bytes() == b""


def test_what_a_put_is_answered_is_the_reply(uploads: Uploads, server: BitsServer) -> None:
    server.fault.reply = os.urandom(100_000)
    guid = uploads.resumed("--upload-with", "put", kind="upload-reply")
    uploads.until(guid, "TRANSFERRED")
    place = uploads.box.ok("--raw", "getreplyfilename", guid).strip()
    uploads.box.ok("complete", guid)
    assert Path(place).read_bytes() == server.fault.reply
    assert server.files["/in/a.bin"] == CONTENT


def test_a_killed_daemon_loses_no_reply(uploads: Uploads, server: BitsServer) -> None:
    server.fault.reply = b"the reply"
    server.fault.orders = [Order("GET", 503)] * 2
    guid = uploads.resumed(kind="upload-reply")
    uploads.until(guid, "TRANSIENT_ERROR")
    uploads.box.kill_daemon()
    uploads.box.ok("daemon", "start")
    uploads.box.ok("resume", guid)
    uploads.until(guid, "TRANSFERRED")
    assert server.kinds.count("Create-Session") == 1
    assert len([packet for packet in server.packets if packet.kind == "Close-Session"]) == 1
    assert uploads.box.ok("--raw", "getreplydata", guid).startswith("00000000")


def test_a_reply_that_cannot_have_its_name_keeps_the_job(uploads: Uploads, server: BitsServer) -> None:
    server.fault.reply = b"the reply"
    guid = uploads.make(kind="upload-reply")
    place = uploads.box.cwd / "answer"
    uploads.box.ok("setreplyfilename", guid, place)
    uploads.box.ok("resume", guid)
    uploads.until(guid, "TRANSFERRED")
    (place / "in the way").mkdir(parents=True)
    assert uploads.box.run("complete", guid).status != 0
    assert uploads.state(guid) == "TRANSFERRED"
    (place / "in the way").rmdir()
    place.rmdir()
    uploads.box.ok("complete", guid)
    assert place.read_bytes() == b"the reply"


def test_a_reply_whose_temporary_file_is_gone_is_named_as_dropped(uploads: Uploads, server: BitsServer) -> None:
    server.fault.reply = b"the reply"
    guid = uploads.resumed(kind="upload-reply")
    uploads.until(guid, "TRANSFERRED")
    (temporary,) = uploads.box.cwd.glob(".BIT*")
    temporary.unlink()
    assert uploads.box.run("complete", guid).status == 1
    assert uploads.state(guid) == "TRANSFERRED"
    ran = uploads.box.run("complete", guid)
    assert ran.status == 3, ran
    assert ".reply" in ran.stdout


def test_cancel_leaves_no_part_of_a_reply(uploads: Uploads, server: BitsServer) -> None:
    server.fault.reply = b"the reply"
    guid = uploads.resumed(kind="upload-reply")
    uploads.until(guid, "TRANSFERRED")
    uploads.box.ok("cancel", guid)
    assert [path.name for path in uploads.box.cwd.iterdir()] == ["a.bin"]
    assert server.files["/in/a.bin"] == CONTENT


def test_a_server_without_the_protocol_takes_a_put(uploads: Uploads, server: BitsServer) -> None:
    server.fault.speaks = False
    guid = uploads.resumed()
    uploads.until(guid, "ERROR")
    assert "--upload-with put" in uploads.error(guid)["text"]
    uploads.box.ok("setuploadwith", guid, "put")
    uploads.box.ok("resume", guid)
    uploads.until(guid, "TRANSFERRED")
    assert server.files["/in/a.bin"] == CONTENT
    assert server.kinds == ["Create-Session", "OPTIONS", "PUT"]


def test_an_empty_file_goes_up_by_put_alone(uploads: Uploads, server: BitsServer) -> None:
    uploads.source.write_bytes(b"")
    guid = uploads.resumed()
    uploads.until(guid, "ERROR")
    assert (uploads.error(guid)["code"], server.packets) == ("0x80070057", [])
    uploads.box.ok("cancel", guid)
    guid = uploads.resumed("--upload-with", "put")
    uploads.until(guid, "TRANSFERRED")
    assert server.files == {"/in/a.bin": b""}


def test_a_job_goes_over_to_put_in_the_middle_of_a_session(uploads: Uploads, server: BitsServer) -> None:
    server.fault.bytes_per_second = 1e6
    guid = uploads.resumed()
    wait_until(lambda: server.progress() > 300_000, 60)
    uploads.box.ok("setuploadwith", guid, "put")
    server.fault.bytes_per_second = None
    uploads.until(guid, "TRANSFERRED")
    assert server.files["/in/a.bin"] == CONTENT
    assert server.sessions == {}
    assert server.kinds[-3:] == ["Cancel-Session", "OPTIONS", "PUT"]


def test_transfer_does_all_in_one(uploads: Uploads, server: BitsServer) -> None:
    uploads.box.ok("transfer", "--type", "upload", "job", server.url("/in/a.bin"), "a.bin")
    uploads.box.ok("transfer", "--type", "upload", "--upload-with", "put", "job", server.url("/in/b.bin"), "a.bin")
    ran = uploads.box.bitsadmin("/TRANSFER", "job", "/UPLOAD", server.url("/in/c.bin"), uploads.source)
    assert ran.status == 0, ran
    assert server.files == dict.fromkeys(("/in/a.bin", "/in/b.bin", "/in/c.bin"), CONTENT)
    assert "JOBS" not in uploads.box.ok("list")
