"""Authentication that libcurl does not do: a library's messages, carried on one connection that is kept for them.

That is NTLM where libcurl has none, and Negotiate by name and password.
"""

from __future__ import annotations

import base64
import binascii
import re

_OFFER = r"(?:^|,)\s*{}(?:\s+([A-Za-z0-9+/=]+))?\s*(?=,|$)"
TYPE_CHECKING = False
if TYPE_CHECKING:
    from spnego import ContextProxy


def available() -> bool:
    """Tell whether the library is there."""
    from importlib.util import find_spec

    return find_spec("spnego") is not None


def offered(scheme: str, field: str) -> bytes | None:
    """Read a WWW-Authenticate field: a scheme's challenge, empty when it is merely offered; None when it is not."""
    found = re.search(_OFFER.format(scheme), field, re.IGNORECASE)
    if found is None:
        return None
    try:
        return base64.b64decode(found[1] or "", validate=True)
    except binascii.Error:
        return None


class Dialogue:
    """One authentication: a first message, the server's challenge, the answer to it."""

    def __init__(self, scheme: str, user: str, password: str, host: str) -> None:
        import spnego

        self._scheme = scheme
        self._context: ContextProxy = spnego.client(
            user, password, hostname=host, service="HTTP", protocol=scheme.lower()
        )
        self._begun = False

    @property
    def may_wait(self) -> bool:
        """Tell whether its first message may take long: the library may ask others for it."""
        return self._scheme == "Negotiate"

    @property
    def complete(self) -> bool:
        """Tell whether the last message was all that there is to say, whatever the server adds to it."""
        if self._context.negotiated_protocol == "kerberos":
            return True  # a ticket is one message; the other side may prove itself too, and need not
        try:
            return bool(self._context.complete or self._context.session_key)
        except Exception:  # noqa: BLE001  there is no key yet
            return False

    def message(self, challenge: bytes) -> str | None:
        """Give the next message, as a header has it; None if the server has refused, or says what makes no sense."""
        if bool(challenge) != self._begun or self._context.complete:
            return None
        self._begun = True
        try:
            token = self._context.step(challenge or None)
        except Exception:  # noqa: BLE001  the challenge is a stranger's, and the library reads it as it comes
            return None
        return f"{self._scheme} {base64.b64encode(token or b'').decode('ascii')}"
