"""Whether two URLs are of one server: what decides where secrets may go."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}


def same_server(home: str, url: str) -> bool:
    """Tell whether what is meant for the server of one URL may go to another URL's.

    That is the same scheme, host and port, or the same host reached by https instead of http, each at its own port.
    """
    try:
        one, other = urlsplit(home), urlsplit(url)
        if (one.hostname or "").lower() != (other.hostname or "").lower():
            return False
        if one.scheme == other.scheme:
            return _port(one) == _port(other)
        return (_port(one), _port(other)) == (PORTS["http"], PORTS["https"]) and other.scheme == "https"
    except ValueError:
        return False


def _port(parts: SplitResult) -> int | None:
    return parts.port or PORTS.get(parts.scheme)
