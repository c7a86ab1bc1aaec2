"""Which version of HTTP a job speaks with real servers, by policy and priority, and that its bytes arrive over each."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import trustme

from pybits.daemon.terms import terms_of
from pybits.domain.enums import JobPriority
from pybits.domain.policy_values import DEFAULT_POLICY, Policy
from pybits.domain.state import JobState
from pybits.transfer.about import describe
from tests.daemon.queue import Queue, pattern
from tests.support.caddy import Caddy
from tests.support.nginx import Nginx
from tests.support.processes import Box, wait_until

BODY = pattern(100_000)
BIG = pattern(6_000_000)


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Queue:
    box.env["SSL_CERT_FILE"] = str(tmp_path / "authority.pem")
    return Queue(box, monkeypatch)


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    """Give the certificate and key of a server whose authority the queue trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "server.pem"))
    return tmp_path / "server.pem"


@pytest.fixture
def caddy(www: Path, pem: Path) -> Iterator[Caddy]:
    with Caddy(www, pem) as server:
        yield server


@pytest.mark.nginx
@pytest.mark.parametrize(("newest", "word"), [(1, "HTTP/1.1"), (2, "HTTP/2.0"), (3, "HTTP/2.0")])
def test_the_policy_says_which_is_the_newest(
    queue: Queue, www: Path, pem: Path, tmp_path: Path, newest: int, word: str
) -> None:
    (www / "f").write_bytes(BODY)
    queue.box.set_policy(MaxHttpVersion=newest)
    tls = f"ssl_certificate {pem};\nssl_certificate_key {pem};\n"
    with Nginx(www, tmp_path / "nginx", tls=tls, http2=True) as server:
        guid = queue.start(server.url("/f"), priority=JobPriority.FOREGROUND)
        assert queue.finish(guid) == BODY
        (line,) = wait_until(server.requests, what="the log of the request")
    assert word in line


@pytest.mark.caddy
@pytest.mark.parametrize(("newest", "version"), [(2, "HTTP/2.0"), (3, "HTTP/3.0")])
def test_a_download_goes_on_after_a_kill_over_each_version(
    queue: Queue, www: Path, caddy: Caddy, newest: int, version: str
) -> None:
    if str(newest) not in describe().http:
        pytest.skip(f"libcurl has no HTTP/{newest} here")
    (www / "f").write_bytes(BIG)
    queue.box.set_policy(MaxHttpVersion=newest)
    guid = queue.start(caddy.url("/f"), priority=JobPriority.FOREGROUND, connections="1", bandwidth="1M")
    queue.wait_for_bytes(guid, 1_000_000, timeout=60)
    queue.box.kill_daemon()
    kept = queue.store.progress(guid)[0].written
    queue.resume(guid)
    assert queue.finish(guid) == BIG
    assert "begins again" not in queue.history(guid)
    # The server hears of a killed HTTP/3 connection half a minute later, and logs the first request then.
    rest = wait_until(lambda: [one for one in caddy.requests() if one.status == 206], 30, what="the log of the rest")
    assert [(one.version, one.size) for one in rest] == [(version, len(BIG) - kept)]


@pytest.mark.caddy
@pytest.mark.parametrize("priority", [JobPriority.HIGH, JobPriority.NORMAL, JobPriority.LOW])
def test_a_background_job_uses_tcp_though_the_policy_has_http_3(
    queue: Queue, www: Path, caddy: Caddy, priority: JobPriority
) -> None:
    (www / "f").write_bytes(BODY)
    queue.box.set_policy(MaxHttpVersion=3)
    assert queue.finish(queue.start(caddy.url("/f"), priority=priority)) == BODY
    (seen,) = wait_until(caddy.requests, what="the log of the request")
    assert seen.version == "HTTP/2.0"


@pytest.mark.caddy
def test_a_job_that_becomes_a_background_job_goes_on_over_tcp(queue: Queue, www: Path, caddy: Caddy) -> None:
    with (www / "f").open("wb") as file:
        file.truncate(1 << 30)
    queue.box.set_policy(MaxHttpVersion=3)
    guid = queue.start(caddy.url("/f"), priority=JobPriority.FOREGROUND, connections="1")
    queue.wait_for_bytes(guid, 1, timeout=60)
    daemon = queue.freeze_daemon()
    queue.run("setpriority", guid, "normal")
    os.kill(daemon, signal.SIGCONT)
    wait_until(lambda: "over TCP alone" in queue.history(guid), 60, what="the end of its turn")
    queue.wait_for(guid, JobState.TRANSFERRING, JobState.TRANSFERRED, timeout=60)
    queue.box.ok("cancel", guid)
    rest = wait_until(lambda: [one for one in caddy.requests() if one.status == 206], 60, what="the log of the rest")
    assert [one.version for one in rest] == ["HTTP/2.0"]


@pytest.mark.caddy
@pytest.mark.parametrize("priority", [JobPriority.NORMAL])
def test_a_background_job_that_need_not_give_way_may_use_http_3(
    queue: Queue, www: Path, caddy: Caddy, priority: JobPriority
) -> None:
    (www / "f").write_bytes(BODY)
    queue.box.set_policy(MaxHttpVersion=3, FullSpeedInBackground=True)
    assert queue.finish(queue.start(caddy.url("/f"), priority=priority)) == BODY
    (seen,) = wait_until(caddy.requests, what="the log of the request")
    assert seen.version == "HTTP/3.0"


@pytest.mark.caddy
@pytest.mark.parametrize("swallowed", [True, False], ids=["silence", "refusal"])
def test_where_udp_is_blocked_http_3_falls_back_to_tcp(queue: Queue, www: Path, pem: Path, swallowed: bool) -> None:
    (www / "f").write_bytes(BODY)
    queue.box.set_policy(MaxHttpVersion=3)
    with Caddy(www, pem, protocols="h1 h2") as server, socket.socket(type=socket.SOCK_DGRAM) as hole:
        if swallowed:
            hole.bind(("127.0.0.1", server.port))  # takes the packets, and never answers
        assert queue.finish(queue.start(server.url("/f"), priority=JobPriority.FOREGROUND)) == BODY
        (seen,) = wait_until(server.requests, what="the log of the request")
        if swallowed and "3" in describe().http:
            assert hole.recv(65535, socket.MSG_DONTWAIT), "HTTP/3 was not tried"
    assert seen.version == "HTTP/2.0"


@pytest.mark.nginx
def test_small_files_share_connections_and_in_the_background_one(queue: Queue, www: Path, tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    pem = tmp_path / "server.pem"
    pem.write_bytes(authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.bytes())
    count = 120
    for number in range(count):
        (www / f"{number}").write_bytes(BODY[number : number + 4096])
    queue.box.env["SSL_CERT_FILE"] = str(tmp_path / "authority.pem")
    log = tmp_path / "nginx" / "connections.log"
    tls = f"ssl_certificate {pem};\nssl_certificate_key {pem};\naccess_log {log} connections;\n"
    with Nginx(www, tmp_path / "nginx", tls=tls, http2=True) as server:
        for priority, most in ((JobPriority.NORMAL, 1), (JobPriority.FOREGROUND, 16)):
            before = len(log.read_text().splitlines())
            guid = queue.add(name=priority.name, priority=priority)
            files = tmp_path / "files"
            where = queue.target / priority.name
            where.mkdir()
            files.write_text("".join(f"{server.url(f'/{number}')} {where / str(number)}\n" for number in range(count)))
            queue.box.ok("addfileset", guid, str(files))
            queue.resume(guid)
            queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
            queue.complete(guid)
            lines = wait_until(partial(logged, log, before + count), what="the log")[before:]
            assert {line.split()[1] for line in lines} == {"HTTP/2.0"}
            assert len({line.split()[0] for line in lines}) <= most
            assert all((where / str(number)).read_bytes() == BODY[number : number + 4096] for number in range(count))


def logged(log: Path, count: int) -> list[str]:
    """Give the lines of a log once there are so many."""
    lines = log.read_text().splitlines()
    return lines if len(lines) >= count else []


def test_what_gives_way_does_not_leave_tcp(queue: Queue) -> None:
    job = queue.job(queue.add())
    front = job._replace(priority=JobPriority.FOREGROUND)
    newest = {number: Policy({"MaxHttpVersion": number}) for number in (1, 2, 3)}
    assert [terms_of(job, policy).http for policy in newest.values()] == [1, 2, 2]
    assert [terms_of(front, policy).http for policy in newest.values()] == [1, 2, 3]
    assert terms_of(front, DEFAULT_POLICY).http == 2
    assert terms_of(front._replace(bandwidth="polite"), newest[3]).http == 2
    assert terms_of(job._replace(bandwidth="full"), newest[3]).http == 3
    assert terms_of(job, Policy({"MaxHttpVersion": 3, "FullSpeedInBackground": True})).http == 3
