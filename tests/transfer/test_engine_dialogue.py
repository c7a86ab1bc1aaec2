"""NTLM, and Negotiate by name and password, for uploads and for proxies: what goes out, and on which connection."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import trustme

from pybits.domain.credentials import AuthScheme, AuthTarget, Credential
from pybits.domain.enums import ProxyUsage
from pybits.domain.hresult import BG_E_CONNECT_FAILURE, E_NOTIMPL, http_error
from pybits.transfer.engine import Engine
from pybits.transfer.outcome import Severity
from pybits.transfer.proxy import ProxySettings
from pybits.transfer.request import RequestOptions, TransferRequest
from pybits.transfer.uploads import beginning as upload
from tests.support.apache import Apache
from tests.support.bits_server import BitsServer
from tests.support.daemons import free_port
from tests.support.fault_server import Fault, FaultServer
from tests.support.ntlm_server import NtlmServer
from tests.support.socks import Socks
from tests.support.squid import Squid
from tests.transfer.driver import Fetched, MemorySink, fetch, run
from tests.transfer.test_upload_engine import BITS, CONTENT, PLAIN, send

BODY = bytes(range(256)) * 1000
WORDS = ("TEST\\alice", "wonderland")
SERVER, PROXY = AuthTarget.SERVER, AuthTarget.PROXY
NTLM, NEGOTIATE, BASIC = AuthScheme.NTLM, AuthScheme.NEGOTIATE, AuthScheme.BASIC
Office = Callable[..., NtlmServer]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with ExitStack() as stack:

        def start(scheme: str = "NTLM", *, proxy: bool = False, tls: ssl.SSLContext | None = None) -> NtlmServer:
            made = NtlmServer(BODY, ("alice", "wonderland"), tmp_path, monkeypatch, scheme, proxy=proxy, tls=tls)
            return stack.enter_context(made)

        yield start


@pytest.fixture
def far(authority: trustme.CA) -> Iterator[FaultServer]:
    """A server by https that only the proxy can find: its name means nothing here."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("far.invalid", "localhost").configure_cert(context)
    with FaultServer(tls=context, host="far.invalid") as running:
        yield running


def local(far: FaultServer) -> str:
    """Give the file's URL for a proxy that asks the machine for names."""
    return far.url("/f").replace("far.invalid", "localhost")


def get(engine: Engine, url: str, proxy: str, *credentials: Credential) -> Fetched:
    settings = ProxySettings(ProxyUsage.OVERRIDE, proxy)
    return fetch(engine, url, options=RequestOptions(home=url, credentials=credentials, proxy=settings))


# ---- uploads


@pytest.mark.parametrize("scheme", [NTLM, NEGOTIATE])
def test_an_upload_sends_its_body_once_and_after_the_dialogue(
    engine: Engine, office: Office, scheme: AuthScheme
) -> None:
    word = {NTLM: "NTLM", NEGOTIATE: "Negotiate"}[scheme]
    server = office(word)
    begun = upload.begin(server.url("/in/a.bin"), "a.bin", PLAIN, method="POST")
    failed = send(engine, begun, options=RequestOptions(credentials=(Credential(SERVER, scheme, "TEST\\alice", "no"),)))
    assert (failed.failure.code, failed.failure.severity) == (http_error(401), Severity.FATAL)
    server.legs.clear()
    assert send(engine, begun, options=RequestOptions(credentials=(Credential(SERVER, scheme, *WORDS),))).over
    assert server.bodies["/in/a.bin"] == CONTENT
    puts = server.legs
    assert [(leg.length, leg.status) for leg in puts][-1] == (len(CONTENT), 200)
    assert [leg.length for leg in puts if leg.status == 401] == [0] * (len(puts) - 1)
    assert len({leg.connection for leg in puts}) == 1
    assert send(engine, begun).failure.code == http_error(401)  # nobody rides along


def test_a_body_is_not_withheld_from_who_does_not_ask(engine: Engine, office: Office) -> None:
    asking = office()
    mine = RequestOptions(credentials=(Credential(SERVER, NTLM, *WORDS),))
    assert send(engine, upload.begin(asking.url("/a"), "a", PLAIN, method="POST"), options=mine).over
    assert [leg.length for leg in asking.legs][-1] == len(CONTENT)
    asking.open = True
    asking.legs.clear()
    assert send(engine, upload.begin(asking.url("/b"), "b", PLAIN, method="PUT"), options=mine).over
    assert asking.bodies["/b"] == CONTENT
    asking.legs.clear()
    assert send(engine, upload.begin(asking.url("/c"), "c", PLAIN, method="PUT"), options=mine).over
    assert [(leg.scheme, leg.length) for leg in asking.legs if leg.method == "PUT"] == [("", len(CONTENT))]


@pytest.mark.parametrize("each", [False, True])
def test_the_next_request_of_an_upload_goes_on_where_the_last_was_known(
    engine: Engine, office: Office, each: bool
) -> None:
    server = office()
    server.each = each  # as servers have it that ask for each request
    mine = RequestOptions(credentials=(Credential(SERVER, NTLM, *WORDS),))
    for number in range(4):
        assert send(engine, upload.begin(server.url("/a"), "a", PLAIN, method="PUT"), options=mine).over, number
    puts = [leg for leg in server.legs if leg.method == "PUT"]
    assert sum(leg.status == 200 for leg in puts) == 4, server.legs
    assert sum(leg.length > 0 for leg in puts) <= (5 if each else 4)
    assert len({leg.connection for leg in puts}) == 1
    if not each:
        assert [leg.scheme for leg in server.legs if leg.scheme] == ["NTLM", "NTLM"]  # one dialogue for all of them
    assert send(engine, upload.begin(server.url("/a"), "a", PLAIN)).failure.code == http_error(401)
    other = RequestOptions(credentials=(Credential(SERVER, NTLM, "TEST\\bob", "no"),))
    assert send(engine, upload.begin(server.url("/a"), "a", PLAIN), options=other).failure.code == http_error(401)


def test_the_next_request_through_a_proxy_that_knows_who_comes_shows_nothing(engine: Engine, office: Office) -> None:
    proxy = office(proxy=True)
    settings = ProxySettings(ProxyUsage.OVERRIDE, proxy.place)
    mine = RequestOptions(credentials=(Credential(PROXY, NTLM, *WORDS),), proxy=settings)
    for _ in range(3):
        assert send(engine, upload.begin("http://name.invalid/a", "a", PLAIN, method="PUT"), options=mine).over
    assert [leg.scheme for leg in proxy.legs] == ["", "NTLM", "NTLM", "", "", "", "", ""]
    assert len({leg.connection for leg in proxy.legs}) == 1


# ---- proxies


@pytest.mark.parametrize("scheme", [NTLM, NEGOTIATE])
def test_a_proxy_lets_through_who_knows_the_password(engine: Engine, office: Office, scheme: AuthScheme) -> None:
    proxy = office({NTLM: "NTLM", NEGOTIATE: "Negotiate"}[scheme], proxy=True)
    url, mine = "http://name.invalid/f", Credential(PROXY, scheme, *WORDS)
    assert get(engine, url, proxy.place, mine).sink.data == BODY
    assert len({leg.connection for leg in proxy.legs}) == 1
    for bad in ([], [mine._replace(password="no")]):
        failure = get(engine, url, proxy.place, *bad).failure
        assert (failure.code, failure.severity) == (http_error(407), Severity.FATAL)
    assert proxy.foreign == []


@pytest.mark.parametrize("scheme", [NTLM, NEGOTIATE])
def test_a_proxy_leads_a_tunnel_to_a_server_whose_name_it_alone_knows(
    trusting_engine: Engine, far: FaultServer, office: Office, scheme: AuthScheme
) -> None:
    far.serve("/f", BODY)
    proxy = office({NTLM: "NTLM", NEGOTIATE: "Negotiate"}[scheme], proxy=True)
    mine = Credential(PROXY, scheme, *WORDS)
    for _ in range(2):
        assert get(trusting_engine, far.url("/f"), proxy.place, mine).sink.data == BODY
    assert proxy.targets == [f"far.invalid:{far.port}"] * 2
    assert all("proxy-authorization" not in request.headers for request in far.requests)
    for bad in ([], [mine._replace(password="no")]):
        failure = get(trusting_engine, far.url("/f"), proxy.place, *bad).failure
        assert (failure.code, failure.severity) == (http_error(407), Severity.FATAL)
    assert len(proxy.targets) == 2


def test_a_tunnel_does_not_make_a_strangers_certificate_good(engine: Engine, far: FaultServer, office: Office) -> None:
    far.serve("/f", BODY)
    failure = get(engine, far.url("/f"), office(proxy=True).place, Credential(PROXY, NTLM, *WORDS)).failure
    assert failure.severity is Severity.FATAL
    assert "not trusted" in failure.text


def test_each_server_of_a_redirect_gets_a_tunnel_of_its_own_and_no_password_of_the_first(
    trusting_engine: Engine, far: FaultServer, office: Office, authority: trustme.CA
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    proxy = office(proxy=True)
    with FaultServer(tls=context) as other:
        other.serve("/g", BODY)
        far.serve("/f", b"", Fault(redirect=other.url("/g")))
        mine = Credential(PROXY, NTLM, *WORDS), Credential(SERVER, BASIC, "bob", "builder")
        assert get(trusting_engine, far.url("/f"), proxy.place, *mine).sink.data == BODY
        assert proxy.targets == [f"far.invalid:{far.port}", f"127.0.0.1:{other.port}"]
        assert "authorization" not in other.requests[0].headers


def test_a_server_behind_a_tunnel_has_a_dialogue_of_its_own(
    trusting_engine: Engine, office: Office, authority: trustme.CA
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    server, proxy = office(tls=context), office(proxy=True)
    both = Credential(PROXY, NTLM, *WORDS), Credential(SERVER, NTLM, *WORDS)
    assert get(trusting_engine, server.url("/f"), proxy.place, *both).sink.data == BODY
    assert len(proxy.targets) == 1
    assert server.foreign == proxy.foreign == []
    options = RequestOptions(credentials=both, proxy=ProxySettings(ProxyUsage.OVERRIDE, proxy.place))
    assert send(trusting_engine, upload.begin(server.url("/in/a"), "a", PLAIN), options=options).over
    assert server.bodies["/in/a"] == CONTENT
    assert not any(leg.length for leg in server.legs if leg.status == 401)


def test_a_server_that_ends_each_connection_gets_another_tunnel(
    trusting_engine: Engine, far: FaultServer, office: Office
) -> None:
    far.serve("/f", BODY, Fault(cut_after=1000, etag=None, last_modified=None))
    proxy = office(proxy=True)
    mine = Credential(PROXY, NTLM, *WORDS)
    assert get(trusting_engine, far.url("/f"), proxy.place, mine).failure.quick
    assert get(trusting_engine, far.url("/f"), proxy.place, mine).sink.data == BODY


@pytest.mark.squid
def test_the_weaker_scheme_serves_where_the_stronger_is_not_offered(trusting_engine: Engine, far: FaultServer) -> None:
    far.serve("/f", BODY)
    with Squid("basic", ("alice", "wonderland")) as squid:
        both = Credential(PROXY, NTLM, *WORDS), Credential(PROXY, BASIC, "alice", "wonderland")
        assert get(trusting_engine, local(far), squid.place, *both).sink.data == BODY
        failure = get(trusting_engine, far.url("/f"), squid.place, both[0]).failure
        assert (failure.code, failure.severity) == (http_error(407), Severity.FATAL)


def test_no_tunnel_is_dug_to_a_host_that_no_proxy_excepts(
    trusting_engine: Engine, far: FaultServer, office: Office
) -> None:
    far.serve("/f", BODY)
    proxy, mine = office(proxy=True), (Credential(PROXY, NTLM, *WORDS),)
    url = local(far)
    for listed, tunnels in (("localhost", 0), ("localhost.org", 1)):
        environment = {"https_proxy": f"http://{proxy.place}", "no_proxy": listed}
        options = RequestOptions(home=url, credentials=mine, proxy=ProxySettings(environment=environment))
        assert fetch(trusting_engine, url, options=options).sink.data == BODY
        assert len(proxy.targets) == tunnels


def test_a_proxy_that_is_not_there_is_told_as_that(engine: Engine) -> None:
    mine = Credential(PROXY, NTLM, *WORDS)
    failure = get(engine, "https://name.invalid/f", f"127.0.0.1:{free_port()}", mine).failure
    assert (failure.code, failure.severity) == (BG_E_CONNECT_FAILURE, Severity.TRANSIENT)
    assert "proxy" in failure.text


def test_a_proxy_that_is_spoken_to_by_https_says_why_not(engine: Engine) -> None:
    mine = Credential(PROXY, NTLM, *WORDS)
    failure = get(engine, "https://name.invalid/f", f"https://127.0.0.1:{free_port()}", mine).failure
    assert (failure.code, failure.severity) == (E_NOTIMPL, Severity.FATAL)


def test_what_waits_for_a_tunnel_can_be_stopped(engine: Engine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = ProxySettings(ProxyUsage.OVERRIDE, f"127.0.0.1:{silent.getsockname()[1]}")
        options = RequestOptions(proxy=settings, credentials=(Credential(PROXY, NTLM, *WORDS),))
        engine.start(TransferRequest("waits", "https://name.invalid/f", MemorySink(), options=options))
        near, _ = _step_until(engine, silent)
        assert near.recv(7) == b"CONNECT"
        engine.stop("waits")
        assert engine.running() == set()
        near.settimeout(30)
        while near.recv(4096):
            pass
        near.close()


def _step_until(engine: Engine, silent: socket.socket) -> tuple[socket.socket, object]:
    silent.setblocking(False)
    for _ in range(3000):
        engine.step(0.01)
        try:
            near, address = silent.accept()
        except BlockingIOError:
            continue
        near.settimeout(0.01)
        for _ in range(3000):
            engine.step(0.01)
            try:
                if near.recv(1, socket.MSG_PEEK):
                    break
            except TimeoutError:
                continue
        return near, address
    raise AssertionError("nobody came")


@pytest.mark.microsocks
def test_socks_takes_the_name_and_password_as_they_are(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY)
    with Socks(("alice", "wonderland")) as socks:
        mine = Credential(PROXY, NTLM, "alice", "wonderland")
        assert get(engine, server.url("/f"), f"socks5h://127.0.0.1:{socks.port}", mine).sink.data == BODY
        assert "authorization" not in server.requests[0].headers


@pytest.mark.apache
@pytest.mark.squid
def test_squid_has_the_dialogue_for_files_uploads_and_tunnels(trusting_engine: Engine, far: FaultServer) -> None:
    far.serve("/f", BODY)
    mine = Credential(PROXY, NTLM, *WORDS)
    with Squid("ntlm", ("alice", "wonderland")) as squid, Apache(BODY, ("alice", "wonderland")) as apache:
        server = Credential(SERVER, BASIC, "alice", "wonderland")
        assert get(trusting_engine, apache.url("/basic/f"), squid.place, mine, server).sink.data == BODY
        assert get(trusting_engine, local(far), squid.place, mine).sink.data == BODY
        begun = upload.begin(apache.url("/basic/in/ntlm.bin"), "a.bin", PLAIN)
        settings = ProxySettings(ProxyUsage.OVERRIDE, squid.place)
        assert send(trusting_engine, begun, options=RequestOptions(credentials=(mine, server), proxy=settings)).over
        assert apache.kept("/basic/in/ntlm.bin") == CONTENT
        assert get(trusting_engine, far.url("/f"), squid.place).failure.code == http_error(407)


def test_many_at_once_have_tunnels_of_their_own(trusting_engine: Engine, far: FaultServer, office: Office) -> None:
    far.serve("/f", BODY)
    proxy = office(proxy=True)
    settings = ProxySettings(ProxyUsage.OVERRIDE, proxy.place)
    sinks = {number: MemorySink() for number in range(12)}
    for number, sink in sinks.items():
        credentials = (Credential(PROXY, NTLM, *WORDS),) if number % 3 else ()
        options = RequestOptions(credentials=credentials, proxy=settings)
        trusting_engine.start(TransferRequest(number, far.url("/f"), sink, options=options))
    run(trusting_engine, sinks)
    assert [sink.data == BODY for sink in sinks.values()] == [bool(number % 3) for number in sinks]


@pytest.mark.squid
def test_the_packets_of_bits_pass_squids_dialogue(engine: Engine) -> None:
    mine = Credential(PROXY, NTLM, *WORDS)
    with Squid("ntlm", ("alice", "wonderland")) as squid, BitsServer() as server:
        settings = ProxySettings(ProxyUsage.OVERRIDE, squid.place)
        begun = upload.begin(server.url("/in/a.bin"), "a.bin", BITS)
        assert send(engine, begun, options=RequestOptions(credentials=(mine,), proxy=settings)).over
        assert server.files["/in/a.bin"] == CONTENT
        assert server.violations == []


@pytest.mark.squid
def test_a_proxy_and_the_server_behind_it_have_a_dialogue_each_on_one_connection(
    engine: Engine, office: Office
) -> None:
    server = office()
    both = Credential(PROXY, NTLM, *WORDS), Credential(SERVER, NTLM, *WORDS)
    with Squid("ntlm", ("alice", "wonderland")) as squid:
        assert get(engine, server.url("/f"), squid.place, *both).sink.data == BODY
        options = RequestOptions(credentials=both, proxy=ProxySettings(ProxyUsage.OVERRIDE, squid.place))
        assert send(engine, upload.begin(server.url("/in/a"), "a", PLAIN), options=options).over
        assert server.bodies["/in/a"] == CONTENT
        assert server.foreign == []
