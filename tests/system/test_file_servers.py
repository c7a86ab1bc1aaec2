"""Jobs from FTP and SFTP servers: allowed by policy, killed in the middle, and never a mixture."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.domain.enums import JobType
from pybits.domain.hresult import BG_E_BLOCKED_BY_POLICY, E_ACCESSDENIED, E_INVALIDARG, BitsError
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.daemons import put_old_file
from tests.support.fault_server import Fault, FaultServer
from tests.support.ftpd import Pyftpd, Vsftpd
from tests.support.processes import Box
from tests.support.sshd import Sshd

SIZE = 6_000_000
BODY = pattern(SIZE)
RATE = 2_000_000
OLD = 1_500_000_000
EVERY = ["http", "https", "file", "ftp", "ftps", "ftpes", "sftp"]


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    box.set_policy(AllowedSchemes=EVERY)
    return Queue(box, monkeypatch)


@pytest.fixture
def source(www: Path) -> Path:
    return put_old_file(www, BODY, OLD)


@pytest.fixture
def sshd(queue: Queue) -> Iterator[Sshd]:
    with Sshd() as server:
        server.equip(Path(queue.box.env["HOME"]))
        yield server


def kill_in_the_middle(queue: Queue, guid: str) -> int:
    """Kill the daemon when there is something, and give how much the record claims."""
    queue.wait_for_bytes(guid, SIZE // 4, timeout=60)
    queue.box.kill_daemon()
    kept = queue.job(guid).bytes_done
    assert SIZE // 4 <= kept < SIZE
    return kept


@pytest.mark.vsftpd
def test_a_download_by_ftp_goes_on_after_a_kill(queue: Queue, source: Path) -> None:
    with Vsftpd(source.parent, rate=RATE) as server:
        guid = queue.start(server.url("/f"))
        kept = kill_in_the_middle(queue, guid)
        queue.resume(guid)
        assert queue.finish(guid) == BODY
        log = server.log()
    assert queue.result().stat().st_mtime == OLD
    last = re.search(r"([0-9]+) bytes", log[-1])
    assert last, log
    assert int(last[1]) <= SIZE - kept + 4096, log


@pytest.mark.sshd
def test_a_download_by_sftp_goes_on_after_a_kill(queue: Queue, source: Path, sshd: Sshd) -> None:
    guid = queue.add(sshd.url(source))
    queue.box.ok("setbandwidth", guid, "2M")
    queue.resume(guid)
    kill_in_the_middle(queue, guid)
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
    assert "begins again" not in queue.history(guid)
    assert queue.finish(guid) == BODY
    assert queue.result().stat().st_mtime == OLD


@pytest.mark.parametrize("kind", [pytest.param("ftp"), pytest.param("sftp", marks=pytest.mark.sshd)])
def test_over_a_kill_a_file_that_changed_is_fetched_anew(
    kind: str, queue: Queue, source: Path, request: pytest.FixtureRequest
) -> None:
    new = pattern(SIZE, seed=1)
    with Pyftpd(source.parent, rate=RATE) as server:
        url = server.url("/f") if kind == "ftp" else request.getfixturevalue("sshd").url(source)
        guid = queue.add(url)
        queue.box.ok("setbandwidth", guid, "2M")
        queue.resume(guid)
        kill_in_the_middle(queue, guid)
        source.write_bytes(new)
        os.utime(source, (OLD + 1, OLD + 1))
        queue.box.ok("setbandwidth", guid, "full")
        queue.resume(guid)
        queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
        assert "the file on the server changed" in queue.history(guid)
        assert queue.finish(guid) == new


def test_a_server_that_cannot_go_on_is_begun_again_after_a_kill(queue: Queue, source: Path) -> None:
    with Pyftpd(source.parent, rate=RATE, missing=["REST"]) as server:
        guid = queue.start(server.url("/f"))
        kill_in_the_middle(queue, guid)
        queue.resume(guid)
        assert queue.finish(guid) == BODY


def test_a_login_in_the_url_is_kept_apart_and_a_refused_one_can_be_replaced(queue: Queue, source: Path) -> None:
    with Pyftpd(source.parent) as server:
        guid = queue.start(server.url("/f", "alice:wr0ng"))
        assert queue.wait_for(guid, JobState.ERROR).error.code == E_ACCESSDENIED  # type: ignore[union-attr]
        shown = queue.box.ok("info", guid, "--verbose") + (queue.box.home / "daemon.log").read_text()
        assert "wr0ng" not in shown
        queue.box.ok("removecredentials", guid, "SERVER", "BASIC")
        assert queue.run("setcredentials", guid, "SERVER", "BASIC", "alice", "p@ss:word").status == 0
        queue.resume(guid)
        assert queue.finish(guid) == BODY


def test_by_default_only_what_windows_knows_is_allowed(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Queue(box, monkeypatch)
    for scheme in ("ftp", "ftps", "ftpes", "sftp"):
        with pytest.raises(BitsError, match=f"'{scheme}' is not among those that the policy AllowedSchemes") as refused:
            queue.add(f"{scheme}://h/f")
        assert refused.value.code == E_INVALIDARG
    box.set_policy(AllowedSchemes=["https"])
    guid = queue.add("https://h/f")
    for url in ("http://h/f", "/etc/hostname", "file:///etc/hostname"):
        ran = box.bitsadmin("/addfile", guid, url, str(queue.target / "x"))
        assert ran.status != 0
        assert "AllowedSchemes (set in " in ran.stdout + ran.stderr


def test_a_scheme_that_the_policy_has_lost_since_is_not_fetched_from_any_more(
    queue: Queue, fault_server: FaultServer, source: Path
) -> None:
    fault_server.serve("/f", BODY)
    guids = [queue.add(url, name=name) for name, url in (("web", fault_server.url("/f")), ("disk", str(source)))]
    sent = queue.manager.create_job("up", JobType.UPLOAD).guid
    queue.manager.add_files(sent, [(fault_server.url("/up"), str(source))])
    queue.box.set_policy(AllowedSchemes=["https"])
    queue.resume(*guids, sent)
    for guid in (*guids, sent):
        error = queue.wait_for(guid, JobState.ERROR, timeout=60).error
        assert error is not None
        assert error.code == BG_E_BLOCKED_BY_POLICY
        assert "AllowedSchemes (https)" in queue.box.ok("info", guid)
    assert fault_server.requests == []
    queue.box.set_policy(AllowedSchemes=EVERY)
    queue.resume(guids[0])
    queue.wait_for(guids[0], JobState.TRANSFERRED, timeout=60)
    queue.complete(guids[0])
    assert queue.result("web").read_bytes() == BODY


def test_a_mirror_or_a_redirect_with_a_scheme_that_is_not_allowed_is_not_followed(
    queue: Queue, fault_server: FaultServer, source: Path
) -> None:
    fault_server.serve("/moved", b"", Fault(redirect="https://127.0.0.1:1/f"))
    guid = queue.add()
    queue.box.ok("addfile", guid, fault_server.url("/moved"), str(queue.result()), "--mirror", source.as_uri())
    queue.box.set_policy(AllowedSchemes=["http"])
    queue.resume(guid)
    error = queue.wait_for(guid, JobState.ERROR, timeout=60).error
    assert error is not None
    assert error.code == BG_E_BLOCKED_BY_POLICY
    assert "redirects to 127.0.0.1:1" in queue.history(guid)
    assert "does not allow 'file'" in error.text


@pytest.mark.parametrize("url", ["smb://server/share/f", r"\\server\share\f", "file://server/share/f"])
def test_a_windows_share_is_refused_with_what_to_do(url: str, queue: Queue) -> None:
    with pytest.raises(BitsError, match=r"[Mm]ount") as refused:
        queue.add(url)
    assert refused.value.code == E_INVALIDARG


@pytest.mark.parametrize("url", ["ftp://h/", "ftp://h", "sftp://h/folder/", "ftp://h/f;type=a", "ftp:///f", "ftp:f"])
def test_a_url_of_a_file_server_names_a_file(url: str, queue: Queue) -> None:
    with pytest.raises(BitsError, match="is not valid") as refused:
        queue.add(url)
    assert refused.value.code == E_INVALIDARG
