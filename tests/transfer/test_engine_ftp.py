"""The engine against real FTP servers: vsftpd, and pyftpdlib where something is missing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from pybits.domain.credentials import AuthScheme, AuthTarget, Credential
from pybits.domain.enums import ErrorContext, ProxyUsage
from pybits.domain.file import FileRange
from pybits.domain.hresult import (
    BG_E_INSUFFICIENT_RANGE_SUPPORT,
    BG_E_MISSING_FILE_SIZE,
    BG_E_SECURE_CHANNEL_FAILURE,
    BG_E_TRUST_FAILURE,
    E_ACCESSDENIED,
    E_INVALIDARG,
    E_NOTIMPL,
    ERROR_FILE_NOT_FOUND,
    http_error,
)
from pybits.transfer.engine import Engine
from pybits.transfer.http.download import CANNOT_RESUME, CHANGED, UNRECOGNISABLE
from pybits.transfer.outcome import Severity
from pybits.transfer.proxy import ProxySettings
from pybits.transfer.request import RequestOptions, ResumePoint, ServerRules, TransferRequest
from tests.support.daemons import put_old_file
from tests.support.ftpd import Pyftpd, Vsftpd
from tests.support.socks import Socks
from tests.support.squid import Squid
from tests.transfer.driver import MemorySink, fetch, run

BODY = os.urandom(3_000_000)
CUT = 1_234_567
OLD = 1_500_000_000
LOGIN = Credential(AuthTarget.SERVER, AuthScheme.BASIC, "alice", "p@ss:word")


@pytest.fixture
def source(www: Path) -> Path:
    return put_old_file(www, BODY, OLD)


@pytest.fixture
def vsftpd(source: Path) -> Iterator[Vsftpd]:
    with Vsftpd(source.parent) as server:
        yield server


@pytest.fixture
def pyftpd(source: Path) -> Iterator[Pyftpd]:
    with Pyftpd(source.parent) as server:
        yield server


@pytest.mark.vsftpd
def test_vsftpd_gives_a_file_its_size_and_its_date_and_goes_on_in_the_middle(
    engine: Engine, vsftpd: Vsftpd, source: Path
) -> None:
    fetched = fetch(engine, vsftpd.url("/f"))
    known = fetched.finished.validator
    assert fetched.sink.data == BODY
    assert (known.etag, known.last_modified, known.length) == (None, "Fri, 14 Jul 2017 02:40:00 GMT", len(BODY))
    rest = fetch(engine, vsftpd.url("/f"), BODY[:CUT], ResumePoint(CUT, known))
    assert (rest.sink.data, rest.answer.offset, sum(rest.sink.writes)) == (BODY, CUT, len(BODY) - CUT)
    whole = fetch(engine, vsftpd.url("/f"), BODY, ResumePoint(len(BODY), known))
    assert (whole.finished.length, whole.sink.writes) == (len(BODY), [])
    source.write_bytes(b"")
    os.utime(source, (OLD, OLD))
    assert fetch(engine, vsftpd.url("/f")).sink.data == b""


@pytest.mark.vsftpd
def test_a_file_that_changed_is_fetched_from_the_start(engine: Engine, vsftpd: Vsftpd, source: Path) -> None:
    known = fetch(engine, vsftpd.url("/f")).finished.validator
    new = os.urandom(len(BODY))
    source.write_bytes(new)
    os.utime(source, (OLD + 1, OLD + 1))
    fetched = fetch(engine, vsftpd.url("/f"), BODY[:CUT], ResumePoint(CUT, known))
    assert (fetched.sink.data, fetched.answer.offset, fetched.answer.restart) == (new, 0, CHANGED)
    source.write_bytes(new + b"!")
    os.utime(source, (OLD, OLD))
    fetched = fetch(engine, vsftpd.url("/f"), BODY[:CUT], ResumePoint(CUT, known))
    assert (fetched.sink.data, fetched.answer.restart) == (new + b"!", CHANGED)


def test_a_file_that_changes_while_it_comes_is_never_mixed(engine: Engine, source: Path) -> None:
    new = os.urandom(len(BODY))

    class Changing(MemorySink):
        def write(self, data: bytes, /) -> None:
            super().write(data)
            if len(self.answers) == 1 and len(self.data) > CUT:
                assert len(self.data) < len(BODY)
                with source.open("r+b") as file:
                    file.write(new)
                os.utime(source, (OLD + 1, OLD + 1))

    with Pyftpd(source.parent, rate=4_000_000) as server:
        fetched = fetch(engine, server.url("/f"), sink=Changing())
    assert fetched.sink.data == new
    assert [answer.restart for answer in fetched.sink.answers] == [None, CHANGED]


def test_the_last_byte_waits_until_the_file_is_known_to_be_the_same(engine: Engine, source: Path) -> None:
    class Gone(MemorySink):
        def write(self, data: bytes, /) -> None:
            super().write(data)
            source.unlink(missing_ok=True)

    with Pyftpd(source.parent, rate=4_000_000) as server:
        fetched = fetch(engine, server.url("/f"), sink=Gone())
    assert fetched.failure.code == ERROR_FILE_NOT_FOUND
    assert fetched.sink.data == BODY[:-1]


def test_a_file_that_has_just_changed_is_not_gone_on_with(engine: Engine, pyftpd: Pyftpd, source: Path) -> None:
    os.utime(source)
    fetched = fetch(engine, pyftpd.url("/f"))
    assert not fetched.answer.resumable
    assert fetched.answer.validator.last_modified is None
    again = fetch(engine, pyftpd.url("/f"), BODY[:CUT], ResumePoint(CUT, fetched.answer.validator))
    assert (again.sink.data, again.answer.restart) == (BODY, UNRECOGNISABLE)


def test_a_server_that_cannot_begin_in_the_middle_sends_all_again(engine: Engine, source: Path) -> None:
    with Pyftpd(source.parent, missing=["REST"]) as server:
        known = fetch(engine, server.url("/f")).finished.validator
        point = ResumePoint(CUT, known)
        fetched = fetch(engine, server.url("/f"), BODY[:CUT], point)
        strict = fetch(engine, server.url("/f"), BODY[:CUT], point, rules=ServerRules(require_ranges=True))
    assert (fetched.sink.data, fetched.answer.restart, fetched.answer.resumable) == (BODY, CANNOT_RESUME, False)
    assert strict.failure.code == BG_E_INSUFFICIENT_RANGE_SUPPORT
    assert strict.sink.data == BODY[:CUT]


def test_a_server_that_tells_neither_size_nor_date(engine: Engine, source: Path) -> None:
    with Pyftpd(source.parent, missing=["SIZE", "MDTM"]) as server:
        fetched = fetch(engine, server.url("/f"))
        strict = fetch(engine, server.url("/f"), rules=ServerRules(require_length=True))
    assert (fetched.sink.data, fetched.answer.total, fetched.answer.resumable) == (BODY, None, False)
    assert (strict.failure.code, strict.sink.answers) == (BG_E_MISSING_FILE_SIZE, [])


def test_a_server_that_begins_at_the_beginning_against_its_word_spoils_nothing(engine: Engine, source: Path) -> None:
    with Pyftpd(source.parent, lying=True) as server:
        known = fetch(engine, server.url("/f")).finished.validator
        fetched = fetch(engine, server.url("/f"), BODY[:CUT], ResumePoint(CUT, known, BODY[CUT - 100 : CUT]))
    assert (fetched.sink.data, fetched.answer.restart) == (BODY, CANNOT_RESUME)


def test_a_password_opens_and_a_wrong_one_does_not(engine: Engine, pyftpd: Pyftpd) -> None:
    assert fetch(engine, pyftpd.url("/f"), options=RequestOptions(credentials=(LOGIN,))).sink.data == BODY
    wrong = RequestOptions(credentials=(LOGIN._replace(password="other"),))
    failure = fetch(engine, pyftpd.url("/f"), options=wrong).failure
    assert (failure.code, failure.severity) == (E_ACCESSDENIED, Severity.FATAL)
    assert "other" not in failure.text
    elsewhere = RequestOptions(credentials=(LOGIN._replace(origin="ftp://other"),))
    assert fetch(engine, pyftpd.url("/f"), options=elsewhere).sink.data == BODY  # as anybody


@pytest.mark.vsftpd
def test_what_is_not_there_or_no_file_is_final(engine: Engine, vsftpd: Vsftpd) -> None:
    failure = fetch(engine, vsftpd.url("/missing")).failure
    assert (failure.code, failure.severity) == (ERROR_FILE_NOT_FOUND, Severity.FATAL)
    assert failure.context is ErrorContext.REMOTE_FILE
    for path in ("/", "/f;type=a", "/f;type=D", "", "/f%0d%0aDELE f"):
        assert fetch(engine, vsftpd.url(path)).failure.code == E_INVALIDARG, path
    engine.start(TransferRequest("r", vsftpd.url("/f"), MemorySink(), ranges=(FileRange(0, 5),)))
    (report,) = run(engine, ["r"])
    assert "Byte ranges are for http" in str(report)


@pytest.mark.vsftpd
@pytest.mark.parametrize("scheme", ["ftps", "ftpes"])
def test_tls_by_both_ways_and_only_with_a_certificate_that_is_trusted(
    scheme: str, source: Path, authority: trustme.CA, engine: Engine, trusting_engine: Engine, tmp_path: Path
) -> None:
    pem = tmp_path / "server.pem"
    pem.write_bytes(authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.bytes())
    with Vsftpd(source.parent, pem=pem, scheme=scheme) as server:
        assert fetch(trusting_engine, server.url("/f")).sink.data == BODY
        failure = fetch(engine, server.url("/f")).failure
        assert (failure.code, failure.severity) == (BG_E_TRUST_FAILURE, Severity.FATAL)
    with Vsftpd(source.parent) as plain:
        url = plain.url("/f").replace("ftp:", f"{scheme}:")
        fetched = fetch(trusting_engine, url)
    assert fetched.failure.code == BG_E_SECURE_CHANNEL_FAILURE
    assert fetched.sink.answers == []


def test_a_libcurl_without_the_protocol_says_what_to_install(
    engine: Engine, pyftpd: Pyftpd, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pycurl

    from pybits.transfer import about

    facts = list(pycurl.version_info())
    facts[8] = ("http", "https")
    monkeypatch.setattr(pycurl, "version_info", lambda: tuple(facts))
    about.describe.cache_clear()
    try:
        failure = fetch(engine, pyftpd.url("/f")).failure
    finally:
        about.describe.cache_clear()
    assert failure.code == E_NOTIMPL
    assert "has no FTP. Install pycurl from its wheel" in failure.text


@pytest.mark.microsocks
@pytest.mark.squid
def test_a_proxy_that_wants_a_password_leads_to_an_ftp_server(engine: Engine, pyftpd: Pyftpd) -> None:
    mine = Credential(AuthTarget.PROXY, AuthScheme.BASIC, "alice", "wonderland")
    with Socks(("alice", "wonderland")) as socks, Squid("basic", ("alice", "wonderland")) as squid:
        for place in (f"socks5h://127.0.0.1:{socks.port}", f"http://{squid.place}"):
            way = ProxySettings(ProxyUsage.OVERRIDE, place)
            options = RequestOptions(proxy=way, credentials=(mine,))
            assert fetch(engine, pyftpd.url("/f"), options=options).sink.data == BODY, place
            failure = fetch(engine, pyftpd.url("/f"), options=RequestOptions(proxy=way)).failure
            assert (failure.code, failure.severity) == (http_error(407), Severity.FATAL)
