"""Headers, method, proxy, prefixes and temporary names, as the manager keeps them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pybits.domain.enums import JobPriority, JobType, ProxyUsage
from pybits.domain.hresult import (
    BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD,
    BG_E_READ_ONLY_PROPERTY_AFTER_RESUME,
    E_ACCESSDENIED,
    E_INVALIDARG,
    E_NOTIMPL,
    BitsError,
    HResult,
)
from pybits.domain.job import Job
from pybits.domain.properties import BY_NAME
from pybits.domain.state import JobEvent, JobState
from pybits.manager.manager import Manager
from pybits.manager.settings.shell_proxies import shell_proxies
from pybits.storage import secrets
from tests.manager.conftest import Queue

SECRET = "Authorization: Bearer sesame"


def refused(code: HResult) -> pytest.RaisesExc[BitsError]:
    return pytest.raises(BitsError, check=lambda error: error.code == code)


def in_turn(manager: Manager, guid: str) -> Job:
    def change(job: Job) -> Job:
        return job.move(JobEvent.RESUME).move(JobEvent.PICK)._replace(turn=job.turn + 1)

    return manager.store.change(guid, change)


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "secrets.json")


def test_headers_are_a_set_that_is_replaced_as_a_whole(queue: Queue) -> None:
    guid = queue.job().guid
    queue.manager.set_headers(guid, [SECRET, "A: b"])
    assert queue.manager.headers(Manager.open().job(guid)) == (SECRET, "A: b")
    queue.manager.set_headers(guid, ["C: d"])
    assert queue.manager.headers(queue.manager.job(guid)) == ("C: d",)
    queue.manager.set_headers(guid, [])
    assert queue.manager.headers(queue.manager.job(guid)) == ()


def test_write_only_headers_leave_the_record_and_nothing_gives_them_back(queue: Queue) -> None:
    guid = queue.job().guid
    queue.manager.set_headers(guid, [SECRET])
    queue.manager.hide_headers(guid)
    store = queue.manager.store
    assert b"sesame" not in everything_in(Path(store.home))
    assert secrets.read(store.folder(guid)).headers == (SECRET,)
    assert stat.S_IMODE((Path(store.folder(guid)) / "secrets.json").stat().st_mode) == 0o600
    with refused(E_ACCESSDENIED):
        queue.manager.headers(queue.manager.job(guid))


def test_write_only_headers_can_be_replaced_and_stay_write_only(queue: Queue) -> None:
    guid = queue.job().guid
    queue.manager.hide_headers(guid)
    queue.manager.set_headers(guid, [SECRET])
    queue.manager.hide_headers(guid)
    assert queue.manager.job(guid).custom_headers is None
    assert secrets.read(queue.manager.store.folder(guid)).headers == (SECRET,)
    assert b"sesame" not in everything_in(Path(queue.manager.store.home))


def test_headers_are_for_their_owner_alone(queue: Queue) -> None:
    guid = queue.job().guid
    queue.manager.set_headers(guid, [SECRET])
    queue.manager.store.change(guid, lambda job: job._replace(owner=job.owner + 1))
    assert queue.manager.job(guid).custom_headers is None
    for attempt in (
        lambda: queue.manager.headers(queue.manager.job(guid)),
        lambda: queue.manager.set_headers(guid, []),
        lambda: queue.manager.hide_headers(guid),
    ):
        with refused(E_ACCESSDENIED):
            attempt()


def test_a_change_of_the_requests_ends_the_turn_that_runs(queue: Queue) -> None:
    guid = queue.job().guid
    in_turn(queue.manager, guid)
    assert queue.manager.set_headers(guid, ["A: b"]).state is JobState.QUEUED


def test_another_method_makes_the_job_foreground_and_keeps_it_so(queue: Queue) -> None:
    guid = queue.job().guid
    job = queue.manager.set_property(guid, BY_NAME["httpmethod"], "POST")
    assert (job.http_method, job.priority) == ("POST", JobPriority.FOREGROUND)
    with refused(BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD):
        queue.manager.set_property(guid, BY_NAME["priority"], JobPriority.HIGH)
    queue.manager.set_property(guid, BY_NAME["priority"], JobPriority.FOREGROUND)


def test_the_default_method_changes_nothing(queue: Queue) -> None:
    guid = queue.job().guid
    before = queue.manager.job(guid)
    after = queue.manager.set_property(guid, BY_NAME["httpmethod"], "GET")
    assert after._replace(modified=before.modified) == before
    upload = queue.manager.create_job("up", JobType.UPLOAD)
    assert (upload.http_method, upload.custom_method) == ("BITS_POST", False)


def test_the_method_is_set_before_the_first_resume(queue: Queue) -> None:
    guid = queue.job().guid
    in_turn(queue.manager, guid)
    queue.manager.suspend(guid)
    with refused(BG_E_READ_ONLY_PROPERTY_AFTER_RESUME):
        queue.manager.set_property(guid, BY_NAME["httpmethod"], "POST")
    queue.manager.set_property(guid, BY_NAME["httpmethod"], "GET")


def test_a_new_job_keeps_the_proxies_of_its_shell(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://one:1")
    monkeypatch.setenv("NO_PROXY", "a.org")
    job = queue.job()
    monkeypatch.delenv("http_proxy")
    kept = (("http_proxy", "http://one:1"), ("no_proxy", "a.org"))
    assert queue.manager.job(job.guid).proxy_environment == kept
    queue.manager.set_proxy(job.guid, "OVERRIDE", "p:1", "<local>")
    again = queue.manager.set_proxy(job.guid, "PRECONFIG")
    assert (again.proxy_usage, again.proxy_list) == (ProxyUsage.PRECONFIG, "")
    assert again.proxy_environment == (("no_proxy", "a.org"),)


def test_upper_case_http_proxy_is_a_strangers_and_lower_case_comes_first() -> None:
    shell = {"HTTP_PROXY": "http://stranger", "HTTPS_PROXY": "http://upper", "all_proxy": "http://l", "ALL_PROXY": "u"}
    assert shell_proxies(shell).variables == (("https_proxy", "http://upper"), ("all_proxy", "http://l"))


def test_the_maximum_download_time_is_the_policys_until_it_is_set(queue: Queue) -> None:
    policy = Path(os.environ["PYBITS_POLICY"])
    policy.write_text("MaxDownloadTime = 7\n")
    guid = Manager.open().create_job("timed").guid
    assert queue.manager.job(guid).max_download_time == 7
    assert queue.manager.set_property(guid, BY_NAME["maxdownloadtime"], 9).max_download_time == 9


def test_a_prefix_is_replaced_where_it_fits_letter_by_letter(queue: Queue) -> None:
    guid = queue.manager.create_job("prefix").guid
    urls = ["http://one/a", "http://one/b", "http://ONE/c", "http://two/d"]
    queue.manager.add_files(guid, [(url, str(queue.targets / url[-1])) for url in urls])
    assert queue.manager.replace_prefix(guid, "http://one/", "https://x/y/") == 2
    found = [view.file.remote for view in Manager.open().files(guid)]
    assert found == ["https://x/y/a", "https://x/y/b", "http://ONE/c", "http://two/d"]
    assert queue.manager.job(guid).files_total == 4
    assert queue.manager.replace_prefix(guid, "http://one/", "http://z/") == 0
    queue.manager.add_files(guid, [("http://two/e", str(queue.targets / "e"))])
    assert len(queue.manager.files(guid)) == 5


def test_a_change_that_the_record_does_not_show_is_activity_too(queue: Queue) -> None:
    guid = queue.manager.create_job("prefix").guid
    queue.manager.add_files(guid, [("http://one/a", str(queue.targets / "a"))])
    before = queue.manager.job(guid).active
    assert before is not None
    queue.manager.replace_prefix(guid, "http://one/", "http://two/")
    moved = queue.manager.job(guid).active
    assert moved is not None
    assert moved.uptime > before.uptime
    queue.manager.replace_prefix(guid, "http://none/", "http://two/")
    assert queue.manager.job(guid).active == moved, "nothing was changed"


@pytest.mark.parametrize(
    ("old", "new"), [("", "http://x/"), ("http://one/", ""), ("http://one/", "ftp://x/"), ("http", "x" * 2200)]
)
def test_a_prefix_that_makes_no_url_changes_nothing(queue: Queue, old: str, new: str) -> None:
    guid = queue.manager.create_job("prefix").guid
    queue.manager.add_files(guid, [("http://one/a", str(queue.targets / "a"))])
    with refused(E_INVALIDARG):
        queue.manager.replace_prefix(guid, old, new)
    assert queue.manager.files(guid)[0].file.remote == "http://one/a"


def test_the_prefix_of_an_upload_is_not_implemented(queue: Queue) -> None:
    guid = queue.manager.create_job("up", JobType.UPLOAD).guid
    with refused(E_NOTIMPL):
        queue.manager.replace_prefix(guid, "http://a/", "http://b/")


def test_a_temporary_name_is_that_of_the_files_list(queue: Queue) -> None:
    guid = queue.job(files=2).guid
    assert queue.manager.temporary_name(guid, "1") == queue.manager.files(guid)[1].temp
    for index in ("2", "-1", "x", "", "9" * 20, "²"):
        with refused(E_INVALIDARG):
            queue.manager.temporary_name(guid, index)
