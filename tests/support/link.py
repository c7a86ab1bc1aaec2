"""A link with a rate, a delay, a queue, jitter and loss, between a server's network namespace and a client's.

with Link(folder, Shape(rate=50e6, delay=0.020, queue=100)) as link, link.web_server(root) as server:
    link.command("client", "curl", server.url("/file"))    a command line that runs at that side
    link.machine()                                         the name of one more side, behind the client's
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from tests.support.nginx import Nginx
from tests.support.processes import end, must

SOURCE = Path(__file__).with_name("bottleneck.c")
_NEW_NETWORK = 0x40000000  # CLONE_NEWNET
_DEVICE = "line"
# As on a real server and desktop; what was learnt of a way must not pass from one run to the next.
_SETTINGS = {
    "tcp_congestion_control": "cubic",
    "tcp_rmem": "4096 131072 6291456",
    "tcp_wmem": "4096 16384 4194304",
    "tcp_no_metrics_save": "1",
    "ip_forward": "1",
}


class Shape(NamedTuple):
    """What a link is like: bits a second, seconds one way, packets, seconds, and a share of the packets."""

    rate: float = 50e6
    delay: float = 0.020
    queue: int = 100
    jitter: float = 0.0
    loss: float = 0.0


def missing() -> str:
    """Say what links need that is not here; empty if all is."""
    if os.geteuid() != 0:
        return "needs root, to make network namespaces"
    if not Path("/dev/net/tun").exists():
        return "needs /dev/net/tun"
    lacking = [name for name in ("gcc", "ip") if not shutil.which(name)]
    return f"needs {' and '.join(lacking)}" if lacking else ""


class Link:
    """The link and its namespaces, from `with` to its end; jitter, loss and queue are those towards the client."""

    server, client = "10.99.0.2", "10.99.0.1"

    def __init__(self, folder: Path, shape: Shape) -> None:
        self.shape, self._folder = shape, folder
        self._tag = secrets.token_hex(3)
        self._names = {side: f"pybits-{side}-{self._tag}" for side in ("server", "client")}
        self._made: list[str] = []
        self._forwarder: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        try:
            for name in self._names.values():
                self._make(name)
            self._start_forwarder()
            for side, address in (("server", self.server), ("client", self.client)):
                self._ip(side, "address", "add", f"{address}/24", "dev", _DEVICE)
                self._ip(side, "link", "set", _DEVICE, "mtu", "1500", "txqueuelen", "5000", "up")
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._forwarder:
            self._forwarder.terminate()
            self._forwarder.communicate()
        end([pid for name in self._made for pid in _inside(name)])
        while self._made:
            subprocess.run(["ip", "netns", "del", self._made.pop()], check=False, capture_output=True)

    def command(self, side: str, *words: str | Path) -> list[str | Path]:
        """Give the command line that runs a command at one side, or on one of the machines."""
        return ["ip", "netns", "exec", self._names[side], *words]

    @contextlib.contextmanager
    def web_server(self, root: Path) -> Iterator[Nginx]:
        """Serve a folder at the server's side."""
        server = Nginx(root, self._folder / "nginx", address=self.server)
        with contextlib.ExitStack() as stack:
            with self._at_server():
                stack.enter_context(server)
            yield server

    @contextlib.contextmanager
    def _at_server(self) -> Iterator[None]:
        """Let this thread, and what it starts, be at the server's side meanwhile."""
        here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{self._names['server']}", os.O_RDONLY)
        try:
            _enter(there)
            yield
        finally:
            _enter(here)
            os.close(here)
            os.close(there)

    def machine(self) -> str:
        """Make one more machine at the client's side, with a cable of its own to it, and give its side's name."""
        number = len(self._made) - 1
        side, net = f"machine{number}", f"10.99.{number}"
        self._names[side] = f"pybits-{side}-{self._tag}"
        self._make(self._names[side])
        cable = f"cable{number}"
        self._ip("client", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", self._names[side])
        self._ip("client", "address", "add", f"{net}.1/24", "dev", cable)
        self._ip("client", "link", "set", cable, "up")
        self._ip(side, "address", "add", f"{net}.2/24", "dev", "eth0")
        self._ip(side, "link", "set", "eth0", "up")
        self._ip(side, "route", "add", "default", "via", f"{net}.1")
        self._ip("server", "route", "add", f"{net}.0/24", "via", self.client)
        return side

    def connections(self, side: str) -> int:
        """Count the connections that stand at one side."""
        words = self.command(side, "cat", "/proc/net/tcp")
        rows = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()[1:]
        return sum(row.split()[3] == "01" for row in rows)

    def received(self, side: str = "client") -> int:
        """Count the bytes that have come through the link to one side."""
        device = _DEVICE if side in ("client", "server") else "eth0"
        words = self.command(side, "cat", f"/sys/class/net/{device}/statistics/rx_bytes")
        return int(subprocess.run(words, check=True, capture_output=True).stdout)

    def _make(self, name: str) -> None:
        self._made.append(name)  # before: what ends the program between the two must find it
        must("ip", "netns", "add", name)
        must("ip", "-n", name, "link", "set", "lo", "up")
        write = "".join(f"echo {value} > /proc/sys/net/ipv4/{key};" for key, value in _SETTINGS.items())
        must("ip", "netns", "exec", name, "sh", "-ec", write)

    def _ip(self, side: str, *words: str) -> None:
        must("ip", "-n", self._names[side], *words)

    def _start_forwarder(self) -> None:
        program, shape = self._folder / "bottleneck", self.shape
        must("gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, SOURCE)
        figures = (shape.rate, shape.delay * 1000, shape.jitter * 1000, shape.loss, shape.queue)
        sides = (self._names["server"], _DEVICE, self._names["client"], _DEVICE)
        words = [str(word) for word in (program, *sides, *figures)]
        self._forwarder = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        if not self._forwarder.stdout or self._forwarder.stdout.readline() != "ready\n":
            raise RuntimeError("the bottleneck did not start")


def _inside(namespace: str) -> list[int]:
    """Find the processes in a namespace of ours; none if it is not there."""
    ran = subprocess.run(["ip", "netns", "pids", namespace], check=False, capture_output=True, text=True)
    return [int(pid) for pid in ran.stdout.split()]


def _enter(namespace: int) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(namespace, _NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "setns")
