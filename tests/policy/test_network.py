"""Which hosts can be reached: every kind of host on every kind of network, before and after it was lost."""

from __future__ import annotations

import pytest

from pybits.policy.network import NOWHERE, Endpoints, Network, Way, all_lost, came_back, covers, cut_off, is_near, lost

HERE = frozenset({"127.0.0.1", "10.0.0.2"})
NOTHING = Network(frozenset(), frozenset({"127.0.0.1"}))
NEARBY = Network(frozenset({"10.0.0.0/24"}), HERE)
EVERYWHERE = Network(frozenset({"10.0.0.0/24", "0.0.0.0/0"}), HERE)
SIX = Network(frozenset({"::/0"}), frozenset({"::1", "2001:db8::2"}))

NEAR, FAR, NAME = "10.0.0.9", "203.0.113.9", "files.test"
LOCAL = ("", "localhost", "me.localhost", "127.0.0.1", "127.8.9.1", "::1")


@pytest.mark.parametrize("network", [NOTHING, NEARBY, EVERYWHERE])
@pytest.mark.parametrize("host", LOCAL)
def test_what_is_local_is_never_lost(network: Network, host: str) -> None:
    assert not lost(host, network, {host: host}, shrunk=True)


@pytest.mark.parametrize("network", [NOTHING, NEARBY, EVERYWHERE, SIX])
@pytest.mark.parametrize("host", [NEAR, FAR, NAME, "2001:db8::9"])
def test_what_was_never_there_holds_nothing_back(network: Network, host: str) -> None:
    """A container without routes, a name in /etc/hosts: it is tried, and fails if it has to."""
    assert not lost(host, network, {}, shrunk=False)


@pytest.mark.parametrize(
    ("host", "network", "known", "shrunk", "expected"),
    [
        (NEAR, NOTHING, {NEAR: NEAR}, False, True),
        (NEAR, NEARBY, {NEAR: NEAR}, True, False),
        (FAR, NEARBY, {FAR: FAR}, True, True),
        (FAR, NEARBY, {}, True, True),
        (FAR, EVERYWHERE, {FAR: FAR}, True, False),
        (NAME, NEARBY, {NAME: FAR}, True, True),
        (NAME, NEARBY, {NAME: NEAR}, True, False),
        (NAME, NEARBY, {}, True, False),  # perhaps a neighbour
        (NAME, NOTHING, {}, True, True),
        ("2001:db8::9", EVERYWHERE, {"2001:db8::9": "2001:db8::9"}, True, True),
        ("2001:db8::9", SIX, {"2001:db8::9": "2001:db8::9"}, True, False),
    ],
)
def test_a_host_is_lost_when_its_route_is_gone(
    host: str, network: Network, known: dict[str, str], shrunk: bool, expected: bool
) -> None:
    assert lost(host, network, known, shrunk=shrunk) is expected


def test_a_job_waits_when_all_of_its_hosts_are_lost() -> None:
    known = {FAR: FAR, NEAR: NEAR}
    assert all_lost([FAR], NEARBY, known, shrunk=True) == FAR
    assert all_lost([FAR, NEAR], NEARBY, known, shrunk=True) is None
    assert all_lost([FAR, NEAR], NOTHING, known, shrunk=True) == FAR
    assert all_lost([FAR, ""], NOTHING, known, shrunk=True) is None
    assert all_lost([], NOTHING, known, shrunk=True) is None


@pytest.mark.parametrize(
    ("local", "remote", "network", "dead"),
    [
        ("10.0.0.2", FAR, EVERYWHERE, False),
        ("10.0.0.2", FAR, NEARBY, True),
        ("10.0.0.3", FAR, EVERYWHERE, True),  # the machine has another address now
        ("10.0.0.2", NEAR, NEARBY, False),
        ("127.0.0.1", "127.0.0.1", NOTHING, False),
        ("", "", NOTHING, False),
        ("fe80::1%eth0", "fe80::2%eth0", NEARBY._replace(addresses=frozenset({"fe80::1"})), False),
    ],
)
def test_a_connection_is_cut_off_when_either_end_is_gone(local: str, remote: str, network: Network, dead: bool) -> None:
    assert cut_off(Endpoints("guid", "host", local, remote), network) is dead


def test_the_network_is_back_when_it_reaches_further_or_a_host_again() -> None:
    assert came_back(NOTHING, NEARBY, {})
    assert came_back(NEARBY, EVERYWHERE, {})
    assert not came_back(EVERYWHERE, NEARBY, {})
    assert not came_back(NEARBY, NEARBY._replace(routes=NEARBY.routes | {"172.18.0.0/16"}), {NEAR: NEAR})
    other = Network(frozenset({"192.168.7.0/24"}), HERE)
    assert came_back(other, NEARBY, {NEAR: NEAR})


def test_the_machines_own_addresses_need_no_route() -> None:
    assert covers(NOTHING._replace(addresses=HERE), "10.0.0.2")
    assert not covers(NOTHING, "10.0.0.2")


@pytest.mark.parametrize(
    ("way", "near"),
    [
        (Way(prefix=24, shared=True), True),
        (Way(prefix=64, shared=True), True),
        (Way(own=True, prefix=32), True),
        (Way(gateway=True, prefix=24, shared=True), False),
        (Way(gateway=True, prefix=0, shared=True), False),
        (Way(prefix=0, shared=True), False),  # everything is said to be on the link
        (Way(prefix=24), False),  # a tunnel
        (NOWHERE, False),
    ],
)
def test_near_is_what_needs_no_gateway_and_no_tunnel(way: Way, near: bool) -> None:
    assert is_near(way) is near
