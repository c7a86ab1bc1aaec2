"""The engine against a real OpenSSH server."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.domain.credentials import AuthScheme, AuthTarget, Credential
from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import BG_E_TRUST_FAILURE, E_ACCESSDENIED, ERROR_FILE_NOT_FOUND
from pybits.domain.request_words import SecurityFlags
from pybits.transfer.engine import Engine
from pybits.transfer.http.download import CHANGED
from pybits.transfer.outcome import Severity
from pybits.transfer.request import RequestOptions, ResumePoint
from tests.support.processes import Users, wait_until
from tests.support.sshd import Sshd
from tests.transfer.driver import MemorySink, fetch

pytestmark = pytest.mark.sshd
BODY = os.urandom(3_000_000)
CUT = 1_234_567
OLD = 1_500_000_000
TRUSTING = RequestOptions(security=SecurityFlags.IGNORE_UNKNOWN_CA)


@pytest.fixture(scope="module")
def sshd() -> Iterator[Sshd]:
    with Sshd() as server:
        yield server


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the home whose keys count."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return tmp_path


@pytest.fixture
def source(home: Path) -> Path:
    (home / "a file").write_bytes(BODY)
    os.utime(home / "a file", (OLD, OLD))
    return home / "a file"


def test_a_file_comes_whole_and_goes_on_in_the_middle(engine: Engine, sshd: Sshd, home: Path, source: Path) -> None:
    sshd.equip(home)
    fetched = fetch(engine, sshd.url(source))
    known = fetched.finished.validator
    assert (fetched.sink.data, known.length) == (BODY, len(BODY))
    assert known.last_modified == "Fri, 14 Jul 2017 02:40:00 GMT"
    rest = fetch(engine, sshd.url(source), BODY[:CUT], ResumePoint(CUT, known))
    assert (rest.sink.data, rest.answer.offset, sum(rest.sink.writes)) == (BODY, CUT, len(BODY) - CUT)
    new = os.urandom(len(BODY))
    source.write_bytes(new)
    os.utime(source, (OLD + 1, OLD + 1))
    changed = fetch(engine, sshd.url(source), BODY[:CUT], ResumePoint(CUT, known))
    assert (changed.sink.data, changed.answer.restart) == (new, CHANGED)
    source.write_bytes(b"")
    assert fetch(engine, sshd.url(source)).sink.data == b""


def test_a_file_that_changes_while_it_comes_is_never_mixed(
    engine: Engine, sshd: Sshd, home: Path, source: Path
) -> None:
    sshd.equip(home)
    new = os.urandom(len(BODY))

    class Changing(MemorySink):
        def write(self, data: bytes, /) -> None:
            super().write(data)
            if len(self.answers) == 1 and source.stat().st_mtime == OLD:
                with source.open("r+b") as file:
                    file.write(new)
                os.utime(source, (OLD + 1, OLD + 1))

    fetched = fetch(engine, sshd.url(source), sink=Changing())
    assert fetched.sink.data == new
    assert [answer.restart for answer in fetched.sink.answers] == [None, CHANGED]


def test_what_is_missing_or_forbidden_is_final(engine: Engine, sshd: Sshd, home: Path, source: Path) -> None:
    sshd.equip(home)
    failure = fetch(engine, sshd.url(home / "missing")).failure
    assert (failure.code, failure.severity) == (ERROR_FILE_NOT_FOUND, Severity.FATAL)
    login = Credential(AuthTarget.SERVER, AuthScheme.BASIC, "nobody", "wrong")
    failure = fetch(engine, sshd.url(source), options=RequestOptions(credentials=(login,))).failure
    assert (failure.code, failure.severity) == (E_ACCESSDENIED, Severity.FATAL)
    (home / ".ssh" / "id_ed25519").unlink()
    with Sshd() as other:
        other.equip(home, key=False)
        assert fetch(engine, other.url(source)).failure.code == E_ACCESSDENIED


def test_a_server_whose_key_is_not_known_gets_nothing_unless_the_flag_says_so(
    engine: Engine, sshd: Sshd, home: Path, source: Path
) -> None:
    sshd.equip(home, host=False)
    assert fetch(engine, sshd.url(source), options=TRUSTING).sink.data == BODY
    failure = fetch(engine, sshd.url(source)).failure  # the trusted connection is not used again
    assert (failure.code, failure.severity) == (BG_E_TRUST_FAILURE, Severity.FATAL)
    assert failure.context is ErrorContext.SERVER_CERTIFICATE
    assert "is not known. Connect once with 'sftp " in failure.text


def test_another_key_than_the_known_one_is_never_forgiven(engine: Engine, sshd: Sshd, home: Path, source: Path) -> None:
    with Sshd() as other:
        other.equip(home)
    known = home / ".ssh" / "known_hosts"
    known.write_text(known.read_text().replace(f":{other.port} ", f":{sshd.port} "))
    for options in (RequestOptions(), TRUSTING):
        failure = fetch(engine, sshd.url(source), options=options).failure
        assert (failure.code, failure.severity) == (BG_E_TRUST_FAILURE, Severity.FATAL)
        assert "it may not be that server" in failure.text


def processes_of(uid: int) -> list[Path]:
    """Find what runs as a user."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(FileNotFoundError):
            if entry.name.isdecimal() and entry.stat().st_uid == uid:
                found.append(entry)
    return found


_NOBODY = """
import os, pycurl
from pybits.transfer.files.options import file_options
from pybits.transfer.request import TransferRequest
os.setuid(54_321)
print(dict(file_options(TransferRequest("k", "sftp://h/f", None), "sftp://h/f"))[pycurl.USERNAME])
"""


@pytest.mark.root
def test_a_user_without_a_name_fails_at_the_server_and_not_before() -> None:
    # Containers run under any number; what would end the daemon is looked for here without one.
    ran = subprocess.run([sys.executable, "-c", _NOBODY], env={}, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("None\n", "")


@pytest.mark.root
def test_a_password_opens_what_no_key_does(sshd: Sshd, home: Path) -> None:
    sshd.equip(home, key=False)
    engine = Engine()
    people = Users(sys.executable)
    user = people.make()
    try:
        words = f"{user.name}:secret:word\n"
        subprocess.run(["chpasswd", "-c", "SHA512"], input=words, text=True, check=True)
        (user.home / "own").write_bytes(BODY)
        right = Credential(AuthTarget.SERVER, AuthScheme.BASIC, user.name, "secret:word")
        url = sshd.url(Path("/~/own"))
        opened = fetch(engine, url, options=RequestOptions(credentials=(right,)))
        wrong = fetch(engine, url, options=RequestOptions(credentials=(right._replace(password="other"),)))
        elsewhere = right._replace(origin="sftp://elsewhere.example")
        unshown = fetch(engine, url, options=RequestOptions(credentials=(elsewhere,)))
    finally:
        engine.close()
        wait_until(lambda: not processes_of(user.uid), 60, what="the end of the sessions")
        people.close()
    assert opened.sink.data == BODY
    assert [one.failure.code for one in (wrong, unshown)] == [E_ACCESSDENIED] * 2
