"""What can be wrong with the machine's ledger as far as one user sees it; root sees, and mends, what is everybody's."""

from __future__ import annotations

import contextlib
import os
import pwd
import stat
from collections.abc import Iterator
from functools import partial

from ...domain.finding import Finding
from ...domain.hresult import BitsError
from ...domain.job import is_guid
from .. import machine_folder
from ..job_store import JobStore
from ..machine_folder import STICKY
from ..machine_ledger import MachineLedger


def ledger(store: JobStore) -> Iterator[Finding]:
    """Look at the ledger's folders, its lock, and the registrations of this store's user."""
    try:
        root = machine_folder.root()
    except BitsError as error:
        yield Finding(str(error), "An administrator has to do that.")
        return
    if not os.path.lexists(root):
        return
    shared = [os.path.join(root, name) for name in ("users", "turn")]
    found = [finding for path in (root, *shared) for finding in _shared(path)]
    found += [finding for folder in (root, shared[1]) for finding in _lock(os.path.join(folder, "lock"))]
    own = [os.path.join(path, str(os.geteuid())) for path in shared]
    found += [finding for path in own for finding in _own_folder(path)]
    yield from found
    if found:
        return  # what is in folders that are not to be trusted says nothing
    if os.path.isdir(own[0]):
        yield from _registrations(store, MachineLedger(root, os.geteuid()))
    if os.geteuid() == 0:
        for path in filter(os.path.isdir, shared):
            yield from _strangers(path)


def _shared(path: str) -> Iterator[Finding]:
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return  # the next create makes it
    able = os.geteuid() in (0, status.st_uid)
    mode = stat.S_IMODE(status.st_mode)
    if not stat.S_ISDIR(status.st_mode):
        yield Finding(f"{path} is not a folder, as it must be.", "An administrator has to remove it.")
    elif mode != STICKY:
        yield Finding(
            f"{path} has mode {mode:04o}: every user must be able to register jobs, and none to remove another's.",
            f"It gets mode {STICKY:04o}." if able else f"Its owner has to run: chmod 1777 {path}",
            partial(os.chmod, path, STICKY) if able else None,
        )


def _lock(path: str) -> Iterator[Finding]:
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return
    able = os.geteuid() in (0, status.st_uid)
    if not stat.S_ISREG(status.st_mode):
        yield Finding(
            f"{path} is not a plain file: nobody can lock it.",
            "It is removed." if able else "An administrator has to remove it.",
            partial(_remove, path) if able else None,
        )
    elif not status.st_mode & 0o004:
        yield Finding(
            f"{path} cannot be read by everybody, as a lock must be.",
            "It gets mode 0644." if able else f"Its owner has to run: chmod 644 {path}",
            partial(os.chmod, path, 0o644) if able else None,
        )


def _own_folder(own: str) -> Iterator[Finding]:
    try:
        status = os.lstat(own)
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        mine = status.st_uid == os.geteuid() or os.geteuid() == 0
        yield Finding(
            f"{own} is not a folder of user {os.geteuid()}, as it must be.",
            "It is removed." if mine else "Somebody else made it: an administrator has to remove it.",
            partial(_remove, own) if mine else None,
        )
    elif status.st_mode & 0o022:
        yield Finding(
            f"{own} has mode {stat.S_IMODE(status.st_mode):04o}; nobody else may write in it.",
            "It gets mode 0755.",
            partial(os.chmod, own, 0o755),
        )


def _registrations(store: JobStore, machine: MachineLedger) -> Iterator[Finding]:
    own = os.path.join(machine.root, "users", str(machine.uid))
    registered = set(os.listdir(own))
    for name in sorted(registered):
        path = os.path.join(own, name)
        if not os.path.islink(path) or not is_guid(name):
            if os.path.lexists(path):
                yield Finding(
                    f"{path} is not a registration, and counts as a job.", "It is removed.", partial(_remove, path)
                )
        elif not os.path.exists(path):
            yield Finding(
                f"Job {name} is registered, and gone.",
                "It is struck out.",
                partial(_strike_out, machine, name),
            )
    for guid in sorted(set(store.guids() if os.path.isdir(os.path.join(store.home, "jobs")) else ()) - registered):
        if is_guid(guid) and not store.left(guid):
            yield Finding(
                f"Job {guid} is not registered, and does not count.",
                "It is registered.",
                partial(_register, store, machine),
            )


def _strangers(shared: str) -> Iterator[Finding]:
    """Look, as root, for folders that are not their user's, and for those of users who are gone."""
    for name in sorted(os.listdir(shared)):
        if name == "lock":
            continue
        path = os.path.join(shared, name)
        status = os.lstat(path)
        if not stat.S_ISDIR(status.st_mode) or name != str(status.st_uid):
            yield Finding(f"{path} is not the folder of user {name}.", "It is removed.", partial(_remove, path))
            continue
        try:
            pwd.getpwuid(status.st_uid)
        except KeyError:
            if not any(map(os.path.exists, (os.path.join(path, guid) for guid in os.listdir(path)))):
                yield Finding(
                    f"{path} belongs to a user who does not exist any more, and has no job.",
                    "It is removed.",
                    partial(_remove, path),
                )


def _strike_out(machine: MachineLedger, guid: str) -> None:
    with machine.lock:  # a create registers its job first, and holds this lock until the job is there
        if not os.path.exists(os.path.join(machine.root, "users", str(machine.uid), guid)):
            machine.unregister(guid)


def _register(store: JobStore, machine: MachineLedger) -> None:
    with machine.lock:
        machine.reconcile([guid for guid in store.guids() if is_guid(guid)], store.folder, store.left)


def _remove(path: str) -> None:
    """Remove what is not pybits': a link or file, or a folder with links and pipes in it, as pybits makes them."""
    if os.path.isdir(path) and not os.path.islink(path):
        for name in os.listdir(path):
            inside = os.path.join(path, name)
            with contextlib.suppress(OSError):
                if stat.S_IFMT(os.lstat(inside).st_mode) in (stat.S_IFLNK, stat.S_IFIFO):
                    os.unlink(inside)
        os.rmdir(path)
    else:
        os.unlink(path)
