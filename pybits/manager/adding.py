"""Giving a job its files: AddFile, AddFileSet, AddFileWithRanges."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence

from ..domain.enums import JobType
from ..domain.file import File, FileRange, IfExists
from ..domain.hresult import (
    BG_E_UNSUPPORTED_JOB_CONFIGURATION,
    E_INVALIDARG,
    E_NOTIMPL,
    ERROR_FILE_EXISTS,
    BitsError,
)
from ..domain.job import Job
from . import arguments
from .access import Access
from .settings.property_rules import check_ranges_allowed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..domain.credentials import Credential
    from ..domain.policy_values import Policy
    from ..storage.job_store import JobStore


_MIRRORS = 100

Given = File | tuple[str, str | os.PathLike[str]]


class Adding(Access):
    """The part of the manager that adds files."""

    def add_files(self, guid: str, files: Sequence[Given]) -> list[File]:
        """Add files, each a URL and an absolute local path, or a File: all of them or none (AddFile, AddFileSet).

        E_INVALIDARG for what cannot be one; ERROR_PATH_NOT_FOUND and E_ACCESSDENIED for the folder;
        BG_E_TOO_MANY_FILES for a second one to upload, BG_E_TOO_MANY_FILES_IN_JOB beyond the policy's number.
        A user's name and password in a URL become the job's credentials for that server.
        """
        return self.add(guid, [_file(given) for given in files])

    def add_file_with_ranges(
        self, guid: str, remote: str, local: str | os.PathLike[str], ranges: Sequence[FileRange]
    ) -> File:
        """Add a file of which only some bytes are fetched, put together in the order given (AddFileWithRanges).

        BG_E_INVALID_RANGE, BG_E_OVERLAPPING_RANGES, BG_E_TOO_MANY_RANGES_IN_FILE; E_NOTIMPL for uploads.
        """
        from ..domain.range_words import check_ranges

        check_ranges(ranges)
        return self.add(guid, [File(0, remote, os.fspath(local), ranges=tuple(ranges))])[0]

    def add(self, guid: str, files: Sequence[File]) -> list[File]:
        """Add files, all or none; they get their numbers here."""
        if not files:
            raise BitsError(E_INVALIDARG, "No files were given.")
        logins: tuple[Credential, ...] = ()
        if any("@" in file.remote for file in files):
            from .settings.url_logins import without_logins

            files, logins = without_logins(files)
        from ..policy import limits

        def change(store: JobStore, job: Job) -> Job:
            limits.check_new_files(job.staying(), len(files), self.account, self.policy)
            if logins:
                from .settings.url_logins import with_logins

                job = with_logins(store, job, logins, self.account.uid)
            total = _grown(job.bytes_total, files) if job.type is JobType.DOWNLOAD else os.path.getsize(files[0].local)
            return job._replace(files_total=job.files_total + len(files), bytes_total=total)

        with self._at(guid) as store:
            job = store.read(guid)
            for file in files:
                self._check(job, file)
            added = store.add_files(guid, files, lambda job: change(store, job))
            store.wake_daemon()
        return added

    def check_no_ranges(self, guid: str) -> None:
        """Refuse dynamic content for a job that wants ranges of a file: BG_E_UNSUPPORTED_JOB_CONFIGURATION."""
        with self._at(guid) as store:
            if any(file.ranges for file in store.files(guid)):
                text = "The job has a file with ranges: its content cannot be dynamic."
                raise BitsError(BG_E_UNSUPPORTED_JOB_CONFIGURATION, text)

    def twin(self, files: Sequence[File]) -> Job | None:
        """Find a live job that has all these files, from the same URLs to the same destinations."""
        wanted = {(file.remote, file.local) for file in files}
        for _, guid in self.store.destinations.shared("", [file.local for file in files]):
            with contextlib.suppress(BitsError):
                if wanted <= {(file.remote, file.local) for file in self.store.files(guid)}:
                    return self.store.read(guid)
        return None

    def same_destination(self, guid: str, paths: Sequence[str]) -> list[tuple[str, Job]]:
        """Find other live jobs with one of these destinations, which is allowed but seldom meant."""
        found = []
        with self._at(guid) as store:
            for path, other in store.destinations.shared(guid, paths):
                with contextlib.suppress(BitsError):
                    found.append((path, store.read(other)))
        return found

    def _check(self, job: Job, file: File) -> None:
        arguments.check_remote(file.remote, self.policy)
        if file.checksum:
            from ..domain.checksum import parse_checksum

            parse_checksum(file.checksum)
            if job.type is not JobType.DOWNLOAD:
                raise BitsError(E_NOTIMPL, "A checksum is for what is downloaded.")
        if file.ranges:
            if job.type is not JobType.DOWNLOAD:
                raise BitsError(E_NOTIMPL, "An upload sends the whole file: byte ranges are for downloads.")
            arguments.check_ranged(file.remote)
            from ..policy import limits

            limits.check_ranges(len(file.ranges), self.account, self.policy)
            check_ranges_allowed(job)
        if file.mirrors or file.if_exists is not IfExists.REPLACE:
            _check_choices(job, file, self.policy)
        if job.type is JobType.DOWNLOAD:
            arguments.check_local(file.local)
        else:
            arguments.check_upload(file.remote)
            arguments.check_source(file.local)


def _check_choices(job: Job, file: File, policy: Policy) -> None:
    from ..domain.credentials import split_login

    if job.type is not JobType.DOWNLOAD:
        raise BitsError(E_NOTIMPL, "Other sources, and what to do if the file exists, are for downloads.")
    if len(file.mirrors) > _MIRRORS:
        raise BitsError(E_INVALIDARG, f"A file has at most {_MIRRORS} mirrors.")
    for mirror in file.mirrors:
        arguments.check_remote(mirror, policy)
        if split_login(mirror)[1] is not None:
            raise BitsError(
                E_INVALIDARG, "A mirror's URL must not hold a user name: credentials are for the first URL."
            )
    if file.if_exists is IfExists.REFUSE and os.path.lexists(file.local):
        raise BitsError(ERROR_FILE_EXISTS, f"{file.local} exists, and is not to be replaced.")


def _file(given: Given) -> File:
    if isinstance(given, File):
        return given
    remote, local = given
    return File(0, remote, os.fspath(local))


def _grown(total: int | None, files: Sequence[File]) -> int | None:
    """Add the sizes that are known beforehand to a job's; None as soon as one is not."""
    for file in files:
        size = file.known_size
        total = None if total is None or size is None else total + size
    return total
