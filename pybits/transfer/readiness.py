"""Which sockets are ready: epoll without the layers above it where there is one, the selectors of Python elsewhere.

libcurl lets go of a connection's socket after each file and takes it up again for the next. To do as it says is two
system calls and a dozen calls of ours for a file that needs no more than eight; so letting go is left to the next time.
"""

from __future__ import annotations

import contextlib
import select
import selectors
import sys

import pycurl

READ, WRITE, BOTH = pycurl.POLL_IN, pycurl.POLL_OUT, pycurl.POLL_INOUT


class Selected:
    """Watches descriptors by a selector. What is ready comes in libcurl's words (CSELECT_IN, CSELECT_OUT)."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()

    def watch(self, fd: int, wanted: int) -> None:
        """Watch a descriptor for reading, writing or both; another wish takes the place of an earlier one."""
        events = (selectors.EVENT_READ if wanted & READ else 0) | (selectors.EVENT_WRITE if wanted & WRITE else 0)
        if fd in self._selector.get_map():
            self._selector.modify(fd, events)
        else:
            self._selector.register(fd, events)

    def forget(self, fd: int) -> None:
        """Report a descriptor no more; one that is not watched is ignored."""
        with contextlib.suppress(KeyError):
            self._selector.unregister(fd)

    drop = forget

    def wait(self, seconds: float) -> list[tuple[int, int]]:
        """Wait until one is ready; give those that are, and what for."""
        return [
            (
                key.fd,
                (pycurl.CSELECT_IN if events & selectors.EVENT_READ else 0)
                | (pycurl.CSELECT_OUT if events & selectors.EVENT_WRITE else 0),
            )
            for key, events in self._selector.select(seconds)
        ]

    def close(self) -> None:
        """Give everything back."""
        self._selector.close()


if sys.platform == "linux":
    _MASKS = {READ: select.EPOLLIN, WRITE: select.EPOLLOUT, BOTH: select.EPOLLIN | select.EPOLLOUT}
    # Errors and ends are reported whatever was asked for, and mean "try": both ways, as selectors say it.
    _READY = [
        (pycurl.CSELECT_IN if mask & ~select.EPOLLOUT else 0) | (pycurl.CSELECT_OUT if mask & ~select.EPOLLIN else 0)
        for mask in range(32)
    ]

    class Polled:
        """Watches descriptors by epoll, in the same words."""

        def __init__(self) -> None:
            self._epoll = select.epoll()
            self._watched: set[int] = set()
            self._left: set[int] = set()  # to be forgotten when they are heard of again; they may be closed by now

        def watch(self, fd: int, wanted: int) -> None:
            """Watch a descriptor for reading, writing or both; another wish takes the place of an earlier one."""
            if fd in self._watched or fd in self._left:
                self._left.discard(fd)
                self._watched.add(fd)
                try:
                    self._epoll.modify(fd, _MASKS[wanted])
                except FileNotFoundError:
                    pass  # it was closed, and this is another of the same number
                else:
                    return
            self._epoll.register(fd, _MASKS[wanted])
            self._watched.add(fd)

        def forget(self, fd: int) -> None:
            """Report a descriptor no more; one that is not watched is ignored."""
            if fd in self._watched:
                self._watched.remove(fd)
                self._left.add(fd)

        def drop(self, fd: int) -> None:
            """Forget a descriptor at once: when it is closed, another one of the same socket may live on."""
            if fd in self._watched or fd in self._left:
                self._watched.discard(fd)
                self._left.discard(fd)
                with contextlib.suppress(OSError):
                    self._epoll.unregister(fd)

        def wait(self, seconds: float) -> list[tuple[int, int]]:
            """Wait until one is ready; give those that are, and what for."""
            ready = []
            for fd, mask in self._epoll.poll(seconds):
                if fd in self._watched:
                    ready.append((fd, _READY[mask & 31]))
                else:
                    self._left.discard(fd)
                    with contextlib.suppress(FileNotFoundError):
                        self._epoll.unregister(fd)
            return ready

        def close(self) -> None:
            """Give everything back."""
            self._epoll.close()

    Readiness = Polled
else:
    Readiness = Selected
