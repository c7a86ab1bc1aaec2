"""Credentials from the command to the server, and every place where a password could be found meanwhile."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
import trustme

from pybits.domain.enums import JobPriority
from pybits.domain.hresult import http_error
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support import identities
from tests.support.apache import Apache
from tests.support.fault_server import Fault, FaultServer
from tests.support.kdc import Kdc, SilentKdc
from tests.support.ntlm_server import NtlmServer
from tests.support.processes import PATIENCE, Box, wait_until, words_of

WORD = "wonder-land-4711"
LOGIN = ("alice", WORD)
BODY = pattern(300_000)
HELD = 100_000


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def places(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file of a box that may be read by more than the transfer, and its bytes."""
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "secrets.json":
            with contextlib.suppress(FileNotFoundError):  # the daemon puts files away as it likes
                yield str(path), path.read_bytes()


def test_a_password_is_in_no_output_log_process_or_file_but_its_own(queue: Queue, fault_server: FaultServer) -> None:
    resource = fault_server.serve("/f", BODY, Fault(login=LOGIN, hold_after=HELD))
    box, guid = queue.box, queue.add(fault_server.url("/f"))
    shown = box.ok("setcredentials", guid, "server", "basic", "alice", "--password-stdin", input=WORD)
    queue.resume(guid)
    queue.wait_for_bytes(guid, HELD)
    lines = [" ".join(words_of(pid)) for pid in box.processes()]
    assert lines
    for words in (("info", guid, "--verbose"), ("list", "--json", "--verbose"), ("history", guid), ("listfiles", guid)):
        shown += box.ok(*words)
    shown += box.bitsadmin("/INFO", guid, "/VERBOSE").stdout
    assert [where for where, data in places(box.folder) if WORD.encode() in data] == []
    assert WORD not in shown + "".join(lines)
    assert WORD in (Path(queue.store.folder(guid)) / "secrets.json").read_text()
    resource.release()
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
    queue.complete(guid)
    wait_until(lambda: not list(box.home.rglob("secrets.json")), 30, what="the job's folder to be gone")
    assert [where for where, data in places(box.home) if WORD.encode() in data] == []


@pytest.mark.parametrize("verb", ["transfer", "create"])
def test_a_job_is_born_with_the_passwords_of_netrc(queue: Queue, fault_server: FaultServer, verb: str) -> None:
    fault_server.serve("/f", BODY, Fault(login=LOGIN))
    box, url = queue.box, fault_server.url("/f")
    assert "/.netrc" in box.run(verb, "--netrc", "job", *([url, "f"] if verb == "transfer" else [])).stderr
    assert box.ok("--raw", "list", "--format", "{name}") == "", "no job is left behind"
    netrc = Path(box.env["HOME"]) / ".netrc"
    netrc.write_text(f"machine 127.0.0.1 login {LOGIN[0]} password {LOGIN[1]}\n")
    netrc.chmod(0o600)
    if verb == "transfer":
        box.ok("transfer", "--netrc", "job", url, "f")
    else:
        box.ok("create", "--netrc", "job")
        box.ok("addfile", "job", url, "f")
        box.ok("resume", "job")
        box.ok("wait", "job")
        box.ok("complete", "job")
    assert (box.cwd / "f").read_bytes() == BODY


def test_a_refused_password_stops_the_job_and_the_right_one_goes_on(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY, Fault(login=LOGIN))
    guid = queue.add(fault_server.url("/f"))
    queue.box.ok("setcredentials", guid, "server", "basic", "alice", "--password-stdin", input="wrong")
    queue.resume(guid)
    error = queue.wait_for(guid, JobState.ERROR, timeout=60).error
    assert error is not None
    assert error.code == http_error(401)
    queue.box.ok("setcredentials", guid, "server", "basic", "alice", "--password-stdin", input=WORD)
    queue.box.kill_daemon() if queue.box.daemon_pid() else None
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
    queue.complete(guid)
    assert queue.result().read_bytes() == BODY


@pytest.mark.parametrize("kind", ["download", "upload"])
@pytest.mark.parametrize("target", ["server", "proxy"])
def test_who_is_refused_waits_in_error_and_goes_on_with_other_credentials(
    queue: Queue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, target: str
) -> None:
    proxy, box = target == "proxy", queue.box
    with NtlmServer(BODY, LOGIN, tmp_path, monkeypatch, proxy=proxy) as office:
        path = queue.result() if kind == "download" else tmp_path / "source"
        if kind == "upload":
            path.write_bytes(BODY)
        url = "http://name.invalid/f" if proxy else office.url("/f")
        guid = box.ok("--raw", "create", "job", "--type", kind).strip()
        if kind == "upload":
            box.ok("setuploadwith", guid, "put")
        box.ok("addfile", guid, url, path)
        if proxy:
            box.ok("setproxysettings", guid, "OVERRIDE", office.place)
        for password in ("", "wrong", WORD):
            if password:
                box.ok("setcredentials", guid, target, "ntlm", "TEST\\alice", "--password-stdin", input=password)
            queue.resume(guid)
            job = queue.wait_for(guid, JobState.TRANSFERRED, JobState.ERROR, timeout=60)
            if password != WORD:
                assert job.error is not None
                assert job.error.code == http_error(407 if proxy else 401)
        assert queue.state(guid) is JobState.TRANSFERRED
        queue.complete(guid)
        if kind == "download":
            assert path.read_bytes() == BODY
        else:
            assert office.bodies[url if proxy else "/f"] == BODY
        assert office.foreign == []
        assert [where for where, data in places(box.folder) if WORD.encode() in data] == []


def test_an_upload_shows_the_jobs_client_certificate(
    queue: Queue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, box = trustme.CA(), queue.box
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    source, alice = tmp_path / "source", identities.pem(tmp_path, authority, "Alice")
    source.write_bytes(BODY)
    with NtlmServer(b"", LOGIN, tmp_path, monkeypatch, tls=context) as office:
        office.open = True
        guid = box.ok("--raw", "create", "job", "--type", "upload").strip()
        box.ok("setuploadwith", guid, "put")
        box.ok("addfile", guid, office.url("/in/a"), source)
        box.ok("setclientcertificate", guid, "--cert", alice)
        box.ok("resume", guid, env={"SSL_CERT_FILE": str(tmp_path / "ca.pem")})
        queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
        assert office.bodies["/in/a"] == BODY


def test_a_login_in_a_url_serves_its_own_server(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY, Fault(login=LOGIN))
    with FaultServer() as other:
        other.serve("/g", BODY, Fault(login=LOGIN))
        guid = queue.add(fault_server.url("/f").replace("//", f"//alice:{WORD}@"))
        queue.resume(guid)
        queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
        queue.manager.add_files(guid, [(other.url("/g"), str(queue.target / "g"))])
        queue.resume(guid)
        queue.wait_for(guid, JobState.ERROR, timeout=60)
        assert not any("authorization" in request.headers for request in other.requests)


@pytest.mark.apache
@pytest.mark.kdc
def test_a_kerberos_server_that_is_silent_does_not_stop_the_daemon(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", BODY)
    asked, box = Event(), queue.box
    with (
        Kdc() as kdc,
        Apache(BODY, LOGIN, kdc.keytab, kdc.config) as apache,
        SilentKdc(box.folder, asked.set) as silent,
    ):
        env = {**kdc.ticket(box.folder / "tickets"), "KRB5_CONFIG": silent.environment["KRB5_CONFIG"]}
        guid = queue.add(apache.url("/kerberos/f"), priority=JobPriority.FOREGROUND)
        box.ok("setcredentials", guid, "server", "negotiate")
        box.ok("resume", guid, env=env)
        assert asked.wait(PATIENCE)
        other = queue.start(fault_server.url("/f"), name="other")
        queue.wait_for(other, JobState.TRANSFERRED)
        queue.wait_for(guid, JobState.ERROR)


@pytest.mark.apache
@pytest.mark.kdc
def test_a_ticket_that_kinit_got_is_found_by_the_daemon(queue: Queue) -> None:
    with Kdc() as kdc, Apache(BODY, LOGIN, kdc.keytab, kdc.config) as apache:
        env = kdc.ticket(queue.box.folder / "tickets")
        guid = queue.add(apache.url("/kerberos/f"))
        queue.box.ok("setcredentials", guid, "server", "negotiate")
        queue.box.ok("resume", guid, env=env)
        queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
        queue.complete(guid)
        assert queue.result().read_bytes() == BODY
