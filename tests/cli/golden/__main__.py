"""`python -m tests.cli.golden --update [VERB...]`: record what verbs print now; without --update only compare."""

from __future__ import annotations

import argparse
import difflib
import sys

from . import scenarios
from .record import OUTPUTS, file_of, record
from .world import World


def main() -> int:
    """Record or compare; exit status 1 if a comparison finds a difference."""
    parser = argparse.ArgumentParser(prog="python -m tests.cli.golden", description=__doc__)
    parser.add_argument("--update", action="store_true", help="write what is printed now")
    parser.add_argument("--new", action="store_true", help="only the verbs of which nothing is recorded yet")
    parser.add_argument("verbs", nargs="*", metavar="VERB", help="all by default; 'policy show' is one word: quote it")
    options = parser.parse_args()
    wanted = [verb for verb in scenarios.every() if not options.verbs or verb.name in options.verbs]
    wanted = [verb for verb in wanted if not (options.new and file_of(verb).exists())]
    known = {file_of(verb) for verb in scenarios.every()}
    different = 0
    with World() as world:
        for verb in wanted:
            now, file = record(verb, world), file_of(verb)
            before = file.read_text() if file.exists() else ""
            different += now != before
            sys.stdout.writelines(
                difflib.unified_diff(before.splitlines(True), now.splitlines(True), f"a/{file.name}", f"b/{file.name}")
            )
            if options.update and now != before:
                file.write_text(now)
    for file in OUTPUTS.glob("*.txt"):
        if file not in known and options.update:
            file.unlink()
    return int(bool(different) and not options.update)


if __name__ == "__main__":
    sys.exit(main())
