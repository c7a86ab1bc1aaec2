"""What a job's proxy settings come down to now: for its transfers, and in words for people."""

from __future__ import annotations

from functools import partial

from ...domain.enums import ProxyUsage
from ...domain.hresult import E_NOTIMPL, BitsError
from ...domain.job import Job
from ...domain.settings_values import AUTODETECT, AUTOSCRIPT, MANUAL_PROXY, ProxyDefault
from ...transfer.proxy import ProxySettings, route, script_of, variable_of
from .proxy_default import DefaultProxy, default_proxy


def check_usage(usage: ProxyUsage) -> None:
    """Refuse AUTODETECT where the library that runs the network's scripts is missing (E_NOTIMPL)."""
    if usage is ProxyUsage.AUTODETECT and not scripts_run():
        raise BitsError(
            E_NOTIMPL, "AUTODETECT runs scripts by a library that is not there. Try: pip install 'pybits[pac]'"
        )


def scripts_run() -> bool:
    """Tell whether the library that runs scripts is here."""
    from importlib.util import find_spec

    return find_spec("pypac") is not None


def settings_of(job: Job, default: DefaultProxy | None = None) -> ProxySettings:
    """Give a job's proxy settings for its transfers; a BitsError if a file of settings cannot be read."""
    named = dict(job.proxy_environment)
    settings = ProxySettings(job.proxy_usage, job.proxy_list, job.proxy_bypass_list, named)
    if job.proxy_usage is not ProxyUsage.PRECONFIG or all(map(partial(variable_of, settings), ("http", "https"))):
        return settings  # no file is needed, so none can be wrong
    return settings._replace(default=(default or default_proxy()).proxy)


def in_effect(job: Job, url: str) -> str:
    """Say which proxy a URL of a job is fetched through, and where that was set; empty for a local file."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme in ("", "file"):
        return ""
    default = default_proxy() if job.proxy_usage is ProxyUsage.PRECONFIG else None
    settings = settings_of(job, default)
    script = script_of(settings, scheme)
    origin = _origin(settings, scheme, default)
    if script is not None:
        return f"what {script or 'the script that the network names'} says ({origin})"
    chosen = route(settings, scheme, host)
    if chosen.excepted and not chosen.proxy:
        return f"none (no_proxy of the shell that made the job: {chosen.excepted})"
    bypassed = not chosen.proxy and route(settings._replace(bypass="", default=_open(settings)), scheme, host).proxy
    if bypassed:
        return f"none ({origin}, whose bypass list has the host)"
    excepted = f", except for {chosen.excepted}" if chosen.excepted else ""
    return f"{chosen.proxy or 'none'}{excepted} ({origin})"


def _open(settings: ProxySettings) -> ProxyDefault:
    return settings.default._replace(bypass="")


def _origin(settings: ProxySettings, scheme: str, default: DefaultProxy | None) -> str:
    if settings.usage is not ProxyUsage.PRECONFIG:
        return f"the job's own settings: {settings.usage.name}"
    variable = variable_of(settings, scheme)
    if variable:
        return f"{variable} of the shell that made the job"
    if default is not None and default.proxy.usage in (MANUAL_PROXY, AUTODETECT, AUTOSCRIPT):
        return f"{default.proxy.usage} in {default.origin}"
    return default.origin if default is not None and default.proxy.usage else "no proxy was set anywhere"
