"""What a verb found out or did, as values: handlers make them, renderers show them.

A view with a `code` decides the exit status by it; a view without one is a success.
"""

from __future__ import annotations

from .record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pybits.domain.file import File
    from pybits.domain.hresult import HResult
    from pybits.domain.job import Job, JobError
    from pybits.domain.policy_values import PolicyKey, PolicyValue
    from pybits.domain.properties import Property
    from pybits.manager.ending import Completion
    from pybits.manager.explaining.checkup import Checked
    from pybits.manager.seen import FileView, HistoryEntry


class Created(Record):
    """A job was made."""

    job: Job


class Added(Record):
    """Files were added to a job."""

    job: Job
    files: tuple[File, ...]


class Acted(Record):
    """A job was resumed or suspended: `what` is the word."""

    job: Job
    what: str


class Cancelled(Record):
    """A job was cancelled, alone or, in a `reset`, as one of all."""

    job: Job
    code: HResult
    reset: bool = False


class Completed(Record):
    """A job was completed; `done` says what became of its files."""

    job: Job
    done: Completion

    @property
    def code(self) -> HResult:
        """Give the result of the complete."""
        return self.done.code


class ResetDone(Record):
    """All jobs were to be cancelled: so many of so many were."""

    cancelled: int
    total: int


class Details(Record):
    """A job with its owner's name, why it does or does not move, its files, and the file that its error is about.

    `proxy` says which one is in effect, and where it was set; empty if nobody asked.
    """

    job: Job
    owner: str
    why: str
    files: tuple[FileView, ...] = ()
    verbose: bool = False
    about: File | None = None
    proxy: str = ""


class JobList(Record):
    """The jobs, oldest first."""

    jobs: tuple[Details, ...]
    verbose: bool = False
    all_users: bool = False


class FileList(Record):
    """The files of a job, in the order in which they were added."""

    job: Job
    files: tuple[FileView, ...]


class Formatted(Record):
    """What was asked for in a format of the user's own, one text for each job or file."""

    texts: tuple[str, ...]


class History(Record):
    """What happened to a job, oldest first."""

    job: Job
    entries: tuple[HistoryEntry, ...]


class Value(Record):
    """The value of a property; `file` is the one that an error is about."""

    job: Job
    row: Property
    value: object
    file: File | None = None


class Values(Record):
    """Several properties of a job."""

    job: Job
    values: tuple[Value, ...]


class Assigned(Record):
    """A property was set; `value` is what it is now."""

    job: Job
    row: Property
    value: object


class Changed(Record):
    """A job was changed in more than one property; `code` is S_FALSE if there was nothing to change."""

    job: Job
    code: HResult
    text: str


class Progress(Record):
    """A job as it goes: bytes a second and seconds left are None while unknown."""

    job: Job
    speed: float | None
    remaining: float | None
    why: str


class Monitoring(Record):
    """All jobs at one moment; `moving` has more of them, for a screen."""

    jobs: tuple[Job, ...]
    refresh: float
    moving: tuple[Progress, ...] = ()


class Transferred(Completed):
    """A transfer is complete."""

    job: Job
    done: Completion


class TransferFailed(Record):
    """A transfer cannot go on; its job was cancelled."""

    job: Job
    code: HResult
    error: JobError | None
    file: File | None


class Waited(Record):
    """A job that was waited for came to an end, or time was up; `state` is the last that is known."""

    guid: str
    name: str
    state: str
    code: HResult
    text: str


class Interrupted(Record):
    """Ctrl-C; the job, if there is one, goes on in the background."""

    job: Job | None


class PolicyLine(Record):
    """One policy with its value and its origin in words."""

    key: PolicyKey
    value: PolicyValue
    origin: str


class PolicyList(Record):
    """The policies in force."""

    lines: tuple[PolicyLine, ...]
    source: str | None


class PolicyChecked(Record):
    """A policy file was read; `problems` are sentences."""

    path: str
    problems: tuple[str, ...]
    code: HResult


class PolicyAssigned(Record):
    """A policy was written to the file at `path`."""

    path: str
    key: str
    value: str


class DaemonState(Record):
    """Whether the daemon runs, since when (seconds since the epoch), and where its log is."""

    pid: int | None
    since: float | None
    log: str
    code: HResult


class DaemonActed(Record):
    """The daemon was started or stopped: `text` says which, or that there was nothing to do."""

    text: str
    changed: bool


class Fact(Record):
    """Something that was asked for: its name for programs, its title for people (or none), its value."""

    name: str
    title: str
    value: object


class Facts(Record):
    """What was asked for, one or more facts."""

    facts: tuple[Fact, ...]
    code: HResult


class Told(Record):
    """Something about the machine was done, or need not be: `text` says what."""

    text: str
    code: HResult


class Events(Record):
    """The daemon's event log: whether it is kept and who decided that, where it is, and its last events."""

    enabled: bool
    origin: str
    path: str
    events: tuple[dict[str, object], ...]


class Checkup(Record):
    """What was found wrong, and remarks on what pybits rests on."""

    found: tuple[Checked, ...]
    remarks: tuple[str, ...]
    code: HResult


class Script(Record):
    """A completion script, to be read by the shell that it is for."""

    shell: str
    program: str
    text: str


class Note(Record):
    """A remark beside the result, for people: it goes to stderr."""

    text: str


class Failed(Record):
    """A verb, or its work on the job `subject`, was refused or failed.

    `guids` are the jobs that share a name; `usage` tells that what was typed is wrong.
    """

    action: str
    code: HResult
    detail: str
    guids: tuple[str, ...] = ()
    subject: str = ""
    usage: bool = False


class SlashHelp(Record):
    """The slash face's usage screen, of one container if it is named, after `problem` if there is one."""

    problem: str
    usage: bool = True
    container: str = ""


View = (
    Created
    | Added
    | Acted
    | Cancelled
    | Completed
    | ResetDone
    | Details
    | JobList
    | FileList
    | Formatted
    | History
    | Value
    | Values
    | Assigned
    | Changed
    | Progress
    | Monitoring
    | Transferred
    | TransferFailed
    | Waited
    | Interrupted
    | PolicyList
    | PolicyChecked
    | PolicyAssigned
    | DaemonState
    | DaemonActed
    | Facts
    | Told
    | Checkup
    | Events
    | Script
    | Note
    | Failed
    | SlashHelp
)
