"""What is swept: a play prepares a state, lets one program be struck, and judges what a normal start makes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from pybits.domain.credentials import AuthScheme, AuthTarget, Credential
from pybits.domain.enums import JobPriority, JobType, UploadWith
from pybits.domain.file import NOTHING, File, Wanted
from pybits.domain.hresult import BG_E_VALIDATION_FAILED, BG_S_UNABLE_TO_DELETE_FILES
from pybits.domain.job import Deed, Job
from pybits.domain.properties import PROPERTIES
from pybits.domain.state import JobEvent, JobState
from pybits.storage import secrets
from pybits.storage.temp_file import temp_path
from tests.crash.ground import SIZES, Ground
from tests.support.bits_server import BitsServer, Order
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import Ran

Strike = Callable[[list[str]], Ran]
Play = Callable[[Ground, Strike], None]

PRIORITY = next(row for row in PROPERTIES if row.name == "priority")


def create(ground: Ground, strike: Strike) -> None:
    """A job is whole or absent, and there once its GUID was printed."""
    name = ground.new_name()
    ran = strike(ground.command("create", name))
    ground.normal_start()
    ground.check()
    found = ground.store.find(name)
    refused = "0x8" in ran.stderr
    assert len(found) == 1 or ran.status, "acknowledged, and lost"
    assert not (found and refused), "refused, and made"
    assert all((job.state, job.files_total) == (JobState.SUSPENDED, 0) for job in found)
    again = ground.manager.create_job(name)
    assert ground.store.find(name) == [*found, again]
    ground.retire(again.guid, *(job.guid for job in found))


def first_create(ground: Ground, strike: Strike) -> None:
    """The very first command, which makes the store and the ledger too, can be repeated whatever it left behind."""
    earlier, machine = ground.box.home, ground.box.machine
    fresh = ground.box.folder / f"fresh {ground.new_name()}"
    ground.box.env |= {"PYBITS_HOME": str(fresh / "store"), "PYBITS_MACHINE_DIR": str(fresh / "machine")}
    fresh.mkdir()
    try:
        ran = strike(ground.command("create", "first"))
        ground.box.ok("create", "second")
        listed = ground.box.ok("list")
        assert "'second'" in listed
        assert "'first'" in listed or ran.status, "acknowledged, and lost"
        registered = list((fresh / "machine" / "users").glob("*/*"))
        assert len(registered) == listed.count("SUSPENDED") == listed.count("'") // 2
    finally:
        ground.box.env |= {"PYBITS_HOME": str(earlier), "PYBITS_MACHINE_DIR": str(machine)}


def _add(files: int) -> Play:
    def play(ground: Ground, strike: Strike) -> None:
        job = ground.job(files=1)
        pairs = [ground.pair(job.name, number) for number in range(1, 1 + files)]
        textfile = ground.box.cwd / "set.txt"
        textfile.write_text("".join(f'{remote} "{local}"\n' for remote, local in pairs))
        command = ["addfile", job.guid, *pairs[0]] if files == 1 else ["addfileset", job.guid, str(textfile)]
        ran = strike(ground.command(*command))
        ground.normal_start()
        ground.check()
        count = len(ground.store.files(job.guid))
        assert count in ((1 + files,) if ran.status == 0 else (1, 1 + files)), f"{count} files"
        others = [(remote, f"{local} of another name") for remote, local in pairs]
        ground.manager.add_files(job.guid, others)
        added = [(file.remote, file.local) for file in ground.store.files(job.guid)]
        assert added == [ground.pair(job.name, 0), *(pairs if count > 1 else []), *others]
        ground.retire(job.guid)

    return play


def set_priority(ground: Ground, strike: Strike) -> None:
    """A property is the old or the new, and the new once that was said."""
    job = ground.job(files=1)
    ran = strike(ground.command("setpriority", job.guid, "high"))
    ground.normal_start()
    ground.check()
    changed = ground.store.read(job.guid).priority
    assert changed is JobPriority.HIGH or (changed is JobPriority.NORMAL and ran.status)
    ground.manager.set_property(job.guid, PRIORITY, JobPriority.HIGH)
    assert ground.store.read(job.guid).priority is JobPriority.HIGH
    ground.retire(job.guid)


def set_credentials(ground: Ground, strike: Strike) -> None:
    """A password is the old or the new, whole, and the new once that was said; the job's other secrets stay."""
    job = ground.job(files=1)
    other = Credential(AuthTarget.PROXY, AuthScheme.DIGEST, "bob", "builder")
    for made in (other, Credential(AuthTarget.SERVER, AuthScheme.BASIC, "alice", "old")):
        ground.manager.set_credentials(job.guid, made)
    ran = strike(ground.command("setcredentials", job.guid, "SERVER", "BASIC", "alice", "new"))
    ground.normal_start()
    ground.check()
    kept = secrets.read(ground.store.folder(job.guid)).credentials
    assert other in kept
    (password,) = (one.password for one in kept if one.target is AuthTarget.SERVER)
    assert password == "new" or (password == "old" and ran.status)
    assert sorted(ground.store.read(job.guid).credentials) == ["PROXY DIGEST", "SERVER BASIC"]
    ground.retire(job.guid)


def resume(ground: Ground, strike: Strike) -> None:
    """A job that was resumed ends TRANSFERRED; one that was not is still SUSPENDED and can be resumed."""
    job = ground.job(files=1)
    ran = strike(ground.command("resume", job.guid))
    ground.box.close()  # the daemon too, if one was started
    now = ground.store.read(job.guid)
    assert now.state is not JobState.SUSPENDED or ran.status, "acknowledged, and lost"
    if now.state is JobState.SUSPENDED:
        ground.check()
        ground.store.change(job.guid, lambda job: job.move(JobEvent.RESUME))
    ground.normal_start()
    ground.check()
    assert ground.store.read(job.guid).state is JobState.TRANSFERRED
    ground.retire(job.guid)


def complete(ground: Ground, strike: Strike) -> None:
    """The job is there with all its bytes, or gone with every file under its name."""
    job = ground.transferred()
    files = [Path(file.local) for file in ground.store.files(job.guid)]
    files[0].write_bytes(b"old")  # somebody's earlier version is replaced, whole
    ran = strike(ground.command("complete", job.guid))
    _finish(ground, job, ran, lambda: ground.manager.complete(job.guid))
    assert [path.read_bytes() for path in files] == [source.read_bytes() for source in ground.sources]
    _clear(files)


def complete_early(ground: Ground, strike: Strike) -> None:
    """A job that is completed early delivers what it has and drops the rest."""
    job = ground.transferred()
    ground.manager.add_files(job.guid, [ground.pair(job.name, len(SIZES))])
    files = [Path(file.local) for file in ground.store.files(job.guid)]
    ran = strike(ground.command("complete", job.guid))
    _finish(ground, job, ran, lambda: ground.manager.complete(job.guid))
    assert [path.read_bytes() for path in files[:-1]] == [source.read_bytes() for source in ground.sources]
    assert not files[-1].exists()
    _clear(files[:-1])


def cancel(ground: Ground, strike: Strike) -> None:
    """The job is there, or gone with its temporary files; what lies at its destinations is never touched."""
    job = ground.transferred()
    files = [Path(file.local) for file in ground.store.files(job.guid)]
    files[0].write_bytes(b"old")
    ran = strike(ground.command("cancel", job.guid))
    ended = ground.store.ended.find(job.guid)
    if ended and ended.code == BG_S_UNABLE_TO_DELETE_FILES:  # BITS does not insist: the user was told
        for path in ground.target.glob(".BIT*"):
            if path.name[4:28] in job.guid.replace("-", ""):
                path.unlink()
    _finish(ground, job, ran, lambda: ground.manager.cancel(job.guid), ending=JobState.CANCELLED)
    assert [path.read_bytes() for path in files if path.exists()] == [b"old"]
    _clear(files[:1])


def daemon(ground: Ground, strike: Strike) -> None:
    """A whole transfer, from the start of the daemon to its end; the next daemon brings it to its end.

    A file with a wrong checksum, or of which the ranges are not all there, never has its name.
    """
    job, wanted = ground.special()
    strike(ground.daemon)
    ground.normal_start()
    ground.check()
    if _refused_by_the_disk(ground, job.guid):
        ground.normal_start()
    assert ground.store.read(job.guid).state is JobState.TRANSFERRED, ground.store.read(job.guid)
    ground.check()
    assert ground.manager.complete(job.guid).files == len(wanted)
    assert {path: path.read_bytes() for path in wanted} == wanted
    _clear(list(wanted))


def daemon_several(ground: Ground, strike: Strike) -> None:
    """Several connections: what is claimed of each is there, and the file is whole, and checked, whatever is struck."""
    body, name = bytes(index * 7 % 251 for index in range(800_000)), ground.new_name()
    place = ground.target / f"{name} several"
    checksum = f"sha256:{hashlib.sha256(body).hexdigest()}"
    with FaultServer() as server:
        server.serve("/file", body, Fault(bytes_per_second=3 << 20))
        guid = ground.manager.create_job(name).guid
        ground.manager.add_files(guid, [File(0, server.url("/file"), str(place), checksum=checksum)])
        ground.store.change(
            guid,
            lambda job: job.move(JobEvent.RESUME)._replace(
                min_retry_delay=0, priority=JobPriority.FOREGROUND, connections="4"
            ),
        )
        strike(ground.several)
        ground.widest = max(ground.widest, len({request.connection for request in server.requests}))
        claim = ground.store.progress(guid).get(0, NOTHING)
        temp = Path(temp_path(str(place), guid, 0))
        held = temp.read_bytes() if temp.exists() else b""
        for start, end in [(0, claim.written), *claim.islands]:
            assert held[start:end] == body[start:end], f"claims bytes {start} to {end}, and they are not there"
        server.serve("/file", body)
        ground.run_daemon()
        if _refused_by_the_disk(ground, guid):
            ground.run_daemon()
        assert ground.store.read(guid).state is JobState.TRANSFERRED, ground.store.read(guid)
        assert ground.manager.complete(guid).files == 1
    assert place.read_bytes() == body
    place.unlink()
    ground.check()


def daemon_on_demand(ground: Ground, strike: Strike) -> None:
    """Ranges on demand: what is claimed of them is there, and all of them come, whatever is struck."""
    body, name = bytes(index * 7 % 251 for index in range(100_000)), ground.new_name()
    place = ground.target / f"{name} on demand"
    wanted = (Wanted(0, 60_000, 20_000), Wanted(0, 10, 5_000))
    with FaultServer() as server:
        server.serve("/file", body)
        guid = ground.manager.create_job(name).guid
        ground.manager.add_files(guid, [File(0, server.url("/file"), str(place))])
        ground.store.change(
            guid,
            lambda job: job.move(JobEvent.RESUME)._replace(min_retry_delay=0, on_demand=True, wanted=wanted),
        )
        strike(ground.daemon)
        claim = ground.store.progress(guid).get(0, NOTHING)
        temp = Path(temp_path(str(place), guid, 0))
        held = temp.read_bytes() if temp.exists() else b""
        for start, end in [(0, claim.written), *claim.islands]:
            assert held[start:end] == body[start:end], f"claims bytes {start} to {end}, and they are not there"
        ground.run_daemon()
        if ground.store.read(guid).state is JobState.ERROR:  # what the disk refused
            ground.store.change(guid, lambda job: job.move(JobEvent.RESUME))
            ground.run_daemon()
        job = ground.store.read(guid)
        assert job.sated, job
        assert ground.store.progress(guid)[0].safe_islands == ((10, 5_010), (60_000, 80_000))
        held = temp.read_bytes()
        assert (held[10:5_010], held[60_000:80_000]) == (body[10:5_010], body[60_000:80_000])
    ground.manager.cancel(guid)
    assert not temp.exists()
    ground.check()


def daemon_completes(ground: Ground, strike: Strike) -> None:
    """A command wrote the intent to complete and was killed: the daemon does it, or the daemon after that."""
    job = ground.transferred()
    files = [Path(file.local) for file in ground.store.files(job.guid)]
    deeds = (Deed.PUBLISH, Deed.DISCARD, Deed.RETIRE)
    ground.store.change(job.guid, lambda job: job._replace(deeds=deeds, ticket="1"))
    strike(ground.daemon)
    _finish(ground, job, None, lambda: ground.manager.complete(job.guid))
    assert [path.read_bytes() for path in files] == [source.read_bytes() for source in ground.sources]
    _clear(files)


def upload(ground: Ground, strike: Strike) -> None:
    """A whole upload with its reply; the next daemon goes on in the session that the server got bytes in."""
    source, name = ground.sources[0], ground.new_name()
    place = ground.target / f"{name} reply"
    with BitsServer() as server:
        server.fault.max_fragment, server.fault.reply, server.fault.publish_at_close = 35_000, b"the reply", True
        guid = ground.manager.create_job(name, JobType.UPLOAD_REPLY).guid
        ground.manager.add_files(guid, [(server.url("/in/file"), source)])
        ground.manager.set_reply_file_name(guid, place)
        ground.store.change(guid, lambda job: job.move(JobEvent.RESUME)._replace(min_retry_delay=0))
        strike(ground.daemon)
        ground.normal_start()
        ground.check()
        if _refused_by_the_disk(ground, guid):
            ground.normal_start()
        assert ground.store.read(guid).state is JobState.TRANSFERRED, ground.store.read(guid)
        assert server.files == {"/in/file": source.read_bytes()}
        assert not any(session.data for session in server.sessions.values()), "a session that nobody knows"
        assert server.violations == []
        assert ground.manager.reply_data(guid) == b"the reply"
        assert ground.manager.complete(guid).files == 1
    assert place.read_bytes() == b"the reply"
    place.unlink()
    ground.check()


def upload_put(ground: Ground, strike: Strike) -> None:
    """One PUT: the server has the whole file and nothing else, whatever is struck."""
    with BitsServer() as server:
        _upload_without_bits(ground, strike, server.url("/in/file"))
        assert server.files == {"/in/file": ground.sources[0].read_bytes()}
        assert server.violations == []


def upload_tus(ground: Ground, strike: Strike) -> None:
    """A tus upload: the next daemon goes on in the one that the server got bytes in, and begins no second one."""
    before = set(ground.tus.files())
    _upload_without_bits(ground, strike, ground.tus.url)
    sent = [data for path in ground.tus.files() if path not in before and (data := path.read_bytes())]
    assert sent == [ground.sources[0].read_bytes()]


def _upload_without_bits(ground: Ground, strike: Strike, url: str) -> None:
    guid = ground.manager.create_job(ground.new_name(), JobType.UPLOAD, UploadWith.PUT).guid
    ground.manager.add_files(guid, [(url, ground.sources[0])])
    ground.store.change(guid, lambda job: job.move(JobEvent.RESUME)._replace(min_retry_delay=0))
    strike(ground.daemon)
    ground.normal_start()
    ground.check()
    assert ground.store.read(guid).state is JobState.TRANSFERRED, ground.store.read(guid)
    assert ground.manager.complete(guid).files == 1
    ground.check()


def cancel_upload(ground: Ground, strike: Strike) -> None:
    """A cancelled upload is there, or gone; the server drops what it has as soon as a daemon can tell it."""
    source, name = ground.sources[0], ground.new_name()
    with BitsServer() as server:
        server.fault.orders = [Order("Fragment", 404)]
        guid = ground.manager.create_job(name, JobType.UPLOAD).guid
        ground.manager.add_files(guid, [(server.url("/in/file"), source)])
        ground.store.change(guid, lambda job: job.move(JobEvent.RESUME))
        ground.run_daemon()
        assert len(server.sessions) == 1
        ran = strike(ground.command("cancel", guid))
        ground.box.close()  # the daemon too, if one was started
        if guid in ground.store.guids() and ground.store.read(guid).state is not JobState.CANCELLED:
            assert ran.status, "acknowledged, and lost"
            ground.manager.cancel(guid)
            ground.box.close()
        ground.normal_start()
        assert guid not in ground.store.guids()
        assert server.sessions == {}
    assert source.exists()
    ground.check()


def _refused_by_the_disk(ground: Ground, guid: str) -> bool:
    """Tell whether a job is in ERROR, and resume it then; that a checksum found wrong bytes is never the reason."""
    job = ground.store.read(guid)
    assert job.error is None or job.error.code != BG_E_VALIDATION_FAILED, "bytes were kept that are not the file's"
    if job.state is JobState.ERROR:
        ground.store.change(guid, lambda job: job.move(JobEvent.RESUME))
    return job.state is JobState.ERROR


def _finish(
    ground: Ground,
    job: Job,
    ran: Ran | None,
    again: Callable[[], object],
    *,
    ending: JobState = JobState.ACKNOWLEDGED,
) -> None:
    """After a struck complete or cancel: say it again, or let the next daemon do it, by turns; the end is the same."""
    there = job.guid in ground.store.guids()
    assert not (there and ran and ran.status in (0, 3)), "acknowledged, and still there"
    if there and int(job.name.split()[-1]) % 2:
        ground.normal_start()
    if job.guid in ground.store.guids():
        again()
    ended = ground.store.ended.find(job.guid)
    assert ended is not None
    assert ended.state is ending
    ground.normal_start()
    ground.check()
    assert job.guid not in ground.store.guids()


def _clear(files: list[Path]) -> None:
    for path in files:
        path.unlink()


# The longest come first: sweeps run side by side, and none is to begin when the others are over.
PLAYS: dict[str, Play] = {
    "daemon, several connections": daemon_several,
    "upload": upload,
    "upload, tus": upload_tus,
    "upload, PUT": upload_put,
    "daemon": daemon,
    "daemon completes": daemon_completes,
    "daemon, on demand": daemon_on_demand,
    "cancel upload": cancel_upload,
    "resume": resume,
    "complete": complete,
    "complete early": complete_early,
    "cancel": cancel,
    "first create": first_create,
    "create": create,
    "addfile": _add(1),
    "addfileset": _add(7),
    "setpriority": set_priority,
    "setcredentials": set_credentials,
    "daemon, main thread": daemon,
}
# Only the program itself is struck, not what it starts; for the daemon: the second thread does not get in between.
MAIN_THREAD_ONLY = {"resume", "cancel upload", "daemon, main thread"}
