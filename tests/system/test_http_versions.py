"""Which version of HTTP a job speaks, by policy and priority."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme

from pybits.daemon.terms import terms_of
from pybits.domain.enums import JobPriority
from pybits.domain.policy_values import DEFAULT_POLICY, Policy
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.nginx import Nginx
from tests.support.processes import Box, wait_until

BODY = pattern(100_000)


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


@pytest.mark.nginx
@pytest.mark.parametrize(("newest", "word"), [(1, "HTTP/1.1"), (2, "HTTP/2.0"), (3, "HTTP/2.0")])
def test_the_policy_says_which_is_the_newest(queue: Queue, www: Path, tmp_path: Path, newest: int, word: str) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    pem = tmp_path / "server.pem"
    pem.write_bytes(authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.bytes())
    (www / "f").write_bytes(BODY)
    queue.box.env["SSL_CERT_FILE"] = str(tmp_path / "authority.pem")
    queue.box.set_policy(MaxHttpVersion=newest)
    tls = f"ssl_certificate {pem};\nssl_certificate_key {pem};\n"
    with Nginx(www, tmp_path / "nginx", tls=tls, http2=True) as server:
        guid = queue.start(server.url("/f"), priority=JobPriority.FOREGROUND)
        queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
        queue.complete(guid)
        (line,) = wait_until(server.requests, what="the log of the request")
    assert queue.result().read_bytes() == BODY
    assert word in line


def test_what_gives_way_does_not_leave_tcp(queue: Queue) -> None:
    job = queue.job(queue.add())
    front = job._replace(priority=JobPriority.FOREGROUND)
    newest = {number: Policy({"MaxHttpVersion": number}) for number in (1, 2, 3)}
    assert [terms_of(job, policy).http for policy in newest.values()] == [1, 2, 2]
    assert [terms_of(front, policy).http for policy in newest.values()] == [1, 2, 3]
    assert terms_of(front, DEFAULT_POLICY).http == 2
