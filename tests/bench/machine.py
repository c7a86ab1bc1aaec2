"""What a run of the benchmark was made on: the machine, and the versions of all that took part."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

from tests.support import nginx

PEERS = ("curl", "aria2c", "wget2")
_PACKAGES = ("pybits", "click", "pycurl", "rich")


def machine() -> str:
    """Describe this machine in a few words."""
    gib = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30))
    virtual = "a virtual machine" if " hypervisor" in _read("/proc/cpuinfo") else "a machine"
    return f"{virtual} with {os.cpu_count()} processors and {gib} GiB of memory"


def versions() -> dict[str, str]:
    """Give the version of each program and library that takes part; those that are not here are left out."""
    found = {name: version(name) for name in _PACKAGES}
    found |= {name: _last_word(name, "--version") for name in PEERS if shutil.which(name)}
    if nginx.PROGRAM:
        found["nginx"] = _last_word(str(nginx.PROGRAM), "-v")
    return {**found, "Python": platform.python_version(), platform.system(): platform.release().partition("-")[0]}


def _read(path: str) -> str:
    return Path(path).read_text() if Path(path).exists() else ""


def _last_word(*command: str) -> str:
    """Ask a program for its version: the first word with a number in the first line."""
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)
    words = ran.stdout.split("\n")[0].replace("/", " ").split()
    return next(word for word in words if word[0].isdigit())
