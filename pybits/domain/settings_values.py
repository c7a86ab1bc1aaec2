"""Settings that are not policies: what a user, or the machine's administrator, prefers. Frozen, checked, by section."""

from __future__ import annotations

import re
from typing import Any

from .frozen import NamedTuple
from .hresult import E_INVALIDARG, BitsError
from .request_words import NOTHING, PROXY_LIMIT, hosts_of, proxies_of

SettingValue = str | int | bool


class SettingKey(NamedTuple):
    """One setting: a number has a range (both ends allowed), a text may have a set of legal words."""

    section: str
    name: str
    kind: type
    doc: str
    minimum: int = 0
    maximum: int = 0
    words: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """Say in words what the value may be."""
        if self.kind is bool:
            return "true or false"
        if self.kind is int:
            return f"a whole number from {self.minimum} to {self.maximum}"
        return f"{', '.join(self.words[:-1])} or {self.words[-1]}" if self.words else "a text in quotes"

    def check(self, value: Any) -> SettingValue | None:
        """Give the value if it is one of this setting's, None if it is not."""
        if not isinstance(value, self.kind) or (isinstance(value, bool) and self.kind is not bool):
            return None
        if self.kind is int:
            return value if self.minimum <= value <= self.maximum else None  # type: ignore[return-value, operator]
        sound = not self.words or value in self.words
        return value if sound and (self.kind is bool or len(value) <= PROXY_LIMIT) else None  # type: ignore[return-value, arg-type]


NO_PROXY, AUTODETECT, MANUAL_PROXY, AUTOSCRIPT, RESET = "NO_PROXY", "AUTODETECT", "MANUAL_PROXY", "AUTOSCRIPT", "RESET"
USAGES = (NO_PROXY, AUTODETECT, MANUAL_PROXY, AUTOSCRIPT)

PROXY, CONNECTIONS = "proxy", "connections"

SETTING_KEYS: tuple[SettingKey, ...] = (
    SettingKey(PROXY, "usage", str, "what PRECONFIG means where the environment names no proxy", words=USAGES),
    SettingKey(PROXY, "list", str, "the proxies of MANUAL_PROXY"),
    SettingKey(PROXY, "bypass", str, "the hosts that need no proxy"),
    SettingKey(PROXY, "script", str, "the URL of the script of AUTOSCRIPT"),
    SettingKey("disk", "free", int, "mebibytes that downloads leave free of a disk", 0, 1 << 30),
    SettingKey("events", "enabled", bool, "the daemon keeps a log of events"),
    SettingKey("cache", "limit", int, "the part of the disk that the peer cache may fill, in percent", 1, 80),
    SettingKey("cache", "expiration", int, "seconds that a record of the peer cache is kept", 86_400, 10_368_000),
    SettingKey("peercaching", "flags", int, "1: may download from peers; 2: may serve peers", 0, 7),
)
BY_NAME: dict[tuple[str, str], SettingKey] = {(key.section, key.name): key for key in SETTING_KEYS}

_CONNECTION = re.compile(r"[^\s/\x00-\x1f\x7f]{1,64}")
_SCRIPT = re.compile(r"(https?|file)://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


class ProxyDefault(NamedTuple):
    """A default proxy: how it is found (empty: nothing was set), and what each way of finding it knows.

    What one way knows is kept while another is in use.
    """

    usage: str = ""
    list: str = ""
    bypass: str = ""
    script: str = ""


class Settings(NamedTuple):
    """What one file of settings says; `sections` has its tables, checked. `path` is None when there is no file."""

    sections: dict[str, dict[str, Any]]
    path: str | None = None

    def get(self, section: str, name: str) -> SettingValue | None:
        """Give a setting's value, None if the file does not say it."""
        value: SettingValue | None = self.sections.get(section, {}).get(name)
        return value

    def proxy(self, connection: str = "") -> ProxyDefault:
        """Give the default proxy, or that of one connection by the name of its network interface."""
        table = self.sections.get(PROXY, {})
        if connection:
            table = table.get(CONNECTIONS, {}).get(connection, {})
        return ProxyDefault(**{name: table[name] for name in ProxyDefault._fields if name in table})


def check_connection(name: str) -> str:
    """Read the name of a connection: a network interface; E_INVALIDARG for what cannot be one. LAN is the default's."""
    if name.upper() == "LAN":
        return ""
    if not _CONNECTION.fullmatch(name) or not name.isprintable():
        raise BitsError(
            E_INVALIDARG, f"'{name}' is no name of a connection: give a network interface, such as eth0, or LAN."
        )
    return name


def parse_proxy_default(old: ProxyDefault, usage: str, words: tuple[str, ...]) -> ProxyDefault:
    """Read a new default proxy; what belongs to another usage than the one given is kept from the old.

    MANUAL_PROXY has a list and hosts to bypass (NULL or empty for none), AUTOSCRIPT a URL, the others nothing.
    """
    word = usage.strip().upper().replace("-", "_") if usage.isascii() else ""
    if word not in (*USAGES, RESET):
        raise BitsError(E_INVALIDARG, f"USAGE must be {', '.join(USAGES)} or {RESET}, not '{usage}'.")
    wanted = {MANUAL_PROXY: (1, 2), AUTOSCRIPT: (1, 1)}.get(word, (0, 0))
    if not wanted[0] <= len(words) <= wanted[1]:
        takes = {MANUAL_PROXY: "a LIST of proxies and a BYPASS list", AUTOSCRIPT: "one URL"}.get(word, "no more words")
        raise BitsError(E_INVALIDARG, f"{word} takes {takes}.")
    if word == RESET:
        return ProxyDefault(NO_PROXY)
    if word == MANUAL_PROXY:
        return old._replace(usage=word, list=_proxies(words[0]), bypass=_bypass((*words, "")[1]))
    if word == AUTOSCRIPT:
        if not _SCRIPT.fullmatch(words[0]) or len(words[0]) > PROXY_LIMIT:
            raise BitsError(E_INVALIDARG, f"URL must be an http, https or file URL of a script, not '{words[0]}'.")
        return old._replace(usage=word, script=words[0])
    return old._replace(usage=word)


def check_proxy_default(found: ProxyDefault) -> str | None:
    """Say what is wrong with a default proxy that was read, None if nothing is."""
    try:
        if found.list:
            _proxies(found.list)
        _bypass(found.bypass)
    except BitsError as error:
        return str(error)
    if found.usage == MANUAL_PROXY and not found.list:
        return "MANUAL_PROXY needs a list."
    if found.script and not _SCRIPT.fullmatch(found.script):
        return "the script must be an http, https or file URL."
    return "AUTOSCRIPT needs a script." if found.usage == AUTOSCRIPT and not found.script else None


def _proxies(text: str) -> str:
    text = text.strip()
    if not text or text.upper() == NOTHING or len(text) > PROXY_LIMIT:
        raise BitsError(E_INVALIDARG, f"LIST must name proxies, in at most {PROXY_LIMIT} characters.")
    proxies_of(text)
    return text


def _bypass(text: str) -> str:
    text = "" if text.upper() == NOTHING else text.strip()
    for host in hosts_of(text):
        if "*" in host[1:] or not host.isprintable():
            raise BitsError(E_INVALIDARG, f"'{host}' is no host of a bypass list: * may only be its first character.")
    if len(text) > PROXY_LIMIT:
        raise BitsError(E_INVALIDARG, f"BYPASS has more than {PROXY_LIMIT} characters.")
    return text
