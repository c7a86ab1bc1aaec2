"""Which schemes a transfer may have: what the policy allows when it starts, wherever a redirect leads."""

from __future__ import annotations

from collections.abc import Collection

from pybits.domain.enums import ErrorContext
from pybits.domain.hresult import BG_E_BLOCKED_BY_POLICY
from pybits.domain.url_schemes import scheme_of
from pybits.transfer.outcome import Failure, Severity, readable


def forbidden(url: str, schemes: Collection[str] | None) -> Failure | None:
    """Give the failure of a URL whose scheme is not among those that are allowed; None allows all."""
    scheme = scheme_of(url)
    if schemes is None or scheme in schemes:
        return None
    text = f"The policy AllowedSchemes ({', '.join(sorted(schemes)) or 'none'}) does not allow '{readable(scheme)}'."
    return Failure(BG_E_BLOCKED_BY_POLICY, ErrorContext.REMOTE_FILE, Severity.FATAL, text)
