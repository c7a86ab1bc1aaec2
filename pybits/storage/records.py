"""How a job is written as JSON, and checked when it is read back."""

from __future__ import annotations

from collections.abc import Callable

from ..domain.enums import ErrorContext, JobPriority, JobType, ProxyUsage, UploadWith
from ..domain.hresult import HResult
from ..domain.job import ClientCertificate, Deed, Job, JobError, Notice, NotifyCommand, Retry, Settled, Trial, is_guid
from ..domain.moment import Moment
from ..domain.state import JobState
from .checked import DamagedRecord, count, flag, listed, mapping, number, optional, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..domain.file import Wanted

_FAR = 60_000_000_000  # seconds, from the year 68 to 3871: a time that every date function can show


def _time(value: Any) -> float:
    if not -_FAR <= number(value) <= _FAR:  # NaN is not between them either
        raise DamagedRecord(f"{value!r:.60} is not a time")
    return float(value)


def _code(value: Any) -> HResult:
    if count(value) > 0xFFFFFFFF:
        raise DamagedRecord(f"{value!r:.60} is not a result code")
    return HResult(value)


def _guid(value: Any) -> str:
    if not is_guid(text(value)):
        raise DamagedRecord(f"{value!r:.60} is not a GUID")
    return str(value)


def _moment(value: Any) -> Moment:
    wall, uptime, boot = listed(value)
    return Moment(_time(wall), _time(uptime), text(boot))


def _error(value: Any) -> JobError:
    code, context, words, at, file = listed(value)
    return JobError(_code(code), ErrorContext(context), text(words), _time(at), optional(count)(file))


def _retry(value: Any) -> Retry:
    next_try, since, attempts, *reach = listed(value)
    if len(reach) > 1:
        raise DamagedRecord(f"{value!r:.60} is not a retry")
    return Retry(_moment(next_try), _moment(since), count(attempts), *map(count, reach))


def _settled(value: Any) -> Settled:
    ticket, code, words = listed(value)
    return Settled(text(ticket), _code(code), text(words))


def headers_from_list(value: Any) -> tuple[str, ...]:
    """Read headers, each "Name: value"; DamagedRecord if they are none."""
    # No word of the value in the message: it may be a password.
    if not all(isinstance(header, str) and header.isprintable() and ":" in header for header in listed(value)):
        raise DamagedRecord("not a list of headers")
    return tuple(value)


def _variables(value: Any) -> tuple[tuple[str, str], ...]:
    if not all(isinstance(pair, list) and len(pair) == 2 and all(isinstance(w, str) for w in pair) for pair in value):
        raise DamagedRecord("not a list of variables")
    return tuple((name, word) for name, word in value)


def _certificate(value: Any) -> ClientCertificate:
    kinds = (text, text, count, text, text, text)
    return ClientCertificate(*(check(word) for check, word in zip(kinds, listed(value), strict=True)))


def _deeds(value: Any) -> tuple[Deed, ...]:
    return tuple(Deed(word) for word in listed(value))


def _numbers(value: Any) -> tuple[int, ...]:
    return tuple(map(count, listed(value)))


def _wanted(value: Any) -> tuple[Wanted, ...]:
    from ..domain.file import Wanted

    return tuple(
        Wanted(count(number), count(offset), optional(count)(length))
        for number, offset, length in map(listed, listed(value))
    )


def _command(value: Any) -> NotifyCommand:
    program, parameters = listed(value)
    return NotifyCommand(text(program), optional(text)(parameters))


def _notice(value: Any) -> Notice:
    attempts, next_try, told = listed(value)
    return Notice(count(attempts), optional(_moment)(next_try), flag(told))


def _trial(value: Any) -> Trial:
    ticket, status, problem = listed(value)
    return Trial(text(ticket), optional(count)(status), text(problem))


_JOB_FIELDS: dict[str, Callable[[Any], Any]] = {
    "guid": _guid,
    "name": text,
    "type": JobType,
    "owner": count,
    "created": _time,
    "modified": _time,
    "state": JobState,
    "description": text,
    "priority": JobPriority,
    "min_retry_delay": count,
    "no_progress_timeout": count,
    "transferred": optional(_time),
    "turn": count,
    "error": optional(_error),
    "error_count": count,
    "retry": optional(_retry),
    "deeds": _deeds,
    "ticket": text,
    "settled": optional(_settled),
    "files_total": count,
    "files_done": count,
    "bytes_done": count,
    "bytes_total": optional(count),
    "umask": count,
    "notify_flags": count,
    "notify_command": optional(_command),
    "notice": _notice,
    "trial": optional(_trial),
    "url_command": optional(_command),
    "renewing": flag,
    "custom_headers": optional(headers_from_list),
    "http_method": text,
    "security_flags": count,
    "proxy_usage": ProxyUsage,
    "proxy_list": text,
    "proxy_bypass_list": text,
    "proxy_environment": _variables,
    "credentials": lambda value: tuple(map(text, listed(value))),
    "client_certificate": optional(_certificate),
    "max_download_time": count,
    "download_time": _time,
    "timed_from_turn": count,
    "rejected": _numbers,
    "acl_flags": count,
    "peer_caching_flags": count,
    "active": optional(_moment),
    "dynamic_content": flag,
    "high_performance": flag,
    "on_demand": flag,
    "wanted": _wanted,
    "bandwidth": text,
    "connections": text,
    "transfer_policy": count,
    "max_download_size": optional(count),
    "upload_with": UploadWith,
    "reply_file": text,
    "check_digests": flag,
    "auto_complete": flag,
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
    for name, value in mapping(record).items():
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
    count(mapping(record).get("files_size", 0))
    return dict(record)


def note_from_record(record: Any) -> tuple[float, str]:
    """Read a line of a job's history; DamagedRecord if it is none."""
    if len(listed(record)) != 2:
        raise DamagedRecord(f"{record!r:.60} is not a time and a text")
    return _time(record[0]), text(record[1])


def totals_from_record(record: Any) -> tuple[int, int, int | None]:
    """Read a job's sums: files done, bytes here, bytes in all; DamagedRecord if they are none."""
    if len(listed(mapping(record).get("totals"))) != 3:
        raise DamagedRecord(f"{record!r:.60} is not three sums")
    done, received, total = record["totals"]
    return count(done), count(received), optional(count)(total)
