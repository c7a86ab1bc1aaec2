"""The verbs about the peer cache: bitsadmin's containers /CACHE, /PEERS and /PEERCACHING."""

from __future__ import annotations

from pybits.domain.peer_settings import EXPIRATION, FLAGS, LIMIT, Setting

from ..exit_codes import Exit
from ..verb import MACHINE, PLAIN, Option, Param, Verb

_VERBOSE = Option("verbose", "With every detail.", switches=(("/VERBOSE", True),))
_RECORD, _URL = Param("record", "RECORD"), Param("url", "URL")
_GONE = (
    "Fails with BG_E_PEERCACHING_DISABLED (0x80200047): pybits keeps no copies for other machines, as BITS does since "
    "version 4.0."
)
_KEPT = "An administrator's setting is kept and read back; nothing goes by it, because there is no peer cache."


def _refused(
    name: str, summary: str, handler: str, action: str, params: tuple[Param, ...] = (), options: tuple[Option, ...] = ()
) -> Verb:
    words = " ".join(f"<{param.name}>" for param in params)
    syntax = " ".join([*(f"/{word.upper()}" for word in name.split()), *filter(None, (words,))])
    samples = {"record": "'{77B46F43-A6E3-4F25-A174-4EBCD9F7B11A}'", "url": "https://example.org/a.iso"}
    return Verb(
        name,
        summary,
        f"peers:{handler}",
        action,
        MACHINE,
        params=params,
        options=options,
        examples=(" ".join(["pybits", name, *(samples[param.name] for param in params)]),),
        exits=PLAIN,
        syntax=f"{syntax} [/VERBOSE]" if options else syntax,
        options_after=len(params),
        details=_GONE,
    )


def _getter(name: str, setting: Setting, what: str) -> Verb:
    return Verb(
        name,
        f"Print {what}.",
        "peers:get",
        f"get {what}",
        MACHINE,
        examples=(f"pybits {name}",),
        exits=PLAIN,
        syntax=" ".join(f"/{word.upper()}" for word in name.split()),
        fixed=(("setting", setting),),
        details=f"{_KEPT} A policy comes before it.",
    )


def _setter(name: str, setting: Setting, what: str, sample: str, legal: str) -> Verb:
    return Verb(
        name,
        f"Change {what} (administrator).",
        "peers:assign",
        f"set {what}",
        MACHINE,
        params=(Param("word", setting.argument),),
        examples=(f"sudo pybits {name} {sample}",),
        exits=(*PLAIN, Exit.DENIED),
        syntax=" ".join([*(f"/{word.upper()}" for word in name.split()), f"<{setting.argument.lower()}>"]),
        fixed=(("setting", setting),),
        details=f"{legal} {_KEPT} Where a policy says something else the answer is BG_S_OVERRIDDEN_BY_POLICY.",
    )


ROWS: tuple[Verb, ...] = (
    _refused("cache clear", "Empty the peer cache.", "use", "clear the cache"),
    _refused("cache delete", "Delete a record of the peer cache.", "use_record", "delete the record", (_RECORD,)),
    _refused(
        "cache deleteurl",
        "Delete what the peer cache has of a URL.",
        "use_url",
        "delete the URL",
        (Param("url", "URL"),),
    ),
    _refused("cache list", "List the peer cache.", "list_records", "list the cache", (), (_VERBOSE,)),
    _refused(
        "cache info", "Show a record of the peer cache.", "show_record", "show the record", (_RECORD,), (_VERBOSE,)
    ),
    _getter("cache getlimit", LIMIT, "the limit of the peer cache"),
    _setter("cache setlimit", LIMIT, "the limit of the peer cache", "5", "PERCENT of the disk, from 1 to 80."),
    _getter("cache getexpirationtime", EXPIRATION, "the expiration time"),
    _setter(
        "cache setexpirationtime", EXPIRATION, "the expiration time", "604800", "SECONDS, from 86,400 to 10,368,000."
    ),
    _refused("peers discover", "Look for peers.", "use", "discover peers"),
    _refused("peers clear", "Forget the peers.", "use", "clear the peers"),
    _refused("peers list", "List the peers.", "use", "list the peers"),
    _getter("peercaching getconfigurationflags", FLAGS, "the configuration flags"),
    _setter(
        "peercaching setconfigurationflags",
        FLAGS,
        "the configuration flags",
        "3",
        "FLAGS are 1 (download from peers), 2 (serve peers) and 4 (no BranchCache), added together.",
    ),
)
