"""What the libcurl that is in use can do, asked at run time."""

from __future__ import annotations

from functools import cache

import pycurl

from ..domain.frozen import NamedTuple

# Bits of curl_version_info's features; pycurl has names for some of them, depending on its age.
_HTTP2, _HTTP3, _GSSAPI, _NTLM = 1 << 16, 1 << 25, 1 << 17, 1 << 4
_OF_USE = ("file", "ftp", "ftps", "http", "https", "sftp", "smb", "smbs")


class CurlFacts(NamedTuple):
    """The library's version, its TLS library, which versions of HTTP and protocols of use it has, pycurl's version."""

    libcurl: str
    tls: str
    http: tuple[str, ...]
    protocols: tuple[str, ...]
    schemes: tuple[str, ...]
    pycurl: str


@cache
def describe() -> CurlFacts:
    """Ask libcurl what it is."""
    _, version, _, _, features, tls, _, _, protocols, *_ = pycurl.version_info()
    http = ["1.1", *(["2"] if features & _HTTP2 else []), *(["3"] if features & _HTTP3 else [])]
    schemes = ["Basic", "Digest"]
    schemes += ["NTLM"] if features & _NTLM else []
    schemes += ["Negotiate"] if features & _GSSAPI else []
    own = pycurl.version.split()[0].partition("/")[2]
    return CurlFacts(
        version, tls or "none", tuple(http), tuple(name for name in _OF_USE if name in protocols), tuple(schemes), own
    )
