"""An S3 server by others, rclone's, for as long as a `with` lasts; and URLs that are signed as S3 wants them."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from tests.support.processes import end, wait_until

_KEY, _SECRET = "alice", "wonderland"


class S3Server:
    """Keeps the objects of its one bucket in the folder `bucket`, as files."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self.bucket = work / "data/bucket"
        self._log = work / "log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._host = f"127.0.0.1:{free.getsockname()[1]}"

    def __enter__(self) -> Self:
        self.bucket.mkdir(parents=True)
        words = [
            str(Path(sys.executable).with_name("rclone")), "serve", "s3", str(self.bucket.parent), "--addr", self._host,
            "--auth-key", f"{_KEY},{_SECRET}", "--config", str(self._work / "no.conf"),
            "--cache-dir", str(self._work / "cache"),
        ]  # fmt: skip
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until(self._listens, 60, what=f"rclone: {self._log.read_text()}")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        end([self._process.pid])
        self._process.wait()

    def signed(self, method: str, name: str, *, seconds: int = 600, age: int = 0) -> str:
        """Give a URL for an object that anybody may use for so many seconds; it was made `age` seconds ago."""
        path, made = f"/bucket/{quote(name)}", time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() - age))
        scope = f"{made[:8]}/us-east-1/s3/aws4_request"
        fields = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Credential": f"{_KEY}/{scope}", "X-Amz-Date": made,
            "X-Amz-Expires": str(seconds), "X-Amz-SignedHeaders": "host",
        }  # fmt: skip
        query = "&".join(f"{field}={quote(value, safe='')}" for field, value in fields.items())
        asked = "\n".join((method, path, query, f"host:{self._host}", "", "host", "UNSIGNED-PAYLOAD"))
        to_sign = "\n".join(("AWS4-HMAC-SHA256", made, scope, hashlib.sha256(asked.encode()).hexdigest()))
        key = f"AWS4{_SECRET}".encode()
        for word in scope.split("/"):
            key = hmac.digest(key, word.encode(), "sha256")
        signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
        return f"http://{self._host}{path}?{query}&X-Amz-Signature={signature}"

    def _listens(self) -> bool:
        host, port = self._host.split(":")
        with contextlib.suppress(OSError), socket.create_connection((host, int(port)), 1):
            return True
        return False
