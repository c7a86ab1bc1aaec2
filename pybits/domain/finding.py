"""Something that is wrong and was found by looking for it: what, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable

from .frozen import NamedTuple


class Finding(NamedTuple):
    """One thing that is wrong: `remedy` says what mending does, or, where `mend` is None, what somebody has to do.

    `mend` looks again before it changes anything, and takes the locks that the change needs.
    """

    problem: str
    remedy: str
    mend: Callable[[], object] | None = None
