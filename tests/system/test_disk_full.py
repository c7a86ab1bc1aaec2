"""A full disk, and one that cannot be written: the job waits, nothing is corrupt, and space lets it go on."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pybits.domain.enums import JobPriority, JobType
from pybits.domain.file import NOTHING
from pybits.domain.hresult import ERROR_DISK_FULL
from pybits.domain.job import Job
from pybits.domain.state import JobState
from pybits.storage import clock
from pybits.storage.reserve import SIZE
from pybits.storage.temp_file import GATHER
from tests.daemon.queue import Queue, pattern
from tests.support.bits_server import BitsServer, Order
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import PATIENCE, Box, must, wait_until

pytestmark = pytest.mark.root

MIB = 1 << 20
Mount = Callable[[Path, int], Path]
Words = tuple[str, ...]


@pytest.fixture
def mount() -> Iterator[Mount]:
    """Give a function that mounts a small file system of so many KiB at a path."""
    mounted: list[Path] = []

    def make(path: Path, kib: int) -> Path:
        path.mkdir(parents=True, exist_ok=True)
        must("mount", "-t", "tmpfs", "-o", f"size={kib}k,mode=700", "tmpfs", path)
        mounted.append(path)
        return path

    yield make
    for path in reversed(mounted):
        subprocess.run(["umount", "--lazy", path], check=True)


@pytest.fixture
def box(tmp_path: Path, mount: Mount) -> Iterator[Box]:
    """Give a box whose target folder has 4 MiB; it is closed before the file systems below it are unmounted."""
    with Box(tmp_path / "box") as made:
        mount(made.folder / "target", 4096)
        yield made


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


def fill(folder: Path, leave: int) -> Path:
    """Fill a file system up to so many bytes."""
    filler = folder / "filler"
    space = os.statvfs(folder)
    filler.write_bytes(b"\0" * max(0, space.f_bavail * space.f_frsize - leave))
    return filler


def disk_full(job: Job) -> bool:
    return job.error is not None and job.error.code == ERROR_DISK_FULL


def test_what_cannot_fit_is_refused_before_it_is_fetched(queue: Queue, fault_server: FaultServer) -> None:
    fault_server.serve("/f", pattern(6 * MIB), Fault(bytes_per_second=MIB))
    guid = queue.start(fault_server.url("/f"))
    job = queue.wait_for(guid, JobState.TRANSIENT_ERROR)
    assert disk_full(job)
    assert job.bytes_done == 0
    assert queue.temp(guid).stat().st_size == 0


def test_a_disk_that_fills_up_in_mid_transfer_stops_the_job_and_space_lets_it_go_on(
    queue: Queue, fault_server: FaultServer
) -> None:
    body = pattern(2 * MIB)
    resource = fault_server.serve("/f", body, Fault(hold_after=MIB))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for_bytes(guid, MIB)
    filler = fill(queue.target, leave=100_000)
    resource.fault.hold_after = None
    resource.release()
    job = queue.wait_for(guid, JobState.TRANSIENT_ERROR)
    assert disk_full(job)
    assert MIB <= job.bytes_done < 2 * MIB
    assert queue.temp(guid).read_bytes()[: job.bytes_done] == body[: job.bytes_done]
    assert not queue.result().exists()
    filler.unlink()
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    assert fault_server.requests[-1].headers["range"] == f"bytes={job.bytes_done}-"
    queue.complete(guid)
    assert queue.result().read_bytes() == body


def test_several_connections_keep_what_each_has_brought(queue: Queue, fault_server: FaultServer) -> None:
    body = pattern(3 * MIB)
    fault_server.serve("/f", body, Fault(bytes_per_second=MIB // 4))
    guid = queue.start(fault_server.url("/f"), priority=JobPriority.FOREGROUND, connections="4")
    wait_until(lambda: queue.store.progress(guid).get(0, NOTHING).islands, 30, what="several connections")
    filler = fill(queue.target, leave=400_000)
    assert disk_full(queue.wait_for(guid, JobState.TRANSIENT_ERROR, timeout=30))
    claim, data = queue.store.progress(guid)[0], queue.temp(guid).read_bytes()
    assert claim.islands
    assert claim.here == queue.job(guid).bytes_done
    assert all(data[start:end] == body[start:end] for start, end in [(0, claim.written), *claim.islands])
    filler.unlink()
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED, timeout=30)
    queue.complete(guid)
    assert queue.result().read_bytes() == body


def test_a_file_without_a_length_that_fills_the_disk_is_no_different(queue: Queue, fault_server: FaultServer) -> None:
    body = pattern(2 * MIB)
    fault_server.serve("/f", body, Fault(chunked=True))
    filler = fill(queue.target, leave=MIB)
    guid = queue.start(fault_server.url("/f"))
    assert disk_full(queue.wait_for(guid, JobState.TRANSIENT_ERROR))
    filler.unlink()
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)
    queue.complete(guid)
    assert queue.result().read_bytes() == body


def test_a_reply_that_the_disk_has_no_room_for_waits_in_words(queue: Queue) -> None:
    with BitsServer() as server:
        server.fault.reply = b"the reply"
        guid = queue.manager.create_job("job", JobType.UPLOAD_REPLY).guid
        queue.manager.add_files(guid, [(server.url("/in/a"), "/etc/hostname")])
        queue.manager.set_reply_file_name(guid, queue.target / "reply")
        filler = fill_up(queue.target)
        queue.resume(guid)
        job = queue.wait_for(guid, JobState.TRANSIENT_ERROR)
        assert disk_full(job)
        assert job.error is not None
        assert job.error.text.startswith("There is not enough space for the file (")
        filler.unlink()
        queue.resume(guid)
        queue.wait_for(guid, JobState.TRANSFERRED)
        assert server.kinds.count("Create-Session") == 1
    queue.complete(guid)
    assert (queue.target / "reply").read_bytes() == b"the reply"


def test_one_full_disk_does_not_stop_the_jobs_of_another(
    queue: Queue, fault_server: FaultServer, tmp_path: Path
) -> None:
    fault_server.serve("/big", pattern(6 * MIB))
    fault_server.serve("/f", b"x" * 1000)
    full = queue.start(fault_server.url("/big"))
    fine = queue.manager.create_job("fine").guid
    queue.manager.add_files(fine, [(fault_server.url("/f"), str(tmp_path / "fine"))])
    queue.resume(fine)
    queue.wait_for(fine, JobState.TRANSFERRED)
    queue.wait_for(full, JobState.TRANSIENT_ERROR)


# ---- room that is not for downloads


def test_what_would_leave_less_than_the_policy_asks_is_not_fetched_and_room_lets_it_go_on(
    queue: Queue, fault_server: FaultServer
) -> None:
    queue.box.set_policy(MinFreeDiskSpace=2)
    bodies = {name: pattern(size, 3) for name, size in (("f", 700_000), ("small", 40_000), ("unknown", 700_000))}
    for name, body in bodies.items():
        fault_server.serve(f"/{name}", body, Fault(chunked=name == "unknown"))
    filler = fill(queue.target, leave=2 * MIB + 30_000)
    guids = {name: queue.start(fault_server.url(f"/{name}"), name=name, minretrydelay=5) for name in bodies}
    for name, guid in guids.items():
        wait_until(lambda guid=guid: disk_full(queue.job(guid)), what="a job that says so")  # type: ignore[misc]
        said = queue.box.ok("info", guid)
        assert "2.0 MiB are to stay free (policy MinFreeDiskSpace)" in said, name
        assert queue.job(guid).bytes_done <= (GATHER if name == "unknown" else 0), name
    assert "0.7 MiB are to come" in queue.box.ok("info", guids["f"])
    assert free(queue.target) >= 2 * MIB - GATHER
    filler.unlink()
    for name, guid in guids.items():  # by themselves
        queue.wait_for(guid, JobState.TRANSFERRED)
        queue.complete(guid)
        assert queue.result(name).read_bytes() == bodies[name]


@pytest.mark.parametrize("whose", ["config", "machine-config"])
def test_a_disk_that_others_fill_up_to_what_the_settings_leave_free_stops_the_job(
    queue: Queue, fault_server: FaultServer, whose: str
) -> None:
    queue.box.set_policy(MinFreeDiskSpace=1)
    settings = Path(
        queue.box.ok("util", "version", "--verbose").split(f"{whose}.toml")[0].split()[-1] + f"{whose}.toml"
    )
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("[disk]\nfree = 2\n")
    body = pattern(2 * MIB)
    resource = fault_server.serve("/f", body, Fault(hold_after=MIB))
    guid = queue.start(fault_server.url("/f"), priority=JobPriority.FOREGROUND)
    queue.wait_for_bytes(guid, MIB)
    filler = fill(queue.target, leave=2 * MIB - 8192)
    job = queue.wait_for(guid, JobState.TRANSIENT_ERROR)
    assert disk_full(job)
    assert job.bytes_done == MIB
    assert job.error is not None
    assert f"2.0 MiB are to stay free ([disk] free in {settings})" in job.error.text
    assert job.error.file == 0
    filler.unlink()
    resource.fault.hold_after = None
    resource.release()
    queue.resume(guid)
    assert queue.finish(guid) == body
    assert fault_server.requests[-1].headers["range"] == f"bytes={MIB}-"


def test_ranges_on_demand_and_a_maximum_size_leave_room_too(queue: Queue, fault_server: FaultServer) -> None:
    queue.box.set_policy(MinFreeDiskSpace=3)
    fault_server.serve("/f", pattern(2 * MIB))
    limited = queue.start(fault_server.url("/f"), name="limited", maxdownloadsize=2 * MIB)
    assert disk_full(queue.wait_for(limited, JobState.TRANSIENT_ERROR))
    demanded = queue.add(fault_server.url("/f"), name="demanded", ondemand=True)
    queue.box.ok("requestranges", demanded, "0", "0:100000")
    queue.wait_for(demanded, JobState.SUSPENDED)
    queue.box.ok("requestranges", demanded, "0", "100000:1500000")
    assert disk_full(queue.wait_for(demanded, JobState.TRANSIENT_ERROR))
    assert queue.job(demanded).bytes_done == 100_000


# ---- the store's own disk


@pytest.fixture
def small_store(box: Box, mount: Mount, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """Give a queue whose store has 4 MiB, enough for a reserve."""
    mount(box.home, 4096)
    return Queue(box, monkeypatch)


@pytest.fixture
def shared_disk(box: Box, mount: Mount, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    """Give a queue whose store and target folder are on one file system of 8 MiB."""
    disk = mount(box.folder / "disk", 8192)
    for path in (box.home, box.folder / "target"):
        path.mkdir(exist_ok=True)
        (disk / path.name).mkdir(mode=0o700)
        must("mount", "--bind", disk / path.name, path)
    made = Queue(box, monkeypatch)
    yield made
    box.close()
    for path in (box.home, box.folder / "target"):
        must("umount", "--lazy", path)


def fill_up(folder: Path) -> Path:
    """Fill a file system to the last byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 512)
        except OSError:
            return filler


def test_a_full_store_refuses_changes_in_words_and_loses_nothing(small_store: Queue) -> None:
    queue = small_store
    kept = [queue.add("file:///etc/hostname", name=f"job{number}") for number in range(3)]
    changes = (
        ("create", "new"),
        ("addfile", kept[0], "file:///etc/hosts", str(queue.target / "new")),
        ("setpriority", kept[1], "high"),
    )
    filler = fill_up(queue.box.home)
    held = reserve(queue)
    before = {guid: (queue.store.read(guid), queue.store.history(guid)) for guid in kept}
    for words in changes:
        ran = queue.run(*words)
        assert ran.status != 0, words
        assert ERROR_DISK_FULL.hex in ran.stderr + ran.stdout, ran
        assert "Traceback" not in ran.stderr
    assert {guid: (queue.store.read(guid), queue.store.history(guid)) for guid in kept} == before
    assert [queue.run("getstate", guid).status for guid in kept] == [0, 0, 0]
    assert reserve(queue) == held, "only who ends a job spends it"
    assert queue.run("cancel", "job2").status == 0
    assert 0 < reserve(queue) < held
    filler.unlink()
    for words in changes:
        assert queue.run(*words).status == 0, words
    assert len(queue.store.guids()) == 3
    assert queue.store.damaged() == []
    assert len(queue.store.files(kept[0])) == 2


@pytest.mark.parametrize("words", [("cancel", "job-1"), ("complete", "job-2")], ids=lambda words: words[0])
def test_a_store_without_a_reserve_refuses_to_end_jobs_too_and_loses_none(small_store: Queue, words: Words) -> None:
    queue = small_store
    queue.add("file:///etc/hostname", name="job-1")
    guid = queue.start("file:///etc/hostname", name="job-2")
    queue.wait_for(guid, JobState.TRANSFERRED)
    queue.box.run("daemon", "stop")
    reserve_of(queue).unlink()  # as older versions left it
    filler = fill_up(queue.box.home)
    ran = queue.run(*words)
    assert ran.status != 0
    assert ERROR_DISK_FULL.hex in ran.stderr + ran.stdout, ran
    assert "Traceback" not in ran.stderr
    assert len(queue.store.guids()) == 2
    filler.unlink()
    assert queue.run(*words).status == 0
    assert len(queue.store.guids()) == 1


def test_a_full_store_is_read_and_jobs_are_ended_after_a_reboot(small_store: Queue) -> None:
    queue = small_store
    names = [f"job-{number}" for number in range(10)]
    for name in names:
        queue.add("file:///etc/hostname", name=name)
    index = queue.box.home / "index"
    index.write_bytes(index.read_bytes().replace(clock.boot_id().encode(), b"another"))
    filler = fill_up(queue.box.home)
    while names:
        listed = queue.box.ok("list")
        assert all(f"'{name}'" in listed for name in names)
        assert queue.run("cancel", names.pop()).status == 0
        fill_more(filler)
    assert queue.store.guids() == []
    assert not list(queue.box.home.rglob("*.new"))


def fill_more(filler: Path) -> None:
    with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 512)


def reserve_of(queue: Queue) -> Path:
    return queue.box.home / "reserve"


def reserve(queue: Queue) -> int:
    """Count the bytes that the reserve keeps from others."""
    return reserve_of(queue).stat().st_blocks * 512 if reserve_of(queue).exists() else 0


def free(folder: Path) -> int:
    space = os.statvfs(folder)
    return space.f_bavail * space.f_frsize


@pytest.mark.parametrize("daemon", [True, False], ids=["daemon", "no daemon"])
def test_jobs_can_be_ended_where_they_have_filled_the_disk_themselves(
    shared_disk: Queue, fault_server: FaultServer, *, daemon: bool
) -> None:
    queue = shared_disk
    done, body = pattern(300_000, 1), pattern(2 * MIB, 2)
    fault_server.serve("/done", done)
    whole = queue.start(fault_server.url("/done"), name="whole")
    queue.wait_for(whole, JobState.TRANSFERRED)
    parts = {name: fault_server.serve(f"/{name}", body, Fault(hold_after=MIB)) for name in ("victim", "other")}
    guids = {
        name: queue.start(fault_server.url(f"/{name}"), name=name, priority=JobPriority.FOREGROUND) for name in parts
    }
    for name, guid in guids.items():
        queue.wait_for_bytes(guid, MIB)
        queue.manager.set_property(guid, "minretrydelay", 5)
        assert parts[name].serving == 1
    fill(queue.box.folder / "disk", leave=200_000)  # somebody else's
    for resource in parts.values():  # and pybits takes the rest
        resource.fault.hold_after = None
        resource.release()
    wait_until(lambda: all(disk_full(queue.job(guid)) for guid in guids.values()), what="jobs that say so")
    if not daemon:
        queue.box.kill_daemon()
    fill_up(queue.target)
    assert free(queue.target) == 0
    temps = {name: queue.temp(guid) for name, guid in guids.items()}

    queue.box.ok("complete", "whole")
    assert queue.result("whole").read_bytes() == done
    assert whole not in queue.store.guids()
    fill_up(queue.target)
    queue.box.ok("cancel", "victim")
    assert not temps["victim"].exists()
    assert guids["victim"] not in queue.store.guids()
    if not daemon:
        assert free(queue.target) > MIB
        queue.resume(guids["other"])
    queue.wait_for(guids["other"], JobState.TRANSFERRED)
    queue.box.ok("complete", "other")
    assert queue.result("other").read_bytes() == body
    assert queue.temps() == []
    log = queue.box.home / "daemon.log"
    assert "Traceback" not in log.read_text()
    (queue.box.folder / "disk" / "filler").unlink()
    queue.add(name="next")
    assert reserve(queue) >= SIZE, "made anew when there is room"
    assert queue.box.ok("doctor")


@pytest.mark.parametrize("reserved", [True, False], ids=["reserve", "no reserve left"])
def test_the_daemon_gets_through_though_the_room_was_taken_between_intent_and_deeds(
    shared_disk: Queue, fault_server: FaultServer, *, reserved: bool
) -> None:
    queue = shared_disk
    body = pattern(MIB)
    fault_server.serve("/done", body)
    whole = queue.start(fault_server.url("/done"), name="whole")
    queue.wait_for(whole, JobState.TRANSFERRED)
    waiting = queue.start("http://127.0.0.1:1/", name="waiting")  # keeps the daemon, and has nothing to write
    queue.wait_for(waiting, JobState.TRANSIENT_ERROR)
    daemon = queue.freeze_daemon()
    log = queue.box.home / "daemon.log"
    log.write_text("a page with room for more\n")
    filler = fill_up(queue.target)
    try:
        command = queue.box.start("complete", "whole")
        wait_until(lambda: queue.store.read(whole).deeds, what="the intent")
        fill_more(filler)
        if not reserved:
            reserve_of(queue).unlink()
            fill_more(filler)
    finally:
        os.kill(daemon, signal.SIGCONT)
    if not reserved:
        wait_until(lambda: "No space left" in log.read_text(), what="a daemon that cannot go on")
        assert whole in queue.store.guids()
        filler.unlink()
    assert command.wait(PATIENCE) == 0
    assert queue.result("whole").read_bytes() == body
    assert whole not in queue.store.guids()


def test_a_store_that_fills_up_under_the_daemon_costs_no_job(small_store: Queue, fault_server: FaultServer) -> None:
    queue = small_store
    body = pattern(400_000)
    resource = fault_server.serve("/f", body, Fault(hold_after=100_000))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for_bytes(guid, 100_000)
    filler = fill_up(queue.box.home)
    resource.fault.hold_after = None
    resource.release()
    log = queue.box.home / "daemon.log"
    assert not log.exists() or "Traceback" not in log.read_text()
    wait_until(lambda: queue.temp(guid).stat().st_size == len(body) or queue.box.daemon_pid() is None, what="the bytes")
    filler.unlink()
    queue.box.run("resume", guid)  # refused if the daemon was faster, and has it all
    queue.wait_for(guid, JobState.TRANSFERRED)
    queue.complete(guid)
    assert queue.result().read_bytes() == body
    assert "Traceback" not in log.read_text()


def test_a_read_only_store_is_refused_in_words(small_store: Queue) -> None:
    queue = small_store
    guid = queue.add("file:///etc/hostname")
    must("mount", "-o", "remount,ro", queue.box.home)
    for words in (("create", "new"), ("resume", guid), ("cancel", guid)):
        ran = queue.run(*words)
        assert ran.status != 0
        assert "0x80070013" in ran.stderr + ran.stdout, ran
        assert "Traceback" not in ran.stderr
    assert queue.run("getstate", guid).stdout
    must("mount", "-o", "remount,rw", queue.box.home)
    queue.resume(guid)
    queue.wait_for(guid, JobState.TRANSFERRED)


# ---- a daemon that starts on a full disk


@pytest.mark.parametrize("lost", ["nothing", "engine.lock"])
def test_a_daemon_starts_on_a_full_disk_says_what_its_jobs_wait_for_and_goes_on_by_itself(
    small_store: Queue, fault_server: FaultServer, lost: str
) -> None:
    queue = small_store
    fault_server.serve("/f", b"x" * 1000)
    waiting, queued = (queue.add(fault_server.url("/f"), name=name) for name in ("waiting", "queued"))
    foreground = queue.start(fault_server.url("/f"), name="foreground", priority=JobPriority.FOREGROUND)
    queue.wait_for(foreground, JobState.TRANSFERRED)
    daemon = queue.freeze_daemon()
    for guid in (waiting, queued):
        queue.resume(guid)
    os.kill(daemon, signal.SIGKILL)
    wait_until(lambda: not queue.box.daemons(), what="the daemon's end")
    (queue.box.home / lost).unlink(missing_ok=True)
    filler = fill_up(queue.box.home)
    held = reserve(queue)

    queue.box.ok("daemon", "start")
    for guid in (waiting, queued):
        job = queue.wait_for(guid, JobState.TRANSIENT_ERROR)
        assert disk_full(job)
        assert "goes on by itself" in queue.manager.in_words(job)
    assert reserve(queue) >= held // 2, "the rest is for who ends jobs"
    pid = queue.box.daemon_pid()
    assert f"process {pid}" in queue.box.ok("daemon", "status")
    queue.box.ok("complete", "foreground")
    fill_more(filler)
    queue.box.ok("cancel", "waiting")
    filler.unlink()
    queue.wait_for(queued, JobState.TRANSFERRED)
    assert queue.box.daemon_pid() in (pid, None)
    assert "Traceback" not in (queue.box.home / "daemon.log").read_text()
    queue.complete(queued)


def test_jobs_that_a_dead_daemon_let_wait_for_room_are_not_forgotten(
    small_store: Queue, fault_server: FaultServer
) -> None:
    queue = small_store
    fault_server.serve("/f", b"x" * 1000)
    guid = queue.add(fault_server.url("/f"))
    filler = fill_up(queue.box.home)
    queue.store.reserve.spend(lambda: queue.queue_without_daemon(guid))
    fill_more(filler)
    queue.box.ok("daemon", "start")
    queue.wait_for(guid, JobState.TRANSIENT_ERROR)
    queue.box.kill_daemon()
    fill_more(filler)
    queue.box.ok("daemon", "start")
    wait_until(lambda: queue.box.run("daemon", "status").status == 0, what="a daemon that listens")
    filler.unlink()
    queue.wait_for(guid, JobState.TRANSFERRED)


def test_a_machine_store_without_room_for_a_folder_keeps_no_daemon_and_no_end_of_a_job(
    box: Box, queue: Queue, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", b"x" * 1000)
    guids = [queue.add(fault_server.url("/f"), name=name) for name in ("one", "two")]
    must("mount", "-t", "tmpfs", "-o", "nr_inodes=1,mode=1777", "tmpfs", box.machine)
    try:
        assert ERROR_DISK_FULL.hex in queue.run("create", "three").stdout
        for guid in guids:
            queue.resume(guid)
            queue.wait_for(guid, JobState.TRANSFERRED)
        queue.box.ok("complete", "one")
        queue.box.ok("daemon", "stop")
        queue.box.ok("cancel", "two")
        assert queue.store.guids() == []
    finally:
        queue.box.close()
        must("umount", "--lazy", box.machine)


def test_the_doctor_says_that_the_disk_is_full(small_store: Queue) -> None:
    queue = small_store
    queue.add()
    queue.box.ok("doctor")
    filler = fill_up(queue.box.home)
    ran = queue.box.run("doctor", "--fix")
    assert (ran.status, f"The disk of {queue.box.home} is full" in ran.stdout) == (1, True), ran
    filler.unlink()
    queue.box.ok("doctor")


def test_the_server_of_a_cancelled_upload_is_told_on_a_full_disk_too(small_store: Queue) -> None:
    queue = small_store
    with BitsServer() as server:
        server.fault.bytes_per_second = 1e5
        (queue.target / "source").write_bytes(pattern(MIB))
        guid = queue.manager.create_job("upload", JobType.UPLOAD).guid
        queue.manager.add_files(guid, [(server.url("/in/a"), queue.target / "source")])
        queue.resume(guid)
        wait_until(server.progress, what="a session")
        server.fault.orders = [Order("Cancel-Session", 503)] * 100
        queue.box.ok("cancel", "upload")
        queue.box.kill_daemon()
        fill_up(queue.box.home)
        server.fault.orders, server.fault.bytes_per_second = [], None
        queue.box.ok("daemon", "start")
        wait_until(lambda: not server.sessions, what="the end of the session")
        wait_until(lambda: not queue.store.guids(), what="the end of the job")
