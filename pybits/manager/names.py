"""What the user's jobs are called, read from the index alone: for the shell, which asks at every press of Tab."""

from __future__ import annotations

import os

from ..domain.frozen import NamedTuple
from ..domain.hresult import BitsError
from ..domain.state import FINAL, JobState
from ..storage import paths
from ..storage.index import Index, Summary


class Named(NamedTuple):
    """A job by its two names, and its state."""

    guid: str
    name: str
    state: JobState


def job_names() -> list[Named]:
    """Name the user's live jobs, oldest first; none when the store is not there or cannot be read.

    Nothing is made, locked or changed, unless the index is out of date: then the whole store is asked.
    """
    home = paths.user_store()
    if not os.path.isdir(os.path.join(home, "jobs")):
        return []
    try:
        found = _indexed(Index(os.path.join(home, "index")))
        if found is None:
            from .manager import Manager

            found = Manager.open().summaries()
    except (OSError, BitsError):
        return []
    return [Named(one.guid, one.name, one.state) for one in found if one.state not in FINAL]


def _indexed(index: Index) -> list[Summary] | None:
    """Read the index; None when it is of another boot, torn, or does not know what a job is now."""
    if not index.current():
        return None
    entries, _, _ = index.entries()
    if any(dirty for _, _, dirty in entries.values()):
        return None
    found = [summary for _, summary, _ in entries.values() if summary is not None]
    return sorted(found, key=lambda summary: (summary.created, summary.guid))
