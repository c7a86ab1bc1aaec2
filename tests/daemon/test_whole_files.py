"""When the files that are whole are put on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pybits.daemon.downloads.syncer import Syncer
from pybits.daemon.downloads.tags import Whole
from pybits.daemon.downloads.whole_files import BATCH, WholeFiles
from pybits.domain.file import NOTHING

SOON, LATE = 0.5, 1.5  # seconds after the first one came


@pytest.fixture
def syncer() -> Iterator[Syncer]:
    syncer = Syncer()
    yield syncer
    syncer.drain()
    syncer.close()


@pytest.mark.parametrize(
    ("here", "more", "of", "now", "sent"),
    [
        (1, 1, 10, SOON, False),  # others come soon
        (1, 1, 10, LATE, True),
        (1, 0, 10, SOON, True),  # none comes
        (256, 1000, 1256, SOON, False),
        (1000, 1000, 2000, SOON, True),  # half of them
        (250, 100, 2000, SOON, False),  # too few for a sync of their own
        (256, 100, 2000, SOON, True),
        (500, 400, 8000, SOON, False),  # few, as to so many others
        (BATCH, 100_000, 200_000, SOON, True),
    ],
)
def test_they_are_synced_many_at_a_time_and_few_are_left_for_the_end(
    tmp_path: Path, syncer: Syncer, here: int, more: int, of: int, now: float, sent: bool
) -> None:
    path = tmp_path / "f"
    path.touch()
    whole = WholeFiles("{guid}", 1, syncer)
    for index in range(here):
        whole.add(index, Whole(str(path), str(tmp_path), NOTHING), 0.0)
    whole.sync(now, more, of)
    assert (len(whole.syncing), len(whole.waiting)) == ((here, 0) if sent else (0, here))
