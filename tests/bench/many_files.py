"""One job of many small files from nginx on this machine, beside curl, aria2c and wget2 with the same list."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import trustme

from tests.bench.arena import TMPFS, Arena, new_name, web_server, write_file
from tests.bench.measure import Command, Row, Sample, interleave, middle, one_after_the_other
from tests.support.nginx import Nginx

SIZE = 4096
CURL = ("curl", "-sS", "--parallel", "--parallel-max", "50", "-K")
ARIA2C = ("aria2c", "-q", "-j16", "-d/", "--file-allocation=none", "--no-conf", "-i")
WGET2 = ("wget2", "-q", "--no-config", "--max-threads=16", "-i")
_BARS = {2_000: {"curl --parallel": 1.5}, 10_000: {"curl --parallel": 1.5, "aria2c -j16": 0.3}}


class Lists(NamedTuple):
    """The same files for `pybits addfileset`, `curl -K`, `aria2c -i` and `wget2 -i`."""

    pybits: Path
    curl: Path
    aria2c: Path
    wget2: Path


def rows(parent: Path, runs: int, *, quick: bool, sync: bool) -> Iterator[Row]:
    """Fetch 2,000 and 10,000 files of 4 KiB. pybits has them on the disk; `sync`: a second curl has to do so too.

    Both as a foreground job, as for somebody who waits for it, and with the default priority.
    """
    with ExitStack() as arenas:  # all of them until the end, as _Fetch says
        for number in (200,) if quick else (2_000, 10_000):
            yield from _rows_of(number, arenas.enter_context(Arena(parent)), runs, sync=sync)


def _rows_of(number: int, arena: Arena, runs: int, *, sync: bool) -> Iterator[Row]:
    completes: list[Sample] = []
    with web_server(TMPFS) as (server, root):
        names = [f"{index:05}" for index in range(number)]
        for name in names:
            write_file(root / name, SIZE)
        lists = _lists(arena, [(server.url(f"/{name}"), arena.out / name) for name in names])
        fetch = _Fetch(arena, number)
        contest = {
            "moved": lambda: fetch(lambda: _pybits(arena, lists.pybits, arena.move, completes)),
            "background": lambda: fetch(lambda: _pybits(arena, lists.pybits, arena.move, [], "normal")),
            "cold": lambda: fetch(lambda: _pybits(arena, lists.pybits, arena.transfer, [])),
            "curl --parallel": lambda: fetch(lambda: arena.run(*CURL, lists.curl)),
        }
        if sync:
            synced: list[Command] = [(*CURL, lists.curl), ("sync", *(arena.out / name for name in names))]
            both = lambda: one_after_the_other([arena.run(*command) for command in synced])  # noqa: E731
            contest["curl --parallel && sync"] = lambda: fetch(both)
        if shutil.which("aria2c"):
            contest["aria2c -j16"] = lambda: fetch(lambda: arena.run(*ARIA2C, lists.aria2c))
        if shutil.which("wget2"):
            contest["wget2"] = lambda: fetch(lambda: arena.run(*WGET2, lists.wget2, "-P", arena.out))
        results = interleave(contest, runs)
    yield from _compare(number, {name: middle(got) for name, got in results.items()})
    ours, complete = middle(results["moved"]), middle(completes[1:])
    title = f"{number:,} files of 4 KiB in one job: complete, the command"
    yield Row(title, "QUEUED to TRANSFERRED", "s", complete.wall, ours.wall)


def tls_rows(parent: Path, runs: int, *, quick: bool) -> Iterator[Row]:
    """Fetch 2,000 files of 4 KiB by HTTPS from a server with HTTP/2, and count the connections that this takes."""
    number = 200 if quick else 2_000
    with tempfile.TemporaryDirectory(prefix="pybits-tls-", dir=TMPFS) as work, Arena(parent) as arena:
        folder = Path(work)
        root, trusted, log = folder / "root", folder / "authority.pem", folder / "connections.log"
        root.mkdir()
        arena.env["SSL_CERT_FILE"] = str(trusted)
        names = [f"{index:05}" for index in range(number)]
        for name in names:
            write_file(root / name, SIZE)
        tls = _identity(folder, trusted) + f"access_log {log} connections;\n"
        with Nginx(root, folder / "nginx", tls=tls, http2=True) as server:
            lists = _lists(arena, [(server.url(f"/{name}"), arena.out / name) for name in names])
            fetch, used = _Fetch(arena, number), dict[str, int]()

            def counted(name: str, run: Callable[[], Sample]) -> Sample:
                log.write_text("")
                arena.pybits("daemon", "stop")  # which has a connection from before
                sample = fetch(run)
                used[name] = len({line.split()[0] for line in log.read_text().splitlines()})
                return sample

            contest: dict[str, Callable[[], Sample]] = {
                name: lambda name=name: counted(name, lambda: _pybits(arena, lists.pybits, arena.move, [], name))  # type: ignore[misc]
                for name in ("foreground", "normal")
            }
            contest["curl"] = lambda: counted("curl", lambda: arena.run(*CURL, lists.curl, "--cacert", trusted))
            results = {name: middle(got) for name, got in interleave(contest, runs).items()}
    for name, word in (("foreground", "foreground"), ("normal", "default priority")):
        title = f"{number:,} files of 4 KiB by HTTP/2, {word}"
        wall, peer = results["curl"].wall, "curl --parallel"
        yield Row(f"{title}: QUEUED to TRANSFERRED", peer, "s", results[name].wall, wall, shown=True)
        yield Row(f"{title}: connections", peer, "", used[name], used["curl"], shown=True)


def _identity(folder: Path, trusted: Path) -> str:
    """Make a certificate, and say in nginx' words where it is."""
    authority, pem = trustme.CA(), folder / "server.pem"
    authority.cert_pem.write_to_path(str(trusted))
    pem.write_bytes(authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.bytes())
    return f"ssl_certificate {pem};\nssl_certificate_key {pem};\n"


def _compare(number: int, results: dict[str, Sample]) -> Iterator[Row]:
    title, bars = f"{number:,} files of 4 KiB in one job", _BARS.get(number, {})
    ours, cold, curl = results["moved"], results["cold"], results["curl --parallel"]
    background = results["background"]
    for peer, theirs in results.items():
        if peer not in ("moved", "background", "cold"):
            wall = f"{title}: QUEUED to TRANSFERRED"
            yield Row(f"{wall}, foreground", peer, "s", ours.wall, theirs.wall, bars.get(peer))
            yield Row(f"{wall}, default priority", peer, "s", background.wall, theirs.wall, bars.get(peer))
    peer = "curl --parallel"
    yield Row(f"{title}: wall, with three commands and the daemon's start", peer, "s", cold.wall, curl.wall)
    yield Row(f"{title}: CPU", peer, "s", ours.cpu, curl.cpu)
    yield Row(f"{title}: peak memory", peer, "MiB", ours.rss, curl.rss)


def _lists(arena: Arena, pairs: Sequence[tuple[str, Path]]) -> Lists:
    lists = Lists(*(arena.folder / f"files.{name}" for name in Lists._fields))
    lists.pybits.write_text("".join(f"{url} {path}\n" for url, path in pairs))
    lists.curl.write_text("".join(f'url="{url}"\noutput="{path}"\n' for url, path in pairs))
    lists.aria2c.write_text("".join(f"{url}\n out={str(path).removeprefix('/')}\n" for url, path in pairs))
    lists.wget2.write_text("".join(f"{url}\n" for url, _ in pairs))
    return lists


def _pybits(
    arena: Arena,
    fileset: Path,
    run: Callable[[str], tuple[Sample, Sample]],
    completes: list[Sample],
    priority: str = "foreground",
) -> Sample:
    name = new_name()
    arena.pybits("create", name)
    arena.pybits("setpriority", name, priority)
    arena.pybits("addfileset", name, fileset)
    sample, complete = run(name)
    completes.append(complete)
    return sample


class _Fetch:
    """Runs one contestant into an empty folder, sees that everything came, and keeps the folder until the end.

    To delete it would slow down whoever comes next: ext4 does not use an inode again for minutes after it was freed,
    and looks at each of those for every file it makes. Nor has anybody to sync what the one before has left unsynced.
    """

    def __init__(self, arena: Arena, number: int) -> None:
        self._arena, self._number, self._turn = arena, number, 0

    def __call__(self, run: Callable[[], Sample]) -> Sample:
        os.sync()
        sample, out = run(), self._arena.out
        sizes = [path.stat().st_size for path in out.iterdir()]
        if sizes != [SIZE] * self._number:
            raise RuntimeError(f"{len(sizes)} files came instead of {self._number}, of the sizes {sorted(set(sizes))}")
        self._turn += 1
        out.rename(self._arena.folder / f"out-{self._turn}")
        out.mkdir()
        return sample
