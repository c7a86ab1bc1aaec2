"""URLs that are refused after a while: the job's program gives a fresh one, and what is here is kept."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from pybits.domain.enums import JobType
from pybits.domain.hresult import E_NOTIMPL, BitsError, http_error
from pybits.domain.job import Job
from pybits.domain.state import JobState
from tests.daemon.program import Program
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Box, alive, wait_until

MIB = 1 << 20
HALF = MIB // 2
BODY = pattern(MIB)


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


@pytest.fixture
def program(queue: Queue, box: Box) -> Program:
    return Program(queue.box.folder, box.command()[0])


def add(queue: Queue, program: Program, *urls: str, delay: int = 600) -> str:
    guid = queue.add(*urls, minretrydelay=delay, notifyflags=0)
    queue.manager.set_url_command(guid, str(program.path), "told 'two words'")
    return guid


def interrupted(queue: Queue, program: Program, server: FaultServer, **more: int) -> str:
    """Give a job that has half of its file from /old, whose URL is refused from now on."""
    old = server.serve("/old", BODY, Fault(hold_after=HALF))
    guid = add(queue, program, server.url("/old"), **more)
    queue.resume(guid)
    queue.wait_for_bytes(guid, HALF)
    queue.box.ok("suspend", guid)
    old.fault.status = 403
    old.fault.hold_after = None
    old.release()
    return guid


def gave_up(queue: Queue, guid: str, words: str, code: int = 403) -> Job:
    job = queue.wait_for(guid, JobState.ERROR)
    assert job.error is not None
    assert job.error.code == http_error(code)
    assert words in job.error.text, job.error.text
    assert not job.renewing
    return job


def test_a_refused_url_is_replaced_and_the_file_goes_on_where_it_was(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    guid = interrupted(queue, program, fault_server)
    fault_server.serve("/new", BODY)
    program.does(f"print('a warning', file=sys.stderr); print({fault_server.url('/new?sig=2')!r})")
    queue.resume(guid)
    assert queue.finish(guid) == BODY
    assert fault_server.requests[-1].headers["range"] == f"bytes={HALF}-"
    (call,) = program.calls
    assert call["argv"] == [str(program.path), "two words"]
    assert (call["uid"], call["cwd"]) == (os.getuid(), "/")
    env = {"PYBITS_FILE": "0", "PYBITS_URL": fault_server.url("/old"), "PYBITS_STATUS": "403", "PYBITS_JOB": guid}
    assert call["env"] | env == call["env"]
    assert (call["job"]["id"], call["env"]["PYBITS_STATE"]) == (guid, "TRANSIENT_ERROR")


def test_a_file_that_is_another_at_the_fresh_url_begins_again(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    guid = interrupted(queue, program, fault_server)
    body = pattern(MIB, 5)
    fault_server.serve("/new", body, Fault(etag='"v2"'))
    program.does(f"print({fault_server.url('/new')!r})")
    queue.resume(guid)
    assert queue.finish(guid) == body


def test_each_file_of_a_job_gets_its_own_and_other_errors_ask_for_none(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    for path in ("/a", "/b"):
        fault_server.serve(path, b"", Fault(status=401))
        fault_server.serve(f"{path}-new", path.encode())
    fault_server.serve("/c", b"/c")
    program.does("print(os.environ['PYBITS_URL'] + '-new')")
    guid = add(queue, program, *map(fault_server.url, ("/a", "/b", "/c", "/missing")))
    queue.resume(guid)
    gave_up(queue, guid, "404", 404)
    assert {call["env"]["PYBITS_FILE"] for call in program.calls} <= {"0", "1"}
    fault_server.serve("/missing", b"/missing")
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    assert sorted(call["env"]["PYBITS_URL"][-2:] for call in program.calls) == ["/a", "/b"]
    assert {call["env"]["PYBITS_STATUS"] for call in program.calls} == {"401"}
    queue.complete(guid)
    assert [queue.result(number=number).read_text() for number in range(4)] == ["/a", "/b", "/c", "/missing"]


def test_a_fresh_url_that_is_refused_too_is_no_circle_and_a_resume_begins_anew(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    guid = interrupted(queue, program, fault_server)
    new = fault_server.serve("/new", BODY, Fault(status=403))
    program.does(f"print({fault_server.url('/new?')!r} + str(os.getpid()))")
    queue.resume(guid)
    gave_up(queue, guid, "403")
    assert len(program.calls) == 1
    assert queue.job(guid).bytes_done == HALF
    queue.resume(guid)
    program.called(2)
    gave_up(queue, guid, "403")
    new.fault.status = None
    queue.resume(guid)
    assert queue.finish(guid) == BODY
    assert len(program.calls) == 2


def test_one_that_expires_after_it_brought_something_is_replaced_not_sooner_than_the_retry_delay(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    guid = interrupted(queue, program, fault_server, delay=5)
    middle = fault_server.serve("/2", BODY, Fault(hold_after=HALF // 2))
    fault_server.serve("/3", BODY)
    program.does(f"print({fault_server.url('/')!r} + str(len(open({str(program.log)!r}).readlines()) + 1))")
    queue.resume(guid)
    queue.wait_for_bytes(guid, HALF * 3 // 2)
    queue.box.kill_daemon()
    middle.fault.status = 403
    middle.release()
    queue.box.ok("daemon", "start")
    assert queue.finish(guid) == BODY
    first, second = program.calls
    assert second["env"]["PYBITS_URL"] == fault_server.url("/2")
    assert second["at"] - first["at"] >= 4.9


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ("print('no key', file=sys.stderr); sys.exit(3)", "The URL command ended with status 3: no key."),
        ("os.kill(os.getpid(), 9)", "ended by SIGKILL"),
        ("", "did not print one line"),
        ("print('http://h/a'); print('http://h/b')", "did not print one line"),
        ("print('http://h/' + 'a' * 3000)", "did not print one line"),
        ("sys.stdout.write('http://h/a' * 1_000_000)", "did not print one line"),
        ("sys.stdout.buffer.write(b'http://h/\\xff')", "printed no text"),
        ("print('http://h/\\x1b[31m')", "no http or https URL"),
        ("print('file:///etc/passwd')", "no http or https URL"),
        ("print('/etc/passwd')", "no http or https URL"),
        ("print('http://alice:secret@h/a')", "user's name"),
        ("print('http:///a')", "names no host"),
        ("print('http://h:99999/a')", "not valid"),
        ("print(os.environ['PYBITS_URL'])", "printed the URL that was refused"),
    ],
)
def test_nonsense_changes_nothing_and_the_job_says_what_it_was(
    queue: Queue, program: Program, fault_server: FaultServer, then: str, words: str
) -> None:
    fault_server.serve("/old", BODY, Fault(status=403))
    program.does(then)
    guid = add(queue, program, fault_server.url("/old"))
    queue.resume(guid)
    gave_up(queue, guid, words)
    assert "secret" not in queue.box.ok("info", guid)
    assert queue.store.files(guid)[0].remote == fault_server.url("/old")
    assert len(program.calls) == 1


def test_the_policy_decides_about_the_scheme(queue: Queue, program: Program, fault_server: FaultServer) -> None:
    fault_server.serve("/old", BODY, Fault(status=403))
    program.does("print('https://localhost/new')")
    queue.box.set_policy(AllowedSchemes=["http"])
    guid = add(queue, program, fault_server.url("/old"))
    queue.resume(guid)
    gave_up(queue, guid, "AllowedSchemes")


def test_a_program_that_is_gone_or_none_leaves_the_error(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    fault_server.serve("/old", BODY, Fault(status=403))
    guid = add(queue, program, fault_server.url("/old"))
    queue.manager.set_url_command(guid, "/nowhere/told")
    queue.resume(guid)
    gave_up(queue, guid, "The URL command cannot be run: No such file or directory.")
    queue.box.ok("seturlcmdline", guid, "NULL")
    queue.resume(guid)
    assert "URL command" not in str(queue.wait_for(guid, JobState.ERROR).error)
    assert queue.box.ok("geturlcmdline", guid) == "none\n"


def test_what_is_changed_meanwhile_stays_and_a_dead_daemons_program_is_run_again(
    queue: Queue, program: Program, fault_server: FaultServer
) -> None:
    fault_server.serve("/old", BODY, Fault(status=403))
    fault_server.serve("/new", BODY)
    gate = queue.box.folder / "gate"
    wait = f"while not os.path.exists({str(gate)!r}): time.sleep(0.01)"
    program.does(f"{wait}\nprint({fault_server.url('/new')!r})")
    guid = add(queue, program, fault_server.url("/old"))
    queue.resume(guid)
    first = program.called()["pid"]
    assert "asked for a fresh URL" in queue.box.ok("info", guid)
    queue.box.kill_daemon()
    queue.box.ok("daemon", "start")
    second = program.called(2)["pid"]
    os.kill(first, signal.SIGKILL)
    queue.box.ok("suspend", guid)
    gate.touch()
    wait_until(lambda: not alive(second), what="the end of the program")
    wait_until(lambda: queue.box.daemon_pid() is None, what="a daemon that has nothing to do")
    assert queue.state(guid) is JobState.SUSPENDED
    assert queue.store.files(guid)[0].remote == fault_server.url("/old")
    queue.resume(guid)
    assert queue.finish(guid) == BODY


def test_only_a_download_has_one(queue: Queue, program: Program) -> None:
    guid = queue.manager.create_job("up", JobType.UPLOAD).guid
    with pytest.raises(BitsError) as caught:
        queue.manager.set_url_command(guid, str(program.path))
    assert caught.value.code == E_NOTIMPL
    down = queue.add("http://localhost/f")
    queue.box.ok("seturlcmdline", down, program.path, "told --key 'a b'")
    assert queue.box.ok("geturlcmdline", down) == f"{program.path} told --key 'a b'\n"
    assert Path(queue.job(down).url_command.program) == program.path  # type: ignore[union-attr]
