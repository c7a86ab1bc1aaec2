"""How a job's files, and what is known of their bytes, are written as JSON and read back."""

from __future__ import annotations

from collections.abc import Mapping

from ..domain.file import File, FileProgress, FileRange, IfExists, Renewed, Validator
from ..domain.hresult import BitsError
from .checked import DamagedRecord, count, flag, listed, number, optional, text

_ISLANDS = ("islands", "safe_islands")  # they have a line of their own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def file_to_record(file: File) -> dict[str, Any]:
    """Write a file."""
    record: dict[str, Any] = {"number": file.number, "remote": file.remote, "local": file.local}
    if file.given:
        record["given"] = file.given
    if file.ranges:
        record["ranges"] = [list(found) for found in file.ranges]
    if file.validated:
        record["validated"] = True
    if file.checksum:
        record["checksum"] = file.checksum
    if file.mirrors:
        record["mirrors"] = list(file.mirrors)
    if file.if_exists is not IfExists.REPLACE:
        record["if_exists"] = file.if_exists.value
    if file.moved:
        record["moved"] = True
    if file.renewed:
        record["renewed"] = list(file.renewed)
    return record


def file_from_record(record: Any) -> File:
    """Read a file; DamagedRecord if a field is wrong or missing."""
    try:
        number, remote, local = record["number"], record["remote"], record["local"]
        if len(record) == 3 and type(number) is int and 0 <= number < 1 << 63 and type(remote) is type(local) is str:
            return File(
                number, remote, local
            )  # nearly every one, and ten thousand are read before the first is fetched
        return File(
            count(record["number"]),
            text(record["remote"]),
            text(record["local"]),
            text(record.get("given", "")),
            _ranges(record.get("ranges", [])),
            flag(record.get("validated", False)),
            _checksum(record.get("checksum", "")),
            tuple(map(text, listed(record.get("mirrors", [])))),
            IfExists(text(record.get("if_exists", "replace"))),
            flag(record.get("moved", False)),
            optional(_renewed)(record.get("renewed")),
        )
    except DamagedRecord:
        raise
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise DamagedRecord(f"file: {error!r}") from None


def _checksum(value: Any) -> str:
    if text(value):
        from ..domain.checksum import parse_checksum

        try:
            return parse_checksum(value)
        except BitsError as error:
            raise DamagedRecord(str(error)) from None
    return ""


def _renewed(value: Any) -> Renewed:
    at, here, turn = listed(value)
    return Renewed(float(number(at)), count(here), count(turn))


def _ranges(value: Any) -> tuple[FileRange, ...]:
    found = []
    for pair in listed(value):
        if len(listed(pair)) != 2:
            raise DamagedRecord(f"{pair!r:.60} is not a range")
        found.append(FileRange(count(pair[0]), optional(count)(pair[1])))
    return tuple(found)


def progress_to_record(index: int, progress: FileProgress) -> dict[str, Any]:
    """Write what is known of one file's bytes."""
    record = {name: value for name, value in progress._asdict().items() if value != FileProgress._field_defaults[name]}
    for name in _ISLANDS:
        record.pop(name, None)
    if "validator" in record:
        record["validator"] = list(progress.validator)
    return {"file": index, **record}


def islands_to_record(index: int, progress: FileProgress) -> dict[str, Any]:
    """Write a file's islands; a program that does not know them reads the claim before, which says less."""
    return {"islands": index, "after": progress.written, "here": progress.islands, "safe": progress.safe_islands}


def islands_from_record(record: dict[str, Any], known: Mapping[int, FileProgress]) -> tuple[int, FileProgress]:
    """Read a file's islands into the claim that they belong to; DamagedRecord if that is another."""
    index = count(record["islands"])
    claim = known.get(index)
    if claim is None or claim.written != record.get("after"):
        raise DamagedRecord(f"islands of file {index} without their claim")
    return index, claim._replace(islands=_stretches(record.get("here")), safe_islands=_stretches(record.get("safe")))


def _stretches(value: Any) -> tuple[tuple[int, int], ...]:
    found, place = [], -1
    for pair in listed(value):
        if len(listed(pair)) != 2 or not place < count(pair[0]) < count(pair[1]):
            raise DamagedRecord(f"{pair!r:.60} is not a stretch after the one before")
        place = pair[1]
        found.append((pair[0], pair[1]))
    return tuple(found)


def finished_size(progress: FileProgress) -> int | None:
    """Give the size of a file of which there is no more to say than that it is whole, None for any other."""
    whole = FileProgress(progress.written, progress.written, progress.written, done=True, inode=progress.inode)
    return progress.written if progress == whole else None


def finished_to_record(files: list[tuple[int, int, int | None]]) -> dict[str, Any]:
    """Write which files are whole, each with its size and its inode: what is written most often, so it is short."""
    return {"done": files}


def finished_from_record(record: dict[str, Any]) -> dict[int, FileProgress]:
    """Read which files are whole; DamagedRecord if a value is wrong."""
    try:
        found = [(count(index), count(size), optional(count)(inode)) for index, size, inode in record["done"]]
    except (TypeError, ValueError) as error:
        raise DamagedRecord(f"finished files: {error}") from None
    return {index: FileProgress(size, size, size, done=True, inode=inode) for index, size, inode in found}


def published_from_record(record: dict[str, Any]) -> list[int]:
    """Read which files have their final names."""
    return [count(index) for index in listed(record["published"])]


def progress_from_record(record: dict[str, Any]) -> tuple[int, FileProgress]:
    """Read what is known of one file's bytes; DamagedRecord if a field is wrong."""
    fields = dict(record)
    index = count(fields.pop("file", None))
    try:
        if "validator" in fields:
            etag, modified, length = listed(fields["validator"])
            fields["validator"] = Validator(optional(text)(etag), optional(text)(modified), optional(count)(length))
        if not fields.keys().isdisjoint(_ISLANDS):
            raise DamagedRecord(f"file {index}: islands have a line of their own")
        for name in ("written", "durable"):
            count(fields.get(name, 0))
        for name in ("total", "inode"):
            optional(count)(fields.get(name))
        for name in ("done", "published"):
            flag(fields.get(name, False))
        optional(flag)(fields.get("resumable"))
        text(fields.get("boot", ""))
        _checksum(fields.get("digest", ""))
        return index, FileProgress(**fields)
    except (TypeError, ValueError) as error:
        raise DamagedRecord(f"progress of file {index}: {error}") from None
