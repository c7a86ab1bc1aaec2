"""The engine over TLS: which certificates it trusts, which redirects it follows."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import BG_E_SECURE_CHANNEL_FAILURE, BG_E_TRUST_FAILURE, http_error
from pybits.transfer.engine import Engine
from pybits.transfer.outcome import Severity
from pybits.transfer.proxy import ProxySettings
from pybits.transfer.request import RequestOptions
from tests.support.fault_server import Fault, FaultServer
from tests.transfer.driver import fetch

BODY = bytes(range(256)) * 1000


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "CURL_CA_BUNDLE"])
def test_the_certificates_that_the_environment_names_are_trusted(
    tls_server: FaultServer,
    authority: trustme.CA,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    bundle = tmp_path / "bundle.pem"
    authority.cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv(variable, str(bundle))
    tls_server.serve("/f", BODY)
    engine = Engine()
    assert fetch(engine, tls_server.url("/f")).sink.data == BODY
    engine.close()


def test_a_certificate_that_nobody_vouches_for_is_final(engine: Engine, tls_server: FaultServer) -> None:
    tls_server.serve("/f", BODY)
    failure = fetch(engine, tls_server.url("/f")).failure
    assert (failure.code, failure.severity) == (BG_E_TRUST_FAILURE, Severity.FATAL)
    assert failure.context is ErrorContext.SERVER_CERTIFICATE
    assert tls_server.requests == []


def test_a_certificate_for_another_host_is_final(trusting_engine: Engine, authority: trustme.CA) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example").configure_cert(context)
    with FaultServer(tls=context) as server:
        server.serve("/f", BODY)
        failure = fetch(trusting_engine, server.url("/f")).failure
    assert (failure.code, failure.severity) == (BG_E_TRUST_FAILURE, Severity.FATAL)


def test_a_certificate_whose_time_is_over_is_final(trusting_engine: Engine, authority: trustme.CA) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    authority.issue_cert("127.0.0.1", not_after=yesterday).configure_cert(context)
    with FaultServer(tls=context) as server:
        server.serve("/f", BODY)
        failure = fetch(trusting_engine, server.url("/f")).failure
    assert (failure.code, failure.severity) == (BG_E_TRUST_FAILURE, Severity.FATAL)
    assert "expired" in failure.text


def test_a_bundle_that_cannot_be_read_is_final_and_named(
    tls_server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/bundle.pem")
    engine = Engine()
    failure = fetch(engine, tls_server.url("/f")).failure
    assert (failure.code, failure.severity) == (BG_E_TRUST_FAILURE, Severity.FATAL)
    assert "/nowhere/bundle.pem" in failure.text
    engine.close()


def test_a_handshake_that_fails_is_worth_another_try(engine: Engine, server: FaultServer) -> None:
    failure = fetch(engine, server.url("/f").replace("http:", "https:")).failure
    assert (failure.code, failure.severity) == (BG_E_SECURE_CHANNEL_FAILURE, Severity.TRANSIENT)


def test_a_redirect_from_https_to_http_is_refused(
    trusting_engine: Engine, tls_server: FaultServer, server: FaultServer
) -> None:
    server.serve("/f", BODY)
    tls_server.serve("/f", b"", Fault(redirect=server.url("/f")))
    failure = fetch(trusting_engine, tls_server.url("/f")).failure
    assert (failure.code, failure.severity) == (http_error(302), Severity.FATAL)
    assert failure.text == f"127.0.0.1:{tls_server.port} redirects to http, which is refused."
    assert server.requests == []


def test_a_redirect_from_http_to_https_is_followed(
    trusting_engine: Engine, tls_server: FaultServer, server: FaultServer
) -> None:
    tls_server.serve("/f", BODY)
    server.serve("/f", b"", Fault(redirect=tls_server.url("/f")))
    assert fetch(trusting_engine, server.url("/f")).sink.data == BODY


def test_a_handle_that_served_https_follows_plain_redirects_again(
    trusting_engine: Engine, tls_server: FaultServer, server: FaultServer
) -> None:
    tls_server.serve("/f", BODY)
    server.serve("/g", BODY)
    server.serve("/f", b"", Fault(redirect="/g"))
    assert fetch(trusting_engine, tls_server.url("/f")).finished
    assert fetch(trusting_engine, server.url("/f")).finished


def test_a_proxy_that_refuses_the_tunnel_is_told_from_the_server(engine: Engine, server: FaultServer) -> None:
    proxy = ProxySettings(environment={"https_proxy": server.url("")})
    failure = fetch(engine, "https://name.invalid/f", options=RequestOptions(proxy=proxy)).failure
    assert failure.code == http_error(501)  # this server knows no CONNECT
    assert failure.text.startswith("The proxy on the way to name.invalid answered with HTTP status 501")
