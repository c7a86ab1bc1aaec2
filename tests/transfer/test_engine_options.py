"""What the owner asks of the requests, seen by real servers."""

from __future__ import annotations

import ssl

import pytest
import trustme

from pybits.domain.enums import ProxyUsage
from pybits.domain.hresult import BG_E_TRUST_FAILURE, http_error
from pybits.transfer.engine import Engine
from pybits.transfer.proxy import ProxySettings
from pybits.transfer.request import Connected, Failed, RequestOptions
from tests.support.fault_server import Fault, FaultServer
from tests.transfer.driver import fetch

BODY = bytes(range(256)) * 40
SECRET = RequestOptions(headers=("X-Key: secret", "Authorization: Bearer secret", "Cookie: secret"))


def secrets_seen(server: FaultServer) -> list[set[str]]:
    return [{name for name, value in request.headers.items() if "secret" in value} for request in server.requests]


ALL = {"x-key", "authorization", "cookie"}


def test_headers_go_along_to_the_same_server_and_to_no_other(engine: Engine, server: FaultServer) -> None:
    with FaultServer() as stranger:
        stranger.serve("/f", BODY)
        server.serve("/f", b"", Fault(redirect="/g"))
        server.serve("/g", b"", Fault(redirect=stranger.url("/f")))
        assert fetch(engine, server.url("/f"), options=SECRET).sink.data == BODY
        assert secrets_seen(server) == [ALL, ALL]
        assert secrets_seen(stranger) == [set()]


def test_a_redirect_back_home_gets_the_headers_again(engine: Engine, server: FaultServer) -> None:
    with FaultServer() as stranger:
        stranger.serve("/f", b"", Fault(redirect=server.url("/g")))
        server.serve("/f", b"", Fault(redirect=stranger.url("/f")))
        server.serve("/g", BODY)
        assert fetch(engine, server.url("/f"), options=SECRET).sink.data == BODY
        assert secrets_seen(stranger) == [set()]


def test_headers_stay_at_home_when_the_url_is_no_longer_the_owners(engine: Engine, server: FaultServer) -> None:
    with FaultServer() as stranger:
        stranger.serve("/f", BODY)
        fetch(engine, stranger.url("/f"), options=SECRET._replace(home=server.url("/f")))
        assert secrets_seen(stranger) == [set()]


def test_headers_of_one_transfer_are_not_those_of_the_next_on_its_handle(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY)
    fetch(engine, server.url("/f"), options=SECRET._replace(method="POST"))
    fetch(engine, server.url("/f"))
    assert secrets_seen(server) == [ALL, set()]
    assert [request.method for request in server.requests] == ["POST", "GET"]


def test_a_login_in_the_url_goes_to_its_own_server_alone(engine: Engine, server: FaultServer) -> None:
    with FaultServer() as stranger:
        stranger.serve("/f", BODY)
        server.serve("/f", b"", Fault(redirect=stranger.url("/f")))
        fetch(engine, server.url("/f").replace("//", "//user:word@"))
        assert "authorization" in server.requests[0].headers
        assert "authorization" not in stranger.requests[0].headers


def test_the_url_that_redirects_led_to_is_reported(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", b"", Fault(redirect="/g"))
    server.serve("/g", BODY)
    first = fetch(engine, server.url("/f")).reports[0]
    assert isinstance(first, Connected)
    assert first.moved == server.url("/g")
    first = fetch(engine, server.url("/g")).reports[0]
    assert isinstance(first, Connected)
    assert first.moved is None


def test_a_refused_redirect_is_final_and_names_its_target(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", b"", Fault(redirect="/g"))
    last = fetch(engine, server.url("/f"), options=RequestOptions(security=0x200)).reports[-1]
    assert isinstance(last, Failed)
    assert (last.failure.code, last.moved) == (http_error(302), server.url("/g"))
    assert server.requests_for("/g") == []


def test_https_leads_to_http_when_the_flags_say_so(
    trusting_engine: Engine, tls_server: FaultServer, server: FaultServer
) -> None:
    server.serve("/f", BODY)
    tls_server.serve("/f", b"", Fault(redirect=server.url("/f")))
    options = SECRET._replace(security=0x800)
    assert fetch(trusting_engine, tls_server.url("/f"), options=options).sink.data == BODY
    assert secrets_seen(server) == [set()]


@pytest.mark.parametrize(("flags", "trusted"), [(0, False), (0x2, False), (0x8, True), (0x9, False)])
def test_an_unknown_authority_is_forgiven_by_its_flag_alone(
    engine: Engine, tls_server: FaultServer, flags: int, trusted: bool
) -> None:
    tls_server.serve("/f", BODY)
    fetched = fetch(engine, tls_server.url("/f"), options=RequestOptions(security=flags))
    if trusted:
        assert fetched.sink.data == BODY
    else:
        assert fetched.failure.code == BG_E_TRUST_FAILURE


@pytest.mark.parametrize(("flags", "trusted"), [(0, False), (0x2, True), (0x8, False)])
def test_another_host_name_is_forgiven_by_its_flag_alone(
    trusting_engine: Engine, authority: trustme.CA, flags: int, trusted: bool
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example").configure_cert(context)
    with FaultServer(tls=context) as server:
        server.serve("/f", BODY)
        fetched = fetch(trusting_engine, server.url("/f"), options=RequestOptions(security=flags))
    if trusted:
        assert fetched.sink.data == BODY
    else:
        assert fetched.failure.code == BG_E_TRUST_FAILURE


def test_a_revocation_check_wants_a_stapled_answer(trusting_engine: Engine, tls_server: FaultServer) -> None:
    tls_server.serve("/f", BODY)
    assert fetch(trusting_engine, tls_server.url("/f")).sink.data == BODY
    # On the same engine: neither the connection nor the TLS session of the laxer transfer serves the stricter.
    strict = fetch(trusting_engine, tls_server.url("/f"), options=RequestOptions(security=0x1))
    assert strict.failure.code == BG_E_TRUST_FAILURE


def test_each_request_goes_through_the_proxy_that_its_own_settings_name(engine: Engine, server: FaultServer) -> None:
    server.serve("http://name.invalid/f", BODY)
    override = ProxySettings(ProxyUsage.OVERRIDE, f"127.0.0.1:{server.port}")
    assert fetch(engine, "http://name.invalid/f", options=RequestOptions(proxy=override)).sink.data == BODY
    shell = ProxySettings(environment={"http_proxy": server.url("")})
    assert fetch(engine, "http://name.invalid/f", options=RequestOptions(proxy=shell)).sink.data == BODY
    assert fetch(engine, "http://name.invalid/f").failure  # nothing is left of it


def test_the_engines_own_environment_does_not_count(
    engine: Engine, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    server.serve("/f", BODY)
    assert fetch(engine, server.url("/f")).sink.data == BODY


def test_a_redirect_leaves_the_proxy_for_a_host_that_needs_none(engine: Engine, server: FaultServer) -> None:
    server.serve("http://name.invalid/f", b"", Fault(redirect=server.url("/g")))
    server.serve("/g", BODY)
    proxy = ProxySettings(ProxyUsage.OVERRIDE, f"127.0.0.1:{server.port}", "127.0.0.1")
    fetched = fetch(engine, "http://name.invalid/f", options=RequestOptions(proxy=proxy))
    assert fetched.sink.data == BODY
    assert [request.path for request in server.requests] == ["http://name.invalid/f", "/g"]
