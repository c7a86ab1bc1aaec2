"""The words of the request options: how headers, methods, security flags and proxies are read and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntFlag

from .enums import ProxyUsage
from .hresult import (
    BG_E_PROXY_BYPASS_LIST_TOO_LARGE,
    BG_E_PROXY_LIST_TOO_LARGE,
    BG_E_STRING_TOO_LONG,
    E_INVALIDARG,
    E_NOTIMPL,
    BitsError,
)

HEADERS_LIMIT = 16_384  # characters, with a CR LF after each header
PROXY_LIMIT = 32_768  # characters of each list
_METHOD_LIMIT = 64
NOTHING = "NULL"  # bitsadmin's word for "none"

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PROXY = re.compile(
    r"(?:(https?)=)?(?:(https?|socks(?:4a?|5h?))://)?"
    r"(\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]=]+)(?::([0-9]{1,5}))?/?",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[\s,;]+")

# What the request itself consists of, or what belongs to one connection: setting it would break the transfer.
RESERVED_HEADERS = frozenset(
    {
        *("accept-encoding", "host", "if-range", "range"),
        *("connection", "content-length", "expect", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"),
        *("proxy-authorization", "proxy-connection"),
    }
)
# The answer to HEAD has no bytes, and CONNECT is for proxies.
_NO_FILE = frozenset({"HEAD", "CONNECT"})


class SecurityFlags(IntFlag):
    """What a job forgives a server's certificate, and what it lets redirects do; 0 is BITS' default."""

    CRL_CHECK = 0x1
    IGNORE_CERT_CN = 0x2
    IGNORE_CERT_DATE = 0x4
    IGNORE_UNKNOWN_CA = 0x8
    IGNORE_CERT_USAGE = 0x10
    REDIRECT_REPORT = 0x100
    REDIRECT_DISALLOW = 0x200
    HTTPS_TO_HTTP = 0x800


def parse_headers(words: Sequence[str]) -> tuple[str, ...]:
    """Read `Name: value` words as a whole set; none, or one that is empty or NULL, is the empty set.

    E_INVALIDARG for what is no header or is not the owner's to set; BG_E_STRING_TOO_LONG beyond 16,384 characters.
    """
    if len(words) == 1 and words[0] in ("", NOTHING):
        return ()
    headers = tuple(_header(word.removesuffix("\r\n")) for word in words)
    size = sum(len(header) + 2 for header in headers)
    if size > HEADERS_LIMIT:
        raise BitsError(
            BG_E_STRING_TOO_LONG, f"The headers have {size} characters; at most {HEADERS_LIMIT} are allowed."
        )
    return headers


def _header(word: str) -> str:
    # A value may be a secret, so messages name no more than the header's name.
    name, colon, value = word.partition(":")
    if not colon or not _TOKEN.fullmatch(name):
        raise BitsError(E_INVALIDARG, "A header has the form 'Name: value', its name without spaces.")
    if not value.isprintable() or not _encodable(value):
        raise BitsError(E_INVALIDARG, f"The value of the header {name} must not contain control characters.")
    if name.lower() in RESERVED_HEADERS:
        raise BitsError(E_INVALIDARG, f"The header {name} belongs to the transfer itself and cannot be set.")
    return f"{name}: {value.strip()}"


def _encodable(value: str) -> bool:
    return not any(0xD800 <= ord(char) <= 0xDFFF for char in value)


def parse_method(argument: str, word: str) -> str:
    """Read an HTTP method; E_INVALIDARG for what is none, or what brings no file."""
    if not _TOKEN.fullmatch(word) or len(word) > _METHOD_LIMIT:
        raise BitsError(E_INVALIDARG, f"{argument} must be one word such as GET or POST.")
    if word.upper() in _NO_FILE:
        raise BitsError(E_INVALIDARG, f"{argument} must bring a file; the answer to {word.upper()} has none.")
    return word


def check_security_flags(value: int) -> int:
    """Refuse flags that BITS does not have, or that cannot be kept here (E_NOTIMPL)."""
    known = sum(SecurityFlags)
    if value & ~known:
        raise BitsError(
            E_NOTIMPL, f"The security flags {value & ~known:#06x} are not defined; {known:#06x} are.", usage=True
        )
    flags = SecurityFlags(value)
    if SecurityFlags.REDIRECT_REPORT in flags and SecurityFlags.REDIRECT_DISALLOW in flags:
        raise BitsError(E_NOTIMPL, "Redirects can be reported (0x0100) or refused (0x0200), not both.", usage=True)
    narrow = flags & (SecurityFlags.IGNORE_CERT_DATE | SecurityFlags.IGNORE_CERT_USAGE)
    if narrow and SecurityFlags.IGNORE_UNKNOWN_CA not in flags:
        raise BitsError(
            E_NOTIMPL,
            "A certificate's date (0x0004) or usage (0x0010) cannot be ignored alone; 0x0008 ignores them together "
            "with the authority that issued it.",
            usage=True,
        )
    return value


def parse_proxy(usage: str, proxies: str | None, bypass: str | None) -> tuple[ProxyUsage, str, str]:
    """Read proxy settings; lists go with OVERRIDE alone (E_INVALIDARG)."""
    try:
        found = ProxyUsage[usage.strip().upper().replace("-", "_") if usage.isascii() else ""]
    except KeyError:
        raise BitsError(
            E_NOTIMPL,
            f"The proxy usage must be PRECONFIG, NO_PROXY, OVERRIDE or AUTODETECT, not '{usage}'.",
            usage=True,
        ) from None
    proxies, bypass = _given(proxies), _given(bypass)
    if found is not ProxyUsage.OVERRIDE:
        if proxies or bypass:
            raise BitsError(E_INVALIDARG, f"A list of proxies goes with OVERRIDE, not with {found.name}.")
        return found, "", ""
    if not proxies:
        raise BitsError(E_INVALIDARG, "OVERRIDE needs a list of proxies, such as proxy.example.org:8080.")
    if len(proxies) > PROXY_LIMIT:
        raise BitsError(BG_E_PROXY_LIST_TOO_LARGE, f"The list of proxies has more than {PROXY_LIMIT} characters.")
    if len(bypass) > PROXY_LIMIT:
        raise BitsError(BG_E_PROXY_BYPASS_LIST_TOO_LARGE, f"The bypass list has more than {PROXY_LIMIT} characters.")
    proxies_of(proxies)
    for host in hosts_of(bypass):
        if "*" in host[1:] or not (host + bypass).isprintable():
            raise BitsError(E_INVALIDARG, f"'{host}' is no host of a bypass list: * may only be its first character.")
    return found, proxies, bypass


def _given(word: str | None) -> str:
    return "" if word is None or word.upper() == NOTHING else word.strip()


def proxies_of(text: str) -> dict[str, str]:
    """Read a list of proxies as scheme → proxy's URL, "" being every other scheme; E_INVALIDARG if it is none."""
    found: dict[str, str] = {}
    for word in filter(None, _BREAK.split(text)):
        match = _PROXY.fullmatch(word)
        if match is None or not word.isprintable() or int(match[4] or 80) not in range(1, 65_536):
            raise BitsError(
                E_INVALIDARG,
                "A proxy is written [scheme=][scheme://]server[:port]; the first scheme is http or https, the second "
                "http, https, socks4, socks4a, socks5 or socks5h.",
            )
        scheme = (match[2] or "http").lower()
        port = match[4] or (1080 if scheme.startswith("socks") else 80)
        found.setdefault((match[1] or "").lower(), f"{scheme}://{match[3]}:{port}")
    return found


def hosts_of(text: str) -> list[str]:
    """Read a bypass list."""
    return [word.lower() for word in _BREAK.split(text) if word]
