"""Section 7: properties, their defaults and round trips."""

# ruff: noqa: N802  a test is named after the row of the reference that it checks

from __future__ import annotations

import pytest

from pybits.domain.hresult import (
    BG_E_INVALID_AUTH_SCHEME,
    BG_E_INVALID_AUTH_TARGET,
    BG_E_INVALID_RANGE,
    BG_E_NOT_FOUND,
    BG_E_PASSWORD_TOO_LARGE,
    BG_E_RANDOM_ACCESS_NOT_SUPPORTED,
    BG_E_USERNAME_TOO_LARGE,
    E_INVALIDARG,
    E_NOTIMPL,
)
from pybits.domain.state import JobState
from pybits.manager.manager import Manager
from tests.cli.faces import Face
from tests.conformance.queue import PATIENCE, Queue, assert_refused
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import wait_until


def test_C155_a_new_job_has_normal_priority(queue: Queue, bitsadmin: Face) -> None:
    assert bitsadmin("/rawreturn", "/GETPRIORITY", queue.make()).out == "NORMAL\n"


@pytest.mark.parametrize("word", ["LOW", "HIGH", "FOREGROUND", "NORMAL"])
def test_C156_a_priority_reads_back_by_a_fresh_lookup(queue: Queue, bitsadmin: Face, word: str) -> None:
    guid = queue.make()
    assert bitsadmin("/SETPRIORITY", guid, word).status == 0
    assert bitsadmin("/rawreturn", "/GETPRIORITY", guid).out == f"{word}\n"
    assert Manager.open().job(guid).priority.word == word


def test_C158_a_retry_delay_reads_back_by_a_fresh_lookup(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    assert bitsadmin("/SETMINRETRYDELAY", guid, "1000").status == 0
    assert Manager.open().job(guid).min_retry_delay == 1000


@pytest.mark.parametrize(("word", "seconds"), [("0", 5), ("1", 5), ("5", 5), ("6", 6), ("45", 45), ("1234", 1234)])
def test_C159_a_retry_delay_below_the_floor_is_raised_and_not_refused(
    queue: Queue, bitsadmin: Face, word: str, seconds: int
) -> None:
    guid = queue.make()
    assert bitsadmin("/SETMINRETRYDELAY", guid, word).status == 0
    assert bitsadmin("/rawreturn", "/GETMINRETRYDELAY", guid).out == f"{seconds}\n"


@pytest.mark.parametrize("seconds", [0, 1000, 1234, 864_000, 0xFFFFFFFF])
def test_C161_a_no_progress_timeout_reads_back(queue: Queue, bitsadmin: Face, seconds: int) -> None:
    guid = queue.make()
    assert bitsadmin("/SETNOPROGRESSTIMEOUT", guid, str(seconds)).status == 0
    assert bitsadmin("/rawreturn", "/GETNOPROGRESSTIMEOUT", guid).out == f"{seconds}\n"


def test_C162_the_delays_of_a_new_job_are_windows_own(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    assert bitsadmin("/rawreturn", "/GETMINRETRYDELAY", guid).out == "600\n"
    assert bitsadmin("/rawreturn", "/GETNOPROGRESSTIMEOUT", guid).out == "1209600\n"


def test_C180_the_properties_of_a_transferred_job_can_still_be_changed(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer
) -> None:
    fault_server.serve("/file", b"bytes")
    guid = queue.transferred(fault_server)
    for verb, word in {"DISPLAYNAME": "new", "DESCRIPTION": "text", "PRIORITY": "LOW", "MINRETRYDELAY": "7"}.items():
        assert bitsadmin(f"/SET{verb}", guid, word).status == 0
        assert bitsadmin("/rawreturn", f"/GET{verb}", guid).out == f"{word}\n"
    assert queue.state(guid) is JobState.TRANSFERRED


def test_C164_a_maximum_download_size_reads_back(queue: Queue, pybits: Face) -> None:
    guid = queue.make()
    assert pybits("getmaxdownloadsize", guid).out == "unlimited\n"
    assert pybits("setmaxdownloadsize", guid, "1000").status == 0
    assert pybits("getmaxdownloadsize", guid).out == "1000\n"
    assert pybits("getmaxdownloadsize", "--json", guid).json["value"] == 1000


def test_C167_a_proxy_its_list_and_its_bypass_list_read_back(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    assert bitsadmin("/rawreturn", "/GETPROXYUSAGE", guid).out == "PRECONFIG\n"
    assert bitsadmin("/rawreturn", "/GETPROXYLIST", guid).out == "NULL\n"
    assert bitsadmin("/SETPROXYSETTINGS", guid, "OVERRIDE", "p:8080", "<local>").status == 0
    assert bitsadmin("/rawreturn", "/GETPROXYUSAGE", guid).out == "OVERRIDE\n"
    assert bitsadmin("/rawreturn", "/GETPROXYLIST", guid).out == "p:8080\n"
    assert bitsadmin("/rawreturn", "/GETPROXYBYPASSLIST", guid).out == "<local>\n"
    line = "PROXY USAGE: OVERRIDE PROXY LIST: p:8080 PROXY BYPASS LIST: <local>"
    assert line in bitsadmin("/info", guid, "/verbose").out


def test_C168_no_proxy_together_with_a_list_is_refused(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    assert_refused(bitsadmin("/SETPROXYSETTINGS", guid, "NO_PROXY", "x:1"), E_INVALIDARG)
    assert bitsadmin("/rawreturn", "/GETPROXYUSAGE", guid).out == "PRECONFIG\n"


def test_C179_a_header_reads_back_without_its_line_end_and_can_be_unset(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    assert bitsadmin("/SETCUSTOMHEADERS", guid, "X-One: 1\r\n").status == 0
    assert bitsadmin("/rawreturn", "/GETCUSTOMHEADERS", guid).out == "X-One: 1\n"
    assert "CUSTOM HEADERS: X-One: 1" in bitsadmin("/info", guid, "/verbose").out
    assert bitsadmin("/SETCUSTOMHEADERS", guid, "NULL").status == 0
    assert bitsadmin("/rawreturn", "/GETCUSTOMHEADERS", guid).out == "\n"


@pytest.mark.parametrize(("word", "shown"), [("0", "0x0000"), ("1", "0x0001"), ("0x0001", "0x0001")])
def test_C182_security_flags_are_0_and_read_back(queue: Queue, bitsadmin: Face, word: str, shown: str) -> None:
    guid = queue.make()
    assert bitsadmin("/rawreturn", "/GETSECURITYFLAGS", guid).out == "0x0000\n"
    assert bitsadmin("/SETSECURITYFLAGS", guid, word).status == 0
    assert bitsadmin("/rawreturn", "/GETSECURITYFLAGS", guid).out == f"{shown}\n"


@pytest.mark.parametrize(("flags", "path"), [("0x100", "/moved"), ("0", "/file")])
def test_C183_a_reported_redirect_becomes_the_remote_name(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer, flags: str, path: str
) -> None:
    fault_server.serve("/file", b"", Fault(redirect="/moved"))
    fault_server.serve("/moved", b"bytes")
    guid = queue.transferred(fault_server, securityflags=flags)
    assert f"{fault_server.url(path)} -> " in bitsadmin("/listfiles", guid).out


def test_C150_a_new_job_tells_of_its_end_and_of_an_error(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    assert bitsadmin("/rawreturn", "/GETNOTIFYFLAGS", guid).out == "3\n"
    assert "NOTIFICATION FLAGS: 3\n" in bitsadmin("/INFO", guid, "/VERBOSE").out


@pytest.mark.parametrize("word", ["64", "0x40", "0xffffffff"])
def test_C152_an_undefined_notify_flag_is_refused_and_the_old_value_kept(
    queue: Queue, bitsadmin: Face, word: str
) -> None:
    guid = queue.make(values={"notifyflags": "0x3e"})
    assert_refused(bitsadmin("/SETNOTIFYFLAGS", guid, word), E_NOTIMPL)
    assert bitsadmin("/rawreturn", "/GETNOTIFYFLAGS", guid).out == "62\n"


def test_C153_the_notify_flags_of_a_job_that_ended_cannot_be_set(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    assert bitsadmin("/CANCEL", guid).status == 0
    assert_refused(bitsadmin("/SETNOTIFYFLAGS", guid, "1"), BG_E_NOT_FOUND)
    assert_refused(bitsadmin("/SETNOTIFYCMDLINE", guid, "/bin/true", "NULL"), BG_E_NOT_FOUND)


@pytest.mark.root
def test_C170_credentials_are_added_and_removed(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    counts = [len(queue.job(guid).credentials)]
    for words in (
        ("/SETCREDENTIALS", guid, "PROXY", "DIGEST", "u", "p"),
        ("/REMOVECREDENTIALS", guid, "PROXY", "DIGEST"),
    ):
        assert bitsadmin(*words).status == 0
        counts.append(len(queue.job(guid).credentials))
    assert counts == [0, 1, 0]


def test_C171_an_unknown_target_or_scheme_has_its_own_code(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    for target, scheme, code in (
        ("GATE", "BASIC", BG_E_INVALID_AUTH_TARGET),
        ("PROXY", "OAUTH", BG_E_INVALID_AUTH_SCHEME),
    ):
        assert_refused(bitsadmin("/SETCREDENTIALS", guid, target, scheme, "u", "p"), code)
        assert_refused(bitsadmin("/REMOVECREDENTIALS", guid, target, scheme), code)


def test_C173_names_and_passwords_have_their_limits(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    for user, password, code in (
        ("u" * 301, "p", BG_E_USERNAME_TOO_LARGE),
        ("u", "p" * 65_536, BG_E_PASSWORD_TOO_LARGE),
    ):
        assert_refused(bitsadmin("/SETCREDENTIALS", guid, "SERVER", "BASIC", user, password), code)
    assert bitsadmin("/SETCREDENTIALS", guid, "SERVER", "BASIC", "u" * 300, "p" * 65_535).status == 0


def test_C174_basic_and_digest_need_both_words(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    for scheme in ("BASIC", "DIGEST"):
        for words in (("NULL", "NULL"), ("u", "NULL"), ("NULL", "p")):
            assert_refused(bitsadmin("/SETCREDENTIALS", guid, "SERVER", scheme, *words), E_INVALIDARG)
    assert queue.job(guid).credentials == ()
    said = bitsadmin("/SETCREDENTIALS", guid, "PROXY", "NEGOTIATE", "NULL", "null")
    assert said.status == 0 or E_NOTIMPL.hex in said.out  # without GSS-API in libcurl


def test_C176_nothing_gives_credentials_back(queue: Queue, bitsadmin: Face, pybits: Face) -> None:
    guid = queue.make()
    word = "wonder-land"
    said = bitsadmin("/SETCREDENTIALS", guid, "SERVER", "BASIC", "alice", word)
    assert bitsadmin("/GETCREDENTIALS", guid).status == 1
    told = said.out + said.err
    for words in (("info", guid, "--verbose"), ("list", "--verbose"), ("--json", "info", guid), ("history", guid)):
        told += pybits(*words).out
    told += bitsadmin("/INFO", guid, "/VERBOSE").out + bitsadmin("/LIST", "/VERBOSE").out
    assert word not in told
    assert "alice" not in told


@pytest.mark.root
def test_C177_taking_ones_own_job_over_removes_the_notify_command(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    assert bitsadmin("/SETCREDENTIALS", guid, "SERVER", "BASIC", "u", "p").status == 0
    assert bitsadmin("/SETNOTIFYCMDLINE", guid, "/bin/true", "true x").status == 0
    assert bitsadmin("/TAKEOWNERSHIP", guid).status == 0
    assert bitsadmin("/rawreturn", "/GETNOTIFYCMDLINE", guid).out == "none\n"
    assert queue.job(guid).credentials == ()
    assert bitsadmin("/rawreturn", "/GETOWNER", guid).out == "root\n"


@pytest.mark.parametrize(("word", "letters"), [("OGDS", "OGDS"), ("og", "OG"), ("DO", "OD"), ("NULL", "")])
def test_C185_acl_flags_read_back(queue: Queue, bitsadmin: Face, word: str, letters: str) -> None:
    guid = queue.make()
    assert bitsadmin("/rawreturn", "/GETACLFLAGS", guid).out == "\n"
    assert bitsadmin("/SETACLFLAGS", guid, word).status == 0
    assert bitsadmin("/rawreturn", "/GETACLFLAGS", guid).out == f"{letters}\n"
    assert f" ACL FLAGS: {letters}\n" in bitsadmin("/INFO", guid, "/VERBOSE").out


@pytest.mark.parametrize("flags", [1, 2, 3, 4, 7, 0])
def test_C186_peercaching_flags_read_back(queue: Queue, bitsadmin: Face, flags: int) -> None:
    guid = queue.make()
    assert bitsadmin("/SETPEERCACHINGFLAGS", guid, str(flags)).status == 0
    assert bitsadmin("/rawreturn", "/GETPEERCACHINGFLAGS", guid).out == f"{flags}\n"
    block = bitsadmin("/INFO", guid, "/VERBOSE").out
    assert f"\t Enable download from peers      :{str(bool(flags & 1)).lower()}\n" in block
    assert f"\t Enable serving to peers         :{str(bool(flags & 2)).lower()}\n" in block
    assert_refused(bitsadmin("/SETPEERCACHINGFLAGS", guid, "8"), E_NOTIMPL, 0x01)


def test_C188_the_command_runs_when_the_job_ends_well_and_the_job_stays_transferred(
    queue: Queue, bitsadmin: Face, fault_server: FaultServer
) -> None:
    fault_server.serve("/file", b"bytes")
    guid = queue.make((fault_server.url("/file"), queue.folder / "file"))
    marker = queue.folder / "marker"
    assert bitsadmin("/SETNOTIFYCMDLINE", guid, "/bin/touch", f"touch {marker}").status == 0
    queue.box.ok("/RESUME", guid)
    wait_until(marker.exists, PATIENCE, what="the marker")
    wait_until(lambda: queue.job(guid).notice.told, PATIENCE, what="the end of the command")
    assert bitsadmin("/rawreturn", "/GETSTATE", guid).out == "TRANSFERRED\n"


def test_C189_the_parameters_are_wanted_and_null_is_none(queue: Queue, bitsadmin: Face, pybits: Face) -> None:
    guid = queue.make()
    said = bitsadmin("/SETNOTIFYCMDLINE", guid, "/bin/true")
    assert (said.status, "Invalid number of arguments." in said.out) == (1, True)
    assert queue.job(guid).notify_command is None
    assert bitsadmin("/SETNOTIFYCMDLINE", guid, "/bin/true", "null").status == 0
    assert queue.job(guid).notify_command == ("/bin/true", None)
    assert bitsadmin("/SETNOTIFYCMDLINE", guid, "NULL", "NULL").status == 0
    assert queue.job(guid).notify_command is None
    assert pybits("setnotifycmdline", guid, "/bin/true").status == 0
    assert queue.job(guid).notify_command == ("/bin/true", None)


def test_C191_a_command_that_is_set_after_the_event_still_runs(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/file", b"bytes")
    guid = queue.transferred(fault_server)
    wait_until(lambda: queue.box.daemon_pid() is None, PATIENCE, what="a daemon that has left")
    marker = queue.folder / "marker"
    queue.box.ok("/SETNOTIFYCMDLINE", guid, "/bin/touch", f"touch {marker}")
    wait_until(marker.exists, PATIENCE, what="the marker")
    assert queue.state(guid) is JobState.TRANSFERRED


def test_C192_parameters_without_a_program_are_refused(queue: Queue, bitsadmin: Face) -> None:
    guid = queue.make()
    assert_refused(bitsadmin("/SETNOTIFYCMDLINE", guid, "NULL", "true"), E_INVALIDARG)
    assert queue.job(guid).notify_command is None


@pytest.mark.parametrize("name", ["dynamiccontent", "highperformance", "ondemand"])
def test_C194_a_mode_is_false_and_can_be_set_before_the_first_resume(queue: Queue, pybits: Face, name: str) -> None:
    guid = queue.make()
    assert pybits(f"get{name}", guid).out == "false\n"
    assert pybits(f"set{name}", guid, "true").status == 0
    assert pybits(f"get{name}", "--json", guid).json["value"] is True


def test_C194_a_job_on_demand_is_suspended_when_what_was_asked_for_is_here_and_transferred_when_it_is_whole(
    queue: Queue, pybits: Face, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", bytes(range(100)))
    guid = queue.make((fault_server.url("/f"), queue.folder / "f"))
    assert_refused(pybits("requestranges", guid, "0", "10:5"), BG_E_RANDOM_ACCESS_NOT_SUPPORTED)
    assert pybits("setondemand", guid, "true").status == 0
    queue.box.ok("requestranges", guid, "0", "10:5,12:8")
    wait_until(lambda: queue.job(guid).sated, PATIENCE, what="what was asked for")
    assert pybits("getfilledranges", guid, "0").out == "10:10\n"
    assert_refused(pybits("requestranges", guid, "0", "99:2"), BG_E_INVALID_RANGE)
    queue.box.ok("requestranges", guid, "0", "0:eof")
    queue.until(guid, JobState.TRANSFERRED)


@pytest.mark.parametrize(
    "word", ["always", "standard", "no-surcharge", "not-roaming", "unrestricted", "default", "0x7"]
)
def test_C195_a_network_cost_policy_can_be_set(queue: Queue, pybits: Face, word: str) -> None:
    guid = queue.make()
    assert pybits("gettransferpolicy", guid).out == "default\n"
    assert pybits("settransferpolicy", guid, word).status == 0
    assert pybits("gettransferpolicy", guid).out == f"{word}\n"


@pytest.mark.parametrize("word", ["", "never", "0", "0x100", "-1", "0x40000001"])
def test_C195_what_is_no_network_cost_policy_is_refused(queue: Queue, pybits: Face, word: str) -> None:
    guid = queue.make()
    assert pybits("settransferpolicy", guid, "always").status == 0
    refused = pybits("settransferpolicy", "--", guid, word)
    assert refused.status != 0
    assert "unrestricted" in refused.err
    assert pybits("gettransferpolicy", guid).out == "always\n"
