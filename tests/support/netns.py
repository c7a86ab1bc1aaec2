"""A machine of its own on a cable: a network namespace, a link to it that can be pulled, and a name server.

with Cable(tmp_path) as cable:
    cable.python          an interpreter that runs in the namespace: Box(folder, python=cable.python)
    cable.near            the address of this end, to serve on; cable.far is the other's
    cable.beyond          another address of this end, to which the other end gets by its gateway alone
    cable.pull() / cable.plug()
"""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.processes import must


class Cable:
    """The namespace and the link, from `with` to its end. Needs root and iproute2."""

    def __init__(self, folder: Path, *, default_route: bool = True) -> None:
        tag = secrets.token_hex(3)
        self.name, self._here = f"pybits-{tag}", f"pb{tag}"
        self.net = f"10.213.{secrets.randbelow(250) + 1}"
        self.near, self.far = f"{self.net}.1", f"{self.net}.2"
        self.beyond = self.near.replace("10.213.", "100.64.")
        self._default_route = default_route
        self._etc = Path("/etc/netns") / self.name
        script = folder / "python-in-namespace"
        script.write_text(f'#!/bin/sh\nexec ip netns exec {self.name} {sys.executable} "$@"\n')
        script.chmod(0o755)
        self.python = str(script)

    def __enter__(self) -> Self:
        self._etc.mkdir(parents=True)
        (self._etc / "resolv.conf").write_text(f"nameserver {self.near}\noptions timeout:1 attempts:1\n")
        (self._etc / "hosts").write_text("127.0.0.1 localhost here.test\n")
        must("ip", "netns", "add", self.name)
        try:
            self.inside("link", "set", "lo", "up")
            # Else an interface that loses its first address loses the others too.
            promote = "echo 1 > /proc/sys/net/ipv4/conf/all/promote_secondaries"
            must("ip", "netns", "exec", self.name, "sh", "-c", promote)
            must("ip", "link", "add", self._here, "type", "veth", "peer", "name", "eth0", "netns", self.name)
            must("ip", "address", "add", f"{self.near}/24", "dev", self._here)
            must("ip", "address", "add", f"{self.beyond}/32", "dev", self._here)
            must("ip", "link", "set", self._here, "up")
            self.inside("address", "add", f"{self.far}/24", "dev", "eth0")
            self.raise_interface()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        subprocess.run(["ip", "route", "del", "blackhole", f"{self.far}/32"], check=False, capture_output=True)
        subprocess.run(["ip", "link", "del", self._here], check=False, capture_output=True)
        subprocess.run(["ip", "netns", "del", self.name], check=False, capture_output=True)
        shutil.rmtree(self._etc, ignore_errors=True)

    def inside(self, *words: str) -> None:
        """Run `ip WORDS…` in the namespace."""
        must("ip", "-n", self.name, *words)

    def pull(self) -> None:
        """Take the cable out: the other end loses its carrier and keeps its configuration."""
        must("ip", "link", "set", self._here, "down")

    def plug(self) -> None:
        """Put the cable in again."""
        must("ip", "link", "set", self._here, "up")

    def cut_beyond(self) -> None:
        """Break the way where the other end does not see it: nothing comes back any more, and no link is down."""
        must("ip", "route", "add", "blackhole", f"{self.far}/32")

    def mend_beyond(self) -> None:
        """Mend what was broken there."""
        must("ip", "route", "del", "blackhole", f"{self.far}/32")

    def narrow(self, rate: str, queue: str) -> None:
        """Let no more than a rate ("20mbit") go to the other end, with a queue ("60kb") before it."""
        must("tc", "qdisc", "replace", "dev", self._here, "root", "tbf", "rate", rate, "burst", "8kb", "limit", queue)

    def received(self) -> int:
        """Count the bytes that the other end has received."""
        path = "/sys/class/net/eth0/statistics/rx_bytes"
        words = ["ip", "netns", "exec", self.name, "cat", path]
        return int(subprocess.run(words, check=True, capture_output=True).stdout)

    def lower_interface(self) -> None:
        """Switch the other end off: its routes are gone."""
        self.inside("link", "set", "eth0", "down")

    def raise_interface(self) -> None:
        """Switch the other end on, and configure it as the machine's network manager would."""
        self.inside("link", "set", "eth0", "up")
        if self._default_route:
            self.inside("route", "add", "default", "via", self.near)

    def change_address(self, address: str) -> None:
        """Give the other end another address in place of the one that it has."""
        self.inside("address", "add", f"{address}/24", "dev", "eth0")
        self.inside("address", "del", f"{self.far}/24", "dev", "eth0")
        self.far = address
        if self._default_route:
            self.inside("route", "replace", "default", "via", self.near)


class NameServer:
    """A name server that gives one address for every name, its own or another, while `answers`."""

    def __init__(self, address: str, answer: str | None = None) -> None:
        self.answers = True
        self.asked = 0
        self._address = socket.inet_aton(answer or address)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, 53))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        port, self._stop = self._socket.getsockname(), True
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", port)
        self._thread.join()
        self._socket.close()

    _stop = False

    def _serve(self) -> None:
        while not self._stop:
            query, asker = self._socket.recvfrom(512)
            if len(query) < 17:
                continue
            self.asked += 1
            if not self.answers:
                continue
            end = query.index(0, 12) + 5
            for_address = query[end - 4 : end - 2] == b"\0\1"
            answer = b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + self._address if for_address else b""
            count = bytes([0, 1 if for_address else 0])
            self._socket.sendto(query[:2] + b"\x81\x80\0\1" + count + b"\0\0\0\0" + query[12:end] + answer, asker)
