"""What pybits stands on: versions, default proxies."""

from __future__ import annotations

from collections.abc import Iterable

from pybits.cli.context import Context
from pybits.cli.views import Fact, Facts, Told, View
from pybits.domain.hresult import S_OK


def version(ctx: Context, verbose: bool) -> View:  # noqa: ARG001  every handler takes the context
    """Give the versions of the parts, and at wish what surrounds them."""
    from pybits.manager import about

    return facts([*about.versions(), *(about.surroundings() if verbose else ())])


def get_proxy(ctx: Context, account: str, conn: str | None) -> View:  # noqa: ARG001  every handler takes the context
    """Give an account's default proxy, with what each usage knows."""
    from pybits.manager.proxy_default import read_default

    found, origin = read_default(account, conn or "")
    rows = [
        ("usage", "proxy usage", found.usage or None),
        ("list", "proxy list", found.list or None),
        ("bypass", "proxy bypass list", found.bypass or None),
        ("script", "proxy script", found.script or None),
        ("origin", "set in", origin),
    ]
    return facts(rows)


def set_proxy(ctx: Context, account: str, usage: str, words: tuple[str, ...], conn: str | None) -> View:  # noqa: ARG001
    """Set an account's default proxy."""
    from pybits.manager.proxy_default import set_default

    made = set_default(account, usage, words, conn or "")
    more = {"MANUAL_PROXY": f" {made.list}", "AUTOSCRIPT": f" {made.script}"}.get(made.usage, "")
    return Told(f"The default proxy of {account.upper()} is {made.usage}{more} now.", S_OK)


def facts(rows: Iterable[tuple[str, str, object]]) -> Facts:
    """Make a view of rows: name, title, value."""
    return Facts(tuple(Fact(*row) for row in rows), S_OK)
