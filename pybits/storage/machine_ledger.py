"""The machine's ledger: one registration per live job, of all users, counted under one lock.

A registration is a symbolic link users/<uid>/{GUID} to the job's own folder: made in one step, it says whose job it is
and where, and it dangles when the job is gone. Each user writes only in the folder that is his own; nobody needs
to write another's. The limits are fair use among users who run pybits, not a fence against one who does not.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Collection, Iterator

from ..domain.frozen import NamedTuple
from ..domain.hresult import E_ACCESSDENIED, ERROR_WRITE_PROTECT, BitsError
from . import machine_folder
from .locks import FileLock


class Count(NamedTuple):
    """How many jobs are registered: the user's own, and everybody's with them."""

    own: int
    machine: int


class MachineLedger:
    """The ledger seen by one user."""

    def __init__(self, root: str, uid: int) -> None:
        self.root = root
        self.uid = uid
        self._users = os.path.join(root, "users")
        self._own = os.path.join(self._users, str(uid))
        self.lock = FileLock(os.path.join(root, "lock"), mode=0o644)

    @classmethod
    def open(cls, uid: int, *, to_end: bool = False) -> MachineLedger:
        """Open the machine's ledger, making what is missing; E_ACCESSDENIED if its folders are not to be trusted.

        `to_end` is for who only strikes out: where the disk is too full to make a folder, there is nothing in it.
        """
        ledger = cls(machine_folder.root(), uid)
        try:
            ledger._prepare()
        except PermissionError as error:
            raise BitsError(E_ACCESSDENIED, f"The machine's store {ledger.root} cannot be used: {error}.") from None
        except OSError as error:
            if to_end and error.errno in (errno.ENOSPC, errno.EDQUOT):
                return ledger
            if error.errno != errno.EROFS:
                raise
            raise BitsError(
                ERROR_WRITE_PROTECT, f"The machine's store {ledger.root} cannot be used: {error}."
            ) from None
        return ledger

    def register(self, guid: str, folder: str) -> None:
        """Register a job before it is made; the caller holds the lock."""
        os.symlink(folder, os.path.join(self._own, guid))

    def unregister(self, guid: str) -> None:
        """Strike out a job that is gone."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self._own, guid))

    def agreed(self, jobs: int | None) -> int | None:
        """Give the number of the user's own registrations if it is that of the jobs of his store, else None.

        For a user with one store it is never less than the jobs that count, so it may be relied on where it leaves
        room; it is more where a kill and a job that has `left` hide each other, which reconcile() finds out.
        """
        registered = len(os.listdir(self._own))
        return registered if registered == jobs else None

    def reconcile(
        self, guids: Collection[str], folder: Callable[[str], str], left: Callable[[str], bool] = lambda _: False
    ) -> int:
        """Put the user's own registrations right and give their number; the caller holds the lock.

        `guids` are the jobs of one store, `folder` gives the folder of each, and those that have `left` do not count
        any more. Registrations whose job is gone (a create was killed) are struck out, jobs without one (the power
        failed before it was on the disk) are registered again.
        """
        registered, guids = set(os.listdir(self._own)), set(guids)
        for guid in registered.difference(guids):
            if not os.path.exists(os.path.join(self._own, guid)):
                self.unregister(guid)
        for guid in guids.difference(registered):
            if left(guid):
                continue
            self.register(guid, folder(guid))
            if not os.path.isdir(folder(guid)):  # it ended since `guids` was made, and was struck out before this
                self.unregister(guid)
        return len(os.listdir(self._own))

    def count(self, own: int | None = None) -> Count:
        """Count registrations, the user's own if their number is not given; folders not their owner's do not count."""
        own = machine = len(os.listdir(self._own)) if own is None else own
        for uid, folder in self._folders():
            if uid != self.uid:
                with contextlib.suppress(OSError):
                    machine += len(os.listdir(folder))
        return Count(own, machine)

    def holder(self, guid: str) -> int | None:
        """Find the user who has a registered job, None if nobody has."""
        for uid, folder in self._folders():
            if os.path.islink(os.path.join(folder, guid)):
                return uid
        return None

    def job_folder(self, uid: int, guid: str) -> str:
        """Give the folder that a user's registration leads to."""
        return os.readlink(os.path.join(self._users, str(uid), guid))

    def stores(self) -> dict[int, set[str]]:
        """Find every user's stores, for an administrator: the folders that their registrations lead to."""
        found: dict[int, set[str]] = {}
        for uid, folder in self._folders():
            for guid in os.listdir(folder):
                with contextlib.suppress(OSError):
                    job = os.readlink(os.path.join(folder, guid))
                    found.setdefault(uid, set()).add(os.path.dirname(os.path.dirname(job)))
        return found

    def _folders(self) -> Iterator[tuple[int, str]]:
        return machine_folder.folders_of_users(self._users)

    def _prepare(self) -> None:
        machine_folder.make_shared(self.root)
        machine_folder.make_shared(self._users)
        machine_folder.make_own(self._own, self.uid)
