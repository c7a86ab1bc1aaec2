"""What the shell asks the program at a press of Tab: the names of the jobs. It knows neither click nor the verbs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pybits.manager.names import Named, job_names

from .render.escape import escape


def answer(words: Sequence[str]) -> str:
    """Answer the word after the hidden option: `jobs` or `guids`.

    One candidate a line: the word, a tab, its description. Nothing for what a script of another version asks.
    """
    question = _QUESTIONS.get(words[0]) if words else None
    if question is None:
        return ""
    return "".join(f"{word}\t{description}\n" for word, description in question(job_names()))


def names(jobs: Sequence[Named]) -> Iterator[tuple[str, str]]:
    """Give a word for each job: its name, or its GUID when the name would not do.

    A name does not do that several jobs have, that begins like an option, a switch, a GUID or a home folder, or that
    holds what a terminal would act upon.
    """
    count = Counter(job.name for job in jobs)
    for job in jobs:
        if count[job.name] == 1 and _typable(job.name):
            yield job.name, job.state.name
        else:
            yield _by_guid(job)


def guids(jobs: Sequence[Named]) -> Iterator[tuple[str, str]]:
    """Give the GUID of each job."""
    return map(_by_guid, jobs)


_QUESTIONS = {"jobs": names, "guids": guids}


def _by_guid(job: Named) -> tuple[str, str]:
    return job.guid, f"{job.state.name} {escape(job.name)}"


def _typable(name: str) -> bool:
    return name[:1] not in {"-", "/", "{", "~"} and name == name.strip() and escape(name) == name
