"""Background jobs of the real daemon on a link of 50 Mbit/s and 40 ms: what they take, and what others lose by them."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from tests.bench.arena import TMPFS, Arena, new_name
from tests.bench.measure import Row
from tests.bench.traffic import Curl, Ping, make_site, pages, run_curl, seconds_until_used, used
from tests.support.link import Link, Shape

SMALL, LARGE = Shape(queue=100), Shape(queue=1000)
JITTER = Shape(queue=100, jitter=0.010)
_JOIN = 10.0  # seconds that the foreground has run for when the background joins
_NAMES = {SMALL: "queue of 100", LARGE: "queue of 1,000", JITTER: "queue of 100, jitter 0-10 ms"}

Figures = dict[str, float]


class Place:
    """A link, a server at its other end, and pybits at this one."""

    def __init__(self, link: Link, arena: Arena, url: str) -> None:
        self.link, self.arena, self.big, self.page = link, arena, f"{url}/big", f"{url}/page"

    def start_job(self, arena: Arena | None = None, bandwidth: str = "auto") -> str:
        """Start a job of default priority; give its name as soon as bytes come."""
        arena, name = arena or self.arena, new_name()
        arena.pybits("create", name)
        arena.pybits("setbandwidth", name, bandwidth)
        arena.pybits("addfile", name, self.big, arena.out / name)
        arena.pybits("resume", name)
        return name


@contextlib.contextmanager
def _place(shape: Shape) -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="pybits-link-", dir=TMPFS) as folder:
        root = Path(folder, "www")
        root.mkdir()
        make_site(root)
        with (
            Link(Path(folder), shape) as link,
            link.web_server(root) as server,
            Arena(TMPFS, link.command("client")) as arena,
        ):
            yield Place(link, arena, server.url(""))


def foreground_rows(shape: Shape, runs: int, *, quick: bool) -> Iterator[Row]:
    """Run a job alone, and then a curl beside it."""
    found = _medians(lambda: _foreground(shape, 15 if quick else 30), runs)
    name, large, jitter = _NAMES[shape], shape == LARGE, shape == JITTER
    alone, least = f"a background job alone, {name}", 95 if jitter else 97
    yield Row(f"{alone}: use of the link", "the link", "%", found["used"], 100, least, True, True)
    if not jitter:
        yield Row(f"{alone}: what it adds to ping", "ping alone", "ms", found["added"], found["ping"], 11, True)
    keeps = 0.99 if large else 0.98
    beside = f"a curl beside a background job, {name}"
    yield Row(beside, "curl alone", "Mbit/s", found["beside"], found["alone"], keeps, at_least=True)
    yield Row(f"the curl ended, {name}: until 90 % is used", "", "s", found["again"], 5, 5, True)
    cpu, full = found["cpu"], found["full"]
    yield Row(f"{alone}: CPU of the controller", "the rest of the daemon", "% core", cpu - full, full, 10, True)


def _foreground(shape: Shape, seconds: float) -> Figures:
    with _place(shape) as place:
        found = {"ping": Ping(place.link, 3).milliseconds()}
        found["alone"] = run_curl(place.link, place.big, seconds).rate(0, seconds) * 8e-6
        full = place.start_job(bandwidth="full")
        time.sleep(2)
        found["full"], _ = _cpu(place, 5)
        place.arena.pybits("cancel", full)
        time.sleep(2)
        place.start_job()
        time.sleep(8)
        pings = Ping(place.link, 9)
        found["cpu"], found["used"] = _cpu(place, 10)
        found["added"] = pings.milliseconds() - found["ping"]
        found["beside"] = run_curl(place.link, place.big, seconds).rate(0, seconds) * 8e-6
        found["again"] = seconds_until_used(place.link, 0.9, 20)
    return found


def _cpu(place: Place, seconds: float) -> tuple[float, float]:
    """Give the share of a core that the daemon takes, and that of the link that is used, in %, while seconds pass."""
    began, before = time.monotonic(), place.arena.daemon().cpu
    share = used(place.link, seconds)
    return 100 * (place.arena.daemon().cpu - before) / (time.monotonic() - began), 100 * share


def late_rows(runs: int, *, quick: bool) -> Iterator[Row]:
    """Let a background job join a curl that has run for a while."""
    ended = _JOIN + (10 if quick else 25)

    def once() -> Figures:
        rates: list[float] = []
        for joins in (False, True):
            with _place(SMALL) as place:
                curl = Curl(place.link, place.big)
                time.sleep(_JOIN)
                if joins:
                    place.start_job()
                time.sleep(max(0.0, curl.began + ended - time.monotonic()))
                curl.end()
                rates.append(curl.rate(_JOIN, ended) * 8e-6)
        return dict(zip(("alone", "beside"), rates, strict=True))

    found = _medians(once, runs)
    title = f"a curl that a background job joins, {_NAMES[SMALL]}"
    yield Row(title, "curl alone", "Mbit/s", found["beside"], found["alone"], 0.98, at_least=True)


def web_rows(runs: int, *, quick: bool) -> Iterator[Row]:
    """Fetch a page's objects alone, and beside a background job."""
    number = 10 if quick else 30

    def once() -> Figures:
        with _place(SMALL) as place:
            alone = pages(place.link, place.page, number)
            place.start_job()
            time.sleep(8)
            return {"alone": alone, "beside": pages(place.link, place.page, number)}

    found = _medians(once, runs)
    title = "a page's objects of 100 KB beside a background job: p95"
    yield Row(title, "alone", "ms", found["beside"], found["alone"], 1.25)


def two_rows(runs: int, *, quick: bool) -> Iterator[Row]:
    """Let a second machine's background job join the first's; give the smaller share."""
    found = _medians(lambda: _two(10 if quick else 20), runs)
    title = "two machines' background jobs, the second 10 s later"
    yield Row(f"{title}: the smaller share", "the link", "%", found["smaller"], 100, 35, True, True)
    yield Row(f"{title}: both", "the link", "%", found["smaller"] + found["larger"], 100)


def _two(seconds: float) -> Figures:
    with _place(SMALL) as place, contextlib.ExitStack() as stack:
        sides = [place.link.machine(), place.link.machine()]
        for side in sides:
            place.start_job(stack.enter_context(Arena(TMPFS, place.link.command(side))))
            time.sleep(10)
        before = [place.link.received(side) for side in sides]
        began = time.monotonic()
        time.sleep(seconds)
        after = [place.link.received(side) for side in sides]
        span = time.monotonic() - began
    shares = [800 * (b - a) / span / SMALL.rate for a, b in zip(before, after, strict=True)]
    return {"smaller": min(shares), "larger": max(shares)}


def _medians(once: Callable[[], Figures], runs: int) -> Figures:
    found: Sequence[Figures] = [once() for _ in range(runs)]
    return {name: median(figures[name] for figures in found) for name in found[0]}
