"""What the owner asks of a job's requests: headers, method, proxy, and another server for the same files."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from ...domain.enums import JobType, ProxyUsage
from ...domain.hresult import (
    E_ACCESSDENIED,
    E_INVALIDARG,
    E_NOTIMPL,
    BitsError,
)
from ...domain.job import Job
from ...domain.state import IN_TURN, JobEvent
from ...storage.job_store import JobStore
from ..access import Access

# A change of these is for the requests that are under way too: the turn ends, and the next goes on where it was.
OF_REQUESTS = frozenset(
    {
        "httpmethod",
        "securityflags",
        "maxdownloadtime",
        "aclflags",
        "checkdigests",
        "uploadwith",
        "bandwidth",
        "connections",
    }
)


def interrupted(job: Job) -> Job:
    """End the job's turn, if it has one; the next begins with what is set then."""
    return job.move(JobEvent.YIELD) if job.state in IN_TURN else job


def touched(job: Job) -> Job:
    """Let a change of a job's owner count as activity that the record does not show: another URL, another secret."""
    return interrupted(job)._replace(active=None)  # it is active when this is written


class RequestOptions(Access):
    """The part of the manager that is about requests."""

    def headers(self, job: Job) -> tuple[str, ...]:
        """Give a job's custom headers to its owner (GetCustomHeaders); E_ACCESSDENIED if they are write-only."""
        self._check_owner(job, "The custom headers are")
        if job.custom_headers is None:
            raise BitsError(E_ACCESSDENIED, "The custom headers are write-only: nobody reads them again.")
        return job.custom_headers

    def _forget_secrets(self, guid: str) -> None:
        from ...storage import secrets

        with self._at(guid) as store:
            secrets.forget(store.folder(guid))

    def set_headers(self, guid: str, words: Sequence[str]) -> Job:
        """Replace the set of custom headers (SetCustomHeaders), none being the empty set. The owner's alone.

        E_INVALIDARG; BG_E_STRING_TOO_LONG. Headers that are write-only stay so.
        """
        from ...domain.request_words import parse_headers
        from .kept_secrets import keep_headers

        headers = parse_headers(words)

        def change(store: JobStore, job: Job) -> Job:
            if job.custom_headers is not None:
                return job._replace(custom_headers=headers)
            keep_headers(store, job, headers)
            return job

        return self._change_requests(guid, change, "customheaders set")

    def hide_headers(self, guid: str) -> Job:
        """Make the custom headers write-only, for good (MakeCustomHeadersWriteOnly). The owner's alone."""
        from .kept_secrets import keep_headers

        def change(store: JobStore, job: Job) -> Job:
            if job.custom_headers is not None:
                keep_headers(store, job, job.custom_headers)
            return job._replace(custom_headers=None)

        return self._change_requests(guid, change, "customheaders made write-only")

    def set_proxy(self, guid: str, usage: str, proxies: str | None = None, bypass: str | None = None) -> Job:
        """Set the proxy settings (SetProxySettings); PRECONFIG takes the environment of this process anew.

        E_INVALIDARG for lists without OVERRIDE or OVERRIDE without one; E_NOTIMPL for AUTODETECT without its library.
        """
        from ...domain.request_words import parse_proxy
        from .kept_secrets import with_proxy_logins
        from .proxy_settings import check_usage
        from .shell_proxies import ShellProxies, shell_proxies

        found, listed, excepted = parse_proxy(usage, proxies, bypass)
        check_usage(found)
        shell = shell_proxies(os.environ) if found is ProxyUsage.PRECONFIG else ShellProxies()

        def change(store: JobStore, job: Job) -> Job:
            logins = shell.logins if job.owner == self.account.uid else ()
            return with_proxy_logins(store, job, logins)._replace(
                proxy_usage=found, proxy_list=listed, proxy_bypass_list=excepted, proxy_environment=shell.variables
            )

        return self._change_requests(guid, change, "proxysettings set", anyone=True)

    def replace_prefix(self, guid: str, old: str, new: str) -> int:
        """Put one beginning of URLs in the place of another and count the files it fits (ReplaceRemotePrefix).

        What is wholly transferred is left alone; the others go on where they are if the file is the same there.
        E_INVALIDARG for an empty word or a URL that cannot be; E_NOTIMPL for uploads.
        """
        from ..arguments import check_remote
        from ..fresh_url import given

        if not old or not new:
            raise BitsError(E_INVALIDARG, "Both prefixes are needed: the one to replace and the one to put there.")
        if "@" in new.partition("://")[2].partition("/")[0]:
            raise BitsError(E_INVALIDARG, "A prefix has no user's name and password. Set these with setcredentials.")
        with self._at(guid) as store, store.lock:
            job = store.read(guid).staying()
            if job.type is not JobType.DOWNLOAD:
                raise BitsError(E_NOTIMPL, "The URL of an upload cannot be changed.")
            done = {number for number, claim in store.progress(guid).items() if claim.done}
            moved = [
                given(file, new + file.remote[len(old) :])
                for file in store.files(guid)
                if file.number not in done and file.remote.startswith(old)
            ]
            for file in moved:
                check_remote(file.remote, self.policy)
            if moved:
                note = f"the URLs of {len(moved)} file{'s' if len(moved) != 1 else ''} changed"
                store.write_files(guid, lambda _job: moved, lambda job: touched(store.with_totals(job)), note)
                store.wake_daemon()
        return len(moved)

    def _change_requests(
        self,
        guid: str,
        change: Callable[[JobStore, Job], Job],
        note: str,
        *,
        anyone: bool = False,
        what: str = "The custom headers are",
    ) -> Job:
        """Change what requests are made with; those under way are ended, and made anew with what is set now."""

        def step(store: JobStore, job: Job) -> Job:
            if not anyone:
                self._check_owner(job, what)
            return interrupted(store.with_totals(change(store, job.staying())))

        with self._at(guid) as store:
            job = store.change(guid, lambda job: step(store, job), note)
            store.wake_daemon()
        return job

    def _check_owner(self, job: Job, what: str) -> None:
        if job.owner != self.account.uid:
            raise BitsError(E_ACCESSDENIED, f"{what} for the job's owner alone.")
