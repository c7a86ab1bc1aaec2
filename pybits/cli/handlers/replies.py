"""The reply to an upload-reply job: its file's name, its progress, its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pybits.cli.context import Context
from pybits.cli.places import absolute
from pybits.cli.views import Assigned, Value, View
from pybits.domain.properties import Property
from pybits.domain.request_words import NOTHING
from pybits.domain.values import Kind, show_list, show_size
from pybits.manager.replies import ReplyProgress

_LINE = 16


def _show_progress(value: ReplyProgress) -> str:
    return f"{value.bytes_transferred} / {show_size(value.bytes_total)}"


def _progress_to_json(value: ReplyProgress) -> Any:
    return {"bytes_done": value.bytes_transferred, "bytes_total": value.bytes_total}


def hex_dump(data: bytes) -> str:
    """Write bytes as people read them: offset, 16 of them in hexadecimal, and the printable ones of ASCII."""
    return "\n".join(_lines(data))


def _lines(data: bytes) -> Iterator[str]:
    for start in range(0, len(data), _LINE):
        part = data[start : start + _LINE]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in part)
        yield f"{start:08x}  {part.hex(' '):<{3 * _LINE - 1}}  {text}"


def _data_to_json(data: bytes) -> Any:
    from base64 import b64encode

    return {"bytes": len(data), "base64": b64encode(data).decode()}


_PLACE = Property("replyfilename", "reply_file", Kind("path", show_list), "the reply file name", "")
_PROGRESS = Property(
    "replyprogress", "reply_progress", Kind("progress", _show_progress, _progress_to_json), "the reply progress", ""
)
_DATA = Property("replydata", "reply_data", Kind("data", hex_dump, _data_to_json), "the reply data", "")


def place(ctx: Context, job: str) -> View:
    """Print where the reply goes."""
    found = ctx.manager.find(job)
    return Value(found, _PLACE, ctx.manager.reply_file_name(found.guid))


def put(ctx: Context, job: str, path: str) -> View:
    """Choose where the reply goes; the click face makes the path absolute."""
    found = ctx.manager.find(job)
    wanted = None if path.upper() in ("", NOTHING) else path if ctx.slash else absolute(path, ctx.cwd())
    changed = ctx.manager.set_reply_file_name(found.guid, wanted)
    return Assigned(changed, _PLACE, ctx.manager.reply_file_name(found.guid))


def progress(ctx: Context, job: str) -> View:
    """Print how far the reply has come."""
    found = ctx.manager.find(job)
    return Value(found, _PROGRESS, ctx.manager.reply_progress(found.guid))


def data(ctx: Context, job: str) -> View:
    """Print the reply."""
    found = ctx.manager.find(job)
    return Value(found, _DATA, ctx.manager.reply_data(found.guid))
