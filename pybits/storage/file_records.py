"""How a job's files, and what is known of their bytes, are written as JSON and read back."""

from __future__ import annotations

from ..domain.file import File, FileProgress, FileRange, IfExists, Validator
from ..domain.hresult import BitsError
from .checked import DamagedRecord, count, flag, listed, optional, text

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
    if "validator" in record:
        record["validator"] = list(progress.validator)
    return {"file": index, **record}


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
