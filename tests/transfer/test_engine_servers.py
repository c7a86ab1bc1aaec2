"""The engine against other real web servers: Apache and nginx with HTTP/2, lighttpd with and without ranges."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pycurl
import pytest
import trustme

from pybits.transfer.engine import Engine
from pybits.transfer.http.curl_options import http_version
from pybits.transfer.http.download import CANNOT_RESUME, CHANGED
from pybits.transfer.request import RequestOptions, ResumePoint, TransferRequest
from tests.support.apache_files import ApacheFiles
from tests.support.daemons import put_old_file
from tests.support.lighttpd import Lighttpd
from tests.support.nginx import Nginx
from tests.support.processes import wait_until
from tests.transfer.driver import MemorySink, fetch, run

BODY = os.urandom(3_000_000)
CUT = 1_234_567
OLD = 1_500_000_000


@pytest.fixture
def source(www: Path) -> Path:
    return put_old_file(www, BODY, OLD)


@pytest.fixture
def pem(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "server.pem"
    path.write_bytes(authority.issue_cert("localhost", "127.0.0.1").private_key_and_cert_chain_pem.bytes())
    return path


@pytest.fixture(
    params=[pytest.param("apache", marks=pytest.mark.apache), pytest.param("nginx", marks=pytest.mark.nginx)]
)
def secure(request: pytest.FixtureRequest, source: Path, pem: Path, tmp_path: Path) -> Iterator[ApacheFiles | Nginx]:
    """Give a server that speaks HTTP/2 by TLS."""
    if request.param == "apache":
        with ApacheFiles(source.parent, pem) as apache:
            yield apache
    else:
        tls = f"ssl_certificate {pem};\nssl_certificate_key {pem};\n"
        with Nginx(source.parent, tmp_path / "nginx", tls=tls, http2=True) as nginx:
            yield nginx


def test_http_2_is_spoken_where_it_may_be_and_ranges_and_conditions_go_with_it(
    trusting_engine: Engine, secure: ApacheFiles | Nginx, source: Path
) -> None:
    url = secure.url("/f")
    fetched = fetch(trusting_engine, url)
    known = fetched.finished.validator
    assert (fetched.sink.data, bool(known.strong_etag)) == (BODY, True)
    rest = fetch(trusting_engine, url, BODY[:CUT], ResumePoint(CUT, known))
    assert (rest.sink.data, rest.answer.offset, sum(rest.sink.writes)) == (BODY, CUT, len(BODY) - CUT)
    by_date = fetch(trusting_engine, url, BODY[:CUT], ResumePoint(CUT, known._replace(etag=None)))
    assert (by_date.sink.data, by_date.answer.offset) == (BODY, CUT)
    plain = fetch(trusting_engine, url, options=RequestOptions(http=1))
    assert plain.sink.data == BODY
    new = os.urandom(len(BODY))
    source.write_bytes(new)
    os.utime(source, (OLD + 1, OLD + 1))
    changed = fetch(trusting_engine, url, BODY[:CUT], ResumePoint(CUT, known))
    assert (changed.sink.data, changed.answer.restart) == (new, CHANGED)
    wait_until(lambda: len(secure.requests()) >= 5, what="the log of every request")
    versions = ["HTTP/2.0" in line for line in secure.requests()]
    assert versions[:5] == [True, True, True, False, True], secure.requests()


@pytest.mark.nginx
def test_many_files_at_once_by_http_2_each_get_their_own_bytes(
    trusting_engine: Engine, pem: Path, www: Path, tmp_path: Path
) -> None:
    bodies = {str(number): os.urandom(4096) for number in range(200)}
    for name, body in bodies.items():
        (www / name).write_bytes(body)
    tls = f"ssl_certificate {pem};\nssl_certificate_key {pem};\n"
    sinks = {name: MemorySink() for name in bodies}
    with Nginx(www, tmp_path / "nginx", tls=tls, http2=True) as server:
        for name, sink in sinks.items():
            trusting_engine.start(TransferRequest(name, server.url(f"/{name}"), sink))
        run(trusting_engine, sinks)
        wait_until(lambda: len(server.requests()) >= len(bodies), what="the log of every request")
        assert all("HTTP/2.0" in line for line in server.requests())
    assert {name: sink.data for name, sink in sinks.items()} == bodies


@pytest.mark.apache
def test_a_weak_etag_of_a_file_that_has_just_changed_never_joins_two_versions(
    trusting_engine: Engine, source: Path, pem: Path
) -> None:
    with ApacheFiles(source.parent, pem) as server:
        os.utime(source, (time.time() + 1, time.time() + 1))  # as young as Apache wants for that
        known = fetch(trusting_engine, server.url("/f")).finished.validator
        assert known.etag
        assert known.etag.startswith("W/")
        assert known.strong_etag is None
        same = fetch(trusting_engine, server.url("/f"), BODY[:CUT], ResumePoint(CUT, known))
        assert same.sink.data == BODY
        new = os.urandom(len(BODY))
        source.write_bytes(new)
        os.utime(source, (OLD, OLD))
        other = fetch(trusting_engine, server.url("/f"), BODY[:CUT], ResumePoint(CUT, known))
    assert (other.sink.data, other.answer.restart) == (new, CHANGED)


@pytest.mark.lighttpd
def test_lighttpd_goes_on_in_the_middle_and_tells_what_changed(engine: Engine, source: Path) -> None:
    with Lighttpd(source.parent) as server:
        known = fetch(engine, server.url("/f")).finished.validator
        for validator in (known, known._replace(etag=None)):
            rest = fetch(engine, server.url("/f"), BODY[:CUT], ResumePoint(CUT, validator))
            assert (rest.sink.data, rest.answer.offset) == (BODY, CUT)
        new = os.urandom(len(BODY))
        source.write_bytes(new)
        os.utime(source, (OLD + 1, OLD + 1))
        # It remembers a file's date for seconds, and until then sends the new bytes under the old ETag.
        wait_until(lambda: fetch(engine, server.url("/f")).finished.validator != known, 30, what="the new ETag")
        changed = fetch(engine, server.url("/f"), BODY[:CUT], ResumePoint(CUT, known))
    assert (changed.sink.data, changed.answer.restart) == (new, CHANGED)


@pytest.mark.lighttpd
def test_lighttpd_without_ranges_sends_all_again(engine: Engine, source: Path) -> None:
    with Lighttpd(source.parent, ranges=False) as server:
        known = fetch(engine, server.url("/f")).finished.validator
        again = fetch(engine, server.url("/f"), BODY[:CUT], ResumePoint(CUT, known))
    assert (again.sink.data, again.answer.restart) == (BODY, CANNOT_RESUME)


def test_a_version_of_http_that_libcurl_lacks_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from pybits.transfer.about import describe

    facts = list(pycurl.version_info())
    found = {}
    for bits in (0, 1 << 16, 1 << 16 | 1 << 25):
        facts[4] = bits
        monkeypatch.setattr(pycurl, "version_info", lambda: tuple(facts))
        describe.cache_clear()
        found[bits] = [http_version(newest) for newest in (1, 2, 3)]
    describe.cache_clear()
    one, two = pycurl.CURL_HTTP_VERSION_1_1, pycurl.CURL_HTTP_VERSION_2TLS
    assert list(found.values()) == [[one, one, one], [one, two, two], [one, two, 30]]
