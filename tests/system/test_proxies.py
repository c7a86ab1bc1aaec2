"""Where a job's proxy comes from, as info tells it and as the daemon does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pybits.domain.hresult import BG_E_INVALID_PROXY_INFO, HResult
from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.daemons import free_port
from tests.support.fault_server import FaultServer
from tests.support.processes import Box

BODY = pattern(100_000)
URL = "http://name.invalid/f"


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch, fault_server: FaultServer) -> Queue:
    fault_server.serve(URL, BODY)
    return Queue(box, monkeypatch)


def shown(queue: Queue, guid: str) -> str:
    lines = queue.box.ok("info", guid).splitlines()
    return next(line.partition(" ")[2].strip() for line in lines if line.startswith("proxy "))


def finish(queue: Queue, guid: str) -> None:
    queue.resume(guid)
    assert queue.finish(guid) == BODY


def test_the_users_settings_serve_where_the_environment_is_silent(queue: Queue, fault_server: FaultServer) -> None:
    guid = queue.add(URL)
    assert shown(queue, guid) == "none (no proxy was set anywhere)"
    place = f"127.0.0.1:{fault_server.port}"
    queue.box.ok("util", "setieproxy", "me", "MANUAL_PROXY", place, "<local>")
    config = Path(queue.box.env["HOME"]) / ".config/pybits/config.toml"
    assert shown(queue, guid) == f"http://{place} (MANUAL_PROXY in your settings for LAN, {config})"
    finish(queue, guid)


def test_the_environment_goes_before_and_its_password_is_not_shown(queue: Queue, fault_server: FaultServer) -> None:
    queue.box.ok("util", "setieproxy", "me", "MANUAL_PROXY", "127.0.0.1:9", "NULL")
    login = {"http_proxy": f"http://alice:wonderland@127.0.0.1:{fault_server.port}"}
    guid = queue.box.ok("--raw", "create", "job", env=login).strip()
    queue.box.ok("addfile", guid, URL, queue.result())
    said = shown(queue, guid)
    assert said == f"http://127.0.0.1:{fault_server.port} (http_proxy of the shell that made the job)"
    files = [path for path in Path(queue.box.home).rglob("*") if path.is_file() and path.name != "secrets.json"]
    assert not any(b"wonderland" in path.read_bytes() for path in files)
    finish(queue, guid)
    assert fault_server.requests[0].headers["proxy-authorization"].startswith("Basic ")
    assert "authorization" not in fault_server.requests[0].headers


def test_info_says_which_proxy_no_proxy_leaves(queue: Queue, fault_server: FaultServer) -> None:
    """The variables are those of the moment in which the job was made; what the daemon's shell says is nothing."""
    proxy = f"http://127.0.0.1:{fault_server.port}"
    for listed, way in (
        ("other.invalid, 10.0.0.0/8", f"{proxy}, except for other.invalid, 10.0.0.0/8 (all_proxy of the shell that"),
        ("invalid", "none (no_proxy of the shell that made the job: invalid)"),
        ("*", "none (no_proxy of the shell that made the job: *)"),
    ):
        guid = queue.box.ok("--raw", "create", "job", env={"all_proxy": proxy, "NO_PROXY": listed}).strip()
        queue.box.ok("addfile", guid, URL, queue.result())
        assert shown(queue, guid).startswith(way)
        if way.startswith("none"):
            queue.manager.cancel(guid)
        else:
            finish(queue, guid)


def test_a_script_in_the_settings_is_asked(queue: Queue, fault_server: FaultServer) -> None:
    script = queue.box.cwd / "proxy.pac"
    script.write_text(f"function FindProxyForURL(u, h) {{ return 'PROXY 127.0.0.1:{fault_server.port}'; }}")
    queue.box.ok("util", "setieproxy", "me", "AUTOSCRIPT", script.as_uri())
    guid = queue.add(URL)
    assert shown(queue, guid).startswith(f"what {script.as_uri()} says (AUTOSCRIPT in your settings for LAN, ")
    finish(queue, guid)


def test_a_script_that_fails_is_an_error_that_says_so(queue: Queue) -> None:
    script = queue.box.cwd / "proxy.pac"
    script.write_text("function FindProxyForURL(u, h) { return nothing(; }")
    queue.box.ok("util", "setieproxy", "me", "AUTOSCRIPT", script.as_uri())
    guid = queue.start(URL)
    error = queue.wait_for(guid, JobState.ERROR, timeout=60).error
    assert error is not None
    assert HResult(error.code) == BG_E_INVALID_PROXY_INFO
    assert "script" in error.text


def test_the_jobs_own_settings_go_before_all_others(queue: Queue, fault_server: FaultServer) -> None:
    queue.box.ok("util", "setieproxy", "me", "MANUAL_PROXY", "127.0.0.1:9", "NULL")
    guid = queue.add(URL)
    place = f"127.0.0.1:{fault_server.port}"
    queue.box.ok("setproxysettings", guid, "OVERRIDE", place)
    assert shown(queue, guid) == f"http://{place} (the job's own settings: OVERRIDE)"
    queue.box.ok("setproxysettings", guid, "OVERRIDE", place, "*.invalid <local>")
    assert shown(queue, guid) == "none (the job's own settings: OVERRIDE, whose bypass list has the host)"
    queue.box.ok("setproxysettings", guid, "OVERRIDE", place)
    finish(queue, guid)


def test_a_script_whose_first_proxy_is_gone_leads_on_without_anybodys_help(
    queue: Queue, fault_server: FaultServer
) -> None:
    script = queue.box.cwd / "proxy.pac"
    ways = f"PROXY 127.0.0.1:{free_port()}; PROXY 127.0.0.1:{fault_server.port}; DIRECT"
    script.write_text(f"function FindProxyForURL(u, h) {{ return '{ways}'; }}")
    queue.box.ok("util", "setieproxy", "me", "AUTOSCRIPT", script.as_uri())
    finish(queue, queue.add(URL, minretrydelay=3600))


def test_a_proxy_that_is_not_there_is_named_as_what_is_missing(queue: Queue) -> None:
    guid = queue.add(URL)
    queue.box.ok("setproxysettings", guid, "OVERRIDE", f"127.0.0.1:{free_port()}")
    queue.resume(guid)
    error = queue.wait_for(guid, JobState.TRANSIENT_ERROR, timeout=60).error
    assert error is not None
    assert "No connection to the proxy on the way to name.invalid" in error.text


def test_autodetect_is_taken_and_shown(queue: Queue) -> None:
    guid = queue.add(URL)
    queue.box.ok("setproxysettings", guid, "AUTODETECT")
    assert shown(queue, guid) == "what the script that the network names says (the job's own settings: AUTODETECT)"
