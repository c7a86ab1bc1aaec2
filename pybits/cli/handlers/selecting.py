"""Which jobs are meant (--state, --name, --older), in which order a list shows them, and in which words (--format)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

from pybits.cli.handlers.named import row_of
from pybits.cli.render.escape import escape
from pybits.domain.hresult import E_INVALIDARG, BitsError
from pybits.domain.job import Job
from pybits.domain.properties import PROPERTIES
from pybits.domain.state import FINAL, JobState
from pybits.domain.values import show_size
from pybits.manager.nearest import nearest
from pybits.manager.seen import FileView

LIVE_STATES = tuple(state.name for state in JobState if state not in FINAL)


def states(words: str) -> frozenset[JobState]:
    """Read states, with commas between them; E_INVALIDARG names the legal ones."""
    found = set()
    for word in map(str.strip, words.split(",")):
        name = word.upper().replace("-", "_")
        if name not in LIVE_STATES:
            legal = f"{', '.join(LIVE_STATES[:-1])} or {LIVE_STATES[-1]}"
            raise BitsError(E_INVALIDARG, f"--state must be {legal}, not '{word}'.{nearest(name, LIVE_STATES)}")
        found.add(JobState[name])
    return frozenset(found)


_AGES = {"": 1, "S": 1, "M": 60, "H": 3600, "D": 86_400, "W": 604_800}


def age(word: str) -> int:
    """Read an age in seconds, or with s, m, h, d or w behind it; E_INVALIDARG for anything else."""
    match = re.fullmatch(r"([0-9]{1,9})([smhdw]?)", word.strip(), re.ASCII | re.IGNORECASE)
    if match is None:
        raise BitsError(E_INVALIDARG, f"--older must be an age such as 90, 30m, 12h or 7d, not '{word}'.")
    return int(match[1]) * _AGES[match[2].upper()]


def meant(state: str | None, name: str | None, older: str | None, now: float) -> Callable[[Job], bool]:
    """Give what tells whether a job is meant; `now` is in seconds since the epoch."""
    wanted = None if state is None else states(state)
    until = None if older is None else now - age(older)

    def tell(job: Job) -> bool:
        return (
            (wanted is None or job.state in wanted)
            and (name is None or fnmatchcase(job.name, name))
            and (until is None or job.created < until)
        )

    return tell


def arranged(jobs: Sequence[Job], sort: str | None, reverse: bool, limit: str | None) -> tuple[Job, ...]:
    """Put jobs in the order that was asked for, and take so many; unknown values come last in both directions."""
    found = list(jobs)
    unknown: list[Job] = []
    if sort is not None:
        read = row_of(sort).read
        unknown = [job for job in found if read(job) is None]
        found = sorted((job for job in found if read(job) is not None), key=lambda job: _order(read(job)))
    if reverse:
        found.reverse()
    found += unknown
    if limit is not None:
        if not re.fullmatch(r"[0-9]{1,9}", limit, re.ASCII):
            raise BitsError(E_INVALIDARG, f"--limit must be a whole number of jobs, not '{limit}'.")
        del found[int(limit) :]
    return tuple(found)


def _order(value: object) -> tuple[float, str]:
    return (value, "") if isinstance(value, int | float) else (0, str(value).casefold())


# ---- formats

Template = Callable[[Callable[[str], str]], str]
_ESCAPES = {"\\t": "\t", "\\n": "\n", "\\\\": "\\", "{{": "{", "}}": "}"}
_PIECE = re.compile(r"\\[tn\\]|\{\{|\}\}|\{([^{}]*)\}|([{}])|([^\\{}]+|\\)")


def template(text: str, fields: Sequence[str]) -> Template:
    """Read a format like '{guid} {state}': fields and plain text, nothing else; E_INVALIDARG names the fields."""
    pieces: list[tuple[str, bool]] = []
    for piece in _PIECE.finditer(text):
        field, stray, plain = piece.groups()
        if stray is not None:
            raise BitsError(E_INVALIDARG, f"--format has a {stray} without its partner; write {stray * 2} for one.")
        if field is None:
            pieces.append((plain or _ESCAPES[piece.group()], False))
            continue
        if field not in fields:
            near = nearest(field, fields)
            raise BitsError(E_INVALIDARG, f"'{field}' is not a field.{near} There are {', '.join(fields)}.")
        pieces.append((field, True))
    return lambda words: "".join(words(piece) if is_field else piece for piece, is_field in pieces)


JOB_FIELDS = ("guid", "name", *(row.name for row in PROPERTIES))
FILE_FIELDS = ("index", "remote", "local", "bytestransferred", "bytestotal", "done", "temporaryname")


def job_word(job: Job, field: str) -> str:
    """Give a field of a job in words."""
    if field == "guid":
        return job.guid
    row = row_of("displayname" if field == "name" else field)
    return escape(row.kind.show(row.read(job)))


def file_word(view: FileView, field: str) -> str:
    """Give a field of a file in words."""
    value = {
        "index": view.file.number,
        "remote": view.file.remote,
        "local": view.file.local,
        "bytestransferred": view.progress.here,
        "bytestotal": show_size(view.progress.total),
        "done": str(view.progress.done).lower(),
        "temporaryname": view.temp,
    }[field]
    return escape(str(value))
