"""Custom headers, proxy settings, and new places for the same files."""

from __future__ import annotations

from pybits.cli.context import Context
from pybits.cli.handlers import wishes
from pybits.cli.views import Assigned, Changed, View
from pybits.domain.hresult import S_FALSE, S_OK
from pybits.domain.properties import BY_NAME

_USAGE = BY_NAME["proxyusage"]


def headers(ctx: Context, job: str, headers: tuple[str, ...]) -> View:
    """Replace the set of headers; what they are is not said again."""
    changed = ctx.manager.set_headers(ctx.manager.find(job).guid, wishes.headers(ctx, headers))
    return Changed(changed, S_OK, "Custom headers set.")


def hide(ctx: Context, job: str) -> View:
    """Make the headers write-only."""
    return Changed(ctx.manager.hide_headers(ctx.manager.find(job).guid), S_OK, "Custom headers are write-only now.")


def proxy(ctx: Context, job: str, usage: str, proxies: str | None, bypass: str | None) -> View:
    """Choose the proxy."""
    changed = ctx.manager.set_proxy(ctx.manager.find(job).guid, usage, proxies, bypass)
    return Assigned(changed, _USAGE, changed.proxy_usage)


def prefix(ctx: Context, job: str, old: str, new: str) -> View:
    """Change how URLs begin; S_FALSE, which is no failure, if none begins so."""
    found = ctx.manager.find(job)
    count = ctx.manager.replace_prefix(found.guid, old, new)
    text = f"The URLs of {count} file{'s' if count != 1 else ''} changed."
    return Changed(found, S_OK if count else S_FALSE, text if count else "No URL that can be changed begins so.")
