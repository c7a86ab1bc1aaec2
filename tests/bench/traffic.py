"""What goes over a link while it is measured: a curl that somebody waits for, pings, pages, how full it is."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from pathlib import Path
from statistics import median

from tests.bench.measure import percentile
from tests.support.link import Link

PAGE = 100_000  # bytes
_READ = 1 << 18


class Curl:
    """A download in the foreground, from the start to `end`, and how many bytes had come at each moment."""

    def __init__(self, link: Link, url: str) -> None:
        self.began = time.monotonic()
        self.history = [(self.began, 0)]
        self._process = subprocess.Popen(link.command("client", "curl", "-sS", url), stdout=subprocess.PIPE)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def rate(self, since: float, until: float) -> float:
        """Give the bytes per second between two times, in seconds from the start."""
        return (self._at(until) - self._at(since)) / (until - since)

    def end(self) -> None:
        """End the download."""
        self._process.terminate()
        self._thread.join()
        self._process.wait()

    def _at(self, moment: float) -> int:
        return max(total for at, total in self.history if at - self.began <= moment)

    def _read(self) -> None:
        total, pipe = 0, self._process.stdout
        while pipe and (data := pipe.read1(_READ)):  # type: ignore[attr-defined]
            total += len(data)
            self.history.append((time.monotonic(), total))


def run_curl(link: Link, url: str, seconds: float) -> Curl:
    """Download for so many seconds."""
    curl = Curl(link, url)
    time.sleep(seconds)
    curl.end()
    return curl


def used(link: Link, seconds: float, side: str = "client") -> float:
    """Give the share of the link that is used while so many seconds pass."""
    began, before = time.monotonic(), link.received(side)
    time.sleep(seconds)
    after, ended = link.received(side), time.monotonic()
    return (after - before) * 8 / (ended - began) / link.shape.rate


def seconds_until_used(link: Link, share: float, at_most: float) -> float:
    """Give the seconds until, for half a second, a share of the link was used; `at_most` if it never is."""
    began = time.monotonic()
    while used(link, 0.5) < share:
        if time.monotonic() - began > at_most:
            break
    return time.monotonic() - began


class Ping:
    """Ten pings a second, for so many seconds."""

    def __init__(self, link: Link, seconds: int) -> None:
        words = link.command("client", "ping", "-i", "0.1", "-w", str(seconds), link.server)
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)

    def milliseconds(self) -> float:
        """Wait for the end, and give the median."""
        told, _ = self._process.communicate()
        return median(float(found) for found in re.findall(r"time=([0-9.]+)", told))


def pages(link: Link, url: str, number: int) -> float:
    """Fetch a page's object so many times, each over a new connection; give the 95th percentile in milliseconds."""
    words = link.command("client", "curl", "-sS", "-o", "/dev/null", "-w", "%{time_total}", url)
    took = []
    for _ in range(number):
        took.append(float(subprocess.run(words, check=True, capture_output=True, text=True).stdout) * 1000)
        time.sleep(0.3)
    return percentile(took, 0.95)


def make_site(root: Path) -> None:
    """Make what the server serves: a file without an end, as far as a minute goes, and a page's object."""
    with (root / "big").open("wb") as big:
        big.truncate(1 << 30)
    (root / "page").write_bytes(bytes(PAGE))
