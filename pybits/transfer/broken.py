"""Why a request that brought no answer failed: what libcurl says of it, put as what a job's owner should know."""

from __future__ import annotations

import os
import time

import pycurl

from pybits.transfer.outcome import (
    COULD_NOT_CONNECT,
    PROTOCOL_BROKEN,
    UNSUPPORTED_SCHEME,
    Failure,
    curl_failure,
    http_failure,
    proxy_before,
)

_BY_SOCKS = 97
_LOGIN_WANTED = (12, 33)  # libcurl's words for a SOCKS proxy that refuses who comes


def broken(curl: pycurl.Curl, code: int, detail: str, host: str) -> Failure:
    """Say what became of a request to a host; `code` and `detail` are libcurl's."""
    refusal = refused_by_proxy(curl, code, host)
    if refusal:
        return refusal
    if code == UNSUPPORTED_SCHEME:
        code = PROTOCOL_BROKEN  # the schemes have been checked: it is the answer that is not HTTP
    return curl_failure(code, why(curl, code, detail), culprit(curl, code, host))


def refused_by_proxy(curl: pycurl.Curl, code: int, host: str) -> Failure | None:
    """Say that a proxy does not lead to the host, if that is what happened."""
    wanted = code == _BY_SOCKS and curl.getinfo(pycurl.PROXY_ERROR) in _LOGIN_WANTED
    status = 407 if wanted else curl.getinfo(pycurl.HTTP_CONNECTCODE)
    if not code or status < 400:
        return None
    return http_failure(status, {}, proxy_before(host), time.time())


def culprit(curl: pycurl.Curl, code: int, host: str) -> str:
    """Name who could not be reached: the host, or the proxy before it."""
    proxy = code == COULD_NOT_CONNECT and curl.getinfo(pycurl.USED_PROXY)
    return f"the proxy on the way to {host}" if proxy else host


def why(curl: pycurl.Curl, code: int, detail: str) -> str:
    """Give the system's word for why there is no connection, else libcurl's."""
    errno = curl.getinfo(pycurl.OS_ERRNO)
    return os.strerror(errno) if code == COULD_NOT_CONNECT and errno else detail
