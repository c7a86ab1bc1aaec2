"""Requests that wait until a script has said which proxy they go through."""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from urllib.parse import urlsplit

from pybits.domain.hresult import BG_E_CONNECT_FAILURE, BG_E_PROXY_NAME_RESOLUTION_FAILURE
from pybits.transfer.outcome import Failure
from pybits.transfer.pac.finder import ProxyFinder, Question
from pybits.transfer.proxy import script_of
from pybits.transfer.readiness import READ, Readiness
from pybits.transfer.request import Failed, PacketRequest, Report, TransferRequest

_UNREACHABLE = frozenset({BG_E_CONNECT_FAILURE, BG_E_PROXY_NAME_RESOLUTION_FAILURE})
_AVOIDED = 300.0  # seconds, as browsers have it
Request = TransferRequest | PacketRequest


class ParkedRequests:
    """The requests that wait, by their keys; the answers are listened for beside the sockets."""

    def __init__(self, readiness: Readiness) -> None:
        self.fd: int | None = None  # readable when there are answers
        self._readiness = readiness
        self._finder = ProxyFinder()
        self._waiting: dict[Hashable, Request] = {}
        self.taken: dict[Hashable, str] = {}  # the proxy that a script found for a request
        self._dead: dict[str, float] = {}  # until when a proxy is not tried if there is another

    @property
    def deadline(self) -> float:
        """Give when somebody has waited for too long, in monotonic seconds."""
        return self._finder.deadline

    def keys(self) -> set[Hashable]:
        """Give the keys of the requests that wait."""
        return set(self._waiting)

    def admit(self, request: Request) -> Request | Failure | None:
        """Give a request that knows its proxy, or why there is none for it; None when it has to wait."""
        proxy = request.options.proxy
        parts = urlsplit(request.url)
        script = script_of(proxy, parts.scheme.lower())
        if script is None:
            return request
        host = (parts.hostname or "").lower()
        place = parts.netloc.rpartition("@")[2]
        answer = self._finder.ask(Question(script, f"{parts.scheme.lower()}://{place}/", host))
        self._watch()
        if answer is None:
            self._waiting[request.key] = request
            return None
        if isinstance(answer, Failure):
            return answer
        now = time.monotonic()
        way = next((way for way in answer if self._dead.get(way, 0.0) <= now), answer[0])
        self.taken[request.key] = way
        return request._replace(options=request.options._replace(proxy=proxy._replace(found=way)))

    def ended(self, key: Hashable, reports: Sequence[Report]) -> None:
        """Take note of how a request ended: a proxy that could not be reached is not the next one's first choice."""
        way, last = self.taken.pop(key, ""), reports[-1] if reports else None
        if way and isinstance(last, Failed) and last.key == key and last.failure.code in _UNREACHABLE:
            self._dead[way] = time.monotonic() + _AVOIDED

    def heard(self) -> list[Request]:
        """Listen, and if there are answers give the requests back: who still has none is parked again."""
        if not self._waiting or not self._finder.listen():
            return []
        self._watch()
        waiting, self._waiting = self._waiting, {}
        return list(waiting.values())

    def forget(self) -> None:
        """Keep nothing of what was learned of proxies: the network is another."""
        self._finder.forget()
        self._dead.clear()

    def drop(self, key: Hashable) -> None:
        """Forget a request; one that does not wait is ignored."""
        self._waiting.pop(key, None)
        self.taken.pop(key, None)

    def close(self) -> None:
        """Forget everything and end what listens."""
        self._waiting.clear()
        self._finder.close()
        self._watch()

    def _watch(self) -> None:
        fd = self._finder.fd
        if fd == self.fd:
            return
        if self.fd is not None:
            self._readiness.forget(self.fd)
        if fd is not None:
            self._readiness.watch(fd, READ)
        self.fd = fd
