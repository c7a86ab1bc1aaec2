"""What is kept of a script's answers, and for how long."""

from __future__ import annotations

import select
from pathlib import Path

from pybits.transfer.outcome import Failure
from pybits.transfer.pac.finder import ProxyFinder, Question, Ways


class Clock:
    """A time that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def heard(finder: ProxyFinder, question: Question) -> Ways | Failure | None:
    """Wait for the worker and ask once more."""
    assert finder.fd is not None
    assert select.select([finder.fd], [], [], 60)[0]
    assert finder.listen()
    return finder.ask(question)


def test_an_answer_whose_time_is_over_is_asked_for_anew(tmp_path: Path) -> None:
    script, clock = tmp_path / "p.pac", Clock()
    question = Question(script.as_uri(), "http://h/", "h")
    finder = ProxyFinder(clock)
    try:
        assert finder.ask(question) is None
        assert isinstance(heard(finder, question), Failure), "there is no script yet"
        script.write_text("function FindProxyForURL(url, host) { return 'PROXY one:1'; }")
        clock.now += 20
        assert isinstance(finder.ask(question), Failure), "it is not looked for all the time"
        clock.now += 20
        assert finder.ask(question) is None, "the failure is old"
        assert heard(finder, question) == ("http://one:1",)
        clock.now += 500
        assert finder.ask(question) == ("http://one:1",)
        script.write_text("function FindProxyForURL(url, host) { return 'PROXY two:2'; }")
        clock.now += 500
        assert finder.ask(question) is None
        assert heard(finder, question) == ("http://two:2",), "the script is read again, too"
    finally:
        finder.close()


def test_nothing_is_kept_of_another_network(tmp_path: Path) -> None:
    script, finder = tmp_path / "p.pac", ProxyFinder(Clock())
    question = Question(script.as_uri(), "http://h/", "h")
    try:
        for name in ("one", "two"):
            script.write_text(f"function FindProxyForURL(url, host) {{ return 'PROXY {name}:1'; }}")
            assert finder.ask(question) is None
            assert heard(finder, question) == (f"http://{name}:1",)
            finder.forget()
        script.write_text("function FindProxyForURL(url, host) { return 'PROXY three:1'; }")
        assert finder.ask(question) is None
        finder.forget()
        assert heard(finder, question) is None, "it was asked in the network before"
        assert heard(finder, question) == ("http://three:1",)
    finally:
        finder.close()
