"""The machine's background turn: a kernel lock for who has it, and each daemon's claim and bell for who is next.

    turn/lock             its flock is the turn; whatever becomes of the holder, the kernel frees it
    turn/UID/STORE        a symbolic link whose target is the claim: replaced in one step, read without opening anything
    turn/UID/STORE.bell   a pipe that the daemon reads: whoever changes a claim or gives the turn back rings the others

Who waits holds the others' bells open: when a daemon dies, its pipe loses its reader, and all who hold it wake up. So
nobody polls, and a bell without a reader is a claim that nobody makes any more. A user can write in his own folder
alone. What a hostile one can do to the others is what a job of his could do as well: be urgent, and keep the turn.
"""

from __future__ import annotations

import array
import contextlib
import fcntl
import math
import os
import selectors
import stat
import termios
from collections.abc import Iterator
from hashlib import blake2b

from ..domain.claim import Claim, Rival
from ..domain.enums import JobPriority
from ..domain.job import is_guid
from . import machine_folder
from .locks import FileLock
from .wake import Bell

_STORES = 8  # of one user, whose claims are looked at: others' names must not use up this process's descriptors
_BELL = ".bell"


class MachineTurn:
    """One daemon's part in it. OSError and BitsError from the constructor: the machine's folders cannot be used."""

    def __init__(self, uid: int, home: str) -> None:
        root = machine_folder.root()
        self._folder = os.path.join(root, "turn")
        own = os.path.join(self._folder, str(uid))
        machine_folder.make_shared(root)
        machine_folder.make_shared(self._folder)
        machine_folder.make_own(own, uid)
        self._place = os.path.join(own, blake2b(os.fsencode(home), digest_size=8).hexdigest())
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._place)
        self._bell = Bell(self._place + _BELL)
        os.chmod(self._place + _BELL, 0o622)  # noqa: S103 - everybody may ring, only its owner hears
        self._lock = FileLock(os.path.join(self._folder, "lock"), mode=0o644)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._bell.fileno(), selectors.EVENT_READ)
        self._rivals: dict[str, int] = {}  # their bells, open
        self._claim: Claim | None = None
        self.held = False

    def fileno(self) -> int:
        """Give the descriptor that becomes readable when another daemon's claim has changed, or when it has died."""
        return self._selector.fileno()

    def stirred(self) -> bool:
        """Tell whether the others have to be looked at again, and take note of it."""
        stirred = False
        for entry, _ in self._selector.select(0):
            stirred = True
            if entry.fd == self._bell.fileno():
                self._bell.rang()
            else:
                self._let_go(next(place for place, fd in self._rivals.items() if fd == entry.fd))
        return stirred

    def rivals(self) -> list[Rival]:
        """Read the claims of the daemons that live."""
        found, present = [], set()
        for uid, place in _places(self._folder):
            if place == self._place or not self._hold(place):
                continue
            present.add(place)
            claim = _read(place)
            if claim is not None:
                found.append(Rival(uid, claim, place, _unread(self._rivals[place])))
        for place in self._rivals.keys() - present:
            self._let_go(place)
        return found

    def announce(self, claim: Claim | None) -> None:
        """Change this daemon's claim, and tell the others."""
        if claim == self._claim:
            return
        if claim is None:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._place)
        else:
            fresh = self._place + ".new"
            with contextlib.suppress(FileNotFoundError):
                os.unlink(fresh)
            os.symlink(_written(claim), fresh)
            os.rename(fresh, self._place)
        self._claim = claim
        self.ring()

    def take(self) -> bool:
        """Take the turn if it is free."""
        self.held = self.held or self._lock.try_acquire()
        return self.held

    def give_back(self) -> None:
        """Free the turn, and tell the others."""
        if self.held:
            self._lock.release()
            self.held = False
            with contextlib.suppress(OSError):
                self.ring()

    def ring(self) -> None:
        """Make the others look."""
        self.rivals()
        for fd in self._rivals.values():
            with contextlib.suppress(OSError):  # full: it has been rung; without a reader: it has died
                os.write(fd, b"!")

    def close(self) -> None:
        """Take no more part."""
        with contextlib.suppress(OSError):
            self.announce(None)
            self.give_back()
        self._lock.release()
        for place in list(self._rivals):
            self._let_go(place)
        self._selector.close()
        self._bell.close()
        with contextlib.suppress(OSError):
            os.unlink(self._place + _BELL)

    def _hold(self, place: str) -> bool:
        """Hold a rival's bell open; False if nobody listens to it."""
        if place in self._rivals:
            return True
        fd = _open_bell(place)
        if fd is None:
            return False
        self._rivals[place] = fd
        self._selector.register(fd, selectors.EVENT_READ)  # of a pipe's writing end: its reader is gone
        return True

    def _let_go(self, place: str) -> None:
        fd = self._rivals.pop(place)
        self._selector.unregister(fd)
        os.close(fd)


def holders() -> list[tuple[int, Claim]]:
    """Find who says that he has the turn, for people to read; empty if nobody or if that cannot be told."""
    found = []
    with contextlib.suppress(OSError):
        for uid, place in _places(os.path.join(machine_folder.root(), "turn")):
            claim = _read(place)
            if claim is not None and claim.began is not None:
                fd = _open_bell(place)
                if fd is not None:
                    os.close(fd)
                    found.append((uid, claim))
    return found


def _places(folder: str) -> Iterator[tuple[int, str]]:
    for uid, own in machine_folder.folders_of_users(folder):
        names = []
        with contextlib.suppress(OSError):
            names = [name.removesuffix(_BELL) for name in os.listdir(own) if name.endswith(_BELL)]
        for name in sorted(names)[:_STORES]:
            yield uid, os.path.join(own, name)


def _open_bell(place: str) -> int | None:
    try:
        fd = os.open(place + _BELL, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None  # ENXIO: a pipe without a reader
    if stat.S_ISFIFO(os.fstat(fd).st_mode):
        return fd
    os.close(fd)
    return None


def _unread(fd: int) -> bool:
    count = array.array("i", [0])
    with contextlib.suppress(OSError):
        fcntl.ioctl(fd, termios.FIONREAD, count)
    return count[0] > 0


def _written(claim: Claim) -> str:
    # Every digit: two daemons that see different numbers would wait for each other.
    began = "-" if claim.began is None else repr(claim.began)
    return f"{claim.guid} {claim.priority.name} {claim.created!r} {claim.last_turn!r} {began}"


def _read(place: str) -> Claim | None:
    try:
        guid, priority, created, last_turn, began = os.readlink(place).split(" ")
        claim = Claim(
            guid,
            JobPriority[priority],
            float(created),
            float(last_turn),
            None if began == "-" else float(began),
        )
    except (OSError, ValueError, KeyError):
        return None
    times = (claim.created, claim.last_turn, claim.began or 0.0)
    sound = is_guid(guid) and claim.priority is not JobPriority.FOREGROUND
    return claim if sound and all(map(math.isfinite, times)) else None
