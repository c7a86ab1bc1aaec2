"""The daemon as a service: tells systemd how it is (sd_notify), and writes its log as the journal likes it."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import sys

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
# The journal's numbers: what a line begins with in angle brackets is its level.
_JOURNAL = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


class ServiceManager:
    """The socket that systemd gave the daemon; without one nothing is told to anybody."""

    def __init__(self) -> None:
        # Taken out of the environment: what the daemon starts is not the service.
        self._address = os.environ.pop("NOTIFY_SOCKET", "")
        self._status = ""

    def ready(self) -> None:
        """Tell that the daemon works."""
        self._tell("READY=1")

    def status(self, text: str) -> None:
        """Tell in a line what the daemon does, when that has changed."""
        if text != self._status:
            self._status = text
            self._tell(f"STATUS={text}")

    def stopping(self) -> None:
        """Tell that the daemon ends."""
        self._tell("STOPPING=1")

    def _tell(self, line: str) -> None:
        if self._address[:1] not in {"/", "@"}:
            return
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as end,
        ):
            end.settimeout(1.0)
            end.sendto(line.encode(), "\0" + self._address[1:] if self._address[0] == "@" else self._address)


class JournalFormatter(logging.Formatter):
    """A line for the journal: it has the time itself, and wants the level as a number."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record, each of its lines with the level."""
        level = _JOURNAL.get(record.levelno, 6)
        return "\n".join(f"<{level}>{line}" for line in super().format(record).splitlines())


def start_log(level: str) -> None:
    """Begin to log to standard error, which is the daemon's log file, a terminal or the journal."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JournalFormatter("%(message)s") if _is_journal() else logging.Formatter("%(asctime)s %(levelname)s %(message)s")
    )
    logging.basicConfig(handlers=[handler], level=LEVELS[level])


def _is_journal() -> bool:
    """Tell whether standard error is the stream that systemd connected to the journal."""
    device, _, inode = os.environ.get("JOURNAL_STREAM", "").partition(":")
    try:
        status = os.fstat(2)
    except OSError:
        return False
    return (device, inode) == (str(status.st_dev), str(status.st_ino))
