"""The verbs about requests in both faces: words, sentences, JSON, statuses."""

from __future__ import annotations

import re

import pytest

from pybits.domain.job import Job
from pybits.domain.state import JobState
from pybits.manager.manager import Manager
from tests.cli.faces import Face


@pytest.fixture
def job() -> Job:
    return Manager.open().create_job("nightly")


def test_headers_are_set_and_shown_one_a_line(pybits: Face, job: Job) -> None:
    assert pybits("setcustomheaders", job.guid, "A: b", "C:d").out == "Custom headers set.\n"
    assert pybits("getcustomheaders", job.guid).out == "A: b\nC: d\n"
    assert pybits("--json", "getcustomheaders", job.guid).json["value"] == ["A: b", "C: d"]
    assert re.search(r"^custom headers +A: b; C: d$", pybits("info", job.guid, "--verbose").out, re.MULTILINE)
    assert pybits("setcustomheaders", job.guid).status == 0
    assert pybits("--json", "getcustomheaders", job.guid).json["value"] == []


def test_write_only_headers_are_refused_to_readers_and_null_in_json(pybits: Face, bitsadmin: Face, job: Job) -> None:
    pybits("setcustomheaders", job.guid, "A: 4711")
    assert bitsadmin("/MAKECUSTOMHEADERSWRITEONLY", job.guid).status == 0
    said = pybits("getcustomheaders", job.guid)
    assert (said.status, "0x80070005" in said.err) == (5, True)
    assert pybits("--json", "info", job.guid).json["job"]["custom_headers"] is None
    assert "CUSTOM HEADERS: (write-only)\n" in bitsadmin("/info", job.guid, "/verbose").out


def test_bitsadmin_wants_a_header_and_a_usage(bitsadmin: Face, job: Job) -> None:
    for words in (("/setcustomheaders", job.guid), ("/setproxysettings", job.guid), ("/gettemporaryname", job.guid)):
        said = bitsadmin(*words)
        assert (said.status, said.out.splitlines()[-1]) == (1, "Invalid number of arguments.")
    said = bitsadmin("/setproxysettings", job.guid, "OVERRIDE", "a", "b", "c")
    assert said.out.splitlines()[-1] == "Invalid number of arguments."


def test_a_proxy_is_set_with_as_many_words_as_it_needs(pybits: Face, bitsadmin: Face, job: Job) -> None:
    assert pybits("setproxysettings", job.guid, "no_proxy").out == "Set the proxy usage to NO_PROXY.\n"
    assert bitsadmin("/setproxysettings", job.guid, "OVERRIDE", "p:1").status == 0
    assert pybits("--json", "getproxylist", job.guid).json["value"] == "p:1"
    assert pybits("--json", "getproxybypasslist", job.guid).json["value"] is None


def test_a_proxy_may_be_detected(bitsadmin: Face, job: Job) -> None:
    assert "Set the proxy usage to AUTODETECT." in bitsadmin("/setproxysettings", job.guid, "autodetect").out
    assert bitsadmin("/rawreturn", "/getproxyusage", job.guid).out == "AUTODETECT\n"


@pytest.mark.parametrize("face", ["pybits", "bitsadmin"])
def test_a_method_is_set_and_the_priority_follows(request: pytest.FixtureRequest, face: str, job: Job) -> None:
    run: Face = request.getfixturevalue(face)
    dash = "/" if face == "bitsadmin" else ""
    assert run(f"{dash}sethttpmethod", job.guid, "POST").status == 0
    assert run(f"{dash}gethttpmethod", job.guid).out.splitlines()[-1] == "POST"
    assert run(f"{dash}getpriority", job.guid).out.splitlines()[-1] == "FOREGROUND"
    assert run(f"{dash}setpriority", job.guid, "low").status != 0


def test_security_flags_are_numbers_and_what_cannot_be_is_said(pybits: Face, job: Job) -> None:
    assert pybits("setsecurityflags", job.guid, "0x0102").out == "Set the security flags to 0x0102.\n"
    assert pybits("--json", "getsecurityflags", job.guid).json["value"] == 0x102
    assert "0x80004001 E_NOTIMPL" in pybits("setsecurityflags", job.guid, "4").err
    assert "must be a whole number, not 'x'" in pybits("setsecurityflags", job.guid, "x").err


def test_the_maximum_download_time_is_in_seconds(pybits: Face, bitsadmin: Face, job: Job) -> None:
    assert bitsadmin("/rawreturn", "/getmaxdownloadtime", job.guid).out == "7776000\n"
    assert bitsadmin("/setmaxdownloadtime", job.guid, "60").status == 0
    assert pybits("getmaxdownloadtime", job.guid).out == "60\n"


def test_a_prefix_that_fits_nothing_is_no_failure(pybits: Face, bitsadmin: Face, job: Job, tmp_path: object) -> None:
    Manager.open().add_files(job.guid, [("http://one/a", f"{tmp_path}/a")])
    assert bitsadmin("/replaceremoteprefix", job.guid, "http://one/", "http://two/").status == 0
    assert pybits("listfiles", job.guid).out.startswith("0 / UNKNOWN WORKING http://two/a -> ")
    said = pybits("replaceremoteprefix", job.guid, "http://one/", "http://two/", "--json")
    assert (said.status, said.json["code"], said.json["name"]) == (0, "0x00000001", "S_FALSE")


def test_a_temporary_name_is_a_path_and_needs_an_index(pybits: Face, job: Job, tmp_path: object) -> None:
    Manager.open().add_files(job.guid, [("http://one/a", f"{tmp_path}/a")])
    assert pybits("gettemporaryname", job.guid, "0").out.startswith(f"{tmp_path}/.BIT")
    said = pybits("gettemporaryname", job.guid, "1")
    assert (said.status, "0x80070057" in said.err) == (2, True)


def test_nothing_of_it_starts_a_job(pybits: Face, job: Job) -> None:
    pybits("setcustomheaders", job.guid, "A: b")
    assert Manager.open().job(job.guid).state is JobState.SUSPENDED
