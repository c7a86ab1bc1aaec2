"""Whether a transfer could go on over a new connection, and whether that is worth it. Pure."""

from __future__ import annotations

from pybits.transfer.http.download import Accept
from pybits.transfer.request import ResumePoint, TransferRequest

# Less is here over the old connection before the new one has found its pace.
_WORTH = 1 << 20


def renewal(request: TransferRequest | None, verdict: object, offset: int) -> ResumePoint | None:
    """Give the place where a transfer that has come to `offset` would go on, None to leave it alone."""
    if request is None or request.ranges or request.options.method or not isinstance(verdict, Accept):
        return None
    total, answer = verdict.answer.total, verdict.answer
    worth = answer.resumable and total is not None and total - offset >= _WORTH
    return ResumePoint(offset, answer.validator) if worth else None
