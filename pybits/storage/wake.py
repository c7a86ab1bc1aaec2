"""A named pipe by which commands tell the daemon that the store has changed: a hint, the store is the truth."""

from __future__ import annotations

import contextlib
import os
import stat


def ring(path: str) -> bool:
    """Wake the daemon; False if none listens."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False  # ENXIO, ENOENT: a pipe without a reader cannot be opened
    try:
        if not stat.S_ISFIFO(os.fstat(fd).st_mode):
            return False  # a copied store may have a file here, into which one can write though nobody listens
        os.write(fd, b"!")
    except BlockingIOError:
        return True  # a full pipe wakes just as well
    except BrokenPipeError:
        return False
    finally:
        os.close(fd)
    return True


class Bell:
    """The daemon's end of the pipe: a file descriptor to wait on."""

    def __init__(self, path: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISFIFO(os.lstat(path).st_mode):
                os.unlink(path)
        with contextlib.suppress(FileExistsError):
            os.mkfifo(path, 0o600)
        # Opened for writing too, so that the pipe never reports an end when the last command closes it.
        self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)

    def fileno(self) -> int:
        """Give the descriptor that becomes readable when somebody rings."""
        return self._fd

    def rang(self) -> bool:
        """Tell whether anybody has rung since the last time, and take note of it."""
        heard = False
        try:
            while len(os.read(self._fd, 4096)) == 4096:
                heard = True
        except BlockingIOError:
            return heard
        return True

    def close(self) -> None:
        """Stop listening."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)
