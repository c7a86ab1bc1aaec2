"""Linux' own account of routes and addresses, and its announcements when they change (rtnetlink(7))."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from ...policy.network import NOWHERE, Network, Way

_GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400  # links; addresses and routes of IPv4 and of IPv6
_NEWLINK, _GETLINK, _NEWADDR, _GETADDR, _NEWROUTE, _GETROUTE = 16, 18, 20, 22, 24, 26
_DONE, _ERROR = 3, 2
_REQUEST, _REQUEST_DUMP = 0x1, 0x1 | 0x300
_HEADER, _ROUTE, _ADDRESS, _ATTRIBUTE, _HOP = map(struct.Struct, ("=IHHII", "=BBBBBBBBI", "=BBBBI", "=HH", "=HBBi"))
_UNICAST, _CLONED = 1, 0x200
_UNUSABLE = 0x1 | 0x10  # the next hop is dead, or its link has no carrier
_LOCAL, _WHICH_ENTRY = 2, 0x2000  # a route to the machine itself; ask for the table's entry, which has its prefix
_DST, _OIF, _MULTIPATH = 1, 4, 9
_INDIRECT = frozenset({5, 18, 30, _MULTIPATH})  # gateways of three kinds, and several ways
_BROADCAST, _POINT_TO_POINT = 0x2, 0x10
_LINK = struct.Struct("=BxHiII")
_IFA_ADDRESS, _IFA_LOCAL = 1, 2
_BITS = {socket.AF_INET: 32, socket.AF_INET6: 128}


def announcements() -> socket.socket:
    """Open a socket that becomes readable when something changes; OSError where there is none."""
    opened = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK, 0)
    try:
        opened.bind((0, _GROUPS))
    except OSError:
        opened.close()
        raise
    return opened


def heard(opened: socket.socket) -> bool:
    """Tell whether something was announced, and take note of it."""
    something = False
    while True:
        try:
            something = bool(opened.recv(1 << 16)) or something
        except BlockingIOError:
            return something
        except OSError:
            something = True  # ENOBUFS: more was said than there was room for


def look() -> Network:
    """Read which routes can be used, and which addresses there are."""
    loopback = _loopback()
    routes, addresses = set(), set()
    for body in _dump(_GETROUTE, _NEWROUTE, _ROUTE.size):
        prefix = _usable(body, loopback)
        if prefix is not None:
            routes.add(prefix)
    for body in _dump(_GETADDR, _NEWADDR, _ADDRESS.size):
        family = body[0]
        found = dict(_attributes(body[_ADDRESS.size :]))
        address = found.get(_IFA_LOCAL) or found.get(_IFA_ADDRESS)
        if family in _BITS and address:
            addresses.add(str(ip_address(address)))
    return Network(frozenset(routes), frozenset(addresses))


def way_to(address: str) -> Way:
    """Ask the kernel how it would reach an address, by all its tables and rules."""
    try:
        target = ip_address(address.partition("%")[0])
        target = getattr(target, "ipv4_mapped", None) or target
        family = socket.AF_INET if target.version == 4 else socket.AF_INET6
        size = _BITS[family]
        wanted = _ATTRIBUTE.pack(_ATTRIBUTE.size + size // 8, _DST) + target.packed
        for body in _ask(_GETROUTE, _NEWROUTE, _ROUTE.pack(family, size, 0, 0, 0, 0, 0, 0, _WHICH_ENTRY) + wanted):
            _, prefix, _, _, _, _, _, kind, _ = _ROUTE.unpack_from(body)
            found = dict(_attributes(body[_ROUTE.size :]))
            link = int.from_bytes(found.get(_OIF, b"")[:4], sys.byteorder)
            indirect = kind not in (_UNICAST, _LOCAL) or bool(_INDIRECT & found.keys())
            return Way(kind == _LOCAL, indirect, prefix, kind == _LOCAL or _is_shared(link))
    except (OSError, ValueError):
        pass
    return NOWHERE


def _is_shared(link: int) -> bool:
    for body in _ask(_GETLINK, _NEWLINK, _LINK.pack(0, 0, link, 0, 0)):
        flags = _LINK.unpack_from(body)[3]
        return bool(flags & _BROADCAST) and not flags & _POINT_TO_POINT
    return False


def _loopback() -> int:
    with contextlib.suppress(OSError):
        return socket.if_nametoindex("lo")
    return -1


def _usable(body: bytes, loopback: int) -> str | None:
    """Give the prefix of a route that leads somewhere beyond this machine."""
    family, length, _, _, _, _, _, kind, flags = _ROUTE.unpack_from(body)
    if family not in _BITS or kind != _UNICAST or flags & (_CLONED | _UNUSABLE):
        return None
    found = dict(_attributes(body[_ROUTE.size :]))
    if int.from_bytes(found.get(_OIF, b"")[:4], sys.byteorder) == loopback:
        return None
    if _MULTIPATH in found and all(flags & _UNUSABLE for flags in _hops(found[_MULTIPATH])):
        return None
    target = found.get(_DST, bytes(_BITS[socket.AddressFamily(family)] // 8))
    prefix = ip_network((target, length), strict=False)
    return None if prefix.is_link_local or prefix.is_multicast else str(prefix)


def _hops(data: bytes) -> Iterator[int]:
    while len(data) >= _HOP.size:
        length, flags, _, _ = _HOP.unpack_from(data)
        yield flags
        data = data[max(length, _HOP.size) :]


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    while len(data) >= _ATTRIBUTE.size:
        length, kind = _ATTRIBUTE.unpack_from(data)
        if length < _ATTRIBUTE.size:
            return
        yield kind & 0x3FFF, data[_ATTRIBUTE.size : length]
        data = data[(length + 3) & ~3 :]


def _dump(ask: int, answer: int, size: int) -> Iterator[bytes]:
    return _ask(ask, answer, bytes(size), _REQUEST_DUMP)


def _ask(ask: int, answer: int, body: bytes, flags: int = _REQUEST) -> Iterator[bytes]:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0) as asked:
        asked.settimeout(5.0)
        asked.sendto(_HEADER.pack(_HEADER.size + len(body), ask, flags, 1, 0) + body, (0, 0))
        while True:
            data = asked.recv(1 << 18)
            while len(data) >= _HEADER.size:
                length, kind, _, _, _ = _HEADER.unpack_from(data)
                if kind in (_DONE, _ERROR) or length < _HEADER.size:
                    return
                if kind == answer:
                    yield data[_HEADER.size : length]
                data = data[(length + 3) & ~3 :]
            if flags == _REQUEST:
                return
