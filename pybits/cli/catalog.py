"""The catalogue: every verb of pybits and bitsadmin, one row each. Help, both faces and the tests come from it.

The rows stand in the modules of verbs/; a command imports the one module that has its row.
"""

from __future__ import annotations

from pybits.domain import properties
from pybits.domain.properties import PROPERTIES

from .verb import HOUSE, LOOK, MACHINE, MAKE, PROPERTY, RUN, Verb

GROUPS = (MAKE, RUN, LOOK, PROPERTY, HOUSE, MACHINE)

# Which module of verbs/ has which rows, in the order in which they are listed; a container (policy) stands for its
# verbs. The get and set verbs of the property table are made, not written: they have no place here.
FAMILIES: dict[str, str] = {
    "making": "create addfile addfileset addmetalink",
    "files": "addfilewithranges requestranges getfilledranges gettemporaryname getvalidationstate setvalidationstate "
    "getpeerstats",
    "running": "resume suspend complete cancel reset transfer wait",
    "looking": "list info listfiles history monitor",
    "properties": "get set setnotifycmdline notify seturlcmdline getnotifyinterface takeownership",
    "requests": "setcustomheaders makecustomheaderswriteonly setproxysettings replaceremoteprefix",
    "credentials": "setcredentials removecredentials setclientcertificatebyid setclientcertificatebyname "
    "setclientcertificate removeclientcertificate",
    "replies": "getreplyfilename setreplyfilename getreplyprogress getreplydata",
    "house": "policy daemon completion",
    "machine": "doctor util",
    "peers": "cache peers peercaching",
    "tokens": "sethelpertoken sethelpertokenflags gethelpertokenflags gethelpertokensid",
}

CONTAINERS: dict[str, str] = {
    "policy": "What an administrator allows to jobs.",
    "daemon": "The program that moves the bytes.",
    "util": "What pybits stands on.",
    "cache": "Settings of the peer cache, which there is not.",
    "peers": "Peers, which there are not.",
    "peercaching": "Whether peers would be used.",
}


def find(name: str) -> Verb | None:
    """Give the row of a verb (`policy show` for the verb of a container); only its module is imported."""
    family = family_of(name.partition(" ")[0])
    if family:
        return next((verb for verb in rows(family) if verb.name == name), None)
    row = properties.BY_NAME.get(name[3:])
    if row is None:
        return None
    from .verbs.made import getter, setter

    if name[:3] == "get":
        return getter(row)
    return setter(row) if name[:3] == "set" and row.settable else None


def family_of(word: str) -> str:
    """Give the module of verbs/ that has the verb or container; empty if none has."""
    return next((family for family, words in FAMILIES.items() if word in words.split()), "")


def rows(family: str) -> tuple[Verb, ...]:
    """Give the rows of one module of verbs/."""
    found: tuple[Verb, ...] = __import__(f"pybits.cli.verbs.{family}", fromlist=["ROWS"]).ROWS
    return found


def written() -> list[Verb]:
    """Give the rows that stand in verbs/."""
    return [verb for family in FAMILIES for verb in rows(family)]


def every() -> list[Verb]:
    """Give all rows: those that are written, and the get and set verbs of the property table."""
    from .verbs.made import getter, setter

    made = [*map(getter, PROPERTIES), *(setter(row) for row in PROPERTIES if row.settable)]
    return sorted([*written(), *made], key=lambda verb: GROUPS.index(verb.group))


def subs(container: str, *, slash: bool = False) -> list[Verb]:
    """Give the verbs of a container; with `slash` those that bitsadmin's syntax has."""
    found = [verb for verb in rows(family_of(container)) if verb.name.startswith(f"{container} ")]
    return [verb for verb in found if verb.syntax or not slash]
