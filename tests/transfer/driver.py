"""What the tests of the engine share: a sink in memory, and a loop that runs transfers to their end."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable

from pybits.domain.file import Validator
from pybits.transfer.engine import Engine
from pybits.transfer.outcome import Failure
from pybits.transfer.request import (
    Answer,
    Connected,
    Failed,
    Finished,
    Report,
    RequestOptions,
    ResumePoint,
    ServerRules,
    Timeouts,
    TransferRequest,
)

PATIENT = Timeouts(connect=60, first_byte=60, stall=60)
NO_OPTIONS = RequestOptions()


class MemorySink:
    """Keeps the bytes and the answers; can be told to fail."""

    def __init__(
        self, data: bytes = b"", *, begin_error: OSError | None = None, write_error: OSError | None = None
    ) -> None:
        self._data = bytearray(data)
        self.answers: list[Answer] = []
        self.writes: list[int] = []
        self.begin_error = begin_error
        self.write_error = write_error

    @property
    def data(self) -> bytes:
        """Give the bytes."""
        return bytes(self._data)

    def begin(self, answer: Answer) -> None:
        if self.begin_error:
            raise self.begin_error
        self.answers.append(answer)
        assert answer.offset <= len(self._data), "an answer begins after the bytes that are there"
        del self._data[answer.offset :]

    def write(self, data: bytes, /) -> None:
        assert self.answers, "bytes came before their answer"
        if self.write_error:
            raise self.write_error
        self.writes.append(len(data))
        self._data += data


class Fetched:
    """How a transfer went."""

    def __init__(self, sink: MemorySink) -> None:
        self.sink = sink
        self.reports: list[Report] = []

    @property
    def finished(self) -> Finished:
        """Give the report of success."""
        last = self.reports[-1]
        assert isinstance(last, Finished), last
        return last

    @property
    def failure(self) -> Failure:
        """Give the failure."""
        last = self.reports[-1]
        assert isinstance(last, Failed), last
        return last.failure

    @property
    def answer(self) -> Answer:
        """Give the only answer that was accepted."""
        (answer,) = self.sink.answers
        return answer

    @property
    def connected(self) -> int:
        """Count the reports of a connection."""
        return sum(isinstance(report, Connected) for report in self.reports)


def point(data: bytes, length: int | None, etag: str | None = '"v1"', date: str | None = None) -> ResumePoint:
    """Make the resume point of the bytes that are there."""
    return ResumePoint(len(data), Validator(etag, date, length))


def fetch(
    engine: Engine,
    url: str,
    have: bytes = b"",
    resume: ResumePoint | None = None,
    *,
    rules: ServerRules = ServerRules(),
    timeouts: Timeouts = PATIENT,
    sink: MemorySink | None = None,
    options: RequestOptions = NO_OPTIONS,
) -> Fetched:
    """Run one transfer to its end; at most one Connected may come, and nothing after the last report."""
    fetched = Fetched(sink or MemorySink(have))
    engine.start(TransferRequest(url, url, fetched.sink, resume, rules, timeouts, options))
    fetched.reports = run(engine, [url])
    assert fetched.connected <= 1
    assert not engine.running()
    return fetched


def run(engine: Engine, keys: Iterable[Hashable], seconds: float = 60) -> list[Report]:
    """Step until each key has its last report."""
    left, reports, end = set(keys), list[Report](), time.monotonic() + seconds
    while left:
        assert time.monotonic() < end, f"no end of {left}; so far {reports}"
        for report in engine.step(0.5):
            reports.append(report)
            if not isinstance(report, Connected):
                left.remove(report.key)
    return reports
