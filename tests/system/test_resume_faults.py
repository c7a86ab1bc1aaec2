"""Resuming against servers that change, lie, cut and refuse: the file arrives whole or the job says why it does not."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path

import pytest

from pybits.domain.enums import JobPriority
from pybits.domain.hresult import (
    BG_E_CONNECT_FAILURE,
    BG_E_CONNECTION_CLOSED,
    BG_E_INSUFFICIENT_RANGE_SUPPORT,
    BG_E_MISSING_FILE_SIZE,
    http_error,
)
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern, seconds
from tests.support.fault_server import LATER, Fault, FaultServer, Resource
from tests.support.nginx import Nginx
from tests.support.processes import Box, wait_until

SIZE = 300_000
OLD, NEW = pattern(SIZE, seed=1), pattern(SIZE, seed=2)
HELD = 100_000


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def interrupted(queue: Queue, server: FaultServer, fault: Fault) -> tuple[str, Resource]:
    """Kill the daemon when HELD bytes of OLD are here and the server holds the rest back."""
    fault.hold_after = HELD
    resource = server.serve("/f", OLD, fault)
    guid = queue.start(server.url("/f"))
    queue.wait_for_bytes(guid, HELD)
    queue.box.kill_daemon()
    assert queue.temp(guid).read_bytes() == OLD[:HELD]
    fault.hold_after = None
    resource.release()
    return guid, resource


def finish(queue: Queue, guid: str) -> bytes:
    """Resume a job and give what was delivered."""
    queue.resume(guid)
    return queue.finish(guid)


def test_an_unchanged_file_goes_on_where_it_was(queue: Queue, fault_server: FaultServer) -> None:
    guid, _ = interrupted(queue, fault_server, Fault())
    assert finish(queue, guid) == OLD
    last = fault_server.requests[-1].headers
    assert (last["range"], last["if-range"]) == (f"bytes={HELD}-", '"v1"')


CHANGES = {
    "new ETag and date": {"etag": '"v2"', "last_modified": LATER},
    "new ETag only": {"etag": '"v2"'},
    "new date, no ETag": {"etag": None, "last_modified": LATER},
    "If-Range is not looked at": {"etag": '"v2"', "last_modified": LATER, "if_range": False},
    "no ranges any more": {"etag": '"v2"', "last_modified": LATER, "ranges": False},
    "the CDN ignores ranges beside an ETag": {"etag": '"v2"', "last_modified": LATER, "if_range_etag_ignored": True},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_file_that_changed_to_the_same_size_is_never_mixed(
    change: dict[str, object], queue: Queue, fault_server: FaultServer
) -> None:
    first = Fault(etag=None) if change["etag"] is None else Fault()
    guid, resource = interrupted(queue, fault_server, first)
    resource.body = NEW
    for name, value in change.items():
        setattr(resource.fault, name, value)
    assert finish(queue, guid) == NEW
    assert "begins again at 0" not in queue.box.ok("list")


SERVERS = {
    "no ranges": Fault(ranges=False, accept_ranges=None),
    "no length": Fault(length=False, accept_ranges=None),
    "chunked": Fault(chunked=True),
    "no validators": Fault(etag=None, last_modified=None),
    "weak ETag": Fault(etag='W/"v1"'),
    "the 206 starts elsewhere": Fault(range_shift=7),
    "the 206 names another length": Fault(range_total=SIZE + 1),
    "the 206 has no Content-Range": Fault(content_range=""),
    "the 206 has a senseless Content-Range": Fault(content_range="bytes 5-1/2"),
    "the 206 is multipart": Fault(multipart=True),
    "the 206 is short": Fault(range_cap=50_000),
    "the CDN ignores ranges beside an ETag": Fault(if_range_etag_ignored=True),
    "each node has its own ETag": Fault(etags=('"a"', '"b"', '"c"')),
}


@pytest.mark.parametrize("fault", SERVERS.values(), ids=list(SERVERS))
def test_whatever_the_server_makes_of_ranges_the_file_arrives_whole(
    fault: Fault, queue: Queue, fault_server: FaultServer
) -> None:
    guid, _ = interrupted(queue, fault_server, Fault(**vars(fault)))
    assert finish(queue, guid) == OLD


def test_a_range_beyond_a_file_that_shrank_begins_again(queue: Queue, fault_server: FaultServer) -> None:
    guid, resource = interrupted(queue, fault_server, Fault(if_range=False))
    resource.body = NEW[: HELD // 2]
    resource.fault.etag = '"v2"'
    assert finish(queue, guid) == NEW[: HELD // 2]


@pytest.mark.nginx
def test_nginx_with_a_file_of_the_same_size_replaced_between_two_kills(queue: Queue, www: Path, tmp_path: Path) -> None:
    source = www / "file"
    source.write_bytes(OLD)
    os.utime(source, (1_700_000_000, 1_700_000_000))
    with Nginx(www, tmp_path / "nginx", "limit_rate 100k;") as server:
        guid = queue.start(server.url("/file"))
        for body, stamp in ((NEW, 1_700_000_100), (OLD, 1_700_000_200)):
            wait_until(partial(differs, queue, guid, queue.job(guid).bytes_done), what="some bytes")
            queue.box.kill_daemon()
            fresh = www / "fresh"
            fresh.write_bytes(body)
            os.utime(fresh, (stamp, stamp))
            fresh.rename(source)
            queue.resume(guid)
        assert finish(queue, guid) == OLD


def test_a_server_that_cuts_each_answer_gets_there_at_last(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", OLD, Fault(cut_after=SIZE // 7, cut_times=6))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for(guid, JobState.TRANSFERRED)
    assert finish_after(queue, guid) == OLD
    assert len(fault_server.requests) == 7


def test_a_cut_after_a_pause_is_progress_all_the_same(queue: Queue, fault_server: FaultServer) -> None:
    # The bytes are claimed during the pause; the cut that follows must not look like one without progress.
    piece = SIZE // 7
    holding = fault_server.serve("/f", OLD, Fault(cut_after=piece, hold_after=piece))
    guid = queue.start(fault_server.url("/f"))
    for part in range(1, 6):
        queue.wait_for_bytes(guid, part * piece)
        last = Fault() if part == 5 else Fault(cut_after=piece, hold_after=piece)
        held, holding = holding, fault_server.serve("/f", OLD, last)
        held.release()
    assert queue.wait_for(guid, JobState.TRANSFERRED, JobState.TRANSIENT_ERROR).state is JobState.TRANSFERRED
    assert finish_after(queue, guid) == OLD


def differs(queue: Queue, guid: str, seen: int) -> bool:
    return queue.job(guid).bytes_done not in (0, seen)


def test_a_server_without_ranges_that_always_cuts_is_not_asked_without_end(
    queue: Queue, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", OLD, Fault(ranges=False, accept_ranges=None, cut_after=SIZE // 2, cut_times=1000))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for(guid, JobState.TRANSIENT_ERROR)
    assert len(fault_server.requests) < 15  # the first and three quick tries, each in a few forms of asking for a range


def finish_after(queue: Queue, guid: str) -> bytes:
    queue.complete(guid)
    return queue.result().read_bytes()


# ---- errors


def test_404_is_an_error_at_once_and_its_page_is_never_a_file(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", OLD, Fault(status=404, error_body=b"<html>sorry</html>" * 1000))
    guid = queue.start(fault_server.url("/f"))
    job = queue.wait_for(guid, JobState.ERROR)
    assert job.error is not None
    assert job.error.code == http_error(404)
    assert [temp.stat().st_size for temp in queue.temps() if temp == queue.temp(guid)] in ([], [0])
    assert len(fault_server.requests_for("/f")) == 1, "it was tried again"
    queue.run("complete", guid)
    assert not queue.result().exists()


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_an_error_of_the_server_waits_for_the_retry_delay_and_resume_tries_at_once(
    status: int, queue: Queue, fault_server: FaultServer
) -> None:
    resource = fault_server.serve("/f", OLD, Fault(status=status))
    guid = queue.start(fault_server.url("/f"))
    job = queue.wait_for(guid, JobState.TRANSIENT_ERROR)
    assert job.error is not None
    assert job.error.code == http_error(status)
    assert job.retry is not None
    assert 540 < job.retry.next_try.wall - time.time() <= 661
    resource.fault.status = None
    assert finish(queue, guid) == OLD


def test_without_time_for_progress_the_first_failure_is_final(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", OLD, Fault(status=503))
    guid = queue.start(fault_server.url("/f"), noprogresstimeout=0)
    assert queue.wait_for(guid, JobState.ERROR).error is not None


def test_retry_after_is_obeyed_when_it_is_longer(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", OLD, Fault(status=503, status_headers={"Retry-After": "3000"}))
    guid = queue.start(fault_server.url("/f"))
    job = queue.wait_for(guid, JobState.TRANSIENT_ERROR)
    assert job.retry is not None
    assert 2900 < job.retry.next_try.wall - time.time() <= 3301


def test_the_penalty_of_one_host_stops_neither_files_nor_jobs_of_others(
    queue: Queue, fault_server: FaultServer
) -> None:
    queue.box.set_policy(MaxFilesInFlight=1)
    fault_server.serve("/busy", OLD, Fault(status=503, status_headers={"Retry-After": "900"}))
    fault_server.serve("/f", OLD)
    elsewhere = fault_server.url("/f").replace("127.0.0.1", "localhost")
    other = queue.add(elsewhere, name="other", priority=JobPriority.LOW)
    guid = queue.add(fault_server.url("/busy"), elsewhere, fault_server.url("/busy"), elsewhere)
    queue.resume(guid, other)
    job = queue.wait_for(guid, JobState.TRANSIENT_ERROR)
    assert (job.files_done, job.error_count) == (2, 1)
    assert job.error is not None
    assert (job.error.code, job.error.file) == (http_error(503), 0)
    assert job.retry is not None
    assert 800 < job.retry.next_try.wall - time.time() <= 991
    assert len(fault_server.requests_for("/busy")) == 1
    queue.wait_for(other, JobState.TRANSFERRED)


def test_the_job_goes_on_by_itself_when_the_delay_is_over(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", OLD, Fault(statuses=(503,)))
    guid = queue.start(fault_server.url("/f"), minretrydelay=5)
    job = queue.wait_for(guid, JobState.TRANSIENT_ERROR)
    assert job.retry is not None
    queue.wait_for(guid, JobState.TRANSFERRED)
    first, second = fault_server.requests
    assert 4.9 < second.time - first.time < 60


def test_a_refused_connection_is_tried_three_times_quickly_then_after_the_delay(
    queue: Queue, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", OLD)
    url = fault_server.url("/f")
    began = time.monotonic()
    guid = queue.start(url.replace(str(fault_server.port), "1"))
    job = queue.wait_for(guid, JobState.TRANSIENT_ERROR)
    assert 0.7 < seconds(began) < 60  # 0.1 + 0.3 + 0.6 seconds between the tries
    assert job.error is not None
    assert job.error.code == BG_E_CONNECT_FAILURE
    assert job.retry is not None
    assert (job.retry.attempts, 540 < job.retry.next_try.wall - time.time() <= 661) == (1, True)


def test_an_empty_reply_is_tried_again_at_once(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", OLD, Fault(empty_replies=2))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for(guid, JobState.TRANSFERRED)
    assert len(fault_server.requests) >= 3
    assert finish_after(queue, guid) == OLD


def test_only_empty_replies_end_in_a_transient_error(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", OLD, Fault(empty_replies=1000))
    guid = queue.start(fault_server.url("/f"))
    job = queue.wait_for(guid, JobState.TRANSIENT_ERROR)
    assert job.error is not None
    assert job.error.code == BG_E_CONNECTION_CLOSED


def test_windows_strict_answers_are_a_policy(queue: Queue, fault_server: FaultServer) -> None:
    queue.box.set_policy(RequireContentLength=True, RequireRanges=True)
    for path, fault, code in (
        ("/length", Fault(length=False), BG_E_MISSING_FILE_SIZE),
        ("/ranges", Fault(ranges=False, accept_ranges="none"), BG_E_INSUFFICIENT_RANGE_SUPPORT),
    ):
        fault_server.serve(path, OLD, fault)
        job = queue.wait_for(queue.start(fault_server.url(path), name=path[1:]), JobState.ERROR)
        assert job.error is not None
        assert job.error.code == code
