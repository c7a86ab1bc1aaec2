"""Which network interface leads to the rest of the world, by the kernel's routes."""

from __future__ import annotations

from . import atomic

_ROUTES = ("/proc/net/route", "/proc/net/ipv6_route")


def default_interface() -> str:
    """Name the interface of the default route with the lowest metric, empty if there is none or nobody tells."""
    return _first(_lines(_ROUTES[0])[1:], _ipv4) or _first(_lines(_ROUTES[1]), _ipv6)


def _lines(path: str) -> list[list[str]]:
    try:
        return [line.split() for line in atomic.read_file(path).decode("ascii", "replace").splitlines()]
    except OSError:
        return []


def _first(lines: list[list[str]], read: object) -> str:
    found = [route for route in map(read, lines) if route]  # type: ignore[call-overload]
    return min(found)[1] if found else ""


def _ipv4(words: list[str]) -> tuple[int, str] | None:
    """Read `eth0 00000000 0102A8C0 0003 0 0 100 00000000 …`: interface, destination, …, metric, mask."""
    default = len(words) > 7 and words[1] == words[7] == "00000000" and words[6].isdecimal()
    return (int(words[6]), words[0]) if default else None


def _ipv6(words: list[str]) -> tuple[int, str] | None:
    """Read `0…0 00 0…0 00 gateway metric … interface`: destination, its length, …, metric in hexadecimal."""
    default = len(words) > 9 and words[1] == "00" and not words[0].strip("0") and words[-1] != "lo"
    return (int(words[5], 16), words[-1]) if default else None
