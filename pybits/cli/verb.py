"""A row of the catalogue: what one verb is called, takes, offers, and says about itself, in both faces."""

from __future__ import annotations

from pybits.domain.enums import JobType, UploadWith
from pybits.domain.state import FINAL, JobState

from .exit_codes import Exit
from .record import Record


class Param(Record):
    """A word that a verb takes: `name` is the handler's argument, `metavar` is what the usage line shows.

    `words` are the legal ones, for completion, where they are known beforehand. `slash`: only bitsadmin's syntax has
    it.
    """

    name: str
    metavar: str
    many: bool = False
    optional: bool = False
    words: tuple[str, ...] = ()
    slash: bool = False


class Option(Record):
    """An option: without a metavar it is a flag.

    `words` are the legal values (any case); `switches` are bitsadmin's, each with the value that it stands for,
    None when the value is the next word. `short` is another way to type it (-v); `listed` are values
    for completion; what is wrong with another the handler says.
    """

    name: str
    help: str
    metavar: str = ""
    words: tuple[str, ...] = ()
    switches: tuple[tuple[str, str | bool | None], ...] = ()
    short: str = ""
    listed: tuple[str, ...] = ()
    many: bool = False  # may be given several times

    @property
    def spelling(self) -> str:
        """Give the option as it is typed: --all-users."""
        return "--" + self.name.replace("_", "-")

    @property
    def absent(self) -> str | bool | tuple[()] | None:
        """Give the value that stands for "not given"."""
        return () if self.many else None if self.metavar else False


class Verb(Record):
    """One verb. `handler` is "module:function" under cli/handlers; `action` completes "cannot …" and "Unable to …".

    `syntax` is bitsadmin's, empty when bitsadmin has no such verb; `options_after` counts the words that stand
    before its switches there, `trailing` lets a switch and its value be the last words too. `fixed` are arguments
    that the row itself gives to the handler.
    """

    name: str
    summary: str
    handler: str
    action: str
    group: str
    params: tuple[Param, ...] = ()
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()
    exits: tuple[Exit, ...] = ()
    syntax: str = ""
    options_after: int = 0
    trailing: bool = False
    fixed: tuple[tuple[str, object], ...] = ()
    details: str = ""
    endless: bool = False

    @property
    def click_params(self) -> tuple[Param, ...]:
        """Give the words that it takes in click's syntax."""
        return tuple(param for param in self.params if not param.slash)


MAKE, RUN, LOOK, PROPERTY, HOUSE = "Make jobs", "Run jobs", "Look at jobs", "Properties", "Policies and daemon"
MACHINE = "Machine"

JOB = Param("job", "JOB")
JOBS = Param("jobs", "JOB", many=True)

# The exit statuses of verbs that look a job up, and of those that change it.
FIND = (Exit.DONE, Exit.FAILED, Exit.USAGE, Exit.NOT_FOUND, Exit.AMBIGUOUS)
CHANGE = (*FIND, Exit.DENIED, Exit.INVALID_STATE)
PLAIN = (Exit.DONE, Exit.FAILED, Exit.USAGE)

# Options and values that several families share.
MIRROR = Option("mirror", "Another source, tried when one fails; may be repeated.", "URL", many=True)
IF_EXISTS = Option(
    "if_exists",
    "Of the destination: replace (default), skip, refuse or rename.",
    "WHAT",
    ("replace", "skip", "refuse", "rename"),
)
REUSE = Option("reuse", "Take the job that fetches this already, if there is one.")
CHECKSUM = Option("checksum", "What the file must have: sha256:HEX.", "CHECKSUM")
TYPES = tuple(kind.word.lower() for kind in JobType)
TYPE_SWITCHES = tuple((f"/{word.upper()}", word) for word in TYPES)
HEADER = Option("header", "Sent with each request: 'Name: value'; may be repeated.", "HEADER", short="-H", many=True)
OF_THE_JOB = Option("property", "PROPERTY=VALUE, of the job; may be repeated.", "ASSIGNMENT", short="-p", many=True)
NETRC = Option("netrc", "Name and password for the server are in ~/.netrc.")
AT_BIRTH = "--property takes what `pybits set` takes; a HEADER of @FILE is the lines of a file, which nobody else sees."
UPLOAD_WITH = Option(
    "upload_with",
    "bits (default), or put: plain PUT, tus where offered.",
    "WAY",
    tuple(way.value for way in UploadWith),
)
STATES = tuple(state.name.lower() for state in JobState if state not in FINAL)
FILTERS = (
    Option("state", "Only jobs in these states, with commas between.", "STATE", listed=STATES),
    Option("name", "Only jobs whose name is like this: * for any text, ? for a letter.", "PATTERN"),
    Option("older", "Only jobs made longer ago than this: 90 (seconds), 30m, 12h, 7d.", "AGE"),
)
ALL_USERS = Option("all_users", "Everybody's jobs (administrator).", switches=(("/ALLUSERS", True),))
