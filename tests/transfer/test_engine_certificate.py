"""The engine and servers that want a client certificate, and servers whose own is no good."""

from __future__ import annotations

import datetime
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate, ocsp

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import BG_E_TRUST_FAILURE, ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED, http_error
from pybits.domain.request_words import SecurityFlags
from pybits.transfer.engine import Engine
from pybits.transfer.outcome import Failure, Severity
from pybits.transfer.request import Identity, RequestOptions
from tests.support import identities
from tests.support.fault_server import Fault, FaultServer
from tests.support.nginx import Nginx
from tests.transfer.driver import Fetched, fetch

BODY = bytes(range(256)) * 300


def get(engine: Engine, url: str, identity: Identity | None, home: str = "") -> Fetched:
    return fetch(engine, url, options=RequestOptions(home=home or url, identity=identity))


def refusal(engine: Engine, url: str, identity: Identity | None, home: str = "") -> Failure:
    """Give the server's alert; in TLS 1.3 it comes after the handshake, and a request that is sent meanwhile is cut."""
    failures = (get(engine, url, identity, home).failure for _ in range(50))
    return next(failure for failure in failures if failure.severity is Severity.FATAL)


@pytest.fixture(scope="module")
def alice(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return identities.pem(tmp_path_factory.mktemp("alice"), authority, "Alice Liddell")


@pytest.fixture
def picky(authority: trustme.CA) -> Iterator[FaultServer]:
    """Give a server that speaks to nobody without a certificate of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    with FaultServer(tls=context) as running:
        running.serve("/f", BODY)
        yield running


def identity(path: Path) -> Identity:
    return Identity(path.read_bytes(), path.read_bytes())


def test_a_certificate_opens_what_is_closed_without_one(
    trusting_engine: Engine, picky: FaultServer, alice: Path
) -> None:
    assert get(trusting_engine, picky.url("/f"), identity(alice)).sink.data == BODY
    failure = refusal(trusting_engine, picky.url("/f"), None)  # on no connection of Alice's
    assert (failure.code, failure.severity) == (ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED, Severity.FATAL)
    assert len(picky.requests) == 1


def test_a_certificate_that_the_server_does_not_know_is_final(
    trusting_engine: Engine, picky: FaultServer, tmp_path: Path
) -> None:
    eve = identities.pem(tmp_path, trustme.CA(), "Eve")
    failure = refusal(trusting_engine, picky.url("/f"), identity(eve))
    assert (failure.code, failure.severity) == (http_error(403), Severity.FATAL)


def test_pkcs12_serves_as_well_and_its_password_opens_it(
    trusting_engine: Engine, picky: FaultServer, alice: Path
) -> None:
    store = identities.p12(alice, "sesame").read_bytes()
    assert get(trusting_engine, picky.url("/f"), Identity(store, b"", "P12", "sesame")).sink.data == BODY
    failure = get(trusting_engine, picky.url("/f"), Identity(store, b"", "P12", "wrong")).failure
    assert (failure.code, failure.severity) == (http_error(403), Severity.FATAL)
    assert "wrong" not in failure.text.replace("wrong pass", "")


def test_a_redirect_to_another_server_does_not_take_the_certificate_along(
    trusting_engine: Engine, tls_server: FaultServer, picky: FaultServer, alice: Path
) -> None:
    tls_server.serve("/f", b"", Fault(redirect=picky.url("/f")))
    failure = refusal(trusting_engine, tls_server.url("/f"), identity(alice))
    assert failure.code == ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED
    failure = refusal(trusting_engine, picky.url("/f"), identity(alice), home=tls_server.url("/f"))
    assert failure.code == ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED


@pytest.mark.nginx
def test_nginx_sees_who_it_is(trusting_engine: Engine, authority: trustme.CA, alice: Path, tmp_path: Path) -> None:
    root = tmp_path / "www"
    root.mkdir()
    (root / "f").write_bytes(BODY)
    own = authority.issue_cert("127.0.0.1")
    own.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "own.pem"))
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    tls = (
        f"ssl_certificate {tmp_path}/own.pem; ssl_certificate_key {tmp_path}/own.pem; ssl_verify_client on;"
        f"ssl_client_certificate {tmp_path}/ca.pem; add_header X-Who $ssl_client_s_dn;"
    )
    with Nginx(root, tmp_path / "nginx", tls=tls) as nginx:
        assert get(trusting_engine, nginx.url("/f"), identity(alice)).sink.data == BODY
        assert get(trusting_engine, nginx.url("/f"), None).failure.code == http_error(400)


# ---- the server's own certificate


def test_a_certificate_that_is_over_is_final(trusting_engine: Engine, authority: trustme.CA) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    over = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    authority.issue_cert("127.0.0.1", not_after=over).configure_cert(context)
    with FaultServer(tls=context) as server:
        server.serve("/f", BODY)
        failure = get(trusting_engine, server.url("/f"), None).failure
        assert (failure.code, failure.severity) == (BG_E_TRUST_FAILURE, Severity.FATAL)
        assert failure.context is ErrorContext.SERVER_CERTIFICATE
        options = RequestOptions(security=SecurityFlags.IGNORE_UNKNOWN_CA | SecurityFlags.IGNORE_CERT_DATE)
        assert fetch(trusting_engine, server.url("/f"), options=options).sink.data == BODY


def stapled(authority: trustme.CA, own: trustme.LeafCert, status: ocsp.OCSPCertStatus) -> bytes:
    """Make what the authority says of a certificate, as a server hands it on."""
    issuer = load_pem_x509_certificate(authority.cert_pem.bytes())
    key = load_pem_private_key(authority.private_key_pem.bytes(), None)
    assert isinstance(key, EllipticCurvePrivateKey)
    now = datetime.datetime.now(datetime.UTC)
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=load_pem_x509_certificate(own.cert_chain_pems[0].bytes()),
        issuer=issuer,
        algorithm=hashes.SHA1(),
        cert_status=status,
        this_update=now - datetime.timedelta(hours=1),
        next_update=now + datetime.timedelta(days=1),
        revocation_time=now - datetime.timedelta(days=1) if status is ocsp.OCSPCertStatus.REVOKED else None,
        revocation_reason=None,
    )
    signed = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer).certificates([issuer])
    return signed.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.nginx
@pytest.mark.parametrize("status", [ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED])
def test_a_certificate_that_was_revoked_is_seen_if_the_job_asks_for_it(
    trusting_engine: Engine, authority: trustme.CA, tmp_path: Path, status: ocsp.OCSPCertStatus
) -> None:
    root = tmp_path / "www"
    root.mkdir()
    (root / "f").write_bytes(BODY)
    own = authority.issue_cert("127.0.0.1")
    # libcurl looks for the issuer among what the server sends.
    (tmp_path / "own.pem").write_bytes(own.private_key_and_cert_chain_pem.bytes() + authority.cert_pem.bytes())
    (tmp_path / "status").write_bytes(stapled(authority, own, status))
    tls = (
        f"ssl_certificate {tmp_path}/own.pem; ssl_certificate_key {tmp_path}/own.pem;"
        f"ssl_stapling on; ssl_stapling_file {tmp_path}/status;"
    )
    options = RequestOptions(security=SecurityFlags.CRL_CHECK)
    with Nginx(root, tmp_path / "nginx", tls=tls) as nginx:
        fetched = fetch(trusting_engine, nginx.url("/f"), options=options)
        if status is ocsp.OCSPCertStatus.GOOD:
            assert fetched.sink.data == BODY
        else:
            assert (fetched.failure.code, fetched.failure.severity) == (BG_E_TRUST_FAILURE, Severity.FATAL)
            assert "revocation" in fetched.failure.text
            assert fetch(trusting_engine, nginx.url("/f")).sink.data == BODY  # nobody asked


def test_a_server_without_an_answer_about_its_certificate_is_refused_by_the_same_flag(
    trusting_engine: Engine, tls_server: FaultServer
) -> None:
    tls_server.serve("/f", BODY)
    options = RequestOptions(security=SecurityFlags.CRL_CHECK)
    assert fetch(trusting_engine, tls_server.url("/f"), options=options).failure.code == BG_E_TRUST_FAILURE
