"""The verbs of client certificates in both faces, and a transfer with one."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme

from pybits.domain.hresult import CRYPT_E_NOT_FOUND, E_INVALIDARG, RPC_X_BAD_STUB_DATA
from pybits.domain.job import ClientCertificate
from pybits.domain.state import JobState
from pybits.manager.manager import Manager
from pybits.storage import paths, secrets
from tests.cli.faces import Face
from tests.daemon.queue import Queue
from tests.support import identities
from tests.support.fault_server import FaultServer
from tests.support.processes import Box

BODY = b"for Alice alone\n" * 1000


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def guid() -> str:
    return Manager.open().create_job("nightly").guid


@pytest.fixture
def alice(authority: trustme.CA) -> Path:
    return identities.pem(Path(paths.user_config()).parent / "certificates" / "MY", authority, "Alice Liddell")


def chosen(guid: str) -> ClientCertificate | None:
    return Manager.open().job(guid).client_certificate


def test_a_certificate_is_chosen_shown_and_removed(pybits: Face, bitsadmin: Face, guid: str, alice: Path) -> None:
    said = bitsadmin("/SetClientCertificateByName", guid, "1", "MY", "alice")
    assert said.status == 0, said
    found = chosen(guid)
    assert found is not None
    shown = bitsadmin("/rawreturn", "/getclientcertificate", guid).out
    assert shown == f"{found.subject}, SHA-1 {found.thumbprint}, CURRENT_USER MY\n"
    value = pybits("--json", "getclientcertificate", guid).json["value"]
    assert (value["location"], value["store"], value["certificate"]) == ("CURRENT_USER", "MY", str(alice))
    assert "client certificate" in pybits("info", guid, "--verbose").out
    assert pybits("removeclientcertificate", guid).out == "Client certificate removed.\n"
    assert pybits("--json", "removeclientcertificate", guid).json["code"] == "0x00000001"
    said = bitsadmin("/getclientcertificate", guid)
    assert RPC_X_BAD_STUB_DATA.hex in said.out
    assert bitsadmin("/setclientcertificatebyid", guid, "CURRENT_USER", "my", found.thumbprint.lower()).status == 0
    assert chosen(guid) == found


def test_what_is_not_found_leaves_the_job_as_it_was(pybits: Face, bitsadmin: Face, guid: str, alice: Path) -> None:
    assert pybits("setclientcertificate", guid, "--cert", str(alice)).status == 0
    kept = chosen(guid)
    for code, words in (
        (CRYPT_E_NOT_FOUND, ("/setclientcertificatebyid", guid, "1", "MY", "0" * 40)),
        (CRYPT_E_NOT_FOUND, ("/setclientcertificatebyname", guid, "1", "MY", "nobody")),
        (RPC_X_BAD_STUB_DATA, ("/setclientcertificatebyid", guid, "1", "MY", "0" * 32)),
    ):
        assert code.hex in bitsadmin(*words).out
    said = pybits("setclientcertificate", guid)
    assert (said.status, E_INVALIDARG.hex in said.err, "--cert" in said.err) == (2, True, True)
    assert chosen(guid) == kept
    assert kept is not None
    assert (kept.location, kept.store) == (0, "")


@pytest.mark.root
def test_another_owner_gets_none(pybits: Face, guid: str, alice: Path) -> None:
    assert pybits("setclientcertificate", guid, "--cert", str(alice)).status == 0
    Manager.open().take_ownership(guid)
    assert chosen(guid) is None


def test_a_job_shows_the_certificate_that_a_password_opens(
    box: Box, monkeypatch: pytest.MonkeyPatch, authority: trustme.CA
) -> None:
    queue = Queue(box, monkeypatch)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    bundle = box.cwd / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    store = identities.p12(identities.pem(box.cwd, authority, "Alice Liddell"), "sesame-street")
    with FaultServer(tls=context) as server:
        server.serve("/f", BODY)
        guid = queue.add(server.url("/f"))
        words = ("setclientcertificate", guid, "--cert", store.name, "--password-stdin")
        assert box.run(*words, input="wrong\n").status == 1
        shown = box.ok(*words, input="sesame-street\n") + box.ok("info", guid, "--verbose")
        assert "sesame" not in shown + (Path(queue.store.folder(guid)) / "job.json").read_text()
        assert secrets.read(queue.store.folder(guid)).key_password == "sesame-street"
        box.ok("resume", guid, env={"CURL_CA_BUNDLE": str(bundle)})
        queue.wait_for(guid, JobState.TRANSFERRED, timeout=60)
        queue.complete(guid)
    assert queue.result().read_bytes() == BODY


def test_a_certificate_that_is_gone_is_an_error_that_names_it(
    box: Box, monkeypatch: pytest.MonkeyPatch, authority: trustme.CA
) -> None:
    queue = Queue(box, monkeypatch)
    path = identities.pem(box.cwd, authority, "Alice Liddell")
    guid = queue.add("https://127.0.0.1:9/f")
    box.ok("setclientcertificate", guid, "--cert", path)
    path.unlink()
    queue.resume(guid)
    error = queue.wait_for(guid, JobState.ERROR, timeout=60).error
    assert error is not None
    assert str(path) in error.text
