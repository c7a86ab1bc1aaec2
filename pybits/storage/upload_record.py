"""The session of a job's upload, in a file beside the job: only the holder of engine.lock writes it."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from ..domain.moment import Moment
from ..domain.upload import SourceMark, UploadSession
from . import atomic, checked

_NAME = "upload.json"
_FAR = 60_000_000_000  # seconds: a time that every date function can show
_TEXTS = ("protocol", "id", "host", "reply_url")


def read(folder: str) -> UploadSession | None:
    """Read a job's session, None if there is none; an upload whose record cannot be read begins anew."""
    try:
        return _session(checked.load(atomic.read_file(os.path.join(folder, _NAME))))
    except (FileNotFoundError, NotADirectoryError, checked.DamagedRecord):
        return None
    except OSError as error:
        if error.errno in atomic.NO_RECORD:
            return None
        raise


def open_in(folder: str) -> bool:
    """Tell whether a server keeps something for the job's upload."""
    session = read(folder)
    return session is not None and session.open


def write(folder: str, session: UploadSession) -> None:
    """Keep a session, on the disk when this returns: a server's session that nobody knows would stay for days."""
    atomic.replace_file(os.path.join(folder, _NAME), checked.dump(session._asdict()))


def keep(folder: str, known: UploadSession | None, session: UploadSession) -> None:
    """Keep what has changed of a session that is open; forget one that is not any more."""
    if session.open and session != known:
        write(folder, session)
    elif not session.open and known is not None and known.open:
        forget(folder)


def forget(folder: str) -> None:
    """Delete what is kept, if anything is."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(folder, _NAME))


def _session(record: Any) -> UploadSession:
    try:
        fields = dict(record)
        fields["source"] = SourceMark(*map(_whole, fields["source"]))
        for name in ("host_lost", "ending_since"):
            fields[name] = None if fields.get(name) is None else _moment(*fields[name])
        session = UploadSession(**fields)
        for name in _TEXTS:
            _of(str, getattr(session, name))
        _of(bool, session.sent)
        if session.fallback is not None:
            _whole(session.fallback)
    except (TypeError, ValueError, KeyError) as error:
        raise checked.DamagedRecord(f"upload: {error!r}") from None
    return session


def _of(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r:.60} is no {kind.__name__}")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not -1 << 63 <= _of(int, value) < 1 << 64:  # a file may be older than 1970
        raise ValueError(f"{value!r:.60} is not a number that a file system has")
    return int(value)


def _moment(wall: float, uptime: float, boot: str) -> Moment:
    if not (-_FAR <= wall <= _FAR and -_FAR <= uptime <= _FAR):  # NaN is not between them either
        raise ValueError("not a time")
    return Moment(float(wall), float(uptime), str(_of(str, boot)))
