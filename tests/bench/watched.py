"""A polite download in a process of its own that tells, twenty times a second, what its controller sees and does.

python -m tests.bench.watched URL: a JSON object a line, until it is ended.
"""

from __future__ import annotations

import json
import sys
import time

from pybits.transfer.engine import Engine
from pybits.transfer.request import Answer, Lane, TransferRequest

_EVERY = 0.05  # seconds


class _Nowhere:
    """Counts the bytes that come, and keeps none."""

    def __init__(self) -> None:
        self.count = 0

    def begin(self, answer: Answer) -> None:
        """Take note of an accepted answer."""

    def write(self, data: bytes, /) -> None:
        """Count the next bytes."""
        self.count += len(data)


def main(url: str) -> None:
    """Download until the process is ended."""
    engine, sink, told = Engine(), _Nowhere(), 0.0
    engine.start(TransferRequest(0, url, sink, lane=Lane(polite=True)))
    while True:
        engine.step(_EVERY)
        now, budget = time.monotonic(), engine.pacer.receiving.budget
        if now - told >= _EVERY:
            told = now
            seen = {"at": now, "bytes": sink.count, "window": budget.window, "queue": budget.queue}
            print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
