"""The engine and real servers and proxies that want to know who asks: what goes out, to whom, and when."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.domain.credentials import AuthScheme, AuthTarget, Credential
from pybits.domain.enums import ProxyUsage
from pybits.domain.hresult import BG_E_TIMEOUT, http_error
from pybits.transfer.engine import Engine
from pybits.transfer.logins import openings
from pybits.transfer.outcome import Severity
from pybits.transfer.proxy import ProxySettings
from pybits.transfer.request import RequestOptions, TransferRequest
from tests.support.apache import Apache
from tests.support.fault_server import Fault, FaultServer
from tests.support.kdc import REALM, Kdc, SilentKdc
from tests.support.ntlm_server import NtlmServer
from tests.support.processes import wait_until
from tests.support.squid import Squid
from tests.transfer.driver import Fetched, MemorySink, fetch, run

BODY = bytes(range(256)) * 300
ALICE = ("alice", "wonderland")
SERVER, PROXY = AuthTarget.SERVER, AuthTarget.PROXY
BASIC, DIGEST, NEGOTIATE = AuthScheme.BASIC, AuthScheme.DIGEST, AuthScheme.NEGOTIATE
REALMS_ALICE = Credential(SERVER, NEGOTIATE, f"alice@{REALM}", "wonderland")
SERVER_BASIC = Credential(SERVER, BASIC, *ALICE)
SHOWN = "Basic " + base64.b64encode(b"alice:wonderland").decode()


def get(engine: Engine, url: str, *credentials: Credential, proxy: str = "", home: str = "") -> Fetched:
    settings = ProxySettings(ProxyUsage.OVERRIDE, proxy) if proxy else ProxySettings()
    return fetch(engine, url, options=RequestOptions(home=home or url, credentials=credentials, proxy=settings))


@pytest.fixture(scope="module")
def apache() -> Iterator[Apache]:
    with Apache(BODY, ALICE) as running:
        yield running


# ---- what goes out


def test_a_password_waits_until_the_server_asks_and_goes_with_every_request_then(
    engine: Engine, server: FaultServer
) -> None:
    server.serve("/f", BODY, Fault(login=ALICE))
    for _ in range(2):
        assert get(engine, server.url("/f"), SERVER_BASIC).sink.data == BODY
    assert [request.headers.get("authorization") for request in server.requests] == [None, SHOWN, SHOWN]


def test_a_server_that_does_not_ask_never_sees_the_password(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY)
    assert get(engine, server.url("/f"), SERVER_BASIC).sink.data == BODY
    assert "authorization" not in server.requests[0].headers


def test_a_wrong_password_is_final(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY, Fault(login=ALICE))
    failure = get(engine, server.url("/f"), Credential(SERVER, BASIC, "alice", "looking-glass")).failure
    assert (failure.code, failure.severity) == (http_error(401), Severity.FATAL)
    assert "looking-glass" not in failure.text


def test_a_redirect_to_another_port_leaves_the_password_behind(engine: Engine, server: FaultServer) -> None:
    with FaultServer() as stranger:
        stranger.serve("/f", BODY, Fault(login=ALICE))
        server.serve("/f", b"", Fault(redirect=stranger.url("/f")))
        assert get(engine, server.url("/f"), SERVER_BASIC).failure.code == http_error(401)
        assert not any("authorization" in request.headers for request in stranger.requests)


def test_a_redirect_on_the_same_server_takes_it_along(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", b"", Fault(redirect="/g"))
    server.serve("/g", BODY, Fault(login=ALICE))
    assert get(engine, server.url("/f"), SERVER_BASIC).sink.data == BODY


def test_a_url_that_a_redirect_was_remembered_by_is_another_servers(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY, Fault(login=ALICE))
    failed = get(engine, server.url("/f"), SERVER_BASIC, home="http://127.0.0.1:9/f")
    assert failed.failure.code == http_error(401)
    assert not any("authorization" in request.headers for request in server.requests)


def test_the_next_transfer_on_the_same_connection_has_no_password(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY, Fault(login=ALICE))
    assert get(engine, server.url("/f"), SERVER_BASIC).sink.data == BODY
    assert get(engine, server.url("/f")).failure.code == http_error(401)
    assert "authorization" not in server.requests[-1].headers


def test_a_login_that_is_still_in_a_url_is_shown(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY, Fault(login=ALICE))
    url = server.url("/f").replace("//", "//alice:wonderland@")
    assert get(engine, url).sink.data == BODY  # as jobs have it that were made before logins were taken out of URLs


def test_a_netrc_file_has_the_password_of_the_host(engine: Engine, server: FaultServer, tmp_path: Path) -> None:
    server.serve("/f", BODY, Fault(login=ALICE))
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login alice password wonderland\n")
    assert get(engine, server.url("/f"), Credential(SERVER, BASIC, netrc=str(netrc))).sink.data == BODY
    netrc.write_text("machine elsewhere.example login alice password wonderland\n")
    failed = get(engine, server.url("/f"), Credential(SERVER, BASIC, netrc=str(netrc)))
    assert failed.failure.code == http_error(401)


# ---- Apache, squid, Kerberos


@pytest.mark.apache
@pytest.mark.parametrize(("place", "scheme"), [("basic", BASIC), ("digest", DIGEST)])
def test_apache_gives_the_file_to_who_knows_the_password(
    engine: Engine, apache: Apache, place: str, scheme: AuthScheme
) -> None:
    url = apache.url(f"/{place}/f")
    assert get(engine, url, Credential(SERVER, scheme, *ALICE)).sink.data == BODY
    assert get(engine, url, Credential(SERVER, scheme, "alice", "no")).failure.code == http_error(401)
    assert get(engine, url).failure.code == http_error(401)


@pytest.mark.apache
@pytest.mark.parametrize("place", ["basic", "digest"])
def test_of_two_credentials_that_for_the_scheme_that_is_offered_is_shown(
    engine: Engine, apache: Apache, place: str
) -> None:
    right, wrong = ALICE, ("bob", "builder")
    basic, digest = (right, wrong) if place == "basic" else (wrong, right)
    both = Credential(SERVER, BASIC, *basic), Credential(SERVER, DIGEST, *digest)
    assert get(engine, apache.url(f"/{place}/f"), *both).sink.data == BODY


@pytest.mark.apache
@pytest.mark.squid
@pytest.mark.parametrize(("word", "scheme"), [("basic", BASIC), ("digest", DIGEST)])
def test_squid_lets_through_who_knows_the_password(
    engine: Engine, apache: Apache, word: str, scheme: AuthScheme
) -> None:
    url = apache.url("/basic/f")
    with Squid(word, ALICE) as squid:
        mine = Credential(PROXY, scheme, *ALICE)
        assert get(engine, url, SERVER_BASIC, mine, proxy=squid.place).sink.data == BODY
        wait_until(lambda: any("alice" in line and "/200" in line for line in squid.access()), 30, what="squid's log")
        for bad in ([], [mine._replace(password="no")]):
            failure = get(engine, url, SERVER_BASIC, *bad, proxy=squid.place).failure
            assert (failure.code, failure.severity) == (http_error(407), Severity.FATAL)
            tunnel = get(engine, url.replace("http:", "https:"), SERVER_BASIC, *bad, proxy=squid.place).failure
            assert (tunnel.code, tunnel.severity) == (http_error(407), Severity.FATAL)


@pytest.mark.squid
@pytest.mark.parametrize(("word", "scheme"), [("basic", BASIC), ("digest", DIGEST)])
def test_a_tunnel_through_squid_is_dug_by_who_knows_the_password(
    trusting_engine: Engine, tls_server: FaultServer, word: str, scheme: AuthScheme
) -> None:
    tls_server.serve("/f", BODY)
    with Squid(word, ALICE) as squid:
        mine = Credential(PROXY, scheme, *ALICE)
        assert get(trusting_engine, tls_server.url("/f"), mine, proxy=squid.place).sink.data == BODY
        failure = get(trusting_engine, tls_server.url("/f"), mine._replace(password="no"), proxy=squid.place).failure
        assert (failure.code, failure.severity) == (http_error(407), Severity.FATAL)
    assert not any("authorization" in name for request in tls_server.requests for name in request.headers)


@pytest.mark.apache
@pytest.mark.kdc
def test_a_kerberos_ticket_opens_what_no_password_does(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Kdc() as kdc, Apache(BODY, ALICE, kdc.keytab, kdc.config) as apache:
        url = apache.url("/kerberos/f")
        for name, value in kdc.ticket(tmp_path / "tickets").items():
            monkeypatch.setenv(name, value)
        assert get(engine, url).failure.code == http_error(401)
        assert get(engine, url, Credential(SERVER, NEGOTIATE)).sink.data == BODY
        assert get(engine, url).failure.code == http_error(401)
        wait_until(lambda: len(apache.access()) > 2, what="the log of the last request")
        assert sorted(line.split()[0] for line in apache.access()) == ["-", "-", "alice@PYBITS.TEST"]
        monkeypatch.setenv("KRB5CCNAME", f"FILE:{tmp_path}/none")
        assert get(engine, url, Credential(SERVER, NEGOTIATE)).failure.code == http_error(401)


@pytest.mark.gssapi
def test_a_kerberos_server_that_is_silent_keeps_no_other_transfer_waiting(
    engine: Engine, server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = server.serve("/f", BODY, Fault(hold_after=1000))
    with (
        SilentKdc(tmp_path, resource.release) as kdc,
        NtlmServer(BODY, ALICE, tmp_path, monkeypatch, "Negotiate") as far,
    ):
        for name, value in kdc.environment.items():
            monkeypatch.setenv(name, value)
        sink, mine = MemorySink(), RequestOptions(home=far.url("/f"), credentials=(REALMS_ALICE,))
        engine.start(TransferRequest("silent", far.url("/f"), MemorySink(), options=mine))
        engine.start(TransferRequest("other", server.url("/f"), sink))
        run(engine, ["other"])
        assert sink.data == BODY
        assert kdc.waited_for
        assert engine.running() == {"silent"}
        engine.stop("silent")
        assert not engine.running()


@pytest.mark.gssapi
def test_a_kerberos_server_that_is_silent_for_too_long_is_tried_again_later(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openings, "PATIENCE", 0.2)
    with SilentKdc(tmp_path, lambda: None) as kdc, NtlmServer(BODY, ALICE, tmp_path, monkeypatch, "Negotiate") as far:
        for name, value in kdc.environment.items():
            monkeypatch.setenv(name, value)
        failure = get(engine, far.url("/f"), REALMS_ALICE).failure
        assert (failure.code, failure.severity) == (BG_E_TIMEOUT, Severity.TRANSIENT)
        far.open = True
        assert get(engine, far.url("/f"), REALMS_ALICE).sink.data == BODY
        far.open = False
        offered = get(engine, far.url("/f"), REALMS_ALICE, SERVER_BASIC)  # the next thing is shown to who wants that
        assert (offered.failure.code, far.seen[-1][1]) == (http_error(401), "Basic")


@pytest.mark.apache
@pytest.mark.squid
@pytest.mark.kdc
def test_a_ticket_for_the_proxy_is_for_the_server_too(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        Kdc() as kdc,
        Apache(BODY, ALICE, kdc.keytab, kdc.config) as apache,
        Squid("negotiate", ALICE, kdc) as squid,
    ):
        for name, value in kdc.ticket(tmp_path / "tickets").items():
            monkeypatch.setenv(name, value)
        place, url = f"localhost:{squid.port}", apache.url("/kerberos/f")
        assert get(engine, url, proxy=place).failure.code == http_error(407)
        assert get(engine, url, Credential(PROXY, NEGOTIATE), proxy=place).sink.data == BODY
        # The server has its own: the ticket stays with the proxy.
        failed = get(engine, url, Credential(PROXY, NEGOTIATE), SERVER_BASIC, proxy=place)
        assert failed.failure.code == http_error(401)
