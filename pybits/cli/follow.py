"""Following jobs that move by themselves: a fresh look at one, and a daemon that is there to move it."""

from __future__ import annotations

import os

from pybits.domain.hresult import BG_E_NOT_FOUND, BitsError
from pybits.domain.job import Job
from pybits.domain.state import ACTIVE

from .context import Context

LOOK = 0.5  # seconds between two looks at a job that does not change
_CHECK = 5.0  # seconds between two looks for the daemon


class Follower:
    """Looks at jobs for somebody who waits, and starts the daemon again if it died meanwhile."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._checked = ctx.now()

    def look(self, job: Job) -> Job | None:
        """Read a job afresh, None when it is gone."""
        try:
            current = self._ctx.manager.job(job.guid)
        except BitsError as error:
            if error.code != BG_E_NOT_FOUND:
                raise
            return None
        self._keep_going(current)
        return current

    def _keep_going(self, job: Job) -> None:
        """See to the daemon now and then; another user's is that user's affair."""
        now = self._ctx.now()
        if job.state not in ACTIVE or job.owner != os.getuid() or now - self._checked < _CHECK:
            return
        self._checked = now
        from pybits.manager import launcher

        if launcher.status().pid is None:
            launcher.start()
