"""URLs as they are fetched, in ASCII, and what messages and look-ups call their hosts. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from pybits.domain.hresult import E_INVALIDARG, BitsError
from pybits.transfer.outcome import readable

URL_SAFE = "%/:?#[]@!$&'()*+,;=~|{}^`<>\"\\"
_NETLOC = re.compile(r"[^:]*://([^/?#\\]*)")
# Brackets in the host are left to who knows what may stand in them.
_PLAIN_HOST = re.compile(r"https?://([0-9A-Za-z.-]{1,100}(?::[0-9]{1,5})?)(?:[/?#][!-~]*)?")
_PLAIN_URL = re.compile(r"https?://[!\"$-.0->@-Z\\^-~]+(?:[/?#][!-~]*)?", re.IGNORECASE)


def ascii_url(url: str, others: tuple[str, ...] = ()) -> str:
    """Write an http or https URL, or one of other schemes, in ASCII: the host in punycode, the rest percent-encoded.

    Raises BitsError(E_INVALIDARG) for other schemes, no host, control characters, a host name that cannot be.
    """
    if _PLAIN_URL.fullmatch(url):
        return url
    if re.search(r"[\x00-\x1f\x7f]", url):
        raise BitsError(E_INVALIDARG, "The URL has control characters in it; percent-encode them.")
    try:
        return _in_ascii(url, others)
    except ValueError as error:
        raise BitsError(E_INVALIDARG, f"The URL is not well formed ({readable(str(error))}).") from error


def _in_ascii(url: str, others: tuple[str, ...]) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https", *others):
        raise BitsError(E_INVALIDARG, "The URL must begin with http://, https:// or file://.")
    if not host:
        raise BitsError(E_INVALIDARG, "The URL names no host.")
    login, at, place = parts.netloc.rpartition("@")
    if not host.isascii():
        colon = place.rfind(":")
        port = place[colon:] if colon >= 0 else ""
        place = _punycode(host) + port
    netloc = quote(login, URL_SAFE) + at + place
    rest = (quote(part, URL_SAFE) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, netloc, *rest))


def _punycode(host: str) -> str:
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise BitsError(E_INVALIDARG, f"The host name {readable(host)} cannot be ({readable(str(error))}).") from error


def plain_host(url: str) -> str:
    """Give the host of a URL that is http or https, in ASCII and without a login, as nearly all are; else ""."""
    match = _PLAIN_HOST.fullmatch(url)
    return match[1] if match else ""


def host_of(url: str) -> str:
    """Name a URL's host, and its port if it has one, for messages; never its user or password."""
    match = _NETLOC.match(url)
    return (readable(match[1].rpartition("@")[2]) if match else "") or "the server"


def host_name(url: str) -> str:
    """Give the bare host of a URL in lower case, as it is looked up; "" for a local file."""
    match = _NETLOC.match(url)
    place = match[1].rpartition("@")[2].lower() if match else ""
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return place.partition(":")[0]
