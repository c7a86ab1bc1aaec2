"""What the machine's routes mean for the hosts of jobs: which can be reached, which are lost, and what has come back.

A machine without a default route may still reach whom it wants: its own network, itself, or a proxy on it. So nothing
is held back for what was never there. A host is lost when the route by which it was reached is gone, and one that was
never reached when the machine's network has shrunk and nothing is left of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from ipaddress import ip_address, ip_network

from ..domain.frozen import NamedTuple

_EVERYWHERE = frozenset({"0.0.0.0/0", "::/0"})


class Network(NamedTuple):
    """The routes beyond the loopback that can be used (as prefixes), and the machine's own addresses."""

    routes: frozenset[str]
    addresses: frozenset[str]

    @property
    def reach(self) -> int:
        """Tell how far it goes: 0 nowhere, 1 to networks nearby, 2 everywhere."""
        return 2 if self.routes & _EVERYWHERE else bool(self.routes) + 0


class Endpoints(NamedTuple):
    """The two ends of a transfer's connection; empty while there is none."""

    guid: str
    host: str
    local: str
    remote: str


class Way(NamedTuple):
    """How the kernel would reach an address: itself, by a gateway, by how long a route, over what kind of link."""

    own: bool = False  # the machine has the address
    gateway: bool = False
    prefix: int = 0  # 0: the route leads everywhere
    shared: bool = False  # the link has many ends, as Ethernet has; a tunnel, a modem and a cable to one have two


NOWHERE = Way(gateway=True)


def is_near(way: Way) -> bool:
    """Tell whether an address is in one of the machine's own networks, so that no line to others is needed for it."""
    return way.own or (not way.gateway and way.prefix > 0 and way.shared)


def covers(network: Network, address: str) -> bool:
    """Tell whether a route leads to an address; the machine's own and the loopback's need none."""
    target = ip_address(address.partition("%")[0])
    if target.is_loopback or target.is_link_local or str(target) in network.addresses:
        return True
    found = map(ip_network, network.routes)
    return any(prefix.version == target.version and target in prefix for prefix in found)


def lost(host: str, network: Network, known: Mapping[str, str], *, shrunk: bool) -> bool:
    """Tell whether a host cannot be reached any more; "" stands for a local file.

    `known` has the addresses under which hosts were reached. `shrunk`: the network was larger once.
    """
    if not host or host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        address, reached = str(ip_address(host)), host in known
    except ValueError:
        address, reached = known.get(host, ""), host in known
    if address and (reached or shrunk):
        return not covers(network, address)
    return shrunk and not network.routes


def all_lost(hosts: Collection[str], network: Network, known: Mapping[str, str], *, shrunk: bool) -> str | None:
    """Give the first of a job's hosts if all are lost; a job that still gets something goes on."""
    if hosts and all(lost(host, network, known, shrunk=shrunk) for host in hosts):
        return next(iter(hosts))
    return None


def cut_off(ends: Endpoints, network: Network) -> bool:
    """Tell whether a connection leads nowhere any more, or comes from an address that the machine no longer has."""
    if not ends.remote or ip_address(ends.remote.partition("%")[0]).is_loopback:
        return False
    return not covers(network, ends.remote) or ends.local.partition("%")[0] not in network.addresses


def came_back(before: Network, now: Network, known: Mapping[str, str]) -> bool:
    """Tell whether there is reason to try everything that waits: the network has grown, or leads to a host again."""
    if now.reach > before.reach:
        return True
    return any(covers(now, address) and not covers(before, address) for address in set(known.values()))
