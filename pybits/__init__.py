"""BITS for Unix: a durable queue of background transfers, the daemon that moves the bytes, and its command line.

A whole transfer:

    import pybits

    with pybits.Manager.open() as manager:
        job = manager.start_job("disc", [("https://example.com/disc.iso", "/srv/disc.iso")])
        for seen in manager.follow(job.guid):
            print(seen.state.name, seen.bytes_done, seen.bytes_total)
        manager.complete(manager.wait(job.guid).guid)

Manager is the way to everything. Jobs and files are frozen values: what a job was when it was read. What cannot be done
raises BitsError, whose `code` is an HResult; the codes are in `pybits.hresult` under BITS' names.
"""

from __future__ import annotations

# A type checker takes any name TYPE_CHECKING as true; importing typing for it would cost every command a millisecond.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from .domain import hresult
    from .domain.credentials import AuthScheme, AuthTarget, Credential
    from .domain.enums import ErrorContext, JobPriority, JobType, NotifyFlags, ProxyUsage, UploadWith
    from .domain.file import File, FileProgress, FileRange, Validator
    from .domain.hresult import BitsError, HResult
    from .domain.job import ClientCertificate, Job, JobError, NotifyCommand
    from .domain.properties import PROPERTIES, Property
    from .domain.request_words import SecurityFlags
    from .domain.state import JobState
    from .manager.ending import Completion
    from .manager.file_facts import PeerStats
    from .manager.manager import Manager
    from .manager.replies import ReplyProgress
    from .manager.seen import AmbiguousName, FileView, HistoryEntry
    from .manager.trial import Tried

__version__ = "0.1.0"

__all__ = [
    "PROPERTIES",
    "AmbiguousName",
    "AuthScheme",
    "AuthTarget",
    "BitsError",
    "ClientCertificate",
    "Completion",
    "Credential",
    "ErrorContext",
    "File",
    "FileProgress",
    "FileRange",
    "FileView",
    "HResult",
    "HistoryEntry",
    "Job",
    "JobError",
    "JobPriority",
    "JobState",
    "JobType",
    "Manager",
    "NotifyCommand",
    "NotifyFlags",
    "PeerStats",
    "Property",
    "ProxyUsage",
    "ReplyProgress",
    "SecurityFlags",
    "Tried",
    "UploadWith",
    "Validator",
    "hresult",
]

# Where the public names live; each module is imported when one of its names is first asked for.
_HOMES = {
    "domain.credentials": "AuthScheme AuthTarget Credential",
    "domain.enums": "ErrorContext JobPriority JobType NotifyFlags ProxyUsage UploadWith",
    "domain.file": "File FileProgress FileRange Validator",
    "domain.hresult": "BitsError HResult",
    "domain.job": "ClientCertificate Job JobError NotifyCommand",
    "domain.properties": "PROPERTIES Property",
    "domain.request_words": "SecurityFlags",
    "domain.state": "JobState",
    "manager.ending": "Completion",
    "manager.file_facts": "PeerStats",
    "manager.manager": "Manager",
    "manager.replies": "ReplyProgress",
    "manager.seen": "AmbiguousName FileView HistoryEntry",
    "manager.trial": "Tried",
}


def __getattr__(name: str) -> object:
    """Give a public name, importing the module that has it."""
    from importlib import import_module

    if name == "hresult":
        return import_module(f"{__name__}.domain.hresult")
    for module, names in _HOMES.items():
        if name in names.split():
            value: object = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
