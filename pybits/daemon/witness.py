"""Who writes the event log: sees what changes and what the engine reports, and writes it down while that is wanted."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping

from .. import __version__
from ..domain.events import EVENTS
from ..domain.hresult import BitsError
from ..manager.settings.event_channel import channel
from ..storage import paths
from ..storage.event_log import EventLog
from ..storage.index import Summary
from ..transfer.request import Connected, Failed, Finished, Report
from .downloads.tags import Key

log = logging.getLogger("pybits.daemon")

_Stamp = tuple[tuple[int, int, int] | None, ...]


class Witness:
    """The daemon's memory for others. When the log cannot be written it is silent: transfers matter more."""

    def __init__(self, home: str) -> None:
        self._log = EventLog(home)
        self._enabled = False
        self._debugging = log.isEnabledFor(logging.DEBUG)
        self._stamp: _Stamp = ()
        self._known: dict[str, tuple[str, str]] = {}  # each job's name and state
        self.look_at_settings(first=True)
        self._write("daemon-started", pid=os.getpid(), version=__version__)

    def look_at_settings(self, *, first: bool = False) -> None:
        """Read the settings again if their files have changed."""
        stamp = tuple(map(_stamp_of, (paths.user_config(), paths.machine_config())))
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            wanted = channel().enabled
        except BitsError as error:
            log.warning("%s The event log stays as it is.", error)
            return
        if wanted != self._enabled and not first:
            self._enabled = True
            self._write("log-started" if wanted else "log-stopped", pid=os.getpid())
        self._enabled = wanted

    def changes(self, changes: Mapping[str, Summary | None], *, fresh: bool) -> None:
        """Note which jobs came, went, or are in another state; a fresh look is one at everything."""
        if fresh:
            gone = self._known.keys() - changes.keys()
            changes = {**changes, **dict.fromkeys(gone)}
        begun = bool(self._known) or not fresh
        for guid, summary in changes.items():
            known = self._known.get(guid)
            if summary is None:
                if known is not None:
                    del self._known[guid]
                    self._write("job-gone", job=guid, name=known[0])
                continue
            self._known[guid] = (summary.name, summary.state.name)
            if known is None and begun:
                self._write("job-added", job=guid, name=summary.name, state=summary.state.name)
            elif known is not None and known[1] != summary.state.name:
                facts = {"from": known[1], "to": summary.state.name}
                sums = {name: getattr(summary, name) for name in ("files_done", "files_total", "bytes_done")}
                self._write("job-state", job=guid, name=summary.name, **facts, **sums)

    @property
    def awake(self) -> bool:
        """Tell whether what happens to single files is of interest."""
        return self._enabled or self._debugging

    def report(self, report: Report) -> None:
        """Note what the engine says of a file."""
        key = report.key
        if not isinstance(key, Key) or key.stretch or not self.awake:
            return
        file = {"job": key.guid, "file": key.number, "turn": key.turn}
        if isinstance(report, Connected):
            self._write("file-connected", **file, url=report.moved)
        elif isinstance(report, Finished):
            self._write("file-arrived", **file, bytes=report.length)
        elif isinstance(report, Failed):
            failure = report.failure
            self._write("file-failed", **file, code=failure.code.hex, name=failure.code.name, text=failure.text)

    def store_failed(self, error: BitsError | OSError) -> None:
        """Note that the store could not be written."""
        self._write("store-failed", text=str(error))

    def end(self, why: str) -> None:
        """Note that the daemon ends."""
        self._write("daemon-stopped", pid=os.getpid(), why=why)

    def _write(self, event: str, **facts: object) -> None:
        log.debug("%s %s", event, facts)
        if self._enabled and event in EVENTS:
            try:
                self._log.add([{"at": round(time.time(), 3), "event": event, **facts}])
            except OSError as error:
                log.warning("the event log cannot be written: %s", error)
                self._enabled = False


def _stamp_of(path: str) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
