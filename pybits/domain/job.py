"""A job: its properties, its state, its error and what is still to be done for it. Frozen; a change is a new value."""

from __future__ import annotations

from enum import Enum

from .enums import ErrorContext, JobPriority, JobType, NotifyFlags, ProxyUsage, UploadWith
from .frozen import NamedTuple
from .hresult import BG_E_INVALID_STATE, BitsError, HResult
from .moment import Moment
from .state import JobEvent, JobState, next_state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .file import Wanted

# BG_SIZE_UNKNOWN is 2^64 - 1 in the API; here, as in JSON, an unknown size is None.
NAME_LIMIT = 256
DESCRIPTION_LIMIT = 1024
RETRY_DELAY_FLOOR = 5
_HEXADECIMAL = frozenset("0123456789ABCDEF")


class Deed(Enum):
    """An effect that is written down before it is done (the third rule); each is harmless to redo."""

    PUBLISH = "publish"  # give every finished file its name
    DISCARD = "discard"  # delete the temporary files of the others
    HANG_UP = "hang up"  # tell the server of an upload that it need not keep what it has, for a day at most
    RETIRE = "retire"  # take the job out of the store and out of the machine's ledger
    NOTIFY = "notify"  # run the notify command until it succeeds; unlike the others it leaves the job free


# What complete and cancel ask for: while one of them is to be done, nobody may change the job.
ENDING = frozenset({Deed.PUBLISH, Deed.DISCARD, Deed.HANG_UP, Deed.RETIRE})

# What is left to do of a cancelled upload whose server is still to be told.
PARTED = (Deed.HANG_UP, Deed.RETIRE)

# The states of which a notify command is told, and the flag that asks for each.
_TOLD = {JobState.TRANSFERRED: NotifyFlags.TRANSFERRED, JobState.ERROR: NotifyFlags.ERROR}


class JobError(NamedTuple):
    """What went wrong last, where, and in words; `file` is the index of the file it happened to."""

    code: HResult
    context: ErrorContext
    text: str
    at: float
    file: int | None = None


class Retry(NamedTuple):
    """When the job is tried again, and since when it has made no progress: has come no further than `reach`."""

    next_try: Moment
    stalled_since: Moment
    attempts: int
    reach: int = 0  # bytes that were here and files that were done, counted together, at their most


class Settled(NamedTuple):
    """How the last complete or cancel ended, for the command that waits for it (`ticket` is its number)."""

    ticket: str
    code: HResult
    text: str = ""


class NotifyCommand(NamedTuple):
    """The program to run, an absolute path, and its command line; None stands for the program's path alone."""

    program: str
    parameters: str | None = None


class Notice(NamedTuple):
    """How far telling the owner of the present state has come.

    `next_try` is None when the command may run at once; `told` says that it has succeeded.
    """

    attempts: int = 0
    next_try: Moment | None = None
    told: bool = False


class Trial(NamedTuple):
    """A run of the notify command that was asked for by hand; `status` is how it ended, None while it has not.

    `problem` says why it could not be run. `ticket` is the number of the command that waits for it.
    """

    ticket: str
    status: int | None = None
    problem: str = ""


class ClientCertificate(NamedTuple):
    """The certificate that a server gets to see: its file and its key's (empty: the same), and where it was found.

    `location` is BITS' number, 0 for files in no store; what is not known of it is empty.
    """

    certificate: str
    key: str = ""
    location: int = 0
    store: str = ""
    thumbprint: str = ""
    subject: str = ""


class Job(NamedTuple):
    """One job, as the store keeps it. Times are seconds since the epoch; sizes are bytes, None when unknown."""

    guid: str
    name: str
    type: JobType
    owner: int
    created: float
    modified: float
    state: JobState = JobState.SUSPENDED
    description: str = ""
    priority: JobPriority = JobPriority.NORMAL
    min_retry_delay: int = 600
    no_progress_timeout: int = 1_209_600
    transferred: float | None = None
    turn: int = 0
    error: JobError | None = None
    error_count: int = 0
    retry: Retry | None = None
    deeds: tuple[Deed, ...] = ()
    ticket: str = ""
    settled: Settled | None = None
    files_total: int = 0
    files_done: int = 0
    bytes_done: int = 0
    bytes_total: int | None = 0
    umask: int = 0o022  # of whoever made the job: the files it delivers get the mode that curl's would have
    notify_flags: int = 3  # NotifyFlags.TRANSFERRED and ERROR
    notify_command: NotifyCommand | None = None
    notice: Notice = Notice()
    trial: Trial | None = None
    url_command: NotifyCommand | None = None  # a program that gives a fresh URL where a server refuses the old one
    renewing: bool = False  # it is to be run for the file that the error is about

    custom_headers: tuple[str, ...] | None = ()  # each "Name: value"; None: write-only, kept beside the record
    http_method: str = "GET"
    security_flags: int = 0
    proxy_usage: ProxyUsage = ProxyUsage.PRECONFIG
    proxy_list: str = ""
    proxy_bypass_list: str = ""
    proxy_environment: tuple[tuple[str, str], ...] = ()  # what PRECONFIG means: the variables of the owner's shell
    credentials: tuple[str, ...] = ()  # their titles ("SERVER BASIC"); what they are is kept beside the record
    client_certificate: ClientCertificate | None = None
    max_download_time: int = 7_776_000
    download_time: float = 0.0  # seconds in turn since the last resume, of the turns that ended ...
    timed_from_turn: int = 0  # ... and the first turn that counts
    rejected: tuple[int, ...] = ()  # files whose bytes the owner declared invalid: what is claimed of them is void
    acl_flags: int = 0
    peer_caching_flags: int = 0
    active: Moment | None = None  # when it last made progress or was changed by its owner; None: see `modified`
    dynamic_content: bool = False  # each answer may be another file: nothing goes on in the middle
    high_performance: bool = False
    on_demand: bool = False  # of its files only what is asked for is fetched
    wanted: tuple[Wanted, ...] = ()  # that is, until it is here
    max_download_size: int | None = None  # bytes of all files together
    auto_complete: bool = False
    check_digests: bool = False  # what servers say of the content must be true
    bandwidth: str = "auto"  # or polite, full, bytes a second
    connections: str = "auto"  # or how many for a large file
    transfer_policy: int = 0  # on which cost of the network it runs, a mask; 0: as its priority says

    upload_with: UploadWith = UploadWith.BITS
    reply_file: str = ""  # where the reply to an upload-reply goes; "" is a name beside the file

    def move(self, event: JobEvent) -> Job:
        """Apply an event to the state; BG_E_INVALID_STATE if the table does not have it."""
        state = next_state(self.state, event)
        if state is self.state:
            return self.with_notice()
        return self._replace(state=state, notice=Notice(), renewing=False).with_notice()

    def with_notice(self) -> Job:
        """Write down that the notify command is to be run, or that it is not, as state, flags and command say."""
        asked = _TOLD.get(self.state, 0) & self.notify_flags and not self.notify_flags & NotifyFlags.DISABLE
        wanted = bool(asked and self.notify_command and not self.notice.told and not self.ending)
        if wanted == (Deed.NOTIFY in self.deeds):
            return self
        others = tuple(deed for deed in self.deeds if deed is not Deed.NOTIFY)
        return self._replace(deeds=(*others, Deed.NOTIFY) if wanted else others)

    def completes_itself(self) -> Job:
        """Write down that the job is to be completed, if it wants that, is TRANSFERRED and its owner was told."""
        ready = self.auto_complete and self.state is JobState.TRANSFERRED
        if not ready or self.ending or Deed.NOTIFY in self.deeds:
            return self
        return self._replace(deeds=(*self.deeds, Deed.PUBLISH, Deed.DISCARD, Deed.RETIRE))

    @property
    def ending(self) -> bool:
        """Tell whether the job is being completed or cancelled."""
        return not ENDING.isdisjoint(self.deeds)

    @property
    def trying(self) -> bool:
        """Tell whether the notify command is to be run because somebody wants to see what it does."""
        return self.trial is not None and self.trial.status is None and not self.ending

    @property
    def asks(self) -> bool:
        """Tell whether a command is to be run that is not there to tell the owner something."""
        return self.trying or (self.renewing and not self.ending)

    def staying(self) -> Job:
        """Give the job, to be changed; BG_E_INVALID_STATE for one that is being completed or cancelled."""
        if self.ending:
            raise BitsError(BG_E_INVALID_STATE, "The job is being completed or cancelled.")
        return self

    @property
    def parted(self) -> bool:
        """Tell whether the job is over for its owner, and only a server is still to be told."""
        return self.deeds == PARTED

    @property
    def cancel_deeds(self) -> tuple[Deed, ...]:
        """Give what a cancel of the job as it is asks for; of a file that is uploaded the server keeps all."""
        told = self.type is not JobType.DOWNLOAD and self.state is not JobState.TRANSFERRED
        return (Deed.DISCARD, Deed.HANG_UP, Deed.RETIRE) if told else (Deed.DISCARD, Deed.RETIRE)

    @property
    def default_method(self) -> str:
        """Give the HTTP method of a job of this type for which none was set."""
        return default_method(self.type)

    @property
    def custom_method(self) -> bool:
        """Tell whether an HTTP method was set that cannot be repeated: no retries, no resuming in the middle."""
        return self.http_method != self.default_method

    @property
    def sated(self) -> bool:
        """Tell whether a job on demand has all that was asked for."""
        return self.on_demand and self.state is JobState.SUSPENDED and bool(self.turn) and not self.wanted

    @property
    def unfinished(self) -> int:
        """Count the files that are not yet wholly transferred."""
        return self.files_total - self.files_done


def default_method(type: JobType) -> str:
    """Give the HTTP method with which jobs of a type begin."""
    return "GET" if type is JobType.DOWNLOAD else "BITS_POST"


def is_guid(word: str) -> bool:
    """Tell whether a word is a GUID as jobs have them: upper case, in braces."""
    parts = word[1:-1].split("-")
    whole = word[:1] == "{" and word[-1:] == "}" and [len(part) for part in parts] == [8, 4, 4, 4, 12]
    return whole and _HEXADECIMAL.issuperset("".join(parts))


def as_guid(word: str) -> str | None:
    """Read a GUID with or without its braces, in either case; None if the word is none."""
    guid = "{" + word.removeprefix("{").removesuffix("}").upper() + "}"
    return guid if is_guid(guid) else None
