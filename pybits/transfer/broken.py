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
)

_BY_SOCKS = 97
_LOGIN_WANTED = (12, 33)  # libcurl's words for a SOCKS proxy that refuses who comes


def broken(curl: pycurl.Curl, code: int, detail: str, host: str) -> Failure:
    """Say what became of a request to a host; `code` and `detail` are libcurl's."""
    refusal = curl.getinfo(pycurl.HTTP_CONNECTCODE)
    if code == _BY_SOCKS and curl.getinfo(pycurl.PROXY_ERROR) in _LOGIN_WANTED:
        refusal = 407
    if code and refusal >= 400:
        return http_failure(refusal, {}, f"The proxy on the way to {host}", time.time())
    if code == UNSUPPORTED_SCHEME:
        code = PROTOCOL_BROKEN  # the schemes have been checked: it is the answer that is not HTTP
    if code == COULD_NOT_CONNECT and curl.getinfo(pycurl.USED_PROXY):
        host = f"the proxy on the way to {host}"
    errno = curl.getinfo(pycurl.OS_ERRNO)
    return curl_failure(code, os.strerror(errno) if code == COULD_NOT_CONNECT and errno else detail, host)
