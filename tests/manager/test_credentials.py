"""Credentials in the store: kept beside the record, found there by nobody else, and gone with it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pybits.domain.credentials import AuthScheme, AuthTarget, Credential
from pybits.domain.enums import JobType
from pybits.domain.hresult import (
    BG_E_PASSWORD_TOO_LARGE,
    BG_E_USERNAME_TOO_LARGE,
    E_ACCESSDENIED,
    E_INVALIDARG,
    E_NOTIMPL,
    BitsError,
)
from pybits.domain.state import JobState
from pybits.manager.manager import Manager
from pybits.manager.service import launcher
from pybits.storage import secrets
from pybits.transfer.logins.schemes import has_scheme
from tests.manager.conftest import Queue
from tests.support.processes import wait_until

SERVER, PROXY = AuthTarget.SERVER, AuthTarget.PROXY
BASIC, DIGEST, NTLM, NEGOTIATE = AuthScheme.BASIC, AuthScheme.DIGEST, AuthScheme.NTLM, AuthScheme.NEGOTIATE
WORD = "wonder-land"
ALICE = Credential(SERVER, BASIC, "alice", WORD)


def kept(queue: Queue, guid: str) -> tuple[Credential, ...]:
    return secrets.read(queue.manager.store.folder(guid)).credentials


def elsewhere(queue: Queue) -> bytes:
    """Give every byte of the store that is in no file of secrets."""
    files = Path(queue.manager.store.home).rglob("*")
    return b"".join(path.read_bytes() for path in files if path.is_file() and path.name != "secrets.json")


def test_they_are_in_the_file_of_secrets_and_in_no_other(queue: Queue) -> None:
    guid = queue.job().guid
    assert queue.manager.set_credentials(guid, ALICE).credentials == ("SERVER BASIC",)
    assert kept(queue, guid) == (ALICE,)
    file = Path(queue.manager.store.folder(guid)) / "secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert WORD.encode() not in elsewhere(queue)
    assert b"alice" not in elsewhere(queue)


def test_the_same_pair_is_replaced_and_another_is_added(queue: Queue) -> None:
    guid = queue.job().guid
    queue.manager.set_credentials(guid, ALICE)
    queue.manager.set_credentials(guid, Credential(PROXY, DIGEST, "bob", "1"))
    job = queue.manager.set_credentials(guid, ALICE._replace(user="carol"))
    assert job.credentials == ("PROXY DIGEST", "SERVER BASIC")
    assert [one.user for one in kept(queue, guid)] == ["bob", "carol"]


def test_removing_tells_whether_there_were_any_and_the_last_takes_the_file_along(queue: Queue) -> None:
    guid = queue.job().guid
    queue.manager.set_credentials(guid, ALICE)
    assert queue.manager.remove_credentials(guid, PROXY, BASIC) is False
    assert queue.manager.remove_credentials(guid, SERVER, BASIC) is True
    assert queue.manager.remove_credentials(guid, SERVER, BASIC) is False
    assert queue.manager.job(guid).credentials == ()
    assert not (Path(queue.manager.store.folder(guid)) / "secrets.json").exists()


def test_write_only_headers_and_credentials_keep_each_other(queue: Queue) -> None:
    guid = queue.job().guid
    queue.manager.set_headers(guid, ["A: b"])
    queue.manager.set_credentials(guid, ALICE)
    queue.manager.hide_headers(guid)
    queue.manager.set_credentials(guid, ALICE._replace(password="2"))
    found = secrets.read(queue.manager.store.folder(guid))
    assert (found.headers, [one.password for one in found.credentials]) == (("A: b",), ["2"])


def test_a_login_in_a_url_becomes_a_credential_for_that_server_alone(queue: Queue) -> None:
    guid = queue.job(files=0).guid
    target = queue.targets / "a"
    (file,) = queue.manager.add_files(guid, [(f"http://alice:{WORD}@h.example:81/f", str(target))])
    assert file.remote == "http://h.example:81/f"
    assert kept(queue, guid) == (ALICE._replace(origin="http://h.example:81"),)
    assert queue.manager.job(guid).credentials == ("SERVER BASIC http://h.example:81",)
    assert WORD.encode() not in elsewhere(queue)
    assert queue.manager.remove_credentials(guid, SERVER, BASIC) is True


@pytest.mark.parametrize(
    ("login", "code"),
    [
        ("u%0D%0ADELE%20f:p", E_INVALIDARG),
        ("u:p%0a", E_INVALIDARG),
        ("u" * 301 + ":p", BG_E_USERNAME_TOO_LARGE),
        ("u:" + "p" * 65_536, BG_E_PASSWORD_TOO_LARGE),
    ],
)
def test_a_login_in_a_url_is_one_that_could_be_set(queue: Queue, login: str, code: int) -> None:
    guid = queue.job(files=0).guid
    with pytest.raises(BitsError) as caught:
        queue.manager.add_files(guid, [(f"http://{login}@h/f", str(queue.targets / "f"))])
    assert caught.value.code == code
    left = queue.manager.job(guid)
    assert (left.files_total, left.credentials) == (0, ())


def test_a_login_in_the_environments_proxy_is_kept_apart(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", f"alice:{WORD}@proxy.example:3128")
    job = queue.job()
    assert job.proxy_environment == (("https_proxy", "http://proxy.example:3128"),)
    assert kept(queue, job.guid) == (Credential(PROXY, BASIC, "alice", WORD, origin="http://proxy.example:3128"),)
    assert WORD.encode() not in elsewhere(queue)
    monkeypatch.delenv("https_proxy")
    queue.manager.set_proxy(job.guid, "PRECONFIG")
    assert queue.manager.job(job.guid).credentials == ()


@pytest.mark.root
def test_another_owner_gets_none(queue: Queue) -> None:
    guid = queue.job().guid
    queue.manager.set_credentials(guid, ALICE)
    queue.manager.take_ownership(guid)
    assert queue.manager.job(guid).credentials == ()
    assert not (Path(queue.manager.store.folder(guid)) / "secrets.json").exists()


def test_they_are_set_by_the_owner_alone(queue: Queue) -> None:
    guid = queue.job().guid
    manager = Manager.open()
    manager.account = manager.account._replace(uid=manager.account.uid + 1)
    for change in (
        lambda: manager.set_credentials(guid, ALICE),
        lambda: manager.remove_credentials(guid, SERVER, BASIC),
        lambda: manager.add_files(guid, [("http://a:b@h/f", str(queue.targets / "b"))]),
    ):
        with pytest.raises(BitsError) as caught:
            change()
        assert caught.value.code == E_ACCESSDENIED
    assert len(queue.manager.files(guid)) == 1


def test_what_libcurl_lacks_is_refused_with_what_would_help(queue: Queue) -> None:
    guid = queue.job().guid
    for made, there, help_ in (
        (Credential(SERVER, NTLM, "u", "p"), True, ""),
        (Credential(SERVER, NTLM), has_scheme(NTLM), "kinit"),
        (Credential(PROXY, NTLM, "u", "p"), True, ""),
        (Credential(SERVER, NEGOTIATE), has_scheme(NEGOTIATE), "pip install"),
        (Credential(SERVER, NEGOTIATE, "u", "p"), True, ""),
        (Credential(PROXY, NEGOTIATE, "u", "p"), True, ""),
    ):
        if there:
            assert made.title in queue.manager.set_credentials(guid, made).credentials
            continue
        with pytest.raises(BitsError, match=help_) as caught:
            queue.manager.set_credentials(guid, made)
        assert caught.value.code == E_NOTIMPL


def test_an_upload_may_show_all_that_a_download_may(queue: Queue) -> None:
    guid = queue.manager.create_job("up", JobType.UPLOAD).guid
    for target in (SERVER, PROXY):
        for scheme in (NTLM, NEGOTIATE):
            assert queue.manager.set_credentials(guid, Credential(target, scheme, "u", "p")).credentials


def test_secrets_that_are_damaged_or_missing_are_an_error_that_says_what_to_do(queue: Queue) -> None:
    guid = queue.job().guid
    queue.manager.set_credentials(guid, ALICE)
    file = Path(queue.manager.store.folder(guid)) / "secrets.json"
    file.write_text(f'{{"credentials": [["SERVER", "{WORD}"]]}}')
    queue.manager.resume(guid)
    wait_until(lambda: queue.state(guid) is JobState.ERROR, 30, what="ERROR")
    launcher.stop()
    error = queue.manager.job(guid).error
    assert error is not None
    assert "credentials cannot be read" in error.text
    assert WORD not in error.text
    queue.manager.set_credentials(guid, ALICE)
    queue.manager.resume(guid)
    wait_until(lambda: queue.state(guid) is JobState.TRANSFERRED, 30, what="TRANSFERRED")
    launcher.stop()
