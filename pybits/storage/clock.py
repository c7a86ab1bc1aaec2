"""What time it is, on the wall and since the boot."""

from __future__ import annotations

import os
import sys
import time

from ..domain.moment import Moment

# CLOCK_BOOTTIME goes on while the machine sleeps; macOS' CLOCK_MONOTONIC does so too.
_UPTIME = time.CLOCK_BOOTTIME if sys.platform == "linux" else time.CLOCK_MONOTONIC

_boot = ""


def boot_id() -> str:
    """Name this boot of the machine; the same word until the next one."""
    global _boot  # noqa: PLW0603 - a boot does not change under a running process
    if not _boot:
        try:
            fd = os.open("/proc/sys/kernel/random/boot_id", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            _boot = f"boot-{int(time.time() - time.clock_gettime(_UPTIME)) // 60}"
        else:
            _boot = os.read(fd, 64).decode("ascii", "replace").strip()
            os.close(fd)
    return _boot


def now() -> Moment:
    """Take the time, with what makes it comparable later."""
    return Moment(time.time(), time.clock_gettime(_UPTIME), boot_id())
