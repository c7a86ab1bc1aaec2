"""How an error becomes a view."""

from __future__ import annotations

from .views import Failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pybits.domain.hresult import BitsError


def failure(error: BitsError, action: str, subject: str = "") -> Failed:
    """Make the view of an error, maybe about one of several jobs; an ambiguous name brings the GUIDs along."""
    guids = tuple(getattr(error, "guids", ()))
    return Failed(error.action or action, error.code, str(error), guids, subject, error.usage)
