"""Every verb of the catalogue called wrongly in every way, in both faces: refused in words, and the store as it was.

The calls are made from the catalogue, so a new verb is tried without a line here. Each verb's examples are the right
calls that the wrong ones are made of.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pybits import ErrorContext, JobError, JobState, Manager, hresult
from pybits.cli import argv, catalog
from pybits.cli.exit_codes import Exit, low_byte
from pybits.cli.verb import Option, Param, Verb
from pybits.domain.hresult import BG_E_NOT_FOUND, BG_E_STRING_TOO_LONG, E_INVALIDARG, E_NOTIMPL, HResult
from pybits.domain.job import Deed, Job
from tests.cli.faces import Face, Said

VERBS = [verb for verb in catalog.every() if verb.name not in ("monitor", "daemon run")]  # these never end
OF_JOBS = [verb for verb in VERBS if verb.params and verb.params[0].name in ("job", "jobs") and verb.name != "doctor"]
SLASH = [verb for verb in VERBS if verb.syntax]
CODES = {HResult(value) for value in vars(hresult).values() if isinstance(value, HResult)}
NOBODY = "{6AF46E48-41D3-453F-B7AF-A694BBC823F7}"
# What a call that is refused may write: locks, an index made anew, and the log that says why there is no daemon.
FLEETING = {"lock", "engine.lock", "index", "daemon.log", "wake", "damaged"}


def name_of(thing: object) -> str:
    return thing.name.replace(" ", "-") if isinstance(thing, Verb) else str(thing)


class Call(NamedTuple):
    """A right call of a verb, from one of its examples: its words and the options that it shows."""

    words: tuple[str, ...]
    options: tuple[str, ...]


def calls(verb: Verb) -> Iterator[Call]:
    """Give the calls that the examples of a verb show."""
    for example in verb.examples:
        head = re.split(r" (?:\||&&|>|<)", example)[0]
        found = re.fullmatch(r'(?:sudo |eval "\$\()?pybits (?:--json )?(.*?)(?:\)")?', head)
        if found and not example.startswith("make-list"):
            rest = shlex.split(found[1])[len(verb.name.split()) :]
            valued = {
                spelling for option in verb.options if option.metavar for spelling in (option.spelling, option.short)
            }
            words: list[str] = []
            options: list[str] = []
            while rest:
                word = rest.pop(0)
                (options if word.startswith("--") or word in valued else words).append(word)
                if word in valued:
                    options.append(rest.pop(0))
            if words and verb.params[0].name in ("job", "jobs"):
                words[0] = "nightly"
            yield Call(tuple(words), tuple(options))


def right_words(verb: Verb, slash: bool) -> list[str]:
    """Give the words of a right call; bitsadmin wants absolute paths, and words that the other face asks for."""
    shown = [call for call in calls(verb) if verb.name != "setcredentials" or "negotiate" in call.words]
    words = [
        word if word != "/srv/mirror" else str(Path.cwd()) for word in shown[0].words
    ]  # of the examples of setcredentials the one that asks for no password
    if slash:
        words += ["NULL"] * (argv._required(verb.syntax) - len(words))
        places = [index for index, param in enumerate(verb.params) if param.name == "path"]
        words = [str(Path.cwd() / word) if index in places else word for index, word in enumerate(words)]
    return words


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of its own, where no daemon can be started."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / "config"))
    monkeypatch.setattr(sys, "executable", "/no/python")
    (tmp_path / "files.txt").write_text(f"http://h/a {tmp_path}/b\n")
    file = '<file name="b"><url>http://h/a</url></file>'
    (tmp_path / "release.meta4").write_text(f'<metalink xmlns="urn:ietf:params:xml:ns:metalink">{file}</metalink>')


def store() -> dict[str, bytes]:
    """Look at every byte of the store that counts."""
    home = Path(os.environ["PYBITS_HOME"])
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.relative_to(home).parts[0] not in FLEETING
    }


# Their answer is a result, on stdout: the words say how it is, the status too.
REPORTS = {"wait", "daemon status", "daemon stop", "complete", "doctor", "util repairservice"}


def check(verb: Verb, said: Said, words: Sequence[str]) -> None:
    """Insist on words for every failure, a known HRESULT or a usage error, and no traceback."""
    text = said.out + said.err
    assert "Traceback" not in text, text
    assert not re.search(r"unexpected [A-Z]\w+(Error|Exception)", text), text
    if said.status == 0:
        return
    codes = {HResult(int(code, 16)) for code in re.findall(r"\b0x[0-9a-f]{8}\b", text)}
    usage = re.search(r"^(Usage: pybits|Invalid number of arguments|Invalid command)", text, re.MULTILINE)
    ambiguous = "Use the job identifier instead of the job name." in text
    report = verb.name in REPORTS and said.out
    assert codes & CODES or usage or ambiguous or report, (words, said)


def run(face: Face, slash: bool, verb: Verb, words: Sequence[str], options: Sequence[str] = ()) -> Said:
    """Run a verb's words in a face."""
    if slash:
        switches = [f"/{part}" for part in verb.name.split()]
        said = face(*switches, *words)
    else:
        said = face(*verb.name.split(), *options, "--", *words)
    check(verb, said, words)
    return said


def refused(face: Face, slash: bool, verb: Verb, words: Sequence[str]) -> Said:
    """Run words that have to be refused, with the store unchanged."""
    before = store()
    said = run(face, slash, verb, words)
    assert said.status != 0, (verb.name, words, said)
    assert store() == before, (verb.name, words)
    return said


@pytest.fixture
def slash() -> bool:
    """Tell which face is tried."""
    return False


@pytest.fixture
def face(slash: bool, pybits: Face, bitsadmin: Face) -> Face:
    """Give the face that is tried."""
    return bitsadmin if slash else pybits


def both(verbs: Sequence[Verb]) -> pytest.MarkDecorator:
    """Try verbs in each face that has them."""
    pairs = [(verb, slash) for verb in verbs for slash in (False, True) if verb.syntax or not slash]
    ids = [f"{verb.name.replace(' ', '-')}-{'slash' if slash else 'click'}" for verb, slash in pairs]
    return pytest.mark.parametrize(("verb", "slash"), pairs, ids=ids)


# ------------------------------------------------------------------------------------------ how many words


@both([verb for verb in VERBS if any(not param.optional for param in verb.params)])
def test_no_word_is_wrong_usage(face: Face, verb: Verb, slash: bool) -> None:
    said = refused(face, slash, verb, [])
    assert said.status == (1 if slash else Exit.USAGE)
    assert ("Invalid number of arguments." if slash else f"Usage: pybits {verb.name}") in said.out + said.err


@both([verb for verb in VERBS if not any(param.many for param in verb.params)])
def test_a_word_too_many_is_wrong_usage(face: Face, verb: Verb, slash: bool) -> None:
    Manager.open().create_job("nightly")
    words = right_words(verb, slash)
    words += ["more"] * (len(verb.params) + 1 - len(words))
    said = refused(face, slash, verb, words)
    assert said.status == (1 if slash else Exit.USAGE)


@both(VERBS)
def test_a_right_call_is_no_wrong_usage(face: Face, verb: Verb, slash: bool) -> None:
    guid = Manager.open().create_job("nightly").guid
    Manager.open().add_files(guid, [("http://h/x", Path.cwd() / "x")])
    assert list(calls(verb)), "a verb has an example"
    right = [Call(tuple(right_words(verb, slash)), ())] if slash else list(calls(verb))
    for call in right:
        said = run(face, slash, verb, call.words, ["--timeout", "0"] if verb.name == "wait" else call.options)
        assert not re.search("^(Usage|Invalid)", said.out + said.err, re.MULTILINE), said


# --------------------------------------------------------------------------------------------------- which job


@both(OF_JOBS)
def test_a_job_that_is_not_there_is_not_found(face: Face, verb: Verb, slash: bool) -> None:
    Manager.open().create_job("other")
    for name in (
        "nightly",
        NOBODY,
        NOBODY.strip("{}").lower(),
        "",
        "OTHER",
        "other ",
        "*",
        "%",
        "\ud83d\ude00",
        "x" * 300,
    ):
        said = refused(face, slash, verb, [name, *right_words(verb, slash)[1:]])
        assert said.status == (low_byte(BG_E_NOT_FOUND) if slash else Exit.NOT_FOUND), (name, said)


@both(OF_JOBS)
def test_a_name_of_two_jobs_is_ambiguous(face: Face, verb: Verb, slash: bool) -> None:
    guids = [Manager.open().create_job("nightly").guid for _ in range(2)]
    said = refused(face, slash, verb, right_words(verb, slash))
    assert said.status == (1 if slash else Exit.AMBIGUOUS)
    assert all(guid in said.out + said.err for guid in guids)


ERROR = JobError(hresult.http_error(404), ErrorContext.REMOTE_FILE, "It is not there.", 1_700_000_000.0, 0)
ENDS: dict[str, Callable[[Job], Job]] = {
    **{state.name: lambda job, state=state: job._replace(state=state) for state in JobState},  # type: ignore[misc]
    "ERROR with its error": lambda job: job._replace(state=JobState.ERROR, error=ERROR, error_count=1),
    "being completed": lambda job: job._replace(deeds=(Deed.PUBLISH, Deed.DISCARD, Deed.RETIRE), ticket="1"),
    "being cancelled": lambda job: job._replace(
        state=JobState.CANCELLED, deeds=(Deed.DISCARD, Deed.RETIRE), ticket="1"
    ),
}
_EFFECTS = {"resume", "complete", "cancel"}  # these note that they were asked, and then do what they can


@pytest.fixture(scope="module")
def jobs_in_every_state(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Make a store with a job in each state; give it, and the GUIDs by the state."""
    folder = tmp_path_factory.mktemp("states")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYBITS_HOME", str(folder / "store"))
        patch.setenv("PYBITS_MACHINE_DIR", str(folder / "machine"))
        manager = Manager.open()
        made = {}
        for name, change in ENDS.items():
            made[name] = guid = manager.create_job(name).guid
            manager.add_files(guid, [("http://h/x", folder / f"x{len(made)}")])
            manager.store.change(guid, change)
    return folder / "store", made


@both(OF_JOBS)
def test_a_job_in_any_state_gets_an_answer(
    face: Face,
    verb: Verb,
    slash: bool,
    jobs_in_every_state: tuple[Path, dict[str, str]],
) -> None:
    template, guids = jobs_in_every_state
    home = Path(os.environ["PYBITS_HOME"])
    shutil.copytree(template, home)
    before = store()
    for name, guid in guids.items():
        timeout = ["--timeout", "0"] if verb.name == "wait" else []
        said = run(face, slash, verb, [guid, *right_words(verb, slash)[1:]], timeout)
        text = said.out + said.err
        after = store()
        if said.status and verb.name not in _EFFECTS and hresult.ERROR_SERVICE_DISABLED.hex not in text:
            assert after == before, (name, said)
        if name == "being completed" and verb.name.startswith(("set", "add", "make")):
            assert hresult.BG_E_INVALID_STATE.hex in text or hresult.E_NOTIMPL.hex in text, said
        before = after
    assert not (home / "damaged").exists()


# ------------------------------------------------------------------------------------------ values and limits

_NUMBERS = ("", " ", "x", "-1", "+1", "1.5", "1e3", "0x", "0xg", "0b1", "1_000", "\u0663", "4294967296", "9" * 5000)
BAD: dict[str, dict[HResult, tuple[str, ...]]] = {
    "seconds": {E_INVALIDARG: _NUMBERS},
    "priority": {E_NOTIMPL: ("", "urgent", "0", "high low", "n\u0131rmal", "HIGH\0")},
    "text": {E_INVALIDARG: ("a\0b", "caf\udce9")},
    "flags": {E_INVALIDARG: _NUMBERS, E_NOTIMPL: ("0x40000000",)},
    "method": {E_INVALIDARG: ("", " ", "GET POST", "HEAD", "connect", "G\r\nX", "\u00fc", "X" * 65)},
}
# What each property takes at most, and what one more is answered with.
LIMITS: dict[str, tuple[str, str, HResult]] = {
    "displayname": ("x" * 256, "x" * 257, BG_E_STRING_TOO_LONG),
    "description": ("\u2603" * 1024, "\u2603" * 1025, BG_E_STRING_TOO_LONG),
    "minretrydelay": ("4294967295", "4294967296", E_INVALIDARG),
    "noprogresstimeout": ("0xffffffff", "0x100000000", E_INVALIDARG),
    "maxdownloadtime": ("4294967295", "4294967296", E_INVALIDARG),
    "notifyflags": ("63", "64", E_NOTIMPL),
    "httpmethod": ("X" * 64, "X" * 65, E_INVALIDARG),
    "securityflags": ("0x81b", "0x1000", E_NOTIMPL),
}
SETTERS = [verb for verb in VERBS if verb.handler == "properties:assign"]


@both(SETTERS)
def test_a_bad_value_of_its_kind_is_refused(face: Face, verb: Verb, slash: bool) -> None:
    guid = Manager.open().create_job("nightly").guid
    kind = dict(verb.fixed)["row"].kind.name  # type: ignore[attr-defined]
    for code, words in BAD.get(kind, {}).items():
        for word in words:
            said = refused(face, slash, verb, [guid, word])
            assert code.hex in said.out + said.err, (word, said)
            assert said.status == (low_byte(code) if slash else Exit.USAGE), (word, said)


@both([verb for verb in SETTERS if verb.name[3:] in LIMITS])
def test_a_value_at_its_limit_is_taken_and_one_past_it_refused(face: Face, verb: Verb, slash: bool) -> None:
    guid = Manager.open().create_job("nightly").guid
    most, more, code = LIMITS[verb.name[3:]]
    assert run(face, slash, verb, [guid, most]).status == 0
    said = refused(face, slash, verb, [guid, more])
    assert code.hex in said.out + said.err


# The limits of words that are no property: the verb, what comes before, the longest word, one longer, and the answer.
OTHERS: list[tuple[str, tuple[str, ...], str, str, HResult]] = [
    ("create", (), "x" * 256, "x" * 257, E_INVALIDARG),
    ("setnotifycmdline", ("nightly",), "/" + "x" * 259, "/" + "x" * 260, BG_E_STRING_TOO_LONG),
    ("setnotifycmdline", ("nightly", "/bin/true"), "x" * 4000, "x" * 4001, BG_E_STRING_TOO_LONG),
    ("setcustomheaders", ("nightly",), "X-H: " + "x" * 16377, "X-H: " + "x" * 16378, BG_E_STRING_TOO_LONG),
    (
        "setproxysettings",
        ("nightly", "OVERRIDE"),
        "proxy:80 " * 3640 + "proxy:80",
        "proxy:80 " * 3640 + "proxy1:80",
        hresult.BG_E_PROXY_LIST_TOO_LARGE,
    ),
    (
        "setproxysettings",
        ("nightly", "OVERRIDE", "proxy:80"),
        "h" * 32768,
        "h" * 32769,
        hresult.BG_E_PROXY_BYPASS_LIST_TOO_LARGE,
    ),
    ("replaceremoteprefix", ("nightly", "http://h/"), "http://" + "h" * 2192, "http://" + "h" * 2193, E_INVALIDARG),
    ("gettemporaryname", ("nightly",), "0", "1", E_INVALIDARG),
]


@pytest.mark.parametrize("slash", [False, True], ids=["click", "slash"])
@pytest.mark.parametrize("row", OTHERS, ids=lambda row: f"{row[0]}-{len(row[1])}")
def test_a_word_at_its_limit_is_taken_and_one_past_it_refused(
    face: Face,
    slash: bool,
    row: tuple[str, tuple[str, ...], str, str, HResult],
) -> None:
    name, before, most, more, code = row
    guid = Manager.open().create_job("nightly").guid
    Manager.open().add_files(guid, [("http://h/x", Path.cwd() / "x")])
    verb = catalog.find(name)
    assert verb is not None
    more_words = ["NULL"] if slash and name == "setnotifycmdline" and len(before) == 1 else []
    said = refused(face, slash, verb, [*before, more, *more_words])
    assert code.hex in said.out + said.err
    assert run(face, slash, verb, [*before, most, *more_words]).status == 0


# --------------------------------------------------------------------------------------------------- whatever

POOLS: dict[str, tuple[str, ...]] = {
    "job": ("one", "twin", "nobody", NOBODY, "", "\x1b[2J"),
    "url": ("http://h/a", "file:///etc/hostname", "ftp://h/a", "http://", "http://u:p@h:0/", "/etc/hostname", "h"),
    "path": ("a", "/", "..", "no/such/folder", "/dev/null", "x" * 300),
    "index": ("0", "1", "-1", "00", "\u0661", "99999999999999999999"),
    "ranges": ("0:5", "0:eof", "5:0", "0:5,4:2", "eof:1", ":", ",", "0:" + "9" * 30),
    "value": (
        "",
        "0",
        "1",
        "3",
        "600",
        "0x10",
        "high",
        "true",
        "NULL",
        "-1",
        "4294967296",
        "caf\udce9",
        "a\0b",
        "OGDS",
    ),
}
ALIKE = {
    "jobs": "job",
    "remote": "url",
    "old": "url",
    "new": "url",
    "textfile": "path",
    "file": "path",
    "program": "path",
}
ANY_WORD = st.text(st.characters(codec="utf-8"), max_size=6)


def words_for(param: Param) -> st.SearchStrategy[list[str]]:
    """Draw words for a place: right ones, wrong ones of the kind, wrong ones of another."""
    pool = (*POOLS.get(ALIKE.get(param.name, param.name), POOLS["value"]), *param.words)
    word = st.one_of(st.sampled_from(pool), st.sampled_from(POOLS["value"]), ANY_WORD)
    least = 0 if param.optional else 1
    return st.lists(word, min_size=least, max_size=3 if param.many else 1)


def options_for(option: Option) -> st.SearchStrategy[list[str]]:
    """Draw an option, or none."""
    if not option.metavar:
        return st.sampled_from([[], [], [option.spelling]])
    value = st.one_of(st.sampled_from([*POOLS["value"], *option.words]), ANY_WORD)
    return st.one_of(st.just([]), value.map(lambda word: [f"{option.spelling}={word}"]))


@st.composite
def lines(draw: st.DrawFn, faces: Sequence[Verb]) -> tuple[Verb, list[str], list[str]]:
    """Draw a verb of the catalogue with words and options for each of its places."""
    verb = draw(st.sampled_from(faces))
    words = [word for param in verb.params for word in draw(words_for(param))]
    options = [word for option in verb.options for word in draw(options_for(option))]
    return verb, words, ["--timeout=0"] if verb.name == "wait" else options


@pytest.fixture
def queue() -> None:
    """Make a job of a unique name, with a file, and two of one name."""
    manager = Manager.open()
    manager.add_files(manager.create_job("one").guid, [("http://h/x", Path.cwd() / "x")])
    for _ in range(2):
        manager.create_job("twin")


WHATEVER = settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.usefixtures("queue")
@WHATEVER
@given(lines(VERBS))
def test_whatever_a_verb_is_given_in_clicks_syntax(pybits: Face, line: tuple[Verb, list[str], list[str]]) -> None:
    verb, words, options = line
    said = run(pybits, False, verb, words, options)
    assert said.status in set(map(int, Exit))


@pytest.mark.usefixtures("queue")
@WHATEVER
@given(lines(SLASH))
def test_whatever_a_verb_is_given_in_bitsadmins_syntax(
    bitsadmin: Face, line: tuple[Verb, list[str], list[str]]
) -> None:
    verb, words, _ = line
    run(bitsadmin, True, verb, words)


# What is typed where anything else belongs: nothing, too much, what drives a terminal, what looks like something else.
HOSTILE = (
    "",
    " ",
    "x" * 300,
    "a\x1b[2J\x07\x9b31m\r\nb\u202ec",
    "caf\udce9",
    "a\0b",
    NOBODY,
    "/RAWRETURN",
    "--json",
    "@nowhere",
    "http://",
    "{0.__class__}%s$(id)`id`",
)


@both(VERBS)
@pytest.mark.usefixtures("queue")
def test_each_place_of_a_verb_takes_or_refuses_each_hostile_word(face: Face, verb: Verb, slash: bool) -> None:
    right = right_words(verb, slash)
    right = ["one" if word == "nightly" else word for word in right]
    limit = ["--timeout=0"] if verb.name == "wait" else []
    for hostile in HOSTILE:
        for place in range(len(right)):
            said = run(face, slash, verb, [*right[:place], hostile, *right[place + 1 :]], limit)
            harmless(verb, said, hostile)
        for option in verb.options if not slash else ():
            if option.metavar and option.name != "format":  # the owner's own text, written as it is
                harmless(verb, run(face, slash, verb, right, [*limit, f"{option.spelling}={hostile}"]), hostile)


def harmless(verb: Verb, said: Said, hostile: str) -> None:
    """Insist that nothing that drives a terminal is shown; --raw is not among the options here."""
    text = said.out + said.err
    shown = re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert shown is None, (verb.name, hostile, text)
