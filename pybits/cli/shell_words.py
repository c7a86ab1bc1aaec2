"""What may stand at each place of a command line, from the catalogue: the table that the scripts of every shell hold.

A place is written as the words that lead to it. "." stands for the program in click's syntax, "/" in bitsadmin's, where
the words are in lower case:

    "."              the verb                        "create -"       an option of the verb
    "policy"         what is in a container          "create --type"  the value of that option
    "addfile 1"      the verb's first word           "resume +"       any word from there on
    "set 2 priority" what follows that second word
    "--"             the options of every verb       "/ /wrap"        a modifier
"""

from __future__ import annotations

from collections.abc import Iterable

from pybits.domain.policy_values import POLICY_KEYS
from pybits.domain.properties import PROPERTIES, Property

from . import argv, catalog, settings
from .record import Record
from .verb import Option, Param, Verb

JOBS, FILES, FREE, FLAG = "@jobs", "@files", "@free", "@flag"

Word = tuple[str, str]  # and its description


class Answer(Record):
    """What may stand at a place: these words, or what the shell finds by itself.

    `source` is JOBS (ask the program), FILES, FREE (anything: there is nothing to offer), FLAG (this option has no
    value), or empty for the words.
    """

    source: str = ""
    words: tuple[Word, ...] = ()


Table = dict[str, Answer]

CLICK, SLASH = ".", "/"
_FREE = Answer(FREE)


def table(program: str) -> Table:
    """Give the table of a program: `pybits` has both syntaxes, `bitsadmin` its own."""
    return _click() | _slash() if program == "pybits" else _slash()


def _click() -> Table:
    verbs = catalog.every()
    found = _verb_places(CLICK, ((verb.name, verb.summary) for verb in verbs))
    verbs_and_help = found[CLICK].words
    found[CLICK] = Answer(words=(*verbs_and_help, ("help", "Show the help of a verb.")))
    found["help"] = Answer(words=verbs_and_help)
    general = tuple((f"--{name}", text) for name, text in settings.OPTIONS.items())
    found["--"] = Answer(words=(*general, ("--help", settings.HELP)))
    found[f"{CLICK} -"] = Answer(words=(("--version", settings.VERSION),))
    for verb in verbs:
        if verb.options:
            found[f"{verb.name} -"] = Answer(words=tuple((option.spelling, option.help) for option in verb.options))
        for option in verb.options:
            for spelling in filter(None, (option.spelling, option.short)):
                found[f"{verb.name} {spelling}"] = _value(option) if option.metavar else Answer(FLAG)
        if verb.name == "set":
            found |= _values_by_property(verb)
        found |= _params(verb.name, verb.replace(params=verb.click_params), repeats=True)
    return found


def _slash() -> Table:
    verbs = {_switches(verb): verb for verb in catalog.every() if verb.syntax}
    found = _verb_places(SLASH, ((switches, verb.summary) for switches, verb in verbs.items()))
    modifiers = tuple(argv.MODIFIER_TEXTS.items())
    found[f"{SLASH} -"] = Answer(words=modifiers + tuple((word, settings.HELP) for word in argv.HELP))
    found |= {f"{SLASH} {word}": Answer(FLAG) for word in argv.MODIFIERS}
    for switches, verb in verbs.items():
        if verb.options:
            words = tuple((switch.lower(), option.help) for option in verb.options for switch, _ in option.switches)
            found[f"{switches} -"] = Answer(words=words)
        for option in verb.options:
            for switch, value in option.switches:
                found[f"{switches} {switch.lower()}"] = _value(option) if value is None else Answer(FLAG)
        found |= _params(switches, verb, repeats="..." in verb.syntax)
    return found


def _switches(verb: Verb) -> str:
    count = len(verb.name.split())
    return " ".join(verb.syntax.split()[:count]).lower()


def _verb_places(root: str, verbs: Iterable[Word]) -> Table:
    """Sort verbs into the places where they may stand; a container stands for what is in it."""
    found: dict[str, dict[str, str]] = {root: {}}
    for name, summary in verbs:
        first, _, rest = name.partition(" ")
        if rest:
            found[root].setdefault(first, catalog.CONTAINERS.get(first.lstrip("/"), ""))
            found.setdefault(first, {})[rest] = summary
        else:
            found[root][first] = summary
    return {place: Answer(words=tuple(words.items())) for place, words in found.items()}


def _value(option: Option) -> Answer:
    words = option.words or option.listed or (_assignments() if option.metavar == "ASSIGNMENT" else ())
    return Answer(words=_bare(words)) if words else _FREE


def _params(place: str, verb: Verb, *, repeats: bool) -> Table:
    """Give the places of a verb's words; free ones are left out where no repeated word could be taken for them."""
    last = len(verb.params)
    found: Table = {}
    for number, param in enumerate(verb.params, 1):
        many = param.many and repeats
        found[f"{place} {'+' if many else number}"] = _param(verb, param, last=number == last)
    return found if f"{place} +" in found else {at: answer for at, answer in found.items() if answer != _FREE}


def _param(verb: Verb, param: Param, *, last: bool) -> Answer:
    if param.metavar == "JOB":
        return Answer(JOBS)
    row = dict(verb.fixed).get("row")
    words = param.words or (row.kind.words if last and isinstance(row, Property) else ())
    if words:
        return Answer(words=_bare(words))
    if param.metavar == "KEY" and verb.name.startswith("policy "):
        return Answer(words=tuple((key.name, key.doc) for key in POLICY_KEYS))
    file = any(part in param.metavar for part in ("PATH", "FILE", "PROGRAM"))
    return Answer(FILES) if file else _FREE


def _values_by_property(verb: Verb) -> Table:
    """Give the values of each property that `set` takes: they follow the property's name."""
    rows = (row for row in PROPERTIES if row.settable)
    return {f"{verb.name} 2 {row.name}": Answer(words=_bare(row.kind.words)) for row in rows if row.kind.words}


def _assignments() -> tuple[str, ...]:
    return tuple(f"{row.name}={word}" for row in PROPERTIES if row.settable for word in row.kind.words)


def _bare(words: Iterable[str]) -> tuple[Word, ...]:
    return tuple((word, "") for word in words)
