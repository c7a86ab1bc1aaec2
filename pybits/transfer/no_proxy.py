"""Which hosts the variable no_proxy excepts from the proxies that others name, by libcurl's rules. Pure."""

from __future__ import annotations

import re


def excepted(host: str, listed: str) -> bool:
    """Tell whether a host (no brackets, no port) is reached without the proxy.

    A list has names, which stand for what ends in them too, addresses, networks (10.0.0.0/8), or is a "*" for all.
    """
    if listed.strip() == "*":
        return True
    words = filter(None, re.split(r"[,\s]+", listed))
    address = _address(host)
    if address is None:
        name = host.lower().removesuffix(".")
        return any(_named(name, word.lower()) for word in words)
    return any(_holds(word, address) for word in words)


def _named(name: str, word: str) -> bool:
    ending = word.removesuffix(".").removeprefix(".")
    return bool(ending) and (name == ending or name.endswith(f".{ending}"))


def _address(host: str) -> object:
    if not host[-1:].isdigit() and ":" not in host:
        return None
    import ipaddress

    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _holds(word: str, address: object) -> bool:
    import ipaddress

    try:
        return address in ipaddress.ip_network(word.strip("[]"), strict=False)
    except ValueError:
        return False
