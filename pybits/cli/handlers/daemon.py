"""The daemon by hand: run, start, stop, status."""

from __future__ import annotations

from pybits.cli.context import Context
from pybits.cli.views import DaemonActed, DaemonState, View
from pybits.domain.hresult import E_FAIL, S_OK
from pybits.manager import launcher


def run(ctx: Context) -> View:  # noqa: ARG001  every handler takes the context
    """Become the daemon; this does not return."""
    launcher.run()


def start(ctx: Context) -> View:
    """Start the daemon if none runs."""
    started = launcher.start(ctx.manager.store.home)
    return DaemonActed("Daemon started." if started else "The daemon runs already.", started)


def stop(ctx: Context) -> View:  # noqa: ARG001  every handler takes the context
    """Stop the daemon and wait until it is gone."""
    stopped = launcher.stop()
    return DaemonActed("Daemon stopped." if stopped else "No daemon runs.", stopped)


def status(ctx: Context) -> View:  # noqa: ARG001  every handler takes the context
    """Tell whether the daemon runs."""
    found = launcher.status()
    return DaemonState(found.pid, found.since, found.log, S_OK if found.pid else E_FAIL)
