"""A line to a message bus on which nobody waits: what cannot be sent yet is kept, and what is heard is given."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from itertools import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MOST_UNSENT = 1 << 18
_AT_ONCE = 1 << 18  # bytes that are read in a round, for what speaks without end


class BusLine:
    """A connection to the system's bus, from its first byte on: OSError or jeepney's errors when it is no good."""

    def __init__(self) -> None:
        from jeepney import Parser, message_bus
        from jeepney.auth import Authenticator
        from jeepney.bus import get_bus

        self._parser, self._serials = Parser(), count(1)
        self._login: Any = Authenticator(inc_null_byte=False)
        self._unsent, self._for_later = b"", b""  # the second: until the bus knows who speaks
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        try:
            self._socket.setblocking(False)
            self._socket.connect(get_bus("SYSTEM"))
            credentials = getattr(socket, "SCM_CREDS", None)  # the BSDs' way of saying who speaks
            ancillary = [] if credentials is None else [(socket.SOL_SOCKET, credentials, bytes(512))]
            self._socket.sendmsg([b"\0"], ancillary)
            self._put(self._login.data_to_send())
        except BaseException:
            self._socket.close()
            raise
        self._hello = self.send(message_bus.Hello())
        self.greeted = False  # the bus has answered

    def fileno(self) -> int:
        """Give the descriptor that becomes readable when the bus says something."""
        return self._socket.fileno()

    def send(self, message: Any) -> int:
        """Send a message, as soon as the bus takes it; give its number."""
        serial = next(self._serials)
        data = message.serialise(serial=serial)
        if self._login is None:
            self._put(data)
        else:
            self._for_later += data
        return serial

    def hear(self) -> Iterator[Any]:
        """Give the messages that have come."""
        from jeepney import HeaderFields

        left = _AT_ONCE
        while left > 0 and (data := self._read()):
            left -= len(data)
            if self._login is not None:
                self._log_in(data)
                continue
            self._parser.add_data(data)
            while (message := self._parser.get_next_message()) is not None:
                if message.header.fields.get(HeaderFields.reply_serial) == self._hello:
                    self.greeted = True
                else:
                    yield message
        self._put(b"")

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._socket.close()

    # ---- inside

    def _log_in(self, data: bytes) -> None:
        self._login.feed(data)
        while said := self._login.data_to_send():
            self._put(said)
        if self._login.authenticated:
            from jeepney.auth import BEGIN

            self._login = None
            self._put(BEGIN + self._for_later)

    def _read(self) -> bytes:
        try:
            data = self._socket.recv(1 << 16)
        except BlockingIOError:
            return b""
        if not data:
            raise ConnectionResetError("it hung up")
        return data

    def _put(self, data: bytes) -> None:
        self._unsent += data
        with contextlib.suppress(BlockingIOError):
            while self._unsent:
                self._unsent = self._unsent[self._socket.send(self._unsent) :]
        if len(self._unsent) > _MOST_UNSENT:
            raise ConnectionAbortedError("it does not listen")
