"""The default proxy: what PRECONFIG means where the submitting shell's environment names no proxy."""

from __future__ import annotations

from ...domain.frozen import NamedTuple
from ...domain.hresult import E_ACCESSDENIED, E_INVALIDARG, BitsError
from ...domain.settings_values import ProxyDefault, Settings, check_connection, parse_proxy_default
from ...storage import paths, user_settings
from ...storage.connection import default_interface

# bitsadmin's accounts are those of services: what holds for them is the machine's.
MACHINE_ACCOUNTS = ("LOCALSYSTEM", "NETWORKSERVICE", "LOCALSERVICE")
OWN_ACCOUNT = "ME"
ACCOUNTS = (*MACHINE_ACCOUNTS, OWN_ACCOUNT)


class DefaultProxy(NamedTuple):
    """A default proxy, and in words where it was set."""

    proxy: ProxyDefault
    origin: str


def default_proxy() -> DefaultProxy:
    """Give the default proxy in force: of the connection that is in use or of all, the user's before the machine's."""
    connection = default_interface()
    for whose, settings in (
        ("your", user_settings.user_settings()),
        ("the machine's", user_settings.machine_settings()),
    ):
        for name in filter(None, (connection, "LAN")):
            found = settings.proxy("" if name == "LAN" else name)
            if found.usage:
                return DefaultProxy(found, f"{whose} settings for {name}, {settings.path}")
    return DefaultProxy(ProxyDefault(), "nothing is set")


def read_default(account: str, connection: str = "") -> DefaultProxy:
    """Read the default proxy of an account (GetIEProxy); E_INVALIDARG for one that there is not."""
    settings = user_settings.load(_path_of(account))
    return DefaultProxy(settings.proxy(check_connection(connection or "LAN")), settings.path or "nothing is set")


def set_default(account: str, usage: str, words: tuple[str, ...], connection: str = "") -> ProxyDefault:
    """Set the default proxy of an account (SetIEProxy): E_INVALIDARG; E_ACCESSDENIED for the machine's without root."""
    path = _path_of(account)
    own = path == paths.user_config()
    name = check_connection(connection or "LAN")
    made = parse_proxy_default(user_settings.load(path).proxy(name), usage, words)

    def change(settings: Settings) -> user_settings.Tables:
        return user_settings.with_proxy(settings, parse_proxy_default(settings.proxy(name), usage, words), name)

    try:
        user_settings.change(path, change, mode=0o600 if own else 0o644)
    except BitsError as error:
        if own or error.code != E_ACCESSDENIED:
            raise
        raise BitsError(
            E_ACCESSDENIED, f"{error} Only an administrator (sudo) sets the machine's proxy; your own account is ME."
        ) from None
    return made


def _path_of(account: str) -> str:
    word = account.strip().upper() if account.isascii() else ""
    if word == OWN_ACCOUNT:
        return paths.user_config()
    if word in MACHINE_ACCOUNTS:
        return paths.machine_config()
    raise BitsError(E_INVALIDARG, f"ACCOUNT must be {', '.join(MACHINE_ACCOUNTS)} or {OWN_ACCOUNT}, not '{account}'.")
