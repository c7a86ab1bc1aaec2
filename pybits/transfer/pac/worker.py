"""A program that asks a PAC script which proxy to use: a question a line on standard input, an answer a line back.

The script is a stranger's program, and may look names up for as long as it likes: it gets a process of its own, whose
time and memory are limited, and whoever asks does not wait for it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from pybits.transfer.proxy import NETWORK

_SECONDS = 30  # of processor time, for all questions
_MEMORY = 1 << 30
_LARGEST = 1 << 20  # bytes of a script
_PATIENCE = 5  # seconds for the script's server
TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypac.parser import PACFile


def main() -> None:
    """Answer until standard input ends."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    scripts: dict[str, PACFile | None] = {}
    reading = 0
    for line in sys.stdin:
        question = json.loads(line)
        if question["reading"] != reading:  # what was read before may be old, or another network's
            scripts.clear()
            reading = question["reading"]
        sys.stdout.write(json.dumps({"id": question["id"], **_answer(question, scripts)}) + "\n")
        sys.stdout.flush()


def _answer(question: Mapping[str, str], scripts: dict[str, PACFile | None]) -> dict[str, str | bool]:
    url = question["script"]
    try:
        if url not in scripts:
            scripts[url] = _load(url)
        script = scripts[url]
        if script is None:  # nobody offers one: what browsers do is to go without
            return {"answer": "DIRECT"}
        return {"answer": str(script.find_proxy_for_url(question["url"], question["host"]))}
    except ImportError:
        text = "Scripts that name a proxy are run by a library. Try: pip install 'pybits[pac]'"
        return {"error": text, "fatal": True}
    except Exception as error:  # noqa: BLE001  what a stranger's script does is anything
        text = f"The script that names the proxy failed ({type(error).__name__}: {error!s:.200})."
        return {"error": text, "fatal": not isinstance(error, OSError)}


def _load(url: str) -> PACFile | None:
    from pypac import get_pac
    from pypac.parser import PACFile

    if url == NETWORK:
        return get_pac(from_os_settings=False, timeout=_PATIENCE)
    if url[:7].lower() == "file://":
        from urllib.parse import unquote, urlsplit

        with open(unquote(urlsplit(url).path), encoding="utf-8") as file:
            return PACFile(file.read(_LARGEST))
    found = get_pac(url=url, timeout=_PATIENCE, allowed_content_types=[""])
    if found is None:
        raise OSError(f"{url} gives no script")
    return found


if __name__ == "__main__":
    main()
