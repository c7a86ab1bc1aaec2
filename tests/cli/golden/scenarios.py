"""Which command lines are recorded of each verb: those named here, and the examples of the catalogue for the rest."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pybits.cli import catalog
from pybits.cli.verb import Verb

PROGRAMS = ("pybits", "bitsadmin")


class Scenario(NamedTuple):
    """A command line, as it is typed in the working folder; {cwd} stands for that folder.

    `daemon`: it needs one. `until`: it is interrupted when this pattern has been printed. `typed`: at the
    terminal, after `prompt` if that is given.
    `brief`: at 80 columns only. `masks` are patterns, each with what is written in its place, for figures that differ
    from run to run. `whole`: its JSON is recorded with every property of a job.
    """

    line: str
    daemon: bool = False
    until: str = ""
    typed: str = ""
    prompt: str = ""
    masks: tuple[tuple[str, str], ...] = ()
    brief: bool = False
    whole: bool = False

    @property
    def words(self) -> list[str]:
        """Give the words of the line."""
        return shlex.split(self.line)


# What the queue of a scenario holds is made in world.py: nightly (SUSPENDED, two files), done (TRANSFERRED), broken
# (ERROR), waiting (TRANSIENT_ERROR), two jobs called twin, empty, report (upload-reply), and one with a long name.
# How often a transfer is looked at, and what is seen of it on the way, is chance.
_MOVING = (
    (r" *━[━╸╺ ]*", "━ "),
    (r" +[\d.]+ [KMG]?i?B/s.*", ""),
    (r'{"version": 1, "event": "progress".*\n', ""),
)

# What a machine has installed is not for the record.
_INSTALLED = (
    (r"(?m)^(Python|pycurl|libcurl|TLS|HTTP|protocols|authentication|system|daemon)( +).*$", r"\1\2(of this machine)"),
)

NAMED: dict[str, Sequence[str | Scenario]] = {
    "create": (
        "pybits create --type upload weekly",
        "pybits create {{0}}",
        "bitsadmin /CREATE weekly",
        "bitsadmin /CREATE /UPLOAD-REPLY weekly",
        "bitsadmin /CREATE",
    ),
    "addfile": (
        "pybits addfile nightly https://example.org/c.iso c.iso",
        "pybits addfile nightly gopher://example.org/c.iso c.iso",
        "bitsadmin /ADDFILE nightly https://example.org/c.iso {cwd}/c.iso",
        "bitsadmin /ADDFILE nightly https://example.org/c.iso c.iso",
    ),
    "addmetalink": ("pybits addmetalink nightly release.meta4",),
    "addfileset": ("pybits addfileset nightly files.txt", "bitsadmin /ADDFILESET nightly {cwd}/files.txt"),
    "resume": (
        "pybits resume nightly waiting",
        "pybits resume empty nobody",
        "bitsadmin /RESUME nightly",
        "bitsadmin /RESUME empty",
    ),
    "suspend": ("pybits suspend waiting", "bitsadmin /SUSPEND waiting"),
    "complete": (
        "pybits complete done",
        "pybits complete nightly",
        "bitsadmin /COMPLETE done",
        "bitsadmin /COMPLETE nightly",
    ),
    "cancel": ("pybits cancel nightly waiting", "bitsadmin /CANCEL nightly", "bitsadmin /CANCEL twin"),
    "reset": (
        "pybits reset --yes",
        "pybits reset --state error --dry-run",
        "pybits reset --state error,transient_error --name 'b*'",
        Scenario("pybits reset", typed="n\n"),
        "pybits reset --all-users --yes",
        "bitsadmin /RESET",
    ),
    "transfer": (
        Scenario("pybits transfer copy file://{cwd}/source.bin again.bin", daemon=True, masks=_MOVING),
        Scenario("pybits transfer copy file://{cwd}/missing.bin", daemon=True, masks=_MOVING),
        Scenario("bitsadmin /TRANSFER copy file://{cwd}/source.bin {cwd}/again.bin", daemon=True),
        Scenario("bitsadmin /TRANSFER copy file://{cwd}/missing.bin {cwd}/again.bin", daemon=True),
        Scenario("bitsadmin /TRANSFER copy http://example.org/a a"),
    ),
    "wait": ("pybits wait done", "pybits wait done broken", "pybits wait --timeout 0 nightly"),
    "list": (
        "pybits list",
        "pybits list --name 't*'",
        Scenario("pybits list --all-users", brief=True),
        "bitsadmin /LIST",
        "bitsadmin /NOWRAP /LIST",
        "bitsadmin /WRAP /LIST",
        Scenario("bitsadmin /LIST /VERBOSE", brief=True),
        Scenario("bitsadmin /LIST /ALLUSERS", brief=True),
    ),
    "info": (
        "pybits info nightly",
        Scenario("pybits info --verbose nightly", whole=True),
        "pybits info --verbose done",
        "pybits info broken",
        "pybits info waiting",
        "pybits info twin",
        "bitsadmin /INFO nightly",
        "bitsadmin /INFO nightly /VERBOSE",
        "bitsadmin /INFO broken /VERBOSE",
        "bitsadmin /INFO twin",
        "bitsadmin /INFO nobody",
    ),
    "listfiles": (
        "pybits listfiles nightly",
        "pybits listfiles done",
        "pybits listfiles empty",
        "bitsadmin /LISTFILES nightly",
        "bitsadmin /LISTFILES done",
    ),
    "history": ("pybits history nightly", "pybits history broken", "pybits history done"),
    "monitor": (
        Scenario("pybits monitor", until=r"leave\.|Listed 9 job|]}\s"),
        Scenario("bitsadmin /MONITOR", until=r"'Quarterly.*\n"),
        Scenario("bitsadmin /MONITOR /REFRESH 1", until=r"'Quarterly.*\n"),
    ),
    "geterror": (
        "pybits geterror broken",
        "pybits geterror nightly",
        "bitsadmin /GETERROR broken",
        "bitsadmin /GETERROR nightly",
    ),
    "util version": (
        Scenario("pybits util version --verbose", brief=True, masks=_INSTALLED),
        Scenario("pybits util version", brief=True, masks=_INSTALLED),
        Scenario("bitsadmin /UTIL /VERSION", brief=True, masks=_INSTALLED),
    ),
    "setcredentials": (
        Scenario("pybits setcredentials nightly server basic alice", typed="secret\n", prompt="Password"),
        "pybits setcredentials nightly proxy negotiate",
        "bitsadmin /SETCREDENTIALS nightly SERVER BASIC alice secret",
    ),
    "daemon run": (Scenario("pybits daemon run", daemon=True, until="the daemon never says this"),),
    "daemon start": (Scenario("pybits daemon start", daemon=True),),
    "daemon stop": (Scenario("pybits daemon stop", daemon=True),),
    "daemon status": (Scenario("pybits daemon status", daemon=True),),
    "daemon install": (
        "pybits daemon install --root {cwd}/image",
        "pybits daemon install --system ann --root {cwd}/image",
        "pybits daemon install --system 'a b'",
    ),
    "daemon uninstall": ("pybits daemon uninstall --root {cwd}/image",),
    "completion": ("pybits completion tcsh",),  # what it prints otherwise is committed in completions/
}
# Verbs that become another program: nothing of their own is printed.
SILENT = {"daemon run"}


def scenarios(verb: Verb) -> list[Scenario]:
    """Give the scenarios of a verb: the named ones, and for a face that has none the verb's examples."""
    named = [entry if isinstance(entry, Scenario) else Scenario(entry) for entry in NAMED.get(verb.name, ())]
    faces = {scenario.words[0] for scenario in named}
    found = [*named]
    if "pybits" not in faces:
        found = [*map(Scenario, _examples(verb)), *found]
    if verb.syntax and "bitsadmin" not in faces:
        found += map(Scenario, dict.fromkeys(_in_slashes(verb, line) for line in _examples(verb)))
    return found


def _examples(verb: Verb) -> Iterator[str]:
    """Give the examples that are one command line of the verb, without what only a shell understands."""
    for example in verb.examples:
        line = example.removeprefix("sudo ").replace("{", "{{").replace("}", "}}")
        words = shlex.split(line, posix=False)
        if words[0] == "pybits" and not set(words) & {"|", "&&", ";", ">", "<", "-"} and "$(" not in line:
            yield line


def _in_slashes(verb: Verb, line: str) -> str:
    """Write an example in bitsadmin's syntax: its words without the options, paths being absolute."""
    switches = verb.syntax.split()[: len(verb.name.split())]
    words = _positional(verb, shlex.split(line))[len(switches) :]
    for number, word in enumerate(words):
        param = verb.params[min(number, len(verb.params) - 1)]
        if any(part in param.metavar for part in ("PATH", "FILE")) and not word.startswith("/"):
            words[number] = "{cwd}/" + word.removeprefix("./")
    return " ".join(["bitsadmin", *switches, *map(_quoted, words)])


def _quoted(word: str) -> str:
    return shlex.quote(word) if shlex.quote(word.replace("{cwd}", "")) != word.replace("{cwd}", "") else word


def _positional(verb: Verb, words: Sequence[str]) -> list[str]:
    """Leave out the program and the options with their values."""
    valued = {option.spelling for option in verb.options if option.metavar}
    found, skip = list[str](), False
    for word in words[1:]:
        if not skip and not word.startswith("--"):
            found.append(word)
        skip = word in valued
    return found


def missing(verb: Verb) -> list[str]:
    """Name the programs in which a verb should have a scenario and has none."""
    faces = {scenario.words[0] for scenario in scenarios(verb)}
    return [name for name in PROGRAMS if name not in faces and (name == "pybits" or verb.syntax)]


def every() -> list[Verb]:
    """Give the verbs whose output is recorded."""
    return [verb for verb in catalog.every() if verb.name not in SILENT]
