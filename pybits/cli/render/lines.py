"""The lines that both faces share with bitsadmin: a job on one line, a file on one line, an error on three."""

from __future__ import annotations

from pybits.domain.values import show_size

from .escape import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pybits.domain.file import File
    from pybits.domain.job import Job, JobError
    from pybits.manager.seen import FileView


def job_line(job: Job) -> str:
    """Write a job as /list does: {GUID} 'name' STATE files / files bytes / bytes."""
    return f"{job.guid} '{escape(job.name)}' {job.state.name} {counts(job)}"


def counts(job: Job) -> str:
    """Write files and bytes, done of all."""
    return f"{job.files_done} / {job.files_total} {job.bytes_done} / {show_size(job.bytes_total)}"


def file_line(view: FileView) -> str:
    """Write a file as /info /verbose does; the word is WORKING until the job is completed, as on Windows."""
    done = view.progress.here
    return f"{done} / {show_size(view.progress.total)} WORKING {arrow(view.file)}"


def file_block(view: FileView) -> list[str]:
    """Write a file as the click face shows it: bitsadmin's line, and below it what is special about the file."""
    return [
        file_line(view),
        *(f"  {note}" for note in _notes(view.file)),
        *(f"  < {escape(line)}" for line in view.response),
    ]


def _notes(file: File) -> list[str]:
    notes = [f"checksum {file.checksum}"] if file.checksum else []
    notes += [f"mirror {escape(mirror)}" for mirror in file.mirrors]
    if file.if_exists.value != "replace":
        notes.append(f"if it exists: {file.if_exists.value}")
    if file.ranges:
        from pybits.domain.range_words import show_ranges

        notes.append(f"ranges {show_ranges(file.ranges)}")
    return notes


def arrow(file: File) -> str:
    """Write where a file comes from and where it goes."""
    return f"{escape(file.remote)} -> {escape(file.local)}"


def error_lines(error: JobError, file: File | None) -> list[str]:
    """Write an error as bitsadmin's three lines; an error of no file has two."""
    lines = [f"ERROR FILE:    {arrow(file)}"] if file is not None else []
    context = f"0x{int(error.context):08x} - {error.context.text}"
    lines.append(f"ERROR CODE:    {error.code.hex} - {escape(error.text or error.code.text)}")
    return [*lines, f"ERROR CONTEXT: {context}"]


def percent(done: int, total: int | None) -> int | None:
    """Give the part that is done in hundredths, rounded down; 0 of an empty job, None while the size is unknown."""
    if total is None:
        return None
    return min(100, done * 100 // total) if total else 0


def duration(seconds: float) -> str:
    """Write seconds as 1:02:03 or 2:03."""
    minutes, rest = divmod(int(seconds + 0.5), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def amount(size: float | None) -> str:
    """Write bytes for a reader: three digits and a binary unit."""
    if size is None:
        return "unknown"
    if size < 1024:
        return f"{size:.0f} B"
    for unit in ("KiB", "MiB", "GiB", "TiB", "PiB", "EiB"):
        size /= 1024
        if size < 1023.5:
            return f"{size:.1f} {unit}" if size < 99.95 else f"{size:.0f} {unit}"
    return f"{size:.0f} EiB"
