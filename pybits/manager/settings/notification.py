"""The notify command, and ownership: what may be set, who may set it, and what a new owner does not get."""

from __future__ import annotations

import os

from ...domain.enums import JobType
from ...domain.hresult import BG_E_STRING_TOO_LONG, E_ACCESSDENIED, E_INVALIDARG, E_NOTIMPL, BitsError
from ...domain.job import Job, Notice, NotifyCommand
from ...domain.policy_values import Policy
from ...domain.values import check_encodable
from ...policy.limits import Account, is_administrator

PROGRAM_LIMIT = 260
PARAMETERS_LIMIT = 4000


def check_command(program: str | None, parameters: str | None) -> NotifyCommand | None:
    """Make a notify command of its two parts; E_INVALIDARG or BG_E_STRING_TOO_LONG for what cannot be one."""
    if program is None:
        if parameters is not None:
            raise BitsError(E_INVALIDARG, "There are parameters but no program. Without a program give none of both.")
        return None
    for what, text, limit in (("program", program, PROGRAM_LIMIT), ("parameters", parameters or "", PARAMETERS_LIMIT)):
        if len(text) > limit:
            raise BitsError(BG_E_STRING_TOO_LONG, f"The {what}: {len(text)} characters; at most {limit} are allowed.")
        check_encodable(f"The {what}", text)
    if not os.path.isabs(program):
        raise BitsError(E_INVALIDARG, f"The program '{program}' must be an absolute path: no search path is used.")
    words(parameters)
    return NotifyCommand(program, parameters or None)


def words(parameters: str | None) -> list[str]:
    """Split parameters as a shell would, without its expansions; E_INVALIDARG for a quote that is not closed."""
    import shlex

    try:
        return shlex.split(parameters or "")
    except ValueError as error:
        raise BitsError(E_INVALIDARG, f"The parameters cannot be split into words: {error}.") from None


def doubts(command: NotifyCommand) -> list[str]:
    """Say what is allowed and seldom meant."""
    found = []
    if not (os.path.isfile(command.program) and os.access(command.program, os.X_OK)):
        found.append(f"{command.program} is not a program that can be run now.")
    first = words(command.parameters)[:1]
    if first and os.path.basename(first[0]) != os.path.basename(command.program):
        found.append(
            f"The parameters begin with '{first[0]}', which is what the program is told that it is called; "
            "its first argument is the next word."
        )
    return found


def assign(job: Job, command: NotifyCommand | None) -> Job:
    """Give a job another notify command, which knows nothing of what happened before."""
    return job._replace(notify_command=command, notice=Notice()).with_notice()


def assign_url_command(job: Job, command: NotifyCommand | None) -> Job:
    """Give a job another program that gives fresh URLs; E_NOTIMPL for an upload."""
    if job.type is not JobType.DOWNLOAD:
        raise BitsError(E_NOTIMPL, "The job uploads: its URL cannot be changed.")
    return job._replace(url_command=command)


def check_taker(account: Account, policy: Policy, owner: int) -> None:
    """Refuse a change of owner: E_ACCESSDENIED for ordinary users, E_NOTIMPL from one user to another."""
    if not is_administrator(account, policy):
        raise BitsError(E_ACCESSDENIED, "Only an administrator may take the ownership of a job. Use sudo.")
    if owner != account.uid:
        raise BitsError(
            E_NOTIMPL,
            "The job belongs to another user: its paths and URLs, and the folders on the way, are that user's to "
            "change at any time. A daemon of yours would follow them with your rights, to any file of the machine. You "
            "may change, run, complete or cancel the job as it is, with its owner's rights; or make one of your own.",
        )


def take(job: Job) -> Job:
    """Drop what goes with an owner and not with the job."""
    return assign(job, None)._replace(url_command=None, custom_headers=(), credentials=(), client_certificate=None)
