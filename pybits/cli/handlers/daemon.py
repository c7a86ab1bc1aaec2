"""The daemon by hand: run, start, stop, status, install, uninstall."""

from __future__ import annotations

from pybits.cli.context import Context
from pybits.cli.views import DaemonActed, DaemonState, View
from pybits.domain.hresult import E_FAIL, E_INVALIDARG, S_OK, BitsError
from pybits.manager.service import launcher

_LEVELS = ("debug", "info", "warning", "error")


def run(ctx: Context, stay: bool, log_level: str | None) -> View:  # noqa: ARG001  every handler takes the context
    """Become the daemon; this does not return."""
    launcher.run([*(["--stay"] if stay else []), *_level(log_level)])


def start(ctx: Context, log_level: str | None) -> View:
    """Start the daemon if none runs."""
    started = launcher.start(ctx.manager.store.home, _level(log_level))
    return DaemonActed("Daemon started." if started else "The daemon runs already.", started)


def _level(word: str | None) -> list[str]:
    if word is not None and word.lower() not in _LEVELS:
        raise BitsError(E_INVALIDARG, f"The level must be {', '.join(_LEVELS[:-1])} or {_LEVELS[-1]}, not '{word}'.")
    return [] if word is None else ["--log-level", word.lower()]


def install(ctx: Context, system: str | None, root: str | None) -> View:  # noqa: ARG001  every handler takes the context
    """Make the daemon a service."""
    from pybits.manager.service.install import install as write

    done = write(system, root or "")
    text = f"{'Installed' if done.changed else 'Nothing to change:'} {done.file}. {done.advice}".rstrip()
    return DaemonActed(text, done.changed)


def uninstall(ctx: Context, system: str | None, root: str | None) -> View:  # noqa: ARG001  every handler takes the context
    """Undo the installation."""
    from pybits.manager.service.install import uninstall as remove

    done = remove(system, root or "")
    return DaemonActed(f"Removed {done.file}." if done.changed else f"{done.file} is not installed.", done.changed)


def stop(ctx: Context) -> View:  # noqa: ARG001  every handler takes the context
    """Stop the daemon and wait until it is gone."""
    stopped = launcher.stop()
    return DaemonActed("Daemon stopped." if stopped else "No daemon runs.", stopped)


def status(ctx: Context) -> View:  # noqa: ARG001  every handler takes the context
    """Tell whether the daemon runs."""
    found = launcher.status()
    return DaemonState(found.pid, found.since, found.log, S_OK if found.pid else E_FAIL)
