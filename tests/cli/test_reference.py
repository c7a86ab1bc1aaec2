"""Every name of bitsadmin's reference does its work: run in the slash face, seen to change or read what it should."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pybits import hresult
from pybits.cli import argv, catalog
from pybits.cli.render.bitsadmin import BANNER
from tests.cli import reference
from tests.cli.faces import Face, Said
from tests.conformance.queue import Queue
from tests.support.bits_server import BitsServer
from tests.support.fault_server import Fault, FaultServer
from tests.support.processes import BITSADMIN, Box, end, processes_with, wait_until

Scenario = Callable[["Bench"], None]
SCENARIOS: dict[str, Scenario] = {}
CONTENT = b"some bytes\n" * 100


def shows(*names: str) -> Callable[[Scenario], Scenario]:
    """Say which names of the reference a scenario is about."""

    def note(scenario: Scenario) -> Scenario:
        for name in names:
            assert name not in SCENARIOS, f"two scenarios for {name}"
            SCENARIOS[name] = scenario
        return scenario

    return note


class Bench:
    """The slash face on a queue, which remembers what words it was given."""

    def __init__(self, face: Face, queue: Queue) -> None:
        self._face = face
        self.queue = queue
        self.box = queue.box
        self.folder = queue.folder
        self.ran: list[tuple[str, ...]] = []

    def run(self, *words: str | Path) -> Said:
        """Run words in this process."""
        self.ran.append(tuple(map(str, words)))
        return self._face(*map(str, words))

    def ok(self, *words: str | Path) -> str:
        """Run words that have to succeed and give what is printed below the banner."""
        said = self.run(*words)
        assert (said.status, said.err) == (0, ""), said
        assert said.out.startswith(BANNER)
        return said.out.removeprefix(BANNER)

    def raw(self, *words: str | Path) -> str:
        """Run words that have to succeed behind /RAWRETURN and give the one value."""
        said = self.run("/rawreturn", *words)
        assert (said.status, said.err) == (0, ""), said
        return said.out.removesuffix("\n")

    def process(self, *words: str | Path) -> str:
        """Run words as a process of its own, for what starts the daemon, and give what is printed below the banner."""
        self.ran.append(tuple(map(str, words)))
        ran = self.box.bitsadmin(*words)
        assert (ran.status, ran.stderr) == (0, ""), ran
        return ran.stdout.removeprefix(BANNER)

    def refused(self, code: hresult.HResult, *words: str | Path) -> str:
        """Run words that have to fail with a code, and give what is said about it."""
        said = self.run(*words)
        assert said.status == code & 0xFF, said
        assert f"Unable to {said.out.partition('Unable to ')[2].partition(' - ')[0]} - {code.hex}\n" in said.out
        return said.out.partition(f"{code.hex}\n")[2]

    def job(self, files: int = 0, name: str = "job") -> str:
        """Make a job with so many files that can be fetched."""
        guid = self.raw("/create", name)
        for number in range(files):
            self.ok("/addfile", guid, self.source(number), self.folder / f"{name}.{number}")
        return guid

    def source(self, number: int = 0) -> str:
        """Give the URL of a file that is there."""
        path = self.folder / f"source{number}"
        path.write_bytes(CONTENT)
        return path.as_uri()

    def until(self, guid: str, state: str) -> None:
        """Wait until a job is in a state."""
        wait_until(lambda: self.raw("/getstate", guid) == state, 60, what=f"{guid} to be {state}")

    def transferred(self, files: int = 1) -> str:
        """Make a job and wait until it is TRANSFERRED."""
        guid = self.job(files)
        self.process("/resume", guid)
        self.until(guid, "TRANSFERRED")
        return guid

    def in_error(self) -> str:
        """Make a job that found nothing at its URL."""
        guid = self.job()
        self.ok("/addfile", guid, (self.folder / "missing").as_uri(), self.folder / "x")
        self.process("/resume", guid)
        self.until(guid, "ERROR")
        return guid


@pytest.fixture
def bench(box: Box, bitsadmin: Face, monkeypatch: pytest.MonkeyPatch, private_environment: None) -> Iterator[Bench]:
    del private_environment
    for name in ("PYBITS_CONFIG", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in (
        "HOME",
        "PYBITS_MACHINE_CONFIG",
        "PYBITS_HOME",
        "PYBITS_MACHINE_DIR",
        "PYBITS_POLICY",
        "TZ",
        "PYTHONPATH",
    ):
        monkeypatch.setenv(name, box.env[name])
    time.tzset()
    monkeypatch.chdir(box.cwd)
    yield Bench(bitsadmin, Queue(box))
    end(processes_with("PYBITS_HOME", box.env["PYBITS_HOME"]))


CONTAINERS = {"/UTIL", "/CACHE", "/PEERS", "/PEERCACHING"}


def there(name: str) -> bool:
    """Tell whether pybits has a name of the reference."""
    words = name.split()
    if name in reference.OPTIONS:
        verb = argv.find(*words[:-1])
        return verb is not None and words[-1] in {switch for option in verb.options for switch, _ in option.switches}
    if words[0] in CONTAINERS and words[1:] in ([], ["/HELP"]):
        return words[0][1:].lower() in catalog.CONTAINERS
    return name.lower() in (*argv.MODIFIERS, *argv.HELP) or argv.find(*words) is not None


def contains(words: tuple[str, ...], wanted: list[str]) -> bool:
    """Tell whether words have the wanted ones among them, in this order."""
    rest = iter(word.upper() for word in words)
    return all(word in rest for word in wanted)


@pytest.mark.parametrize("name", reference.ALL)
def test_a_name_is_there_and_has_a_scenario(name: str) -> None:
    assert there(name)
    assert name in SCENARIOS


def test_the_reference_has_the_numbers_that_it_says() -> None:
    assert [len(part) for part in (reference.MODIFIERS, reference.COMMANDS, reference.SUB_COMMANDS)] == [3, 84, 23]
    assert len(reference.OPTIONS) == 11
    assert len(set(reference.ALL)) == 121
    assert SCENARIOS.keys() <= set(reference.ALL)


def test_a_verb_is_bitsadmins_only_if_the_reference_has_it() -> None:
    switches = {" ".join(f"/{word.upper()}" for word in verb.name.split()) for verb in catalog.every() if verb.syntax}
    assert switches <= {*reference.COMMANDS, *reference.SUB_COMMANDS}


# ----------------------------------------------------------------------------------------- modifiers and help


@shows("/RAWRETURN")
def rawreturn(bench: Bench) -> None:
    guid = bench.raw("/create", "job")
    assert re.fullmatch(r"\{[0-9A-F-]{36}\}", guid)
    assert bench.run("/RawReturn", "/getstate", guid).out == "SUSPENDED\n"


@shows("/WRAP", "/NOWRAP")
def wrap_and_nowrap(bench: Bench) -> None:
    bench.job(name="x" * 200)
    wrapped, cut = bench.ok("/wrap", "/list").splitlines(), bench.ok("/nowrap", "/list").splitlines()
    assert max(map(len, wrapped)) <= 80
    assert "".join(wrapped).count("x") == 200
    assert len(cut) < len(wrapped)
    assert not any(line.endswith("SUSPENDED") for line in cut)


@shows("/HELP", "/?")
def help_and_question_mark(bench: Bench) -> None:
    text = bench.ok("/help")
    assert text == bench.ok("/?")
    assert text.startswith("USAGE: BITSADMIN [/RAWRETURN] [/WRAP | /NOWRAP] command")
    for name in reference.COMMANDS:
        assert name in text, name


# ------------------------------------------------------------------------------------------- the whole queue


@shows("/LIST", "/INFO", "/INFO /VERBOSE")
def list_and_info(bench: Bench) -> None:
    guid = bench.job(1, "one")
    line = f"{guid} 'one' SUSPENDED 0 / 1 0 / UNKNOWN\n"
    assert bench.ok("/list") == f"{line}\nListed 1 job(s).\n"
    assert bench.ok("/info", "one") == line
    block = bench.ok("/info", "one", "/verbose")
    assert f"GUID: {guid} DISPLAY: 'one'\nTYPE: DOWNLOAD STATE: SUSPENDED OWNER: " in block
    assert f"WORKING {bench.source()} -> {bench.folder}/one.0" in block.replace("\n", "")
    assert block.splitlines() == bench.ok("/list", "/verbose").splitlines()[: len(block.splitlines())]


@shows("/LIST /ALLUSERS")
def list_of_all_users(bench: Bench) -> None:
    guid = bench.job()
    if os.geteuid() == 0:
        assert guid in bench.ok("/list", "/allusers")
    else:
        bench.refused(hresult.E_ACCESSDENIED, "/list", "/allusers")


@shows("/MONITOR", "/MONITOR /REFRESH")
def monitor(bench: Bench) -> None:
    import subprocess

    guid = bench.job(name="watched")
    words = ("/monitor", "/refresh", "1")
    bench.ran.append(words)
    command = [bench.box.command()[0], *BITSADMIN, *words]
    with subprocess.Popen(command, env=bench.box.env | {"PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        seen = b""
        while seen.count(guid.encode()) < 2:  # it looks again by itself
            seen += os.read(running.stdout.fileno(), 4096)
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 130
    assert b"MONITORING BACKGROUND COPY MANAGER(1 second refresh)\n" in seen
    assert f"{guid} 'watched' SUSPENDED 0 / 0 0 / 0\n".encode() in seen


@shows("/RESET")
def reset(bench: Bench) -> None:
    guids = [bench.job(), bench.job()]
    assert bench.ok("/reset") == "".join(f"{guid} canceled.\n" for guid in guids) + "2 out of 2 jobs canceled.\n"
    assert bench.ok("/list") == "Listed 0 job(s).\n"


@shows("/TRANSFER", "/TRANSFER /PRIORITY")
def transfer(bench: Bench) -> None:
    words: list[str | Path] = [bench.source(1), bench.folder / "a", bench.source(2), bench.folder / "b"]
    assert bench.process("/transfer", "whole", "/priority", "HIGH", *words) == "Transfer complete.\n"
    assert (bench.folder / "a").read_bytes() == (bench.folder / "b").read_bytes() == CONTENT
    assert bench.ok("/list") == "Listed 0 job(s).\n"
    assert "must be" in bench.refused(hresult.E_NOTIMPL, "/transfer", "x", "/priority", "urgent", *words)


# ---------------------------------------------------------------------------------------- the life of a job


@shows("/CREATE", "/CREATE /DOWNLOAD", "/CREATE /UPLOAD", "/CREATE /UPLOAD-REPLY", "/GETTYPE")
def create(bench: Bench) -> None:
    assert re.fullmatch(r"Created job \{[0-9A-F-]{36}\}\.\n", bench.ok("/create", "plain"))
    assert bench.raw("/gettype", "plain") == "DOWNLOAD"
    for switch in ("/download", "/Upload", "/UPLOAD-REPLY"):
        guid = bench.raw("/create", switch, f"job {switch}")
        assert bench.raw("/gettype", guid) == switch[1:].upper()
        assert bench.raw("/getdisplayname", guid) == f"job {switch}"


@shows("/ADDFILE", "/LISTFILES", "/GETFILESTOTAL")
def addfile(bench: Bench) -> None:
    guid, path = bench.job(), bench.folder / "a"
    assert bench.ok("/addfile", guid, "http://h/a", path) == f"Added http://h/a -> {path} to job.\n"
    assert bench.raw("/getfilestotal", guid) == "1"
    assert bench.ok("/listfiles", guid) == f"0 / UNKNOWN WORKING http://h/a -> {path}\n"


@shows("/ADDFILESET")
def addfileset(bench: Bench) -> None:
    guid, listed = bench.job(), bench.folder / "set.txt"
    listed.write_text(f"# two files\nhttp://h/a {bench.folder}/a\nhttp://h/b {bench.folder}/b\n")
    bench.ok("/addfileset", guid, listed)
    assert bench.raw("/getfilestotal", guid) == "2"
    assert f"http://h/b -> {bench.folder}/b" in bench.ok("/listfiles", guid)


@shows("/ADDFILEWITHRANGES")
def addfilewithranges(bench: Bench) -> None:
    guid, url = bench.job(), bench.source()
    assert bench.ok("/addfilewithranges", guid, url, bench.folder / "x", "5:5,0:4") == (
        f"Added {url} -> {bench.folder}/x to job.\n"
    )
    assert bench.raw("/getbytestotal", guid) == "9"
    assert bench.refused(
        hresult.BG_E_OVERLAPPING_RANGES, "/addfilewithranges", guid, url, bench.folder / "y", "0:5,4:2"
    )
    bench.process("/resume", guid)
    bench.until(guid, "TRANSFERRED")
    bench.ok("/complete", guid)
    assert (bench.folder / "x").read_bytes() == CONTENT[5:10] + CONTENT[:4]


@shows("/GETACLFLAGS", "/SETACLFLAGS")
def aclflags(bench: Bench) -> None:
    guid = bench.job(1)
    assert bench.ok("/setaclflags", guid, "dsg") == "Set the ACL flags to GDS.\n"
    assert bench.raw("/getaclflags", guid) == "GDS"
    bench.refused(hresult.E_INVALIDARG, "/setaclflags", guid, "X")
    bench.refused(hresult.BG_E_INVALID_STATE, "/setaclflags", bench.transferred(), "D")


@shows("/GETVALIDATIONSTATE", "/SETVALIDATIONSTATE")
def validationstate(bench: Bench) -> None:
    bench.refused(hresult.E_PENDING, "/setvalidationstate", bench.job(1), "0", "true")
    guid = bench.transferred(2)
    assert bench.raw("/getvalidationstate", guid, "1") == "false"
    assert bench.ok("/setvalidationstate", guid, "1", "TRUE") == "Set the validation state to true.\n"
    assert bench.raw("/getvalidationstate", guid, "1") == "true"
    bench.ok("/setvalidationstate", guid, "0", "false")
    assert bench.raw("/getstate", guid) == "ERROR"
    assert hresult.BG_E_VALIDATION_FAILED.hex in bench.ok("/geterror", guid)
    assert bench.raw("/getfilestransferred", guid) == "1"


@shows("/GETPEERCACHINGFLAGS", "/SETPEERCACHINGFLAGS", "/GETPEERSTATS")
def peercaching_of_a_job(bench: Bench) -> None:
    guid = bench.transferred()
    assert bench.ok("/setpeercachingflags", guid, "3") == "Set the peercaching flags to 3.\n"
    assert bench.raw("/getpeercachingflags", guid) == "3"
    assert bench.raw("/getpeerstats", guid, "0") == f"{len(CONTENT)}\n0"
    assert bench.ok("/getpeerstats", guid, "0") == f"From the server:  {len(CONTENT)}\nFrom peers:       0\n"
    bench.refused(hresult.E_INVALIDARG, "/getpeerstats", guid, "1")


@shows("/TRANSFER /ACLFLAGS")
def transfer_aclflags(bench: Bench) -> None:
    url = bench.source()
    (bench.folder / "source0").chmod(0o604)
    bench.process("/transfer", "job", "/ACLFLAGS", "D", url, bench.folder / "x")
    assert (bench.folder / "x").stat().st_mode & 0o777 == 0o604


@shows("/TRANSFER /DYNAMIC")
def transfer_dynamic(bench: Bench) -> None:
    bench.box.set_policy(RequireContentLength=True)
    with FaultServer() as server:
        server.serve("/f", CONTENT, Fault(chunked=True))
        assert bench.box.bitsadmin("/transfer", "job", server.url("/f"), bench.folder / "x").status == 0x11
        bench.process("/transfer", "job", "/DYNAMIC", server.url("/f"), bench.folder / "x")
    assert (bench.folder / "x").read_bytes() == CONTENT


@shows("/REPLACEREMOTEPREFIX")
def replaceremoteprefix(bench: Bench) -> None:
    guid = bench.job()
    bench.ok("/addfile", guid, "http://one/a", bench.folder / "a")
    bench.ok("/replaceremoteprefix", guid, "http://one/", "https://two/x/")
    assert "https://two/x/a -> " in bench.ok("/listfiles", guid)


@shows("/RESUME", "/COMPLETE", "/GETSTATE", "/GETBYTESTOTAL", "/GETBYTESTRANSFERRED", "/GETFILESTRANSFERRED")
def resume_and_complete(bench: Bench) -> None:
    guid = bench.job(2)
    assert bench.raw("/getbytestotal", guid) == "UNKNOWN"
    assert bench.process("/resume", guid) == "Job resumed.\n"
    bench.until(guid, "TRANSFERRED")
    assert bench.raw("/getbytestotal", guid) == bench.raw("/getbytestransferred", guid) == str(2 * len(CONTENT))
    assert bench.raw("/getfilestransferred", guid) == "2"
    assert not (bench.folder / "job.0").exists()
    assert bench.ok("/complete", guid) == "Job completed.\n"
    assert (bench.folder / "job.1").read_bytes() == CONTENT
    bench.refused(hresult.BG_E_NOT_FOUND, "/getstate", guid)


@shows("/SUSPEND")
def suspend(bench: Bench) -> None:
    guid = bench.transferred()
    assert bench.ok("/suspend", guid) == "Job suspended.\n"
    assert bench.raw("/getstate", guid) == "SUSPENDED"


@shows("/CANCEL")
def cancel(bench: Bench) -> None:
    guid = bench.transferred()
    temporary = Path(bench.raw("/gettemporaryname", guid, "0"))
    assert temporary.exists()
    assert bench.ok("/cancel", guid) == "Job canceled.\n"
    assert not temporary.exists()
    bench.refused(hresult.BG_E_NOT_FOUND, "/getstate", guid)


@shows("/TAKEOWNERSHIP")
def takeownership(bench: Bench) -> None:
    guid = bench.job()
    bench.ok("/setcustomheaders", guid, "A: b")
    if os.geteuid() == 0:
        bench.ok("/takeownership", guid)
        assert bench.raw("/getcustomheaders", guid) == ""
    else:
        bench.refused(hresult.E_ACCESSDENIED, "/takeownership", guid)


# ------------------------------------------------------------------------------- what is read of the job's life


@shows("/GETERROR", "/GETERRORCOUNT")
def geterror(bench: Bench) -> None:
    fresh = bench.job()
    bench.refused(hresult.BG_E_ERROR_INFORMATION_UNAVAILABLE, "/geterror", fresh)
    assert bench.raw("/geterrorcount", fresh) == "0"
    guid = bench.in_error()
    lines = bench.ok("/geterror", guid).replace("\n", "")
    assert lines.startswith(f"ERROR FILE:    {(bench.folder / 'missing').as_uri()} -> {bench.folder}/x")
    assert f"ERROR CODE:    {hresult.ERROR_FILE_NOT_FOUND.hex} - " in lines
    assert "ERROR CONTEXT: 0x0000000" in lines
    assert bench.raw("/geterrorcount", guid) == "1"


@shows("/GETCREATIONTIME", "/GETMODIFICATIONTIME", "/GETCOMPLETIONTIME")
def times(bench: Bench) -> None:
    guid = bench.job(1)
    job = bench.queue.job(guid)
    assert bench.raw("/getcreationtime", guid) == _moment(job.created)
    assert bench.raw("/getcompletiontime", guid) == "UNKNOWN"
    bench.process("/resume", guid)
    bench.until(guid, "TRANSFERRED")
    job = bench.queue.job(guid)
    assert bench.raw("/getcreationtime", guid) == _moment(job.created)
    assert bench.raw("/getmodificationtime", guid) == _moment(job.modified)
    assert bench.raw("/getcompletiontime", guid) == _moment(job.transferred)


def _moment(at: float | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))


@shows("/GETOWNER")
def getowner(bench: Bench) -> None:
    import pwd

    assert bench.raw("/getowner", bench.job()) == pwd.getpwuid(os.getuid()).pw_name


@shows("/GETREPLYFILENAME", "/SETREPLYFILENAME", "/GETREPLYPROGRESS", "/GETREPLYDATA")
def replies(bench: Bench) -> None:
    source, place = bench.folder / "up", bench.folder / "answer"
    source.write_bytes(CONTENT)
    guid = bench.raw("/create", "/upload-reply", "up")
    assert bench.raw("/getreplyfilename", guid) == "NULL"
    bench.refused(hresult.E_NOTIMPL, "/getreplyfilename", bench.raw("/create", "/upload", "plain"))
    with BitsServer() as server:
        server.fault.reply = b"an answer\n" * 2
        bench.ok("/addfile", guid, server.url("/in/up"), source)
        assert bench.raw("/getreplyfilename", guid).endswith(".reply")
        bench.ok("/setreplyfilename", guid, place)
        assert bench.raw("/getreplyfilename", guid) == str(place)
        bench.ok("/setreplyfilename", guid, "NULL")
        bench.ok("/setreplyfilename", guid, place)
        bench.refused(hresult.E_INVALIDARG, "/setreplyfilename", guid, "relative")
        bench.refused(hresult.BG_E_INVALID_STATE, "/getreplydata", guid)
        assert bench.raw("/getreplyprogress", guid) == "0 / UNKNOWN"
        bench.process("/resume", guid)
        bench.until(guid, "TRANSFERRED")
    assert bench.raw("/getreplyprogress", guid) == "20 / 20"
    assert bench.raw("/getreplydata", guid).splitlines() == [
        "00000000  61 6e 20 61 6e 73 77 65 72 0a 61 6e 20 61 6e 73  an answer.an ans",
        "00000010  77 65 72 0a                                      wer.",
    ]
    bench.refused(hresult.BG_E_INVALID_STATE, "/setreplyfilename", guid, "NULL")
    bench.ok("/complete", guid)
    assert place.read_bytes() == b"an answer\n" * 2


@shows("/GETTEMPORARYNAME")
def gettemporaryname(bench: Bench) -> None:
    guid = bench.transferred(2)
    for index in ("0", "1"):
        path = Path(bench.raw("/gettemporaryname", guid, index))
        assert re.fullmatch(r"\.BIT[0-9A-F]+\.tmp", path.name, re.IGNORECASE)
        assert path.read_bytes() == CONTENT
    bench.refused(hresult.E_INVALIDARG, "/gettemporaryname", guid, "2")


# ------------------------------------------------------------------------------------ properties, set and read


def round_trips(getter: str, setter: str, default: str, *pairs: tuple[str, str]) -> None:
    """Note a scenario: the default is read, each word is set and read back in its form, by a fresh look too."""

    @shows(getter, setter)
    def scenario(bench: Bench) -> None:
        guid = bench.job()
        assert bench.raw(getter, guid) == default
        for word, value in pairs:
            bench.ok(setter.lower(), guid, word)
            assert bench.raw(getter, guid) == value
            assert bench.ok(getter, guid) == f"{value}\n"
        assert bench.raw(getter, bench.job(name="other")) in (default, "other")


round_trips("/GETDISPLAYNAME", "/SETDISPLAYNAME", "job", ("another name", "another name"), ("x" * 60, "x" * 60))
round_trips("/GETDESCRIPTION", "/SETDESCRIPTION", "", ("what it is for", "what it is for"))
round_trips("/GETPRIORITY", "/SETPRIORITY", "NORMAL", *((word, word.upper()) for word in ("HIGH", "low", "Foreground")))
round_trips("/GETNOTIFYFLAGS", "/SETNOTIFYFLAGS", "3", ("2", "2"), ("0x0003", "3"), ("4", "4"))
round_trips("/GETMINRETRYDELAY", "/SETMINRETRYDELAY", "600", ("1000", "1000"), ("1", "5"))
round_trips("/GETNOPROGRESSTIMEOUT", "/SETNOPROGRESSTIMEOUT", "1209600", ("0", "0"), ("864000", "864000"))
round_trips("/GETMAXDOWNLOADTIME", "/SETMAXDOWNLOADTIME", "7776000", ("3600", "3600"))
round_trips("/GETHTTPMETHOD", "/SETHTTPMETHOD", "GET", ("POST", "POST"))
round_trips("/GETSECURITYFLAGS", "/SETSECURITYFLAGS", "0x0000", ("0x0001", "0x0001"), ("256", "0x0100"))


@shows("/GETNOTIFYINTERFACE")
def getnotifyinterface(bench: Bench) -> None:
    guid = bench.job()
    assert bench.raw("/getnotifyinterface", guid) == "UNREGISTERED"
    assert "NOTIFY INTERFACE: UNREGISTERED" in bench.ok("/info", guid, "/verbose")


@shows("/SETPROXYSETTINGS", "/GETPROXYUSAGE", "/GETPROXYLIST", "/GETPROXYBYPASSLIST")
def proxies(bench: Bench) -> None:
    guid = bench.job()
    read = ("/getproxyusage", "/getproxylist", "/getproxybypasslist")
    assert [bench.raw(verb, guid) for verb in read] == ["PRECONFIG", "NULL", "NULL"]
    bench.ok("/setproxysettings", guid, "OVERRIDE", "proxy1:80", "<local> *.example.org")
    assert [bench.raw(verb, guid) for verb in read] == ["OVERRIDE", "proxy1:80", "<local> *.example.org"]
    bench.ok("/setproxysettings", guid, "no_proxy")
    assert [bench.raw(verb, guid) for verb in read] == ["NO_PROXY", "NULL", "NULL"]
    bench.refused(hresult.E_INVALIDARG, "/setproxysettings", guid, "NO_PROXY", "proxy1:80", "NULL")


@shows("/SETNOTIFYCMDLINE", "/GETNOTIFYCMDLINE")
def notifycmdline(bench: Bench) -> None:
    guid, mark = bench.job(1), bench.folder / "mark"
    assert bench.raw("/getnotifycmdline", guid) == "none"
    bench.ok("/setnotifycmdline", guid, "/usr/bin/touch", f"touch {mark}")
    assert bench.raw("/getnotifycmdline", guid) == f"/usr/bin/touch touch {mark}"
    bench.process("/resume", guid)
    wait_until(mark.exists, 60, what="the command to have run")
    assert bench.raw("/getstate", guid) == "TRANSFERRED"
    bench.ok("/setnotifycmdline", guid, "NULL", "NULL")
    assert bench.raw("/getnotifycmdline", guid) == "none"


@shows("/GETCUSTOMHEADERS", "/SETCUSTOMHEADERS", "/MAKECUSTOMHEADERSWRITEONLY")
def customheaders(bench: Bench) -> None:
    guid = bench.job()
    bench.ok("/setcustomheaders", guid, "X-One: 1", "X-Two:2")
    assert bench.raw("/getcustomheaders", guid) == r"X-One: 1\nX-Two: 2"
    bench.ok("/makecustomheaderswriteonly", guid)
    bench.refused(hresult.E_ACCESSDENIED, "/getcustomheaders", guid)
    assert "X-One" not in bench.ok("/info", guid, "/verbose")


@shows("/SETCREDENTIALS", "/REMOVECREDENTIALS")
def credentials(bench: Bench) -> None:
    guid = bench.job()
    said = bench.run("/setcredentials", guid, "server", "basic", "alice", "wonderland")
    assert said.out == BANNER + "Credentials set for the server (BASIC).\n"
    assert "seen by every user" in said.err
    assert bench.queue.job(guid).credentials == ("SERVER BASIC",)
    assert bench.ok("/removecredentials", guid, "SERVER", "BASIC") == "Credentials removed for the server (BASIC).\n"
    assert bench.queue.job(guid).credentials == ()
    bench.refused(hresult.BG_E_INVALID_AUTH_TARGET, "/setcredentials", guid, "GATE", "BASIC", "alice", "wonderland")
    bench.refused(hresult.BG_E_INVALID_AUTH_SCHEME, "/removecredentials", guid, "SERVER", "OAUTH")


@shows("/SETCLIENTCERTIFICATEBYID", "/SETCLIENTCERTIFICATEBYNAME", "/GETCLIENTCERTIFICATE", "/REMOVECLIENTCERTIFICATE")
def clientcertificate(bench: Bench) -> None:
    import trustme

    from pybits.storage import paths
    from tests.support import identities

    guid = bench.job()
    bench.refused(hresult.RPC_X_BAD_STUB_DATA, "/getclientcertificate", guid)
    identities.pem(Path(paths.user_config()).parent / "certificates" / "MY", trustme.CA(), "Alice Liddell")
    bench.ok("/setclientcertificatebyname", guid, "1", "MY", "Alice Liddell")
    shown = bench.raw("/getclientcertificate", guid)
    assert "CN=Alice Liddell" in shown
    bench.ok("/removeclientcertificate", guid)
    bench.refused(hresult.RPC_X_BAD_STUB_DATA, "/getclientcertificate", guid)
    thumbprint = shown.partition("SHA-1 ")[2].partition(",")[0]
    bench.ok("/setclientcertificatebyid", guid, "1", "MY", thumbprint)
    assert bench.raw("/getclientcertificate", guid) == shown
    bench.refused(hresult.CRYPT_E_NOT_FOUND, "/setclientcertificatebyid", guid, "1", "MY", "0" * 40)


# ------------------------------------------------------------------------------------------------- containers


def explains_itself(container: str) -> None:
    """Note a scenario: the container's own help names its commands, in each way to ask for it."""

    @shows(container, f"{container} /HELP")
    def scenario(bench: Bench) -> None:
        text = bench.ok(container, "/help")
        assert text == bench.ok(container.lower(), "/?") == bench.ok(container)
        for name in reference.SUB_COMMANDS:
            assert (name in text) == name.startswith(f"{container} "), name
        assert "Invalid command" in bench.run(container, "/nosuch").out


for _container in sorted(CONTAINERS):
    explains_itself(_container)


@shows("/UTIL /VERSION")
def util_version(bench: Bench) -> None:
    from pybits import __version__

    short, long = bench.ok("/util", "/version"), bench.ok("/util", "/version", "/verbose")
    assert re.search(rf"^pybits +{re.escape(__version__)}$", short, re.MULTILINE)
    assert re.search(r"^libcurl +[0-9]", short, re.MULTILINE)
    assert set(short.split()) <= set(long.split())
    bench.box.set_policy(MaxJobsPerUser=7)
    assert re.search(r"^MaxJobsPerUser +7 \(", bench.ok("/util", "/version", "/verbose"), re.MULTILINE)
    assert bench.raw("/util", "/version").split("\n")[0] == __version__


@shows("/UTIL /GETIEPROXY", "/UTIL /SETIEPROXY", "/UTIL /SETIEPROXY /CONN")
def util_ieproxy(bench: Bench) -> None:
    accounts = ["ME", "localsystem"] if os.geteuid() == 0 else ["ME"]
    for account in accounts:
        assert bench.raw("/util", "/getieproxy", account).startswith("NULL\nNULL\n")
        bench.ok("/util", "/setieproxy", account, "MANUAL_PROXY", "proxy1:80", "<local>")
        bench.ok("/util", "/setieproxy", account, "AUTOSCRIPT", "http://h/p.pac", "/CONN", "eth0")
        assert bench.raw("/util", "/getieproxy", account).startswith("MANUAL_PROXY\nproxy1:80\n<local>\n")
        assert bench.raw("/util", "/getieproxy", account, "/conn", "eth0").startswith("AUTOSCRIPT\n")
        bench.ok("/util", "/setieproxy", account, "reset")
        assert bench.raw("/util", "/getieproxy", account).startswith("NO_PROXY\nNULL\nNULL\n")
    bench.refused(hresult.E_INVALIDARG, "/util", "/getieproxy", "nobody")


@shows("/UTIL /REPAIRSERVICE", "/UTIL /REPAIRSERVICE /FORCE")
def util_repairservice(bench: Bench) -> None:
    guid = bench.job(1)
    assert bench.ok("/util", "/repairservice") == "All is well.\n"
    bench.box.home.chmod(0o777)
    (bench.box.home / "passage").rmdir()
    text = bench.ok("/util", "/repairservice", "/force")
    assert "has mode 0777" in text.replace("\n", " ")
    assert "Found 2 things wrong; mended 2, left 0." in text
    assert bench.box.home.stat().st_mode & 0o777 == 0o700
    assert (bench.box.home / "passage").is_dir()
    assert bench.raw("/getfilestotal", guid) == "1"


@shows("/UTIL /ENABLEANALYTICCHANNEL")
def util_enableanalyticchannel(bench: Bench) -> None:
    import json

    log = bench.box.home / "events.jsonl"
    bench.transferred()
    assert not log.exists()
    bench.ok("/util", "/enableanalyticchannel", "TRUE")
    guid = bench.transferred()
    wait_until(lambda: log.exists() and guid in log.read_text(), 60, what="an event of the job")
    assert all(isinstance(json.loads(line), dict) for line in log.read_text().splitlines())
    bench.ok("/util", "/enableanalyticchannel", "false")
    other = bench.transferred()
    assert other not in log.read_text()
    bench.refused(hresult.E_INVALIDARG, "/util", "/enableanalyticchannel", "maybe")


@shows("/CACHE /GETLIMIT", "/CACHE /SETLIMIT", "/CACHE /GETEXPIRATIONTIME", "/CACHE /SETEXPIRATIONTIME")
def cache_settings(bench: Bench) -> None:
    for what, default, least, most in (("limit", 1, 1, 80), ("expirationtime", 7_776_000, 86_400, 10_368_000)):
        get, set_ = f"/get{what}", f"/set{what}"
        assert bench.raw("/cache", get) == str(default)
        for past in (least - 1, most + 1):
            bench.refused(hresult.E_INVALIDARG, "/cache", set_, str(past))
        if os.geteuid() != 0:
            bench.refused(hresult.E_ACCESSDENIED, "/cache", set_, str(most))
            continue
        for value in (least, most):
            bench.ok("/cache", set_, str(value))
            assert bench.raw("/cache", get) == str(value)


@shows("/PEERCACHING /GETCONFIGURATIONFLAGS", "/PEERCACHING /SETCONFIGURATIONFLAGS")
def peercaching_settings(bench: Bench) -> None:
    get, set_ = ("/peercaching", "/getconfigurationflags"), ("/peercaching", "/setconfigurationflags")
    assert bench.raw(*get) == "0"
    bench.refused(hresult.E_INVALIDARG, *set_, "8")
    if os.geteuid() != 0:
        bench.refused(hresult.E_ACCESSDENIED, *set_, "3")
        return
    for word, value in (("1", "1"), ("0x3", "3"), ("0", "0")):
        bench.ok(*set_, word)
        assert bench.raw(*get) == value


@shows("/CACHE /CLEAR", "/CACHE /DELETE", "/CACHE /DELETEURL", "/CACHE /LIST", "/CACHE /INFO")
def cache_without_a_cache(bench: Bench) -> None:
    record = "{6AF46E48-41D3-453F-B7AF-A694BBC823F7}"
    for words in (
        ["/clear"],
        ["/list"],
        ["/delete", record],
        ["/deleteurl", "http://h/a"],
        ["/info", record, "/verbose"],
    ):
        assert "keeps no copies" in bench.refused(hresult.BG_E_PEERCACHING_DISABLED, "/cache", *words)
    for words in (["/delete", "x"], ["/info", "x"], ["/deleteurl", ""]):
        bench.refused(hresult.E_INVALIDARG, "/cache", *words)


@shows("/PEERS /DISCOVER", "/PEERS /CLEAR", "/PEERS /LIST")
def peers_without_a_cache(bench: Bench) -> None:
    for word in ("/discover", "/clear", "/list"):
        assert "keeps no copies" in bench.refused(hresult.BG_E_PEERCACHING_DISABLED, "/peers", word)


@shows("/SETHELPERTOKEN", "/GETHELPERTOKENSID", "/SETHELPERTOKENFLAGS", "/GETHELPERTOKENFLAGS")
def helper_tokens(bench: Bench) -> None:
    guid = bench.job()
    before = bench.ok("/info", guid, "/verbose")
    for words in (
        ("/sethelpertoken", guid),
        ("/sethelpertoken", guid, "user@domain", "password"),
        ("/gethelpertokensid", guid),
        ("/sethelpertokenflags", guid, "1"),
        ("/gethelpertokenflags", guid),
    ):
        assert "works with its user's rights" in bench.refused(hresult.E_NOTIMPL, *words).replace("\n", " ")
    assert bench.ok("/info", guid, "/verbose") == before


# ------------------------------------------------------------------------------------------------- all of them


NAMES = {scenario: [name for name in SCENARIOS if SCENARIOS[name] is scenario] for scenario in SCENARIOS.values()}


@pytest.mark.parametrize("scenario", NAMES, ids=lambda scenario: "-".join(NAMES[scenario]).replace("/", "").lower())
def test_a_name_does_its_work(bench: Bench, scenario: Scenario) -> None:
    scenario(bench)
    for name in NAMES[scenario]:
        assert any(contains(words, name.split()) for words in bench.ran), f"the scenario of {name} never ran it"
