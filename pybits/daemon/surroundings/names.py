"""Asks for the addresses of names beside the loop: a name server that is silent must not stop what moves."""

from __future__ import annotations

import contextlib
import os
import queue
import socket
import threading
from ipaddress import ip_address


class Names:
    """What is known of the names that were asked for; `fileno()` is readable when there is more."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._asked: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._answered: queue.SimpleQueue[tuple[str, tuple[str, ...]]] = queue.SimpleQueue()
        self._known: dict[str, tuple[str, ...]] = {}
        self._wanted: set[str] = set()  # since the last look
        self._waiting: set[str] = set()
        self._thread: threading.Thread | None = None

    def fileno(self) -> int:
        """Give the descriptor that is readable when there are answers."""
        return self._reader

    def of(self, host: str) -> tuple[str, ...] | None:
        """Give the addresses of a host, none if there are none; None while no answer is here."""
        with contextlib.suppress(ValueError):
            return (str(ip_address(host)),)
        if host not in self._wanted:
            self._wanted.add(host)
            self._ask(host)
        return self._known.get(host)

    def listen(self) -> None:
        """Take the answers that have come; one that is no answer leaves the former."""
        try:
            os.read(self._reader, 4096)
        except BlockingIOError:
            return
        while not self._answered.empty():
            host, addresses = self._answered.get()
            self._waiting.discard(host)
            if addresses or host not in self._known:
                self._known[host] = addresses

    def look_again(self) -> None:
        """Ask anew for what is wanted from now on, and forget what nobody has wanted lately."""
        self._known = {host: addresses for host, addresses in self._known.items() if host in self._wanted}
        self._wanted.clear()

    def _ask(self, host: str) -> None:
        if host in self._waiting:
            return
        self._waiting.add(host)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="names", daemon=True)
            self._thread.start()
        self._asked.put(host)

    def _work(self) -> None:
        while True:
            host = self._asked.get()
            try:
                found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
                addresses = tuple(dict.fromkeys(str(end[0]) for *_, end in found))
            except (OSError, UnicodeError):
                addresses = ()
            self._answered.put((host, addresses))
            try:
                os.write(self._writer, b"!")
            except OSError:
                continue  # a full pipe is readable as well
