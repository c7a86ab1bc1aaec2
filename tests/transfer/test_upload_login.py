"""Uploads to servers and through proxies that want to know who sends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.domain.credentials import AuthScheme, AuthTarget, Credential
from pybits.domain.enums import ProxyUsage
from pybits.domain.hresult import http_error
from pybits.transfer.engine import Engine
from pybits.transfer.outcome import Severity
from pybits.transfer.proxy import ProxySettings
from pybits.transfer.request import RequestOptions
from pybits.transfer.uploads import beginning as upload
from tests.support.apache import Apache
from tests.support.kdc import Kdc
from tests.support.squid import Squid
from tests.transfer.driver import fetch
from tests.transfer.test_upload_engine import CONTENT, PLAIN, send

ALICE = ("alice", "wonderland")
BASIC_WRONG = (AuthTarget.SERVER, AuthScheme.BASIC, "alice", "no")
SCHEMES = [("basic", AuthScheme.BASIC), ("digest", AuthScheme.DIGEST)]


@pytest.fixture(scope="module")
def apache() -> Iterator[Apache]:
    with Apache(b"", ALICE) as running:
        yield running


@pytest.mark.apache
@pytest.mark.parametrize(("place", "scheme"), SCHEMES)
def test_an_upload_says_who_sends(engine: Engine, apache: Apache, place: str, scheme: AuthScheme) -> None:
    path = f"/{place}/in/a.bin"
    begun = upload.begin(apache.url(path), "a.bin", PLAIN)
    mine = Credential(AuthTarget.SERVER, scheme, *ALICE)
    failed = send(engine, begun, options=RequestOptions(credentials=(mine._replace(password="no"),)))
    assert (failed.failure.code, failed.failure.severity) == (http_error(401), Severity.FATAL)
    assert send(engine, begun, options=RequestOptions(credentials=(mine,))).over
    assert apache.kept(path) == CONTENT


@pytest.mark.apache
@pytest.mark.squid
@pytest.mark.parametrize(("word", "scheme"), SCHEMES)
def test_an_upload_passes_the_proxy_that_wants_a_password(
    engine: Engine, apache: Apache, word: str, scheme: AuthScheme
) -> None:
    path = f"/basic/in/{word}.bin"
    begun = upload.begin(apache.url(path), "a.bin", PLAIN)
    server = Credential(AuthTarget.SERVER, AuthScheme.BASIC, *ALICE)
    with Squid(word, ALICE) as squid:
        proxy = ProxySettings(ProxyUsage.OVERRIDE, squid.place)
        mine = Credential(AuthTarget.PROXY, scheme, *ALICE)
        failed = send(engine, begun, options=RequestOptions(credentials=(server,), proxy=proxy))
        assert failed.failure.code == http_error(407)
        assert send(engine, begun, options=RequestOptions(credentials=(server, mine), proxy=proxy)).over
    assert apache.kept(path) == CONTENT


@pytest.mark.apache
@pytest.mark.squid
@pytest.mark.kdc
def test_a_kerberos_ticket_serves_for_uploads_to_the_server_and_through_the_proxy(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        Kdc() as kdc,
        Apache(b"", ALICE, kdc.keytab, kdc.config) as apache,
        Squid("negotiate", ALICE, kdc) as squid,
    ):
        for name, value in kdc.ticket(tmp_path / "tickets").items():
            monkeypatch.setenv(name, value)
        path = "/kerberos/in/a.bin"
        begun = upload.begin(apache.url(path), "a.bin", PLAIN)
        assert send(engine, begun).failure.code == http_error(401)
        server, proxy = (Credential(target, AuthScheme.NEGOTIATE) for target in (AuthTarget.SERVER, AuthTarget.PROXY))
        assert send(engine, begun, options=RequestOptions(credentials=(server,))).over
        assert apache.kept(path) == CONTENT
        way = ProxySettings(ProxyUsage.OVERRIDE, f"localhost:{squid.port}")
        for credentials, code in (((server,), 407), ((proxy, Credential(*BASIC_WRONG)), 401)):
            failed = send(engine, begun, options=RequestOptions(credentials=credentials, proxy=way))
            assert failed.failure.code == http_error(code)
        again = upload.begin(apache.url("/kerberos/in/b.bin"), "b.bin", PLAIN)
        assert send(engine, again, options=RequestOptions(credentials=(server, proxy), proxy=way)).over
        assert apache.kept("/kerberos/in/b.bin") == CONTENT


@pytest.mark.apache
@pytest.mark.squid
@pytest.mark.kdc
@pytest.mark.gssapi
def test_a_name_and_password_of_the_realm_need_no_ticket(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        Kdc() as kdc,
        Apache(CONTENT, ALICE, kdc.keytab, kdc.config) as apache,
        Squid("negotiate", ALICE, kdc) as squid,
    ):
        monkeypatch.setenv("KRB5_CONFIG", str(kdc.config))
        monkeypatch.setenv("KRB5CCNAME", f"FILE:{tmp_path}/none")
        server = Credential(AuthTarget.SERVER, AuthScheme.NEGOTIATE, "alice@PYBITS.TEST", "wonderland")
        both = (server, server._replace(target=AuthTarget.PROXY))
        way = ProxySettings(ProxyUsage.OVERRIDE, f"localhost:{squid.port}")
        url = apache.url("/kerberos/f")
        assert fetch(engine, url, options=RequestOptions(home=url, credentials=both, proxy=way)).sink.data == CONTENT
        wrong = RequestOptions(home=url, credentials=(server._replace(password="no"),))
        assert fetch(engine, url, options=wrong).failure.code == http_error(401)
        begun = upload.begin(apache.url("/kerberos/in/a.bin"), "a.bin", PLAIN)
        assert send(engine, begun, options=RequestOptions(credentials=both, proxy=way)).over
        assert apache.kept("/kerberos/in/a.bin") == CONTENT
