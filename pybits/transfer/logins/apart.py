"""The connections of one handle, which no other transfer gets: its own, and those that a proxy has led on already."""

from __future__ import annotations

import socket

import pycurl

Awaited = socket.socket | str  # what a transfer may wait for: a tunnel, or the first message of a dialogue
# libcurl is not to look up or connect to anything: it gets a socket that leads to the server.
_PLACEHOLDER = ["::127.0.0.1:1"]


class Apart:
    """Keeps a handle's connections from all others; the handle serves no other transfer after this one.

    While `tunnelled`, a new connection is one that was given. Where none was, the transfer fails, and is `starved`.
    """

    def __init__(self, curl: pycurl.Curl) -> None:
        self._curl = curl
        self._share = pycurl.CurlShare()
        self._share.setopt(pycurl.SH_SHARE, pycurl.LOCK_DATA_CONNECT)
        self._given: socket.socket | None = None
        self.tunnelled = self.starved = False
        curl.setopt(pycurl.SHARE, self._share)

    def aim(self, *, tunnelled: bool) -> None:
        """Say whether the next request is to go through a tunnel."""
        if tunnelled == self.tunnelled:
            return
        self.tunnelled = tunnelled
        if tunnelled:
            self._curl.setopt(pycurl.CONNECT_TO, _PLACEHOLDER)
            self._curl.setopt(pycurl.OPENSOCKETFUNCTION, self._open)
            self._curl.setopt(pycurl.SOCKOPTFUNCTION, self._opened)
        else:
            for option in (pycurl.CONNECT_TO, pycurl.OPENSOCKETFUNCTION, pycurl.SOCKOPTFUNCTION):
                self._curl.unsetopt(option)

    def give(self, tunnel: socket.socket) -> None:
        """Take a connection that leads to the server."""
        self.free()
        self._given, self.starved = tunnel, False

    def free(self) -> None:
        """Close what was given, or this side's copy of it."""
        if self._given:
            self._given.close()
            self._given = None

    def close(self) -> None:
        """Close the connections; the handle must be closed before."""
        self.free()
        self._share.close()

    def _open(self, _purpose: int, _address: object) -> socket.socket | int:
        self.starved = self._given is None
        return int(pycurl.SOCKET_BAD) if self._given is None else self._given

    def _opened(self, _fd: int, _purpose: int) -> int:
        self.free()  # libcurl has a copy of its own now, and when it closes that the connection is to end
        return int(pycurl.SOCKOPT_ALREADY_CONNECTED)
