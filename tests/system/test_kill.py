"""SIGKILL at random moments of a download: the file arrives whole, and little is fetched twice."""

from __future__ import annotations

import hashlib
import random
import time
from pathlib import Path

import pytest

from pybits.domain.state import JobState
from tests.daemon.queue import Queue, pattern
from tests.support.fault_server import Fault, FaultServer
from tests.support.nginx import Nginx
from tests.support.processes import Box, wait_until

KILLS = 8
RATE = 2 << 20  # bytes per second
SIZE = 16 * RATE  # nginx gives each new connection a second's worth at once: about 12 seconds with the kills


@pytest.fixture
def queue(box: Box, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(box, monkeypatch)


class Watch:
    """Looks at a job's progress all the time and insists that it never falls."""

    def __init__(self, queue: Queue, guid: str) -> None:
        self._queue, self._guid, self._most = queue, guid, (0, 0)

    def look(self) -> int:
        job = self._queue.job(self._guid)
        now = (job.bytes_done, job.files_done)
        assert now[0] >= self._most[0], f"progress fell from {self._most} to {now} in {job}"
        assert now[1] >= self._most[1], f"progress fell from {self._most} to {now} in {job}"
        self._most = now
        return job.bytes_done

    def wait_for_more(self) -> None:
        before = self.look()
        wait_until(lambda: self.look() > before, what="bytes")

    def for_seconds(self, duration: float) -> None:
        end = time.monotonic() + duration
        while time.monotonic() < end:
            self.look()
            time.sleep(0.002)


@pytest.mark.nginx
@pytest.mark.slow
def test_a_download_that_is_killed_again_and_again_arrives_whole_and_costs_little_more(
    queue: Queue, www: Path, tmp_path: Path
) -> None:
    body = pattern(SIZE)
    (www / "file").write_bytes(body)
    chance = random.Random(8)
    with Nginx(www, tmp_path / "nginx", f"limit_rate {RATE};") as server:
        guid = queue.start(server.url("/file"))
        watch = Watch(queue, guid)
        for _ in range(KILLS):
            watch.wait_for_more()
            watch.for_seconds(chance.uniform(0.05, 0.7))
            queue.box.kill_daemon()
            assert watch.look() < SIZE
            queue.resume(guid)
        while queue.state(guid) is not JobState.TRANSFERRED:
            watch.for_seconds(0.05)
        queue.complete(guid)
        wait_until(lambda: len(server.requests()) == KILLS + 1, what="the log of every request")
        sent = sum(int(line.split('"')[2].split()[1]) for line in server.requests())
    assert hashlib.sha256(queue.result().read_bytes()).digest() == hashlib.sha256(body).digest()
    assert sent <= SIZE + KILLS * RATE + (1 << 20), f"{(sent - SIZE) / KILLS / RATE:.2f} seconds' worth lost per kill"


@pytest.mark.alone
@pytest.mark.slow
def test_a_job_of_many_small_files_survives_kills_and_fetches_few_files_twice(
    queue: Queue, fault_server: FaultServer
) -> None:
    count, pause = 1_200, 0.15
    bodies = [pattern(2_000 + number, seed=1) for number in range(count)]
    for number, body in enumerate(bodies):
        fault_server.serve(f"/{number}", body, Fault(delay=pause))
    queue.box.set_policy(MaxFilesPerJob=count)
    chance = random.Random(300)
    guid = queue.start(*(fault_server.url(f"/{number}") for number in range(count)))
    watch = Watch(queue, guid)
    for _ in range(KILLS):
        watch.wait_for_more()
        watch.for_seconds(chance.uniform(0.0, 0.15))
        queue.box.kill_daemon()
        assert queue.job(guid).files_done < count
        queue.resume(guid)
    while queue.state(guid) is not JobState.TRANSFERRED:
        watch.for_seconds(0.05)
    queue.complete(guid)
    assert [queue.result(number=number).read_bytes() for number in range(count)] == bodies
    twice = len(fault_server.requests) - count
    assert twice <= KILLS * (16 / pause)  # one second's worth: so many small ones are in flight


def test_over_a_kill_a_suspended_job_stays_suspended_and_the_others_go_on(
    queue: Queue, fault_server: FaultServer
) -> None:
    body = pattern(400_000)
    fault_server.serve("/f", body, Fault(bytes_per_second=200_000))
    running = queue.start(fault_server.url("/f"), name="running")
    waiting = queue.start(fault_server.url("/f"), name="waiting")
    halted = queue.start(fault_server.url("/f"), name="halted")
    queue.wait_for_bytes(running, 1)
    queue.run("suspend", halted)
    queue.box.kill_daemon()
    assert queue.state(halted) is JobState.SUSPENDED
    fault_server.serve("/f", body)
    queue.box.ok("/resume", waiting)  # any job: the new daemon takes care of all
    queue.wait_for(running, JobState.TRANSFERRED)
    queue.wait_for(waiting, JobState.TRANSFERRED)
    assert queue.state(halted) is JobState.SUSPENDED
    queue.complete(running)
    assert queue.result("running").read_bytes() == body


@pytest.mark.parametrize("verb", ["complete", "cancel"])
def test_a_command_that_waits_for_the_daemon_does_the_deeds_itself_when_the_daemon_is_killed(
    verb: str, queue: Queue, fault_server: FaultServer
) -> None:
    fault_server.serve("/f", b"whole")
    fault_server.serve("/held", b"x" * 10, Fault(hold_after=5))
    guid = queue.start(fault_server.url("/f"))
    queue.wait_for(guid, JobState.TRANSFERRED)
    held = queue.start(fault_server.url("/held"), name="held")
    queue.wait_for(held, JobState.TRANSFERRING)
    queue.freeze_daemon()
    command = queue.box.start(f"/{verb}", guid)
    wait_until(lambda: queue.store.read(guid).deeds, what="the intent in the record")
    assert command.poll() is None
    queue.box.kill_daemon()
    assert command.wait(60) == 0
    assert guid not in queue.store.guids()
    assert queue.result().exists() is (verb == "complete")
    assert queue.temps() == [queue.temp(held)]
