"""A log whose last line was torn, by a full disk or a power cut: it costs that line, and never the next one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pybits.domain.file import File
from pybits.domain.hresult import S_OK
from pybits.domain.state import JobState
from pybits.storage import event_log, history_log
from pybits.storage.destinations import Destinations
from pybits.storage.ended_log import Ended, EndedLog
from pybits.storage.event_log import EventLog

GUIDS = [f"{{00000000-0000-0000-0000-00000000000{number}}}" for number in range(4)]


def _event(folder: str, number: int) -> None:
    EventLog(folder).add([{"event": "x", "number": number}])


def _events(folder: str) -> list[int]:
    return [event["number"] for event in EventLog(folder).read(9)]


def _happens(folder: str, number: int) -> None:
    history_log.add(folder, float(number), str(number))


def _happened(folder: str) -> list[int]:
    return [int(text) for _, text in history_log.read(folder)]


def _ends(folder: str, number: int) -> None:
    EndedLog(f"{folder}/ended").add(Ended(GUIDS[number], "a", JobState.CANCELLED, S_OK, 1.0))


def _ended(folder: str) -> list[int]:
    return [number for number, guid in enumerate(GUIDS) if EndedLog(f"{folder}/ended").find(guid)]


def _goes_to(folder: str, number: int) -> None:
    Destinations(f"{folder}/destinations").add(GUIDS[number], [File(0, "http://h/x", "/x")], list)


def _going_to(folder: str) -> list[int]:
    found = Destinations(f"{folder}/destinations").shared("", ["/x"])
    return [GUIDS.index(guid) for _, guid in found]


LOGS: dict[str, tuple[Callable[[str, int], None], Callable[[str], list[int]]]] = {
    event_log.NAME: (_event, _events),
    "history.jsonl": (_happens, _happened),
    "ended": (_ends, _ended),
    "destinations": (_goes_to, _going_to),
}


@pytest.mark.parametrize("name", LOGS)
def test_a_torn_line_costs_no_other(tmp_path: Path, name: str) -> None:
    add, read = LOGS[name]
    folder, path = str(tmp_path), tmp_path / name
    add(folder, 0)
    first = path.stat().st_size
    add(folder, 1)
    whole = path.read_bytes()
    for length in range(first + 1, len(whole)):
        path.write_bytes(whole[:length])
        add(folder, 2)
        add(folder, 3)
        assert read(folder) == [0, *[1] * (length == len(whole) - 1), 2, 3], whole[:length]
