"""The rows of the benchmark by the groups in which they are measured: how, how often, and how long that takes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.bench import lossy, many_files, one_file, politeness, queue, startup
from tests.bench.arena import TMPFS
from tests.bench.measure import Row
from tests.support import link

DISK, MEMORY = "disk", "tmpfs"


class Terms(NamedTuple):
    """How the rows are measured: where store and files are, how often, and whether this is but a first look."""

    parent: Path
    runs: int
    quick: bool
    sync: bool


class Rows(NamedTuple):
    """Rows that are measured together: what they are about, how, how often and in how many minutes.

    `missing` says what they need that is not here.
    """

    about: str
    measure: Callable[[Terms], Iterator[Row]]
    runs: int
    minutes: float
    missing: Callable[[], str] = str  # nothing
    places: tuple[str, ...] = (MEMORY,)


def _linked(about: str, measure: Callable[[int, bool], Iterator[Row]], runs: int, minutes: float) -> Rows:
    return Rows(about, lambda terms: measure(terms.runs, terms.quick), runs, minutes, link.missing)


def _no_room() -> str:
    return "" if shutil.disk_usage(TMPFS).free > 9 << 30 else f"needs 9 GiB in {TMPFS}"


def _foreground(shape: link.Shape) -> Callable[[int, bool], Iterator[Row]]:
    return lambda runs, quick: politeness.foreground_rows(shape, runs, quick=quick)


ROWS = {
    "startup": Rows("commands beside python", lambda t: startup.rows(t.parent, t.runs, quick=t.quick), 5, 0.5),
    "queue": Rows("10,000 jobs", lambda t: queue.rows(t.parent, t.runs, quick=t.quick), 3, 1),
    "addfile": Rows("10,000 files in a job", lambda t: queue.file_rows(t.parent, t.runs, quick=t.quick), 3, 0.5),
    "idle": Rows("a daemon with nothing to do", lambda t: queue.idle_rows(t.parent, quick=t.quick), 1, 1.5),
    "one-file": Rows("100 MiB and 1 GiB", lambda t: one_file.rows(t.parent, t.runs, one_file.SIZES, sync=t.sync), 3, 1),
    "huge": Rows(
        "4 GiB, in memory and on the disk; not with --quick",
        lambda t: one_file.rows(t.parent, t.runs, one_file.HUGE, sync=t.sync),
        2,
        5,
        _no_room,
        (MEMORY, DISK),
    ),
    "many-files": Rows(
        "2,000 and 10,000 small files",
        lambda t: many_files.rows(t.parent, t.runs, quick=t.quick, sync=t.sync),
        3,
        3,
        places=(DISK,),
    ),
    "many-tls": Rows("2,000 by HTTP/2", lambda t: many_files.tls_rows(t.parent, t.runs, quick=t.quick), 3, 0.5),
    "lossy": _linked("200 MiB over a long and lossy way", lambda runs, q: lossy.rows(runs, quick=q), 2, 4),
    "polite-small": _linked("a background job and a curl, short queue", _foreground(politeness.SMALL), 2, 3.5),
    "polite-large": _linked("the same, long queue", _foreground(politeness.LARGE), 2, 3.5),
    "polite-late": _linked("it joins a curl", lambda runs, q: politeness.late_rows(runs, quick=q), 2, 2.5),
    "polite-web": _linked("a page beside it", lambda runs, q: politeness.web_rows(runs, quick=q), 2, 1.5),
    "polite-two": _linked("two machines' jobs", lambda runs, q: politeness.two_rows(runs, quick=q), 2, 1.5),
    "polite-jitter": _linked("the same, jitter", _foreground(politeness.JITTER), 2, 3.5),
}
