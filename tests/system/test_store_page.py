"""The page about the store names every file that a store which has seen everything holds."""

from __future__ import annotations

import re

from tests.support.processes import ROOT, Box, wait_until

PAGE = (ROOT / "man" / "man7" / "pybits-store.7").read_text().replace("\\-", "-")


def test_the_page_names_every_file_and_folder(box: Box) -> None:
    box.ok("util", "enableanalyticchannel", "TRUE")
    for name in ("done", "left"):
        box.ok("create", name)
        box.ok("addfile", name, "file:///etc/passwd", box.cwd / name)
    box.ok("setcustomheaders", "left", "X-Secret: yes")
    box.ok("makecustomheaderswriteonly", "left")
    box.ok("setnotifycmdline", "left", "/bin/echo", "echo hello")
    for name in ("done", "left"):
        box.ok("resume", name)
        box.ok("wait", name, "--timeout", "60")
    box.ok("complete", "done")
    assert "secrets.json" in {path.name for path in box.home.rglob("*")}
    wait_until(lambda: list(box.home.rglob("notify.out")), 60, what="the command's output")
    for folder in (box.home, box.machine):
        for path in folder.rglob("*"):
            parts = [part for part in path.relative_to(folder).parts if not re.match(r"\{|[0-9]|gone-", part)]
            assert all(part.endswith(".bell") or part in PAGE for part in parts), f"{path} is not on the page"
