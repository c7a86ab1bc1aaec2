"""The maximum download size of a job: asked before a file's first byte, and at every byte of one without a length."""

from __future__ import annotations

from collections.abc import Callable

from ...domain.enums import ErrorContext
from ...domain.hresult import BG_E_MAX_DOWNLOAD_SIZE_LIMIT_REACHED
from ...transfer.outcome import Failure, Severity, Unwanted


class SizeLimit:
    """How many bytes a job may have; `others` gives those of all files but one."""

    def __init__(self, limit: int, others: Callable[[int], int]) -> None:
        self._limit, self._others = limit, others

    def check(self, number: int, size: int) -> None:
        """Raise Unwanted if the file may not have so many bytes."""
        total = self._others(number) + size
        if total > self._limit:
            text = f"The job's files would have {total} bytes; its maximum download size is {self._limit}."
            code, where = BG_E_MAX_DOWNLOAD_SIZE_LIMIT_REACHED, ErrorContext.QUEUE_MANAGER
            raise Unwanted(Failure(code, where, Severity.FATAL, text, resume_ok=False))
