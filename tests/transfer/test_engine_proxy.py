"""The engine through proxies that speak SOCKS, and through those that a script names."""

from __future__ import annotations

from pathlib import Path

import pytest

from pybits.domain.credentials import AuthScheme, AuthTarget, Credential
from pybits.domain.enums import ProxyUsage
from pybits.domain.hresult import BG_E_CONNECT_FAILURE, BG_E_INVALID_PROXY_INFO, http_error
from pybits.domain.settings_values import ProxyDefault
from pybits.transfer.engine import Engine
from pybits.transfer.outcome import Severity
from pybits.transfer.proxy import ProxySettings
from pybits.transfer.request import RequestOptions, TransferRequest
from tests.support.daemons import free_port
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import alive, wait_until, words_of
from tests.support.socks import Socks
from tests.transfer.driver import Fetched, MemorySink, fetch, run

BODY = bytes(range(256)) * 300
LOGIN = Credential(AuthTarget.PROXY, AuthScheme.BASIC, "alice", "wonderland")


def by_script(engine: Engine, url: str, script: str) -> Fetched:
    proxy = ProxySettings(default=ProxyDefault("AUTOSCRIPT", script=script))
    return fetch(engine, url, options=RequestOptions(home=url, proxy=proxy))


def pac(folder: Path, body: str) -> str:
    path = folder / "proxy.pac"
    path.write_text(f"function FindProxyForURL(url, host) {{ {body} }}")
    return path.as_uri()


@pytest.mark.microsocks
def test_socks_leads_to_the_server_and_its_login_is_not_the_servers(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY)
    url = server.url("/f")
    with Socks(("alice", "wonderland")) as socks:
        settings = ProxySettings(ProxyUsage.OVERRIDE, f"socks5h://127.0.0.1:{socks.port}")
        options = RequestOptions(home=url, proxy=settings, credentials=(LOGIN,))
        assert fetch(engine, url, options=options).sink.data == BODY
        assert "authorization" not in server.requests[0].headers
        failure = fetch(engine, url, options=RequestOptions(home=url, proxy=settings)).failure
        assert (failure.code, failure.severity) == (http_error(407), Severity.FATAL)
        wrong = LOGIN._replace(password="no")
        failure = fetch(engine, url, options=RequestOptions(home=url, proxy=settings, credentials=(wrong,))).failure
        assert (failure.code, failure.severity) == (http_error(407), Severity.FATAL)
        environment = {"all_proxy": f"socks5h://127.0.0.1:{socks.port}"}
        bound = LOGIN._replace(origin=f"socks5h://127.0.0.1:{socks.port}")
        options = RequestOptions(home=url, proxy=ProxySettings(environment=environment), credentials=(bound,))
        assert fetch(engine, url, options=options).sink.data == BODY


def test_a_script_chooses_by_the_host(engine: Engine, server: FaultServer, tmp_path: Path) -> None:
    server.serve("http://name.invalid/f", BODY)
    server.serve("/direct", BODY)
    script = pac(tmp_path, f"return dnsDomainIs(host, '.invalid') ? 'PROXY 127.0.0.1:{server.port}' : 'DIRECT';")
    assert by_script(engine, "http://name.invalid/f", script).sink.data == BODY
    assert by_script(engine, server.url("/direct"), script).sink.data == BODY


@pytest.mark.parametrize("way", ["http", "https"])
def test_the_next_way_is_taken_where_a_scripts_first_choice_cannot_be_reached(
    engine: Engine, server: FaultServer, tmp_path: Path, way: str
) -> None:
    server.serve("http://name.invalid/f", BODY)
    script = pac(tmp_path, f"return 'PROXY 127.0.0.1:{free_port()}; PROXY 127.0.0.1:{server.port}';")
    failure = by_script(engine, f"{way}://name.invalid/f", script).failure
    assert (failure.code, failure.quick) == (BG_E_CONNECT_FAILURE, True)  # which is tried again at once
    assert "proxy" in failure.text
    assert by_script(engine, "http://name.invalid/f", script).sink.data == BODY


def test_a_script_comes_from_a_web_server_and_is_asked_once_for_a_host(engine: Engine, server: FaultServer) -> None:
    with FaultServer() as office:
        office.serve("/p.pac", f"function FindProxyForURL(u, h) {{ return 'PROXY 127.0.0.1:{server.port}'; }}".encode())
        for name in "ab":
            server.serve(f"http://name.invalid/{name}", BODY)
            assert by_script(engine, f"http://name.invalid/{name}", office.url("/p.pac")).sink.data == BODY
        assert len(office.requests) == 1


def test_what_waits_for_a_script_can_be_stopped_and_does_not_hold_the_others(
    engine: Engine, server: FaultServer
) -> None:
    with FaultServer() as office:
        office.serve("/p.pac", b"", Fault(delay=30))
        proxy = ProxySettings(default=ProxyDefault("AUTOSCRIPT", script=office.url("/p.pac")))
        request = TransferRequest("waits", "http://name.invalid/f", MemorySink(), options=RequestOptions(proxy=proxy))
        engine.start(request)
        assert engine.running() == {"waits"}
        server.serve("/f", BODY)
        engine.start(TransferRequest("goes", server.url("/f"), sink := MemorySink()))
        run(engine, ["goes"])
        assert sink.data == BODY
        engine.stop("waits")
        assert engine.running() == set()


@pytest.mark.parametrize(
    ("script", "severity"),
    [("return nonsense(", Severity.FATAL), ("return undefined_function(host);", Severity.FATAL)],
)
def test_a_script_that_is_none_is_final(engine: Engine, tmp_path: Path, script: str, severity: Severity) -> None:
    failure = by_script(engine, "http://name.invalid/f", pac(tmp_path, script)).failure
    assert (failure.code, failure.severity) == (BG_E_INVALID_PROXY_INFO, severity)


def test_a_script_that_is_not_there_is_tried_again(engine: Engine, server: FaultServer) -> None:
    failure = by_script(engine, "http://name.invalid/f", server.url("/missing.pac")).failure
    assert (failure.code, failure.severity) == (BG_E_INVALID_PROXY_INFO, Severity.TRANSIENT)


@pytest.mark.parametrize("proxy", ["http://[p:1", "http://ä:1", "http://[1:2]:3", "http://p:65536", "ä", "://"])
@pytest.mark.parametrize("credentials", [(), (LOGIN,)])
def test_a_proxy_that_cannot_be_fails_its_transfer_and_no_other(
    engine: Engine, server: FaultServer, proxy: str, credentials: tuple[Credential, ...]
) -> None:
    settings = ProxySettings(environment={"http_proxy": proxy})
    options = RequestOptions(home="http://h/", proxy=settings, credentials=credentials)
    assert fetch(engine, "http://h/f", options=options).failure.code
    server.serve("/f", BODY)
    assert fetch(engine, server.url("/f")).sink.data == BODY


@pytest.mark.parametrize("url", ["http://[1:2:3]/f", "http://[::1/f", "http://h:99999/f", "http://h/\udc80"])
def test_a_url_that_cannot_be_fails_its_transfer_where_there_are_proxies(engine: Engine, url: str) -> None:
    options = RequestOptions(proxy=ProxySettings(environment={"http_proxy": "http://127.0.0.1:1"}))
    assert fetch(engine, url, options=options).failure.severity is Severity.FATAL


def test_the_process_of_the_scripts_ends_with_the_engine(engine: Engine, server: FaultServer, tmp_path: Path) -> None:
    server.serve("/f", BODY)
    assert by_script(engine, server.url("/f"), pac(tmp_path, "return 'DIRECT';")).sink.data == BODY
    import os

    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    workers = [int(pid) for pid in children if "pybits.transfer.pac.worker" in words_of(int(pid))]
    assert len(workers) == 1
    engine.close()
    wait_until(lambda: not alive(workers[0]), 30, what="the end of the worker")
