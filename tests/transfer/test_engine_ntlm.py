"""NTLM by a library's messages: three requests on one connection, which no other transfer gets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.domain.credentials import AuthScheme, AuthTarget, Credential
from pybits.domain.hresult import http_error
from pybits.transfer.engine import Engine
from pybits.transfer.logins.dialogue import Dialogue, offered
from pybits.transfer.outcome import Severity
from pybits.transfer.request import RequestOptions, TransferRequest
from tests.support.fault_server import Fault, FaultServer
from tests.support.ntlm_server import NtlmServer
from tests.transfer.driver import Fetched, MemorySink, fetch, run

BODY = bytes(range(256)) * 1000
ALICE = Credential(AuthTarget.SERVER, AuthScheme.NTLM, "TEST\\alice", "wonderland")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NtlmServer]:
    with NtlmServer(BODY, ("alice", "wonderland"), tmp_path, monkeypatch) as running:
        yield running


def get(engine: Engine, url: str, *credentials: Credential) -> Fetched:
    return fetch(engine, url, options=RequestOptions(home=url, credentials=credentials))


def test_who_knows_the_password_gets_the_file_on_a_connection_of_his_own(engine: Engine, office: NtlmServer) -> None:
    assert get(engine, office.url("/f")).failure.code == http_error(401)
    assert get(engine, office.url("/f"), ALICE).sink.data == BODY
    assert office.seen[1:] == [(2, "", 401), (2, "NTLM", 401), (2, "NTLM", 200)]
    assert get(engine, office.url("/f")).failure.code == http_error(401)  # nobody rides along
    assert office.seen[-1] == (1, "", 401)


def test_a_wrong_password_is_final(engine: Engine, office: NtlmServer) -> None:
    failure = get(engine, office.url("/f"), ALICE._replace(password="no")).failure
    assert (failure.code, failure.severity) == (http_error(401), Severity.FATAL)
    assert len(office.seen) == 3


def test_a_library_that_was_removed_leaves_a_refusal(
    engine: Engine, office: NtlmServer, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "spnego", None)
    failure = get(engine, office.url("/f"), ALICE).failure
    assert (failure.code, failure.severity) == (http_error(401), Severity.FATAL)
    server.serve("/f", BODY)
    assert get(engine, server.url("/f")).sink.data == BODY


def test_many_at_once_do_not_disturb_each_other(engine: Engine, office: NtlmServer) -> None:
    sinks = {number: MemorySink() for number in range(12)}
    for number, sink in sinks.items():
        url = office.url(f"/{number}")
        options = RequestOptions(home=url, credentials=(ALICE,) if number % 3 else ())
        engine.start(TransferRequest(number, url, sink, options=options))
    run(engine, sinks)
    assert [sink.data == BODY for sink in sinks.values()] == [bool(number % 3) for number in sinks]


def test_another_scheme_is_shown_where_this_one_is_not_offered(engine: Engine, server: FaultServer) -> None:
    server.serve("/f", BODY, Fault(login=("alice", "wonderland")))
    basic = Credential(AuthTarget.SERVER, AuthScheme.BASIC, "alice", "wonderland")
    assert get(engine, server.url("/f"), ALICE, basic).sink.data == BODY
    assert not any("NTLM" in request.headers.get("authorization", "") for request in server.requests)


def test_a_redirect_to_another_server_ends_the_dialogue(
    engine: Engine, office: NtlmServer, server: FaultServer
) -> None:
    server.serve("/f", b"", Fault(redirect=office.url("/f")))
    assert get(engine, server.url("/f"), ALICE).failure.code == http_error(401)
    assert [scheme for _, scheme, _ in office.seen] == [""]


def test_negotiate_by_name_and_password(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    negotiate = ALICE._replace(scheme=AuthScheme.NEGOTIATE)
    with NtlmServer(BODY, ("alice", "wonderland"), tmp_path, monkeypatch, "Negotiate") as office:
        assert get(engine, office.url("/f"), negotiate).sink.data == BODY
        assert {scheme for _, scheme, _ in office.seen} == {"", "Negotiate"}
        assert len({number for number, _, _ in office.seen}) == 1
        failed = get(engine, office.url("/f"), negotiate._replace(password="no"), ALICE)
        assert failed.failure.code == http_error(401)


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("NTLM", b""),
        ("Negotiate, ntlm", b""),
        ('Basic realm="NTLM, x"', None),
        ('NTLM dG9rZW4=, Basic realm="x"', b"token"),
        ("NTLMX", None),
        ("NTLM %%%", None),
        ("", None),
    ],
)
def test_what_a_server_offers_is_read(field: str, found: bytes | None) -> None:
    assert offered("NTLM", field) == found


def test_a_challenge_that_makes_no_sense_ends_the_dialogue() -> None:
    dialogue = Dialogue("NTLM", "alice", "wonderland", "h")
    assert (dialogue.message(b"") or "").startswith("NTLM TlRMTVNTUAAB")
    assert dialogue.message(b"nonsense") is None
