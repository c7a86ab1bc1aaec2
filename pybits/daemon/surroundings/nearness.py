"""Which jobs get everything from this machine's own networks, as far as is known: no bandwidth limit need hold there.

A job whose servers are all near is near until it is seen to leave: by a redirect, another source, another address.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from ...domain.hresult import BitsError
from ...domain.state import IN_TURN
from ...manager.settings.proxy_settings import settings_of
from ...policy.network import is_near
from ...storage.index import Summary
from ...storage.job_store import JobStore
from ...transfer.engine import Engine
from ...transfer.proxy import goes_direct
from ...transfer.urls import host_name
from ..downloads.tags import Key
from . import netlink
from .names import Names

_FRESH = 60.0  # seconds: networks, names and files change


class Nearness:
    """Looks where the servers of jobs are, without waiting for a name server."""

    def __init__(self, store: JobStore, engine: Engine) -> None:
        self._store, self._engine = store, engine
        self._names = Names()
        engine.watch(self._names.fileno())
        self._hosts: dict[str, tuple[object, frozenset[str] | None]] = {}  # of what, and None: some behind a proxy
        self._addresses: dict[str, bool] = {}
        self._left: set[tuple[str, int, int]] = set()
        self._stale_at = 0.0

    def listen(self) -> None:
        """Take the answers of name servers."""
        self._names.listen()

    def near(self, jobs: Mapping[str, Summary], monotonic: float) -> frozenset[str]:
        """Give the jobs that move nothing beyond these networks."""
        if monotonic >= self._stale_at:
            self._stale_at = monotonic + _FRESH
            self._hosts = {guid: known for guid, known in self._hosts.items() if guid in jobs}
            self._addresses.clear()
            self._names.look_again()
            self._left = {stay for stay in self._left if stay == _stay(jobs.get(stay[0]))}
        found = {guid: hosts for guid, summary in jobs.items() if (hosts := self._near_hosts(summary)) is not None}
        for key, host, _local, remote in self._engine.endpoints() if found else ():
            hosts = found.get(key.guid) if isinstance(key, Key) else None
            if isinstance(key, Key) and hosts is not None and remote and not (host in hosts and self._is_near(remote)):
                self._left.add(_stay(jobs[key.guid]))
                del found[key.guid]
        return frozenset(found)

    # ---- inside

    def _near_hosts(self, summary: Summary) -> frozenset[str] | None:
        """Give a job's hosts if all are known to be near."""
        stay = _stay(summary)
        if stay in self._left:
            return None
        # Nobody changes the URLs of a job in its turn, and its last activity is always now. Reading files may be long.
        of = (stay, None if summary.state in IN_TURN else summary.active)
        if self._hosts.get(summary.guid, (None,))[0] != of:
            self._hosts[summary.guid] = of, self._hosts_of(summary.guid)
        hosts = self._hosts[summary.guid][1]
        if hosts is None:
            return None
        addresses = [self._names.of(host) for host in hosts if host]  # asks for all of them
        return hosts if all(found and all(map(self._is_near, found)) for found in addresses) else None

    def _hosts_of(self, guid: str) -> frozenset[str] | None:
        """Give the hosts of the files that a job has still to move, "" for this machine's files."""
        with contextlib.suppress(BitsError, OSError):
            done = {number for number, claim in self._store.progress(guid).items() if claim.done}
            urls = [file.remote for file in self._store.files(guid) if file.number not in done]
            if self._goes_direct(guid, urls):
                return frozenset(map(host_name, urls))
        return None

    def _goes_direct(self, guid: str, urls: Iterable[str]) -> bool:
        settings = settings_of(self._store.read(guid))
        servers = {(urlsplit(url).scheme.lower(), host) for url in urls if (host := host_name(url))}
        return all(goes_direct(settings, scheme, host) for scheme, host in servers)

    def _is_near(self, address: str) -> bool:
        if address not in self._addresses:
            self._addresses[address] = is_near(netlink.way_to(address))
        return self._addresses[address]


def _stay(summary: Summary | None) -> tuple[str, int, int]:
    """Name a job for as long as it has the same files and the same turn."""
    return (summary.guid, summary.files_total, summary.turn) if summary else ("", 0, 0)
