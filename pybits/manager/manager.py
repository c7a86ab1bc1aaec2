"""IBackgroundCopyManager for Unix: what can be done with jobs, each call one durable change.

Commands and daemon alike change jobs only through this class and the store beneath it. Every call that takes a
GUID works on the caller's own jobs, and for root on everybody's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence

from ..domain.enums import JobPriority, JobType, UploadWith
from ..domain.hresult import (
    HResult,
)
from ..domain.job import Job
from ..domain.properties import Property
from ..domain.state import JobEvent
from ..domain.values import word_of
from ..storage.job_store import Change, JobStore
from . import arguments
from .adding import Adding, Given
from .demand import Demand
from .file_facts import FileFacts
from .looking import Looking
from .replies import Replies, check_reply
from .settings.certificates import Certificates
from .settings.property_rules import written
from .settings.request_options import OF_REQUESTS
from .waiting import ChangeWatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

    from ..domain.credentials import Credential
    from .ending import Completion
    from .trial import Tried


class Manager(Looking, Certificates, Adding, FileFacts, Demand, Replies):
    """The queue of one user: with Manager.open() as manager.

    A job is named by its GUID, which create_job() gives and find() looks up. Each change is on the disk when the call
    returns, whether a daemon runs or not. In parentheses stands BITS' own function, then what HRESULTs a BitsError has.
    """

    def __init__(self, store: JobStore) -> None:
        super().__init__(store)
        self._watch = ChangeWatch(store)

    def close(self) -> None:
        """Let go of the queue."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- jobs

    def create_job(self, name: str, type: JobType = JobType.DOWNLOAD, upload_with: UploadWith | None = None) -> Job:
        """Make a job, SUSPENDED and empty (CreateJob); how it uploads, if it does, is the policy's choice by default.

        E_INVALIDARG for the name; BG_E_TOO_MANY_JOBS_PER_USER and …_PER_MACHINE when a quota is full.
        """
        from . import newborn

        arguments.check_name(name)
        at = time.time()
        job, secret = newborn.dress(
            Job(newborn.new_guid(), name, type, self.account.uid, at, at), self.policy, upload_with
        )
        ledger = self._ledger()
        with ledger.lock:
            newborn.check_room(self.store, ledger, self.account, self.policy)
            ledger.register(job.guid, self.store.folder(job.guid))
            try:
                self.store.create(job, secret)
            except BaseException:
                ledger.unregister(job.guid)
                raise
        return job

    # ---- changes

    def set_property(self, guid: str, name: Property | str, value: Any) -> Job:
        """Set a property, by its name after `set` in the verbs or its row of PROPERTIES (SetPriority and the like).

        The value is a word, as it is typed, or what the word stands for: "high" or JobPriority.HIGH, "600" or 600.
        E_INVALIDARG, E_NOTIMPL or BG_E_STRING_TOO_LONG for what it cannot be, as the documentation of BITS has it.
        """
        row = arguments.settable(name)
        value = row.parse(word_of(row.kind, value))
        if row.name == "displayname":
            arguments.check_new_name(str(value))
        if row.name == "dynamiccontent" and value:
            self.check_no_ranges(guid)
        if row.name in OF_REQUESTS:
            return self._change_requests(guid, lambda _, job: written(job, row, value), f"{row.name} set", anyone=True)

        def change(job: Job) -> Job:
            return written(job.staying(), row, value).with_notice().completes_itself()

        return self._change(guid, change, f"{row.name} set")

    def set_notify_command(self, guid: str, program: str | None, parameters: str | None = None) -> Job:
        """Set the program to run when the job is TRANSFERRED or in ERROR, None for none (SetNotifyCmdLine).

        BG_E_STRING_TOO_LONG; E_INVALIDARG. It also runs if the job is in one of these states already.
        """
        from .settings import notification

        command = notification.check_command(program, parameters)
        return self._change(guid, lambda job: notification.assign(job.staying(), command), "notifycmdline set")

    def set_url_command(self, guid: str, program: str | None, parameters: str | None = None) -> Job:
        """Set the program that is asked for a fresh URL when a server answers with 401 or 403, None for none.

        BG_E_STRING_TOO_LONG; E_INVALIDARG; E_NOTIMPL for uploads.
        """
        from .settings import notification

        command = notification.check_command(program, parameters)
        return self._change(guid, lambda job: notification.assign_url_command(job.staying(), command), "urlcmdline set")

    def try_notify_command(self, guid: str) -> Tried:
        """Run the notify command now, as the daemon would, and wait for its end; what the job has to tell stays told.

        E_INVALIDARG if there is none, E_FAIL if it cannot be run, BG_E_INVALID_STATE for a job that is being ended.
        """
        from . import trial

        with self._at(guid) as store:
            return trial.run(store, guid)

    def take_ownership(self, guid: str) -> Job:
        """Make the job the caller's, without what its former owner trusted it with (TakeOwnership).

        E_ACCESSDENIED for all but administrators; E_NOTIMPL for another user's job.
        """
        from .settings import notification

        notification.check_taker(self.account, self.policy, self.job(guid).owner)
        job = self._change(guid, lambda job: notification.take(job.staying()), "ownership taken")
        self._forget_secrets(guid)
        return job

    def resume(self, guid: str) -> Job:
        """Queue a job for transfer (Resume), trying at once what waits for a retry.

        BG_E_EMPTY without files to transfer; E_ACCESSDENIED for a reply that cannot be put in its place.
        """
        from .resuming import resumed
        from .service import launcher

        with self._at(guid) as store:
            check_reply(store, guid)
            job = store.change(guid, lambda job: resumed(job.staying()))
            launcher.start(store.home)
        return job

    def suspend(self, guid: str) -> Job:
        """Stop a job until it is resumed (Suspend); a suspended job stays as it is."""
        with self._at(guid) as store:
            job = store.change(guid, lambda job: store.with_totals(job.staying()).move(JobEvent.SUSPEND))
            store.wake_daemon()
        return job

    def cancel(self, guid: str) -> HResult:
        """Delete a job and its temporary files (Cancel): S_OK or BG_S_UNABLE_TO_DELETE_FILES."""
        from . import ending

        with self._at(guid) as store:
            return ending.cancel(store, self._ledger_of(store), guid)

    def complete(self, guid: str) -> Completion:
        """Give the transferred files their names and end the job (Complete).

        S_OK, or BG_S_PARTIAL_COMPLETE when unfinished files were dropped. A file that cannot have its name raises
        the reason, and the job stays.
        """
        from . import ending

        with self._at(guid) as store:
            return ending.complete(store, self._ledger_of(store), guid)

    # ---- jobs that move

    def start_job(
        self,
        name: str,
        files: Sequence[Given],
        type: JobType = JobType.DOWNLOAD,
        priority: JobPriority = JobPriority.NORMAL,
        properties: Mapping[str, object] | None = None,
        headers: Sequence[str] = (),
        credentials: Sequence[Credential] = (),
    ) -> Job:
        """Make a job, give it properties (as set_property() does), headers, credentials and files, and queue it.

        What one of these steps refuses leaves no job behind.
        """
        from . import following

        first: dict[str, object] = {} if priority is JobPriority.NORMAL else {"priority": priority}
        first |= properties or {}
        return following.born(self, name, type, first, headers, files=files, logins=credentials)

    def follow(self, guid: str, timeout: float | None = None) -> Iterator[Job]:
        """Give the job now and at each change until it is TRANSFERRED, in ERROR or gone; then its last state.

        The daemon is started again if it died meanwhile. WAIT_TIMEOUT after so many seconds.
        """
        from . import following

        return following.follow(self, guid, timeout)

    def wait(self, guid: str, timeout: float | None = None) -> Job:
        """Wait until the job is TRANSFERRED, or was completed by somebody else.

        Raises the job's error when it is in ERROR, ERROR_CANCELLED, and WAIT_TIMEOUT after so many seconds.
        """
        from . import following

        return following.wait(self, guid, timeout)

    def wait_change(self, seconds: float) -> bool:
        """Wait until the store changes, at most so many seconds; tell whether it did."""
        return self._watch.wait(seconds)

    # ---- inside

    def _change(self, guid: str, change: Change, note: str | None = None) -> Job:
        with self._at(guid) as store:
            job = store.change(guid, change, note)
            if job.deeds:
                from .service import launcher

                launcher.start(store.home)
            else:
                store.wake_daemon()
            return job
