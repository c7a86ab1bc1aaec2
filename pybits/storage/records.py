"""How a job, its files and their progress are written as JSON, and checked when they are read back.

A store file may have been damaged by a disk, an editor or another program: reading trusts no type and no range.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from ..domain.enums import ErrorContext, JobPriority, JobType, ProxyUsage
from ..domain.file import File, FileProgress, FileRange, Validator
from ..domain.hresult import HResult
from ..domain.job import ClientCertificate, Deed, Job, JobError, Notice, NotifyCommand, Retry, Settled, is_guid
from ..domain.moment import Moment
from ..domain.state import JobState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FAR = 60_000_000_000  # seconds, from the year 68 to 3871: a time that every date function can show


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class DamagedRecord(ValueError):
    """A record that is not what pybits writes; the text says what is wrong."""


def dump(value: Any) -> bytes:
    """Write one JSON value on one line."""
    return _encode(value).encode("utf-8", "surrogatepass") + b"\n"


def load(data: bytes) -> Any:
    """Read a JSON value; DamagedRecord if it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DamagedRecord(f"not JSON: {error}") from None


def load_lines(lines: list[bytes]) -> list[Any]:
    """Read lines of one JSON value each, all at once, which is several times as fast; DamagedRecord if one is none."""
    values = load(b"[" + b",".join(lines) + b"]")
    if len(values) != len(lines):
        raise DamagedRecord(f"{len(values)} values on {len(lines)} lines")
    return list(values)


def _typed(kind: type | tuple[type, ...], word: str) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise DamagedRecord(f"{value!r:.60} is not {word}")
        return value

    return check


_text = _typed(str, "text")
_number = _typed((int, float), "a number")
_whole = _typed(int, "a whole number")
_flag = _typed(bool, "true or false")
_list = _typed(list, "a list")
_dict = _typed(dict, "an object")


def _time(value: Any) -> float:
    if not -_FAR <= _number(value) <= _FAR:  # NaN is not between them either
        raise DamagedRecord(f"{value!r:.60} is not a time")
    return float(value)


def _count(value: Any) -> int:
    if not 0 <= _whole(value) < 1 << 63:
        raise DamagedRecord(f"{value!r:.60} is not a count")
    return int(value)


def _code(value: Any) -> HResult:
    if _count(value) > 0xFFFFFFFF:
        raise DamagedRecord(f"{value!r:.60} is not a result code")
    return HResult(value)


def _guid(value: Any) -> str:
    if not is_guid(_text(value)):
        raise DamagedRecord(f"{value!r:.60} is not a GUID")
    return str(value)


def _optional(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else check(value)


def _moment(value: Any) -> Moment:
    wall, uptime, boot = _list(value)
    return Moment(_time(wall), _time(uptime), _text(boot))


def _error(value: Any) -> JobError:
    code, context, text, at, file = _list(value)
    return JobError(_code(code), ErrorContext(context), _text(text), _time(at), _optional(_count)(file))


def _retry(value: Any) -> Retry:
    next_try, since, attempts, *reach = _list(value)
    if len(reach) > 1:
        raise DamagedRecord(f"{value!r:.60} is not a retry")
    return Retry(_moment(next_try), _moment(since), _count(attempts), *map(_count, reach))


def _settled(value: Any) -> Settled:
    ticket, code, text = _list(value)
    return Settled(_text(ticket), _code(code), _text(text))


def headers_from_list(value: Any) -> tuple[str, ...]:
    """Read headers, each "Name: value"; DamagedRecord if they are none."""
    # No word of the value in the message: it may be a password.
    if not all(isinstance(header, str) and header.isprintable() and ":" in header for header in _list(value)):
        raise DamagedRecord("not a list of headers")
    return tuple(value)


def _variables(value: Any) -> tuple[tuple[str, str], ...]:
    if not all(isinstance(pair, list) and len(pair) == 2 and all(isinstance(w, str) for w in pair) for pair in value):
        raise DamagedRecord("not a list of variables")
    return tuple((name, word) for name, word in value)


def _certificate(value: Any) -> ClientCertificate:
    kinds = (_text, _text, _count, _text, _text, _text)
    return ClientCertificate(*(check(word) for check, word in zip(kinds, _list(value), strict=True)))


def _deeds(value: Any) -> tuple[Deed, ...]:
    return tuple(Deed(word) for word in _list(value))


def _numbers(value: Any) -> tuple[int, ...]:
    return tuple(map(_count, _list(value)))


def _command(value: Any) -> NotifyCommand:
    program, parameters = _list(value)
    return NotifyCommand(_text(program), _optional(_text)(parameters))


def _notice(value: Any) -> Notice:
    attempts, next_try, told = _list(value)
    return Notice(_count(attempts), _optional(_moment)(next_try), _flag(told))


_JOB_FIELDS: dict[str, Callable[[Any], Any]] = {
    "guid": _guid,
    "name": _text,
    "type": JobType,
    "owner": _count,
    "created": _time,
    "modified": _time,
    "state": JobState,
    "description": _text,
    "priority": JobPriority,
    "min_retry_delay": _count,
    "no_progress_timeout": _count,
    "transferred": _optional(_time),
    "turn": _count,
    "error": _optional(_error),
    "error_count": _count,
    "retry": _optional(_retry),
    "deeds": _deeds,
    "ticket": _text,
    "settled": _optional(_settled),
    "files_total": _count,
    "files_done": _count,
    "bytes_done": _count,
    "bytes_total": _optional(_count),
    "umask": _count,
    "notify_flags": _count,
    "notify_command": _optional(_command),
    "notice": _notice,
    "custom_headers": _optional(headers_from_list),
    "http_method": _text,
    "security_flags": _count,
    "proxy_usage": ProxyUsage,
    "proxy_list": _text,
    "proxy_bypass_list": _text,
    "proxy_environment": _variables,
    "credentials": lambda value: tuple(map(_text, _list(value))),
    "client_certificate": _optional(_certificate),
    "max_download_time": _count,
    "download_time": _time,
    "timed_from_turn": _count,
    "rejected": _numbers,
    "acl_flags": _count,
    "peer_caching_flags": _count,
    "active": _optional(_moment),
    "dynamic_content": _flag,
    "high_performance": _flag,
    "max_download_size": _optional(_count),
}
_DEFAULTS = Job._field_defaults


def job_to_record(job: Job) -> dict[str, Any]:
    """Write a job; fields at their default are left out."""
    record = {name: value for name, value in job._asdict().items() if name not in _DEFAULTS or value != _DEFAULTS[name]}
    if "deeds" in record:
        record["deeds"] = [deed.value for deed in job.deeds]
    return record


def job_from_record(record: Any, guid: str) -> Job:
    """Read a job; DamagedRecord names the field that is wrong or missing."""
    fields: dict[str, Any] = {}
    for name, value in _dict(record).items():
        if name not in _JOB_FIELDS:
            raise DamagedRecord(f"{name!r:.60} is not a field of a job")
        try:
            fields[name] = _JOB_FIELDS[name](value)
        except (ValueError, TypeError) as error:
            raise DamagedRecord(f"{name}: {error}") from None
    try:
        job = Job(**fields)
    except TypeError as error:
        raise DamagedRecord(f"incomplete: {error}") from None
    if job.guid != guid:
        raise DamagedRecord(f"it says that it is {job.guid}")
    return job


def extra_from_record(record: Any) -> dict[str, Any]:
    """Read what the store notes beside a job: how many bytes of its list of files count."""
    _count(_dict(record).get("files_size", 0))
    return dict(record)


def note_from_record(record: Any) -> tuple[float, str]:
    """Read a line of a job's history; DamagedRecord if it is none."""
    if len(_list(record)) != 2:
        raise DamagedRecord(f"{record!r:.60} is not a time and a text")
    return _time(record[0]), _text(record[1])


def totals_from_record(record: Any) -> tuple[int, int, int | None]:
    """Read a job's sums: files done, bytes here, bytes in all; DamagedRecord if they are none."""
    if len(_list(_dict(record).get("totals"))) != 3:
        raise DamagedRecord(f"{record!r:.60} is not three sums")
    done, received, total = record["totals"]
    return _count(done), _count(received), _optional(_count)(total)


def file_to_record(file: File) -> dict[str, Any]:
    """Write a file."""
    record: dict[str, Any] = {"number": file.number, "remote": file.remote, "local": file.local}
    if file.given:
        record["given"] = file.given
    if file.ranges:
        record["ranges"] = [list(found) for found in file.ranges]
    if file.validated:
        record["validated"] = True
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
            _count(record["number"]),
            _text(record["remote"]),
            _text(record["local"]),
            _text(record.get("given", "")),
            _ranges(record.get("ranges", [])),
            _flag(record.get("validated", False)),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise DamagedRecord(f"file: {error!r}") from None


def _ranges(value: Any) -> tuple[FileRange, ...]:
    found = []
    for pair in _list(value):
        if len(_list(pair)) != 2:
            raise DamagedRecord(f"{pair!r:.60} is not a range")
        found.append(FileRange(_count(pair[0]), _optional(_count)(pair[1])))
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
        found = [(_count(index), _count(size), _optional(_count)(inode)) for index, size, inode in record["done"]]
    except (TypeError, ValueError) as error:
        raise DamagedRecord(f"finished files: {error}") from None
    return {index: FileProgress(size, size, size, done=True, inode=inode) for index, size, inode in found}


def published_from_record(record: dict[str, Any]) -> list[int]:
    """Read which files have their final names."""
    return [_count(index) for index in _list(record["published"])]


def progress_from_record(record: dict[str, Any]) -> tuple[int, FileProgress]:
    """Read what is known of one file's bytes; DamagedRecord if a field is wrong."""
    fields = dict(record)
    index = _count(fields.pop("file", None))
    try:
        if "validator" in fields:
            etag, modified, length = _list(fields["validator"])
            fields["validator"] = Validator(
                _optional(_text)(etag), _optional(_text)(modified), _optional(_count)(length)
            )
        for name in ("written", "durable"):
            _count(fields.get(name, 0))
        for name in ("total", "inode"):
            _optional(_count)(fields.get(name))
        for name in ("done", "published"):
            _flag(fields.get(name, False))
        _optional(_flag)(fields.get("resumable"))
        _text(fields.get("boot", ""))
        return index, FileProgress(**fields)
    except (TypeError, ValueError) as error:
        raise DamagedRecord(f"progress of file {index}: {error}") from None
