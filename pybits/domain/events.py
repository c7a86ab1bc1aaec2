"""What the daemon's event log can tell: the names of the events, what each means and which facts it has."""

from __future__ import annotations

EVENTS: dict[str, tuple[str, str]] = {
    "daemon-started": ("The daemon began to work.", "pid, version"),
    "daemon-stopped": ("It ended.", "pid, why"),
    "log-started": ("The log was turned on while the daemon ran.", "pid"),
    "log-stopped": ("The log was turned off.", "pid"),
    "job-added": ("A job is in the queue that was not there.", "job, name, state"),
    "job-state": (
        "A job's state changed, whoever changed it.",
        "job, name, from, to, files_done, files_total, bytes_done",
    ),
    "job-gone": ("A job left the queue: completed or cancelled.", "job, name"),
    "file-connected": ("A server began to send a file; redirects led to url.", "job, file, turn, url"),
    "file-arrived": ("A file's last byte came.", "job, file, turn, bytes"),
    "file-failed": ("A file's transfer ended without the whole file.", "job, file, turn, code, name, text"),
    "store-failed": ("The store could not be written; the daemon tries again.", "text"),
}
