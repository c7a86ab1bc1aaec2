"""How long libcurl waits for a Kerberos server: its library has no limit, and the engine's thread waits with it."""

from __future__ import annotations

import os
import sys

_VARIABLE = "KRB5_CONFIG"
_USUAL = "/etc/krb5.conf"
_LIMIT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "krb5.conf")


def limit() -> None:
    """Add a limit to the settings of this process, which are in files: the first that says something counts.

    It is for the library alone: what is started with Python's environment does not get it.
    """
    if sys.platform == "linux":
        os.putenv(_VARIABLE, f"{os.environ.get(_VARIABLE) or _USUAL}:{_LIMIT}")
