"""The man pages, from the catalogue and its neighbours: programs, families of verbs, policies, store."""

from __future__ import annotations

from collections.abc import Iterable

from pybits import __version__
from pybits.domain.events import EVENTS
from pybits.domain.policy_values import POLICY_KEYS, PolicyKey
from pybits.domain.properties import Property

from . import argv, catalog, settings
from . import manual_prose as prose
from .exit_codes import MEANINGS, Exit
from .help_text import statuses_of
from .roff import PARAGRAPH, example, heading, items, literal, paragraphs, subheading, title
from .verb import Option, Verb

# Written down and not asked for: the pages must be the same whenever they are made.
DATE = "2026-11-23"


def pages() -> dict[str, str]:
    """Give every page by the name of its file."""
    families = {f"{family(group)}.1": _family_page(group) for group in catalog.GROUPS}
    return {
        "pybits.1": _program_page(),
        "bitsadmin.1": _bitsadmin_page(),
        "pybits-policy.5": _policy_page(),
        "pybits-store.7": _store_page(),
        **families,
    }


def family(group: str) -> str:
    """Give the page of a group of verbs: pybits-make."""
    return f"pybits-{group.split(maxsplit=1)[0].lower()}"


def _page(name: str, section: int, about: str, *parts: str) -> str:
    first = title(name, section, DATE, f"pybits {__version__}")
    # No marks in this line: the index of manual pages is made from it.
    return first + heading("NAME") + f"{literal(name)} \\- {about}\n" + "".join(parts)


def _see_also(*pages: str) -> str:
    return heading("SEE ALSO") + paragraphs(", ".join(f"`{page[:-3]}`{page[-3:]}" for page in sorted(set(pages))))


def _families() -> list[str]:
    return [f"{family(group)}(1)" for group in catalog.GROUPS]


def _program_page() -> str:
    verbs = [
        subheading(group) + _verb_table(group) + PARAGRAPH + paragraphs(f"Described in `{family(group)}`(1).")
        for group in catalog.GROUPS
    ]
    options = [*((f"`--{name}`", text) for name, text in settings.OPTIONS.items())]
    options += [("`--help`", settings.HELP), ("`--version`", settings.VERSION)]
    return _page(
        "pybits",
        1,
        "a durable queue of background file transfers",
        heading("SYNOPSIS"),
        paragraphs(prose.SYNOPSIS),
        heading("DESCRIPTION"),
        paragraphs(prose.ABOUT),
        heading("LIFE OF A JOB"),
        paragraphs(prose.LIFE),
        heading("VERBS"),
        *verbs,
        heading("OPTIONS"),
        paragraphs("These stand before the verb or after it. Each verb has a `--help` of its own."),
        items(options),
        heading("OUTPUT"),
        paragraphs(prose.OUTPUT),
        _exit_section(Exit),
        heading("ENVIRONMENT"),
        items(prose.ENVIRONMENT),
        heading("FILES"),
        items(prose.FILES),
        heading("EXAMPLES"),
        *(paragraphs(text) + example(lines) for text, lines in prose.EXAMPLES),
        _see_also("bitsadmin(1)", "pybits-policy(5)", "pybits-store(7)", *_families()),
    )


def _verb_table(group: str) -> str:
    """Say what each verb of a group does; the many verbs of properties say it with their names."""
    rows = [verb for verb in catalog.every() if verb.group == group]
    plain = items((f"`{verb.name}`", verb.summary) for verb in rows if not _property_of(verb))
    names = ", ".join(f"`{verb.name}`" for verb in rows if _property_of(verb))
    return plain + (PARAGRAPH + paragraphs(names) if names else "")


def _exit_section(statuses: Iterable[Exit]) -> str:
    rows = ((f"`{int(status)}`", f"{MEANINGS[status][0].upper()}{MEANINGS[status][1:]}.") for status in statuses)
    return heading("EXIT STATUS") + items(rows) + PARAGRAPH + paragraphs(prose.STATUS)


def _family_page(group: str) -> str:
    verbs = [verb for verb in catalog.every() if verb.group == group]
    by_property: dict[str, list[Verb]] = {}
    for verb in verbs:
        by_property.setdefault(_property_of(verb) or verb.name, []).append(verb)
    entries = [
        _property_entry(rows) if _property_of(rows[0]) else _verb_entry(rows[0]) for rows in by_property.values()
    ]
    statuses = sorted({status for verb in verbs for status in statuses_of(verb)})
    others = [page for page in _families() if page != f"{family(group)}(1)"]
    return _page(
        family(group),
        1,
        f"pybits verbs: {group[0].lower()}{group[1:]}",
        heading("SYNOPSIS"),
        paragraphs("`pybits` <VERB> [<OPTION>...] [<WORD>...]"),
        heading("DESCRIPTION"),
        paragraphs("<JOB> is a job's name, or its GUID. Options that every verb has are described in `pybits`(1)."),
        *entries,
        _exit_section(statuses),
        _see_also("pybits(1)", "bitsadmin(1)", *others, *_own_pages(group)),
    )


def _own_pages(group: str) -> list[str]:
    return ["pybits-policy(5)"] if group == _group_of("policy show") else ["pybits-store(7)"]


def _group_of(name: str) -> str:
    verb = catalog.find(name)
    return verb.group if verb else ""


def _property_of(verb: Verb) -> str:
    row = dict(verb.fixed).get("row")
    return row.name if isinstance(row, Property) else ""


def _usage(verb: Verb) -> str:
    words = [f"`pybits {verb.name}`"]
    words += [f"[`{option.spelling}`{_metavar(option)}]" for option in verb.options]
    for param in verb.click_params:
        word = f"<{param.metavar}>" if not param.many else f"<{param.metavar}>..."
        words.append(f"[{word}]" if param.optional else word)
    return " ".join(words)


def _metavar(option: Option) -> str:
    return f" <{option.metavar}>" if option.metavar else ""


def _verb_entry(verb: Verb) -> str:
    parts = [subheading(_usage(verb)), paragraphs(f"{verb.summary} {verb.details}")]
    parts.append(items((f"`{option.spelling}`{_metavar(option)}", option.help) for option in verb.options))
    if verb.syntax:
        parts.append(PARAGRAPH + paragraphs(f"In bitsadmin's syntax: `{verb.syntax}`"))
    statuses = ", ".join(str(int(status)) for status in statuses_of(verb))
    parts += [PARAGRAPH + paragraphs(f"Exit status: {statuses}."), example(verb.examples)]
    return "".join(parts)


def _property_entry(verbs: list[Verb]) -> str:
    """Describe a property once, under the verbs that read and change it."""
    row = dict(verbs[0].fixed)["row"]
    words = ""
    if isinstance(row, Property) and row.kind.words:
        words = f" One of {', '.join(row.kind.words)}."
    usage = "".join(subheading(_usage(verb)) for verb in verbs)
    return usage + paragraphs(verbs[0].details + words) + example(line for verb in verbs for line in verb.examples)


def _bitsadmin_page() -> str:
    commands: list[str] = []
    for group in catalog.GROUPS:
        rows = [verb for verb in catalog.every() if verb.group == group and verb.syntax]
        if rows:
            commands.append(subheading(group))
            commands.append(items((f"`{verb.syntax}`", _bitsadmin_text(verb)) for verb in rows))
    return _page(
        "bitsadmin",
        1,
        "background file transfers, in bitsadmin's syntax",
        heading("SYNOPSIS"),
        paragraphs("`bitsadmin` [`/RAWRETURN`] [`/WRAP` | `/NOWRAP`] <COMMAND>"),
        heading("DESCRIPTION"),
        paragraphs(prose.BITSADMIN),
        heading("MODIFIERS"),
        items((f"`{word.upper()}`", text) for word, text in argv.MODIFIER_TEXTS.items()),
        heading("COMMANDS"),
        items([(" or ".join(f"`{word.upper()}`" for word in argv.HELP), settings.HELP)]),
        *commands,
        heading("EXIT STATUS"),
        paragraphs(prose.BITSADMIN_STATUS),
        heading("ENVIRONMENT"),
        items(prose.ENVIRONMENT),
        heading("EXAMPLES"),
        example(prose.BITSADMIN_EXAMPLES, first=True),
        _see_also("pybits(1)", "pybits-policy(5)", "pybits-store(7)", *_families()),
    )


def _bitsadmin_text(verb: Verb) -> str:
    # What a row says in detail is said of click's syntax; of a property it is true in both.
    return f"{verb.summary} {verb.details}" if _property_of(verb) else verb.summary


def _policy_page() -> str:
    return _page(
        "pybits-policy",
        5,
        "what an administrator allows to jobs",
        heading("SYNOPSIS"),
        paragraphs("`/etc/xdg/pybits/policy.toml`"),
        heading("DESCRIPTION"),
        paragraphs(prose.POLICY),
        heading("KEYS"),
        items((f"`{key.name}`", _policy_text(key)) for key in POLICY_KEYS),
        heading("EXAMPLES"),
        example((f"{key.name} = {_toml(key.default)}" for key in POLICY_KEYS), first=True),
        PARAGRAPH + paragraphs("These are the defaults: a file of these lines changes nothing."),
        _see_also("pybits(1)", f"{family(_group_of('policy show'))}(1)"),
    )


def _policy_text(key: PolicyKey) -> str:
    doc = f"{key.doc[0].upper()}{key.doc[1:]}"
    return f"{doc}. {key.expected[0].upper()}{key.expected[1:]}; default {_toml(key.default)}."


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(list(value)).replace("'", '"') if isinstance(value, tuple) else str(value)


def _store_page() -> str:
    return _page(
        "pybits-store",
        7,
        "how pybits keeps jobs, and what it promises",
        heading("DESCRIPTION"),
        paragraphs(prose.STORE),
        heading("PROMISES"),
        *(subheading(promise) + paragraphs(text) for promise, text in prose.PROMISES),
        heading("FILES"),
        subheading("Below ~/.local/share/pybits"),
        items(prose.STORE_FILES),
        subheading("Below /var/lib/pybits or /var/tmp/pybits"),
        items(prose.MACHINE_FILES),
        heading("EVENTS"),
        paragraphs(prose.EVENTS),
        items((f"`{name}`", f"{text} Facts: {facts}.") for name, (text, facts) in EVENTS.items()),
        heading("ENVIRONMENT"),
        items(entry for entry in prose.ENVIRONMENT if entry[0] in {"`PYBITS_HOME`", "`PYBITS_MACHINE_DIR`"}),
        _see_also("pybits(1)", "bitsadmin(1)", "pybits-policy(5)"),
    )
