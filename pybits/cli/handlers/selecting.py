"""Which jobs a list shows, in which order, and in which words: --state, --sort, --reverse, --limit, --format."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

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


def chosen(
    jobs: Sequence[Job], state: str | None, sort: str | None, reverse: bool, limit: str | None
) -> tuple[Job, ...]:
    """Take the jobs that were asked for, in the order that was asked for; unknown values come last in both."""
    wanted = None if state is None else states(state)
    found = [job for job in jobs if wanted is None or job.state in wanted]
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
