"""What the manager shows besides jobs: files with their progress, history, several jobs of one name."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain.file import File, FileProgress
from ..domain.frozen import NamedTuple
from ..domain.hresult import E_INVALIDARG, BitsError


class FileView(NamedTuple):
    """A file of a job, what is known of its bytes, and where they are until the job is complete (an upload: nowhere).

    `response` has the last HTTP response's status line and headers, if they were asked for and there was one.
    """

    file: File
    progress: FileProgress
    temp: str
    response: tuple[str, ...] = ()


class HistoryEntry(NamedTuple):
    """Something that happened to a job, when (seconds since the epoch) and in words."""

    at: float
    text: str


class AmbiguousName(BitsError):
    """A display name that several jobs have."""

    def __init__(self, name: str, guids: Sequence[str]) -> None:
        super().__init__(
            E_INVALIDARG,
            f"{len(guids)} jobs are called '{name}': {', '.join(guids)}. "
            "Use the job identifier instead of the job name.",
        )
        self.guids = tuple(guids)
