"""The connections of a run's large files: how many each has, and what each of them fetches.

A file begins with one, its head. Once that has been answered, others fetch stretches of the rest, and who has nothing
left to do takes half of what another has to do. When a server does not like that, one fetches what is missing.
"""

from __future__ import annotations

import contextlib

from ...domain.connection_words import MOST, USUAL
from ...domain.enums import ErrorContext
from ...domain.file import FileRange
from ...domain.hresult import BG_E_INVALID_SERVER_RESPONSE, BG_E_REMOTE_FILE_CHANGED
from ...policy.connections import Course, fewer, judged
from ...transfer.engine import Engine
from ...transfer.local import is_local
from ...transfer.outcome import Failure, Severity
from ...transfer.request import Connected, Failed, Finished, Lane, Report, TransferRequest
from .incoming import Incoming
from .spread import LEAST, Stretch
from .tags import Key

_FIRST_LOOK, _LOOK = 0.3, 1.0  # seconds
_CROWDED = 10.0  # seconds for which a file keeps out of the others' way
_PROGRESS = 64 * 1024  # bytes after which a cut connection is worth another
_FOREVER = float("inf")
_WRONG = (BG_E_INVALID_SERVER_RESPONSE, BG_E_REMOTE_FILE_CHANGED)  # answers of who cannot be relied upon


class _Several:
    """A file's connections. `request` is its own, from which those of the stretches are made.

    There are no more than `limit` of them until a time, and none is added when a server has just `refused` one.
    """

    def __init__(self, key: Key, request: TransferRequest) -> None:
        self.key, self.request, self.head = key, request, True
        self.busy: dict[int, tuple[Stretch, int]] = {}  # by their keys' numbers, and where each began
        self.count, self.course = 1, Course()
        self.looked: tuple[float, int] | None = None
        self.limit, self.until = MOST, 0.0
        self.refused = False

    @property
    def delivering(self) -> int:
        """Count those that bring bytes."""
        return self.head + sum(stretch.left < stretch.end - began for stretch, began in self.busy.values())

    def limit_to(self, limit: int, until: float) -> None:
        """Have fewer for a while."""
        self.limit, self.until = limit, until


class Connections:
    """Those of one run; `wish` is how many a file may have, None leaves it to what they bring; `most` bounds both."""

    def __init__(self, engine: Engine, lane: Lane, wish: int | None, most: int = MOST) -> None:
        self._engine, self._lane, self._wish = engine, lane, wish
        self._most = min(USUAL if wish is None else wish, most)
        self._begun: dict[int, tuple[Key, TransferRequest]] = {}  # files with one connection so far
        self._files: dict[int, _Several] = {}
        self._spoiled: set[int] = set()  # files that one connection is good for
        self._last = 0

    def start(self, key: Key, request: TransferRequest, incoming: Incoming) -> None:
        """Begin to fetch a file."""
        self._engine.start(request)
        if incoming.spread or (self._most != 1 and not request.ranges and not is_local(request.url)):
            self._begun[key.number] = key, request

    def drop(self, index: int) -> None:
        """End the connections of a file, and forget what they still have to report."""
        several = self._several(index)
        if several is not None:
            self._engine.stop(several.key)
        self.ended(index)

    def ended(self, index: int) -> None:
        """Take note that a file is whole, as its own connection has reported; none is of use any more."""
        self._begun.pop(index, None)
        several = self._files.pop(index, None)
        if several is not None:
            self._stop(several, 0)

    def tend(self, index: int, incoming: Incoming, now: float, files: int) -> None:
        """Make as many connections as a file is to have; `files` are in flight or wait to be."""
        several = self._several(index) if incoming.begun and incoming.left > 0 else None
        if several is None:
            return
        if incoming.spread is None and several.busy:
            self._stop(several, 0)  # the file begins again
        several.count = self._wanted(several, incoming, now, files)
        several.refused = False
        self._fill(several, incoming)

    def head_ended(self, index: int, incoming: Incoming) -> None:
        """Take note that a file's own connection has brought what others do not fetch."""
        several = self._several(index)
        if several is None:
            return
        several.head = False
        self._fill(several, incoming)

    def take(self, key: Key, report: Report, incoming: Incoming | None) -> Failure | None:
        """Take what became of a further connection; give a failure that is the file's."""
        several = self._files.get(key.number)
        if several is None or incoming is None or isinstance(report, Connected) or key.stretch not in several.busy:
            return None
        stretch, began = several.busy.pop(key.stretch)
        stretch.asked = 0
        incoming.flush()
        if isinstance(report, Failed):
            failure = report.failure
            if failure.context is ErrorContext.LOCAL_FILE:
                return failure
            if failure.severity is Severity.FATAL or failure.code in _WRONG:
                several.count = 1
                self._spoiled.add(key.number)
            elif not failure.quick or stretch.position - began < _PROGRESS:
                several.refused = True
        self._fill(several, incoming)
        return None

    def _several(self, index: int) -> _Several | None:
        """Give a file's connections; most files are whole before anybody asks."""
        begun = self._begun.pop(index, None)
        if begun is not None:
            self._files[index] = _Several(*begun)
        return self._files.get(index)

    def _wanted(self, several: _Several, incoming: Incoming, now: float, files: int) -> int:
        version = incoming.claim.validator
        able = incoming.claim.resumable and version.strong_etag and version.length == incoming.claim.total
        if several.key.number in self._spoiled or not able or self._lane.polite:
            return 1
        if several.refused:
            several.limit_to(fewer(several.delivering), _FOREVER)
        elif self._engine.crowded:
            several.limit_to(max(1, several.count // 2), now + _CROWDED)
        most = self._most if self._wish else max(1, self._most // files)
        if now < several.until:
            most = min(most, several.limit)
        if self._wish and (several.looked is None or self._most <= USUAL):
            several.course, several.looked = Course(min(most, USUAL)), (now, incoming.here)
        elif self._lane.open:
            self._look(several, incoming, now, most)
        if several.course.number > most:
            several.course = several.course._replace(number=most, fewer=0)
        return several.course.number

    def _look(self, several: _Several, incoming: Incoming, now: float, most: int) -> None:
        """See from time to time what the connections bring, and decide how many there are to be."""
        if several.looked is None:
            several.looked = now, incoming.here
        since, here = several.looked
        if now - since < (_FIRST_LOOK if several.count == 1 else _LOOK):
            return
        several.looked = now, incoming.here
        rate = (incoming.here - here) / (now - since)
        several.course = judged(several.course, rate, incoming.left, most, now)

    def _fill(self, several: _Several, incoming: Incoming) -> None:
        """Begin and end connections until there are as many as are wanted."""
        if incoming.whole:
            # Once: the reports of several connections that brought the last bytes may come together.
            if not several.head and not several.busy:
                self._engine.post(Finished(several.key, incoming.position, incoming.claim.validator))
            return
        self._stop(several, several.count - several.head if several.count > 1 else 0)
        if several.count <= 1 or several.refused:
            self._extend(several, incoming)
            return
        while len(several.busy) + several.head < several.count:
            head = incoming.temp.length if several.head else None
            if incoming.spread is None and incoming.left < 2 * LEAST:
                return
            stretch = incoming.divide().take(head)
            if stretch is None:
                return
            self._begin(several, stretch, incoming)

    def _extend(self, several: _Several, incoming: Incoming) -> None:
        """Let the file's own connection bring what no other does; make it if there is to be none besides."""
        if several.head and incoming.spread is not None:
            incoming.spread.extend()
        elif not several.head and several.count <= 1:
            self._begin_head(several, incoming)

    def _begin(self, several: _Several, stretch: Stretch, incoming: Incoming) -> None:
        self._last += 1
        stretch.asked = stretch.end
        several.busy[self._last] = stretch, stretch.position
        self._engine.start(
            several.request._replace(
                # Over HTTP/2 and later all of them would share one connection.
                options=several.request.options._replace(http=1),
                key=several.key._replace(stretch=self._last),
                sink=stretch,
                resume=None,
                ranges=(FileRange(stretch.position, stretch.left),),
                digests=False,
                version=incoming.claim.validator,
                crowd=several.count if several.count > USUAL else 0,
            )
        )

    def _begin_head(self, several: _Several, incoming: Incoming) -> None:
        incoming.rejoin()
        several.head = True
        several.request = several.request._replace(resume=incoming.resume_point)
        self._engine.start(several.request)

    def _stop(self, several: _Several, keep: int) -> None:
        for number in list(several.busy)[max(0, keep) :]:
            stretch, _ = several.busy.pop(number)
            self._engine.stop(several.key._replace(stretch=number))
            with contextlib.suppress(OSError):  # what the disk does not take is not claimed, and fetched again
                stretch.flush()
            stretch.asked = 0
