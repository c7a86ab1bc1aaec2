"""The get and set verbs that are made from the property table, one at a time: a getter needs no other row."""

from __future__ import annotations

from pybits.domain.properties import Property

from ..verb import CHANGE, FIND, JOB, PROPERTY, Param, Verb


def getter(row: Property) -> Verb:
    """Make the row of the verb that prints a property."""
    return Verb(
        f"get{row.name}",
        f"Print {row.title} of a job.",
        "properties:read",
        f"get {row.title}",
        PROPERTY,
        params=(JOB,),
        examples=(f"pybits get{row.name} nightly",),
        exits=FIND,
        syntax=f"/GET{row.name.upper()} <job>" if row.slash else "",
        fixed=(("row", row),),
        details=f"{row.doc[:1].upper()}{row.doc[1:]}.",
    )


def setter(row: Property) -> Verb:
    """Make the row of the verb that changes a property."""
    return Verb(
        f"set{row.name}",
        f"Change {row.title} of a job.",
        "properties:assign",
        f"set {row.title}",
        PROPERTY,
        params=(JOB, Param("word", "VALUE")),
        examples=(f"pybits set{row.name} nightly {_SAMPLES.get(row.kind.name, 'text')}",),
        exits=CHANGE,
        syntax=f"/SET{row.name.upper()} <job> <{row.kind.name}>" if row.slash else "",
        fixed=(("row", row),),
        details=f"{row.doc[:1].upper()}{row.doc[1:]}.",
    )


_SAMPLES = {
    "priority": "high",
    "seconds": "600",
    "text": '"a text"',
    "flags": "0x2",
    "method": "POST",
    "switch": "true",
    "way": "put",
    "letters": "OG",
    "size": "1000000000",
    "bandwidth": "polite",
    "policy": "always",
    "connections": "4",
}
