"""A check of everything that pybits stands on: what is wrong is found, confirmed, mended, and looked at again.

A store at work looks wrong for moments: a job is registered before it is made. So what is found counts only if it is
still there on later looks, and what mends it looks once more, under the lock of what it changes.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from ...domain.finding import Finding
from ...domain.frozen import NamedTuple
from ...domain.hresult import BitsError
from ...domain.state import ACTIVE
from ...storage import paths, unit_file, user_settings
from ...storage.inspection.ledger import ledger
from ...storage.inspection.leftovers import leftovers
from ...storage.inspection.store import LOOKS, Look, newer
from ...storage.job_store import JobStore
from ...storage.locks import FileLock, holder_of
from ...storage.policy_file import load_policy
from ..service import install as service_install
from ..service import launcher
from ..service import units as service_units

_LOOKS_AGAIN = 2
_PAUSE = 0.5  # seconds between looks
_ROUNDS = 4  # what is mended may uncover what was hidden behind it
_LOCK_PATIENCE = 1.0  # seconds; who holds the store's lock for longer than a change takes is a thing to be found
_START, _LEAVE = 0.3, 1.0  # seconds in which a daemon that is just starting begins to listen, and one that ends is gone


class Checked(NamedTuple):
    """Something that was found wrong, what was or is to be done about it, and whether it is right now."""

    problem: str
    remedy: str
    fixed: bool


def check(*, mend: bool, force: bool = False) -> list[Checked]:
    """Look at everything; mend what can be mended if that is wanted. `force` stops the daemon for it first."""
    store = JobStore(paths.user_store())
    store.lock = FileLock(store.lock.path, _LOCK_PATIENCE)
    if not (mend and force and not any(newer(store)) and _stop(store)):
        return _check(store, _looks(), mend=mend)
    found = _check(store, tuple(look for look in _looks() if look is not _daemon), mend=mend)
    with contextlib.suppress(BitsError, OSError):
        if not service_install.revive() and _waiting(store):
            launcher.start(store.home)
    return found


def _check(store: JobStore, looks: tuple[Look, ...], *, mend: bool) -> list[Checked]:
    seen: dict[str, Finding] = {}
    for _ in range(_ROUNDS):
        found = {finding.problem: finding for finding in _confirmed(store, looks)}
        seen |= found
        able = [finding for finding in found.values() if finding.mend is not None]
        if not mend or not able:
            break
        for finding in able:
            _try(finding)
    left = {finding.problem for finding in _confirmed(store, looks)} if mend and seen else set(seen)
    return [Checked(finding.problem, finding.remedy, problem not in left) for problem, finding in seen.items()]


def _stop(store: JobStore) -> bool:
    """Stop the daemon; tell whether one ran."""
    with contextlib.suppress(BitsError, OSError):
        return launcher.stop(home=store.home)
    return False


def _waiting(store: JobStore) -> int:
    """Count the jobs for which the daemon has something to do."""
    return sum(summary.state in ACTIVE or summary.pending or summary.notify for summary in store.summaries())


def _try(finding: Finding) -> None:
    with contextlib.suppress(BitsError, OSError):  # then it is found again, and said to be left
        if finding.mend is not None:
            finding.mend()


def _confirmed(store: JobStore, looks: tuple[Look, ...]) -> list[Finding]:
    found = _look(store, looks)
    for _ in range(_LOOKS_AGAIN):
        if not found:
            return []
        time.sleep(_PAUSE)
        again = {finding.problem for finding in _look(store, looks)}
        found = [finding for finding in found if finding.problem in again]
    return found


def _look(store: JobStore, looks: tuple[Look, ...]) -> list[Finding]:
    """Look at everything once."""
    places: list[tuple[str, Callable[[], Iterable[Finding]]]] = [
        ("The policies", _policies),
        ("The settings", _settings),
        ("The service", _service),
    ]
    if not os.path.isdir(store.home):
        looks = (ledger,)
    elif any(newer(store)):
        looks = (newer,)
    if os.path.isdir(store.home) or os.geteuid() == 0:
        places += [(f"The store {store.home}", partial(look, store)) for look in looks]
    found: list[Finding] = []
    for what, look in places:
        try:
            found += look()
        except BitsError as error:
            found.append(Finding(f"{what} cannot be looked at: {error}", "Do what it says, and look again."))
        except OSError as error:
            text = f"{what} cannot be looked at: {error.filename}: {error.strerror}."
            found.append(Finding(text, "Make it readable, and look again."))
    return found


def _looks() -> tuple[Look, ...]:
    return (*LOOKS, ledger, leftovers, _daemon)


def _policies() -> Iterator[Finding]:
    try:
        load_policy()
    except BitsError as error:
        yield Finding(str(error), "An administrator has to mend the file; until then no command works.")


def _settings() -> Iterator[Finding]:
    for load in (user_settings.user_settings, user_settings.machine_settings):
        try:
            load()
        except BitsError as error:
            yield Finding(str(error), "Mend the file by hand, or remove it.")


def _service() -> Iterator[Finding]:
    """Look whether the services that pybits installed start a program that there is."""
    for place in service_install.places():
        unit = unit_file.read(place.file)
        if unit is None and place.wanted and os.path.lexists(place.wanted):
            yield Finding(
                f"{place.wanted} enables a service that there is not.",
                "It is removed.",
                partial(unit_file.remove, place.wanted),
            )
        if unit is None or not unit.startswith(service_units.MARK.encode()):
            continue
        program = service_units.program_of(unit.decode("utf-8", "replace"))
        if not os.access(program, os.X_OK):
            yield Finding(
                f"The service {place.file} starts {program}, which there is not.",
                "It is written anew, for the pybits that runs now.",
                partial(service_install.rewrite, place),
            )


def _daemon(store: JobStore) -> Iterator[Finding]:
    """Look whether the daemon is there when it is needed, and listens when it is there."""
    lock = store.engine_lock()
    if os.path.lexists(lock.path) and not lock.try_acquire():
        holder = holder_of(lock.path)
        if not _hears(store, _LEAVE):
            name = f"process {holder}" if holder else "a process"
            yield Finding(
                f"The daemon ({name}) holds engine.lock and does not listen.",
                "It is stopped; the next one goes on with its jobs.",
                partial(_replace, store, holder) if holder and _is_daemon(holder) else None,
            )
        return
    lock.release()
    waiting = _waiting(store)
    if waiting and not _hears(store, _START):
        count = "1 job waits" if waiting == 1 else f"{waiting} jobs wait"
        yield Finding(f"{count} for the daemon, and none runs.", "It is started.", partial(_start, store))


def _start(store: JobStore) -> None:
    launcher.start(store.home)


def _hears(store: JobStore, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while not store.wake_daemon():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _is_daemon(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return b"pybits.daemon" in file.read(4096)
    except OSError:
        return False


def _replace(store: JobStore, pid: int) -> None:
    from signal import SIGTERM

    if not store.wake_daemon() and holder_of(store.engine_lock().path) == pid and _is_daemon(pid):
        os.kill(pid, SIGTERM)
        lock = store.engine_lock()
        deadline = time.monotonic() + 10
        while not lock.try_acquire() and time.monotonic() < deadline:
            time.sleep(0.02)
        lock.release()
        if _waiting(store):
            launcher.start(store.home)
