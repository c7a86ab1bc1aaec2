"""The notify command line, the notify interface, and ownership."""

from __future__ import annotations

from collections.abc import Iterator

from pybits.cli.context import Context
from pybits.cli.views import Acted, Assigned, Fact, Facts, Note, Value, View
from pybits.domain.hresult import E_FAIL, S_OK, BitsError
from pybits.domain.properties import BY_NAME, Property
from pybits.domain.values import NAME
from pybits.manager.settings.notification import doubts

_COMMAND = BY_NAME["notifycmdline"]
_URL_COMMAND = BY_NAME["urlcmdline"]
_INTERFACE = Property("notifyinterface", "", NAME, "the notify interface", "")


def assign(ctx: Context, job: str, program: str, parameters: str | None) -> Iterator[View]:
    """Set the program to run, and name what is seldom meant."""
    found = ctx.manager.find(job)
    changed = ctx.manager.set_notify_command(found.guid, _null(program), _null(parameters))
    yield Assigned(changed, _COMMAND, changed.notify_command)
    if changed.notify_command is not None:
        yield from (Note(sentence) for sentence in doubts(changed.notify_command))


def _null(word: str | None) -> str | None:
    return None if word is None or word.upper() == "NULL" else word


def assign_url_command(ctx: Context, job: str, program: str, parameters: str | None) -> Iterator[View]:
    """Set the program that gives fresh URLs, and name what is seldom meant."""
    found = ctx.manager.find(job)
    changed = ctx.manager.set_url_command(found.guid, _null(program), _null(parameters))
    yield Assigned(changed, _URL_COMMAND, changed.url_command)
    if changed.url_command is not None:
        yield from (Note(sentence) for sentence in doubts(changed.url_command))


def fire(ctx: Context, job: str) -> Iterator[View]:
    """Run the notify command now, and show what it printed and its status, which decides this one's."""
    tried = ctx.manager.try_notify_command(ctx.manager.find(job).guid)
    yield Facts((Fact("output", "", tuple(tried.output.splitlines())), Fact("status", "status", tried.status)), S_OK)
    if tried.status is None:
        yield Note("The job ended before its notify command did: what that printed since is not known, nor its status.")
    elif tried.status:
        raise BitsError(E_FAIL, f"it ended with status {tried.status}.", usage=False)


def interface(ctx: Context, job: str) -> View:
    """Tell that there is none: on Windows it would be a COM object."""
    return Value(ctx.manager.find(job), _INTERFACE, "UNREGISTERED")


def take_ownership(ctx: Context, job: str) -> View:
    """Make a job the caller's."""
    return Acted(ctx.manager.take_ownership(ctx.manager.find(job).guid), "taken over")
