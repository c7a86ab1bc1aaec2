"""Whose store has a job, and with whose rights it may be touched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property

from ..domain.hresult import BG_E_NOT_FOUND, E_ACCESSDENIED, BitsError
from ..domain.state import FINAL
from ..storage.job_store import JobStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ..domain.policy_values import Policy
    from ..policy.limits import Account
    from ..storage.ended_log import Ended
    from ..storage.machine_ledger import MachineLedger


class Access:
    """The part of the manager that finds the store of a job: one's own, or for root anybody's."""

    store: JobStore

    @cached_property
    def policy(self) -> Policy:
        """Give the policies in force, read when something first depends on them; E_INVALIDARG for a bad file."""
        from ..storage.policy_file import load_policy

        return load_policy()

    @cached_property
    def account(self) -> Account:
        """Describe the user of this process, as asked before anything is done with another user's rights."""
        from .account import current_account

        return current_account(self.policy)

    def damaged(self) -> list[str]:
        """Name the records that were found damaged and set aside."""
        return self.store.damaged()

    def ended(self, guid: str) -> Ended | None:
        """Tell how a job that is gone, or on its way out, ended, if that was not too long ago."""
        from ..storage.ended_log import ended_as

        found = self.store.ended.find(guid)
        if found is None:
            job = self.store.peek(guid)  # a cancelled job is there until its files are gone and servers told
            if job is not None and job.state in FINAL:
                return self.store.ended.find(guid) or ended_as(job)
            found = self.store.ended.find(guid)  # it may have gone between the two looks
        return found

    def _ledger(self) -> MachineLedger:
        from ..storage.machine_ledger import MachineLedger

        return MachineLedger.open(self.account.uid)

    def _ledger_of(self, store: JobStore) -> MachineLedger:
        """Give the ledger in which a job that ends is struck out."""
        from ..storage.machine_ledger import MachineLedger

        uid = os.geteuid() if store is not self.store else self.account.uid
        return MachineLedger.open(uid, to_end=True)

    def _at(self, guid: str) -> AbstractContextManager[JobStore]:
        """Give the store that has the job, with its owner's rights: one's own, or for root anybody's."""
        from contextlib import contextmanager  # a getter that finds its job by name does without

        return contextmanager(self._whose)(guid)

    def _whose(self, guid: str) -> Iterator[JobStore]:
        if os.path.isdir(self.store.folder(guid)):
            yield self.store
            return
        from .account import acting_as, user_name

        ledger = self._ledger()
        holder = ledger.holder(guid)
        if holder is None or holder == self.account.uid:
            from .explaining.explanation import explain_absence

            raise BitsError(BG_E_NOT_FOUND, explain_absence(guid, self.ended(guid), self.damaged()))
        if os.getuid() != 0:
            raise BitsError(
                E_ACCESSDENIED,
                f"The job {guid} belongs to {user_name(holder)}. Only its owner and root (sudo) may see or change it.",
            )
        home = os.path.dirname(os.path.dirname(ledger.job_folder(holder, guid)))
        with acting_as(holder):
            yield JobStore.open(home)

    def _other_stores(self) -> Iterator[tuple[int, str]]:
        if os.getuid() != 0:
            raise BitsError(E_ACCESSDENIED, "Only an administrator (root) may see the jobs of all users. Use sudo.")
        for uid, homes in sorted(self._ledger().stores().items()):
            for home in sorted(homes - {self.store.home}):
                yield uid, home
