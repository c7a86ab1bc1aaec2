"""What can be wrong with a user's store, found without changing it, and how each thing is mended.

Looking changes nothing. Mending takes the lock of what it changes, looks again, and moves aside what it does not know.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from ...domain.finding import Finding
from ...domain.hresult import BitsError
from ...domain.job import is_guid
from .. import atomic, checked, store_format
from ..index import Summary
from ..job_store import JobStore
from .record import problem_of, record_of

FOLDERS = ("jobs", "passage")
FILES = ("format.json", "lock", "engine.lock", "index", "ended", "destinations", "daemon.log", "reserve")
_LITTLE = 64 * 1024  # bytes: what is left of a disk that is full
EVENTS = ("events.jsonl", "events.1.jsonl")
_RECORDS = ("job.json", "files.jsonl", "secrets.json", "progress.jsonl", "history.jsonl", "upload.json")
JOB_FILES = (*_RECORDS, "notify.out", "trial.out")
_UNTOUCHED = ("job.json", "files.jsonl")  # a job whose record is no file is set aside, not mended

Look = Callable[[JobStore], Iterator[Finding]]


def aside(store: JobStore, path: str) -> None:
    """Move something that does not belong where it is into the folder of what is damaged; nothing is deleted."""
    folder = os.path.join(store.home, "damaged")
    os.makedirs(folder, 0o700, exist_ok=True)
    name, attempt = os.path.basename(path), 1
    target = os.path.join(folder, name)
    while os.path.lexists(target):
        attempt += 1
        target = os.path.join(folder, f"{name}.{attempt}")
    with contextlib.suppress(FileNotFoundError):
        os.rename(path, target)


def home(store: JobStore) -> Iterator[Finding]:
    """Look at the folder itself: whose it is and who may enter."""
    with contextlib.suppress(FileNotFoundError):
        yield from _own(store.home, 0o700, os.stat(store.home))


def folders(store: JobStore) -> Iterator[Finding]:
    """Look at the folders in it: there, folders, the owner's and private."""
    for name in FOLDERS:
        path = os.path.join(store.home, name)
        try:
            status = os.lstat(path)
        except FileNotFoundError:
            yield Finding(f"The folder {path} is missing.", "It is made.", partial(os.makedirs, path, 0o700, True))
            continue
        if stat.S_ISLNK(status.st_mode):
            yield Finding(
                f"{path} is a symbolic link, and no folder.",
                "The link is set aside, and the jobs that it led to are taken back.",
                partial(_replace_link, store, path),
            )
        elif not stat.S_ISDIR(status.st_mode):
            yield Finding(f"{path} is not a folder.", "It is set aside.", partial(_replace_by_folder, store, path))
        else:
            yield from _own(path, 0o700, status)


def files(store: JobStore) -> Iterator[Finding]:
    """Look at the store's own files: plain ones, the owner's and private; the bell is a pipe."""
    for name in (*FILES, *EVENTS):
        yield from _plain(store, os.path.join(store.home, name))
    path = os.path.join(store.home, "wake")
    with contextlib.suppress(FileNotFoundError):
        status = os.lstat(path)
        if not stat.S_ISFIFO(status.st_mode):
            yield Finding(
                f"{path} is not a pipe: the daemon cannot be told of changes.",
                "It is set aside; the daemon makes a pipe.",
                partial(aside, store, path),
            )
        else:
            yield from _own(path, 0o600, status)


def newer(store: JobStore) -> Iterator[Finding]:
    """Look whether the store is a newer program's. Then nothing else in it can be judged, and nothing is mended."""
    number = _format_of(store)
    if number is not None and number > store_format.FORMAT:
        yield Finding(
            f"The store has format {number}; this pybits knows formats up to {store_format.FORMAT}.",
            "Use the newer pybits.",
        )


def format_number(store: JobStore) -> Iterator[Finding]:
    """Look at the number of the layout."""
    if _format_of(store) is None:
        readable = all(problem_of(store, guid) is None for guid in _guids(store))
        remedy = "It is written anew." if readable else "Not all jobs can be read, so their format is not certain."
        mend = partial(store_format.write, store.home) if readable else None
        path = os.path.join(store.home, "format.json")
        yield Finding(f"{path} does not have the number of the store's format.", remedy, mend)


def passage(store: JobStore) -> Iterator[Finding]:
    """Look for what a killed process left on its way in or out."""
    folder = os.path.join(store.home, "passage")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    for name in names:
        path = os.path.join(folder, name)
        yield Finding(f"{path} was left by a process that was killed.", "It is deleted.", partial(_clear, store, path))


def jobs(store: JobStore) -> Iterator[Finding]:
    """Look at each job: a folder with a record that can be read, and plain private files."""
    folder = os.path.join(store.home, "jobs")
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        path = os.path.join(folder, name)
        if not is_guid(name) or os.path.islink(path) or not os.path.isdir(path):
            if os.path.lexists(path):
                yield Finding(f"{path} is not a job.", "It is set aside.", partial(_set_aside, store, path))
            continue
        problem = problem_of(store, name)
        if problem:
            yield Finding(
                f"The record of job {name} is damaged: {problem}.",
                f"It is set aside in {store.home}/damaged; its temporary files are kept.",
                partial(_set_job_aside, store, name),
            )
            continue
        with contextlib.suppress(FileNotFoundError):
            yield from _own(path, 0o700, os.lstat(path))
        for file in JOB_FILES:
            yield from _plain(store, os.path.join(path, file), job=name)


def lock(store: JobStore) -> Iterator[Finding]:
    """Look whether the store's lock can be had; who sits on it is named by the error."""
    if os.path.lexists(store.lock.path):
        with store.lock:
            pass
    yield from ()


def room(store: JobStore) -> Iterator[Finding]:
    """Look whether the disk has room for what a change of a job writes."""
    with contextlib.suppress(FileNotFoundError):
        space = os.statvfs(store.home)
        if space.f_bavail * space.f_frsize < _LITTLE:
            yield Finding(
                f"The disk of {store.home} is full.",
                "Make room: 'cancel' and 'complete' work, and the jobs that wait for it go on by themselves.",
            )


def index(store: JobStore) -> Iterator[Finding]:
    """Look whether the index says what the records say. One that is not of this boot is made anew by whoever comes."""
    with contextlib.suppress(FileNotFoundError):
        doubtful = _misreported(store, _guids(store))
        if not doubtful:
            return
        with store.lock:  # what was read between a change of a record and that of the index is read again
            doubtful = _misreported(store, doubtful)
        if doubtful:
            yield Finding(
                f"The index {store.index.path} does not say what the jobs' records say.",
                "It is made anew.",
                partial(_rebuild, store),
            )


LOOKS: tuple[Look, ...] = (home, room, folders, files, lock, format_number, passage, jobs, index)


# ---- inside


def _own(path: str, mode: int, status: os.stat_result) -> Iterator[Finding]:
    if status.st_uid != os.geteuid():
        give = partial(os.chown, path, os.geteuid(), os.getegid(), follow_symlinks=False)
        able = os.geteuid() == 0
        yield Finding(
            f"{path} belongs to user {status.st_uid}, not to {os.geteuid()}.",
            "It is given back." if able else f"An administrator has to run: chown {os.geteuid()} '{path}'",
            give if able else None,
        )
    elif stat.S_IMODE(status.st_mode) & 0o077 or stat.S_IMODE(status.st_mode) & mode != mode:
        yield Finding(
            f"{path} has mode {stat.S_IMODE(status.st_mode):04o}; others may use it, or its owner may not.",
            f"It gets mode {mode:04o}.",
            partial(os.chmod, path, mode),
        )


def _plain(store: JobStore, path: str, job: str = "") -> Iterator[Finding]:
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return
    if stat.S_ISREG(status.st_mode):
        yield from _own(path, 0o600, status)
    elif os.path.basename(path) not in _UNTOUCHED:
        mend = partial(_set_aside_in_peace, store, path) if job else partial(aside, store, path)
        yield Finding(f"{path} is not a plain file.", "It is set aside.", mend)


def _format_of(store: JobStore) -> int | None:
    try:
        number = checked.load(atomic.read_file(os.path.join(store.home, "format.json")))["format"]
    except (OSError, checked.DamagedRecord, KeyError, TypeError):
        return None
    return number if isinstance(number, int) and not isinstance(number, bool) and number >= 1 else None


def _guids(store: JobStore) -> list[str]:
    try:
        return [name for name in os.listdir(os.path.join(store.home, "jobs")) if is_guid(name)]
    except OSError:
        return []


def _replace_by_folder(store: JobStore, path: str) -> None:
    aside(store, path)
    os.makedirs(path, 0o700, exist_ok=True)


def _replace_link(store: JobStore, path: str) -> None:
    """Put a folder in a link's place, and the jobs into it that the link led to, where a rename can do that."""
    target = os.path.realpath(path)
    with store.lock:
        _replace_by_folder(store, path)
        with contextlib.suppress(OSError):
            if os.stat(target).st_uid == os.geteuid():
                for name in filter(is_guid, os.listdir(target)):
                    with contextlib.suppress(OSError):
                        os.rename(os.path.join(target, name), os.path.join(path, name))
        atomic.sync_folder(path)


def _clear(store: JobStore, path: str) -> None:
    with store.lock:  # nobody is building a job; who is clearing away a job that ended does not mind help
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)


def _set_aside(store: JobStore, path: str) -> None:
    with store.lock:
        aside(store, path)


def _set_aside_in_peace(store: JobStore, path: str) -> None:
    """Set aside what stands in the place of a job's log, unless a daemon has the job in hand."""
    lock = store.engine_lock()
    if lock.try_acquire():
        with contextlib.closing(lock), store.lock:
            aside(store, path)


def _set_job_aside(store: JobStore, guid: str) -> None:
    # Reading is what sets a damaged record aside, with the index told; a record that is sound by now is left alone.
    with contextlib.suppress(BitsError):
        store.files(guid)


def _misreported(store: JobStore, guids: Iterable[str]) -> list[str]:
    """Give those of the jobs, and of the others that the index has, of which it says something else than the record."""
    if not store.index.current():
        return []
    entries, _, _ = store.index.entries()
    found = []
    for guid in {*guids, *entries}:
        _, said, dirty = entries.get(guid, (guid, None, False))
        job = record_of(store, guid)
        damaged = job is None and os.path.isdir(store.folder(guid))
        if not (dirty or damaged) and said != (None if job is None else Summary.of(job)):
            found.append(guid)
    return found


def _rebuild(store: JobStore) -> None:
    with store.lock:
        if _misreported(store, _guids(store)):
            store.index.rebuild(
                Summary.of(job) for guid in _guids(store) if (job := record_of(store, guid)) is not None
            )
    store.wake_daemon()
