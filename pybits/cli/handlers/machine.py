"""What pybits stands on: versions, default proxies, the event log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pybits.cli.context import Context
from pybits.cli.views import Events, Fact, Facts, Note, Told, View
from pybits.domain.hresult import E_INVALIDARG, S_OK, BitsError
from pybits.domain.settings_values import AUTODETECT, AUTOSCRIPT


def version(ctx: Context, verbose: bool) -> View:  # noqa: ARG001  every handler takes the context
    """Give the versions of the parts, and at wish what surrounds them."""
    from pybits.manager.explaining import about

    return facts([*about.versions(), *(about.surroundings() if verbose else ())])


def get_proxy(ctx: Context, account: str, conn: str | None) -> View:  # noqa: ARG001  every handler takes the context
    """Give an account's default proxy, with what each usage knows."""
    from pybits.manager.settings.proxy_default import read_default

    found, origin = read_default(account, conn or "")
    rows = [
        ("usage", "proxy usage", found.usage or None),
        ("list", "proxy list", found.list or None),
        ("bypass", "proxy bypass list", found.bypass or None),
        ("script", "proxy script", found.script or None),
        ("origin", "set in", origin),
    ]
    return facts(rows)


def set_proxy(
    ctx: Context,  # noqa: ARG001  every handler takes the context
    account: str,
    usage: str,
    words: tuple[str, ...],
    conn: str | None,
) -> Iterator[View]:
    """Set an account's default proxy, and say if it is one that cannot be used here."""
    from pybits.manager.settings.proxy_default import set_default
    from pybits.manager.settings.proxy_settings import scripts_run

    made = set_default(account, usage, words, conn or "")
    more = {"MANUAL_PROXY": f" {made.list}", "AUTOSCRIPT": f" {made.script}"}.get(made.usage, "")
    yield Told(f"The default proxy of {account.upper()} is {made.usage}{more} now.", S_OK)
    if made.usage in (AUTODETECT, AUTOSCRIPT) and not scripts_run():
        yield Note("Scripts that name a proxy are run by a library that is not here. Try: pip install 'pybits[pac]'")


def enable_events(ctx: Context, word: str, machine: bool) -> View:  # noqa: ARG001  every handler takes the context
    """Turn the daemon's event log on or off."""
    from pybits.manager.settings.event_channel import channel, enable

    value = enable(word, machine=machine)
    found = channel()
    more = f" It is {found.path}." if value else ""
    if found.enabled != value:
        more = f" Yours is {'on' if found.enabled else 'off'}: {found.origin}."
    return Told(f"The event log{' of the machine' if machine else ''} is {'on' if value else 'off'} now.{more}", S_OK)


def events(ctx: Context, last: str | None) -> View:  # noqa: ARG001  every handler takes the context
    """Show the last events, and where they are kept."""
    from pybits.manager.settings import event_channel

    if last is not None and not (last.isascii() and last.isdigit() and int(last[:9]) > 0 and len(last) <= 9):
        raise BitsError(E_INVALIDARG, f"--last must be a count from 1 on, not '{last}'.")
    found = event_channel.channel()
    return Events(found.enabled, found.origin, found.path, tuple(event_channel.last(int(last or 20))))


def setup(ctx: Context) -> View:  # noqa: ARG001  every handler takes the context
    """Make the machine's folder."""
    from pybits.manager.service.machine_setup import set_up

    root, changed = set_up()
    return Told(f"{root} is {'ready now' if changed else 'as it should be'}.", S_OK)


def facts(rows: Iterable[tuple[str, str, object]]) -> Facts:
    """Make a view of rows: name, title, value."""
    return Facts(tuple(Fact(*row) for row in rows), S_OK)
