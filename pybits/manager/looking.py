"""Looking at jobs: all that a getter or a list needs of the manager, and imported without the rest of it."""

from __future__ import annotations

import os

from ..domain.enums import JobType
from ..domain.hresult import BG_E_NOT_FOUND, BitsError
from ..domain.job import Job, as_guid
from ..domain.state import FINAL
from ..storage import clock, paths
from ..storage.index import Summary
from ..storage.job_store import JobStore
from .access import Access

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from .seen import FileView, HistoryEntry


class Looking(Access):
    """The part of the manager that reads jobs."""

    def __init__(self, store: JobStore) -> None:
        self.store = store

    @classmethod
    def open(cls) -> Self:
        """Open the queue of the user who runs this process; a BitsError says why it cannot be used."""
        return cls(JobStore.open(paths.user_store()))

    def find(self, name_or_guid: str) -> Job:
        """Find a job by GUID or exact display name; BG_E_NOT_FOUND, AmbiguousName, E_ACCESSDENIED for another's."""
        guid = as_guid(name_or_guid)
        if guid:
            return self.job(guid)
        found = [job for job in self.store.find(name_or_guid) if job.state not in FINAL]
        if len(found) > 1:
            from .seen import AmbiguousName

            raise AmbiguousName(name_or_guid, [job.guid for job in found])
        if not found:
            from .nearest import nearest

            near = nearest(name_or_guid, [one.name for one in self.summaries()], quoted=True)
            text = f"There is no job called '{name_or_guid}'.{near} 'pybits list' shows your jobs.{self._of_others()}"
            raise BitsError(BG_E_NOT_FOUND, text)
        return self.store.with_totals(found[0])

    def _of_others(self) -> str:
        """Tell root, who may act on the jobs of others, how these are named; empty when there are none."""
        if os.getuid() != 0 or not any(True for _ in self._other_stores()):
            return ""
        return " A job of another user is named by its GUID: 'pybits list --all-users' shows them."

    def job(self, guid: str) -> Job:
        """Read a job, with the bytes that have arrived up to now."""
        with self._at(guid) as store:
            return self._seen(store.read_live(guid))

    def jobs(self, *, all_users: bool = False) -> list[Job]:
        """List the jobs that are not in a final state, oldest first; everybody's only for root (E_ACCESSDENIED)."""
        found = self.store.jobs()
        if all_users:
            import contextlib

            from .account import acting_as

            for uid, home in self._other_stores():
                with contextlib.suppress(BitsError, OSError), acting_as(uid):  # the user or the store may be gone
                    found += map(self._seen, JobStore(home).jobs())
            found.sort(key=lambda job: (job.created, job.guid))
        return [job for job in found if job.state not in FINAL]

    def summaries(self) -> list[Summary]:
        """List the user's own jobs from the index alone, oldest first: fast, whatever their number."""
        return [summary for summary in self.store.summaries() if summary.state not in FINAL]

    def files(self, guid: str, *, responses: bool = False) -> list[FileView]:
        """List a job's files in the order of adding, if wanted with the headers of the last response to each."""
        from ..domain.file import FileProgress
        from ..storage import response_log
        from ..storage.temp_file import temp_path
        from .seen import FileView

        with self._at(guid) as store:
            progress = store.progress(guid)
            download = store.read(guid).type is JobType.DOWNLOAD
            heard = response_log.read(store.folder(guid)) if responses else {}
            return [
                FileView(
                    file,
                    progress.get(file.number, FileProgress(total=file.known_size)),
                    temp_path(file.local, guid, file.number) if download else "",
                    heard.get(file.number, ()),
                )
                for file in store.files(guid)
            ]

    def history(self, guid: str) -> list[HistoryEntry]:
        """List what happened to a job, oldest first."""
        from .seen import HistoryEntry

        with self._at(guid) as store:
            store.read(guid)
            return [HistoryEntry(at, text) for at, text in store.history(guid)]

    def in_words(self, job: Job) -> str:
        """Say in a sentence why a job does or does not move."""
        from .explaining.waits import in_words

        return in_words(self.store, job, clock.now())

    def proxy_in_effect(self, job: Job) -> str:
        """Say which proxy the job's first file is fetched through, and where that was set; empty without files."""
        from .settings.proxy_settings import in_effect

        with self._at(job.guid) as store:
            files = store.files(job.guid)[:1] if job.files_total else []
        try:
            return in_effect(job, files[0].remote) if files else ""
        except BitsError as error:
            return str(error)

    def _seen(self, job: Job) -> Job:
        """Give a job as the caller may see it: another's headers are hidden."""
        hidden = job.owner != self.account.uid and job.custom_headers
        return job._replace(custom_headers=None) if hidden else job
