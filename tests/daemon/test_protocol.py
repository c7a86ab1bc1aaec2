"""Every interleaving of an owner, the daemon, its transfers and a crash, for the rules of the store and the daemon.

The model keeps what the processes keep: the job's record, what the daemon saw of it, the transfer that runs and the
reports on their way. What they decide is decided by the product's own functions; between two steps of one process any
step of another may come. A check that cannot fail proves nothing: each rule is also broken, and has to be noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from pybits.daemon import reconcile as steps
from pybits.daemon.reports import _in_turn
from pybits.domain.enums import JobPriority, JobType
from pybits.domain.hresult import BitsError
from pybits.domain.job import Deed, Job
from pybits.domain.state import FINAL, IN_TURN, JobEvent, JobState
from pybits.policy.scheduler import Candidate, choose

GUID = "{00000000-0000-4000-8000-000000000000}"
NEW = Job(GUID, "job", JobType.DOWNLOAD, 0, 0.0, 0.0, files_total=1)
TURNS = 3  # the scheduler gives at most so many turns, so that the search ends
COMMANDS = (JobEvent.SUSPEND, JobEvent.RESUME, JobEvent.SUSPEND, JobEvent.RESUME)


class Transfer(NamedTuple):
    """A run of the daemon: the turn it belongs to."""

    turn: int


class Report(NamedTuple):
    """What the engine said of a transfer of some turn."""

    turn: int
    event: JobEvent


class World(NamedTuple):
    """Everything at one moment. `seen` is the daemon's look at the record; `plan` the steps it has yet to make."""

    job: Job
    commands: tuple[JobEvent, ...]  # what the owner has yet to say
    seen: Job | None = None
    plan: tuple[steps.Action, ...] = ()
    running: Transfer | None = None
    reports: tuple[Report, ...] = ()
    crashes: int = 1
    failures: int = 1
    published: int = 0
    gone: bool = False


class Broken(AssertionError):
    """A rule does not hold; the text is the way there."""


Fresh = Callable[[Job, Transfer], bool]
Reconcile = Callable[..., list[steps.Action]]


class Rules(NamedTuple):
    """The decisions that the model borrows from the product; a mutant replaces one."""

    fresh: Fresh = _in_turn  # type: ignore[assignment]
    reconcile: Reconcile = steps.reconcile
    resume_with_deeds: bool = False
    effect_before_intent: bool = False


def nexts(world: World, rules: Rules) -> Iterator[tuple[str, World]]:
    """Give every step that some process can make now."""
    yield from _owner(world, rules)
    yield from _daemon(world, rules)
    if world.crashes and (world.running or world.plan or world.reports):
        yield "crash", world._replace(seen=None, plan=(), running=None, reports=(), crashes=world.crashes - 1)
    if world.running and world.running.turn not in {report.turn for report in world.reports}:
        finish = Report(world.running.turn, JobEvent.FINISH)
        yield "the file arrives", world._replace(reports=(*world.reports, finish))
        if world.failures:
            fail = Report(world.running.turn, JobEvent.FAIL)
            yield "the server fails", world._replace(reports=(*world.reports, fail), failures=world.failures - 1)


def _owner(world: World, rules: Rules) -> Iterator[tuple[str, World]]:
    if not world.commands or world.gone:
        return
    command, rest = world.commands[0], world.commands[1:]
    job = world.job
    if command is JobEvent.RESUME and job.deeds and not rules.resume_with_deeds:
        yield "resume is refused", world._replace(commands=rest)
        return
    try:
        moved = job.move(command)
    except BitsError:
        yield f"{command.name} is refused", world._replace(commands=rest)
        return
    if command is JobEvent.COMPLETE:
        stopped = job if job.state is JobState.TRANSFERRED else job.move(JobEvent.SUSPEND)
        moved = stopped._replace(deeds=(Deed.PUBLISH, Deed.RETIRE))
        if rules.effect_before_intent:
            yield "publish without a record", world._replace(published=1, commands=(command, *rest), crashes=0)
    elif command is JobEvent.CANCEL:
        moved = moved._replace(deeds=(Deed.DISCARD, Deed.RETIRE))
    yield f"owner: {command.name}", world._replace(job=moved, commands=rest)


def _daemon(world: World, rules: Rules) -> Iterator[tuple[str, World]]:
    if world.gone:
        return
    if world.reports:
        yield "daemon: report", _apply(world, rules)
    if world.plan:
        yield "daemon: step", _step(world)
    elif world.seen is not None:
        yield "daemon: plan", _plan(world, rules)
    else:
        yield "daemon: look", world._replace(seen=world.job)


def _plan(world: World, rules: Rules) -> World:
    """Decide from what was seen, which may be old by now."""
    seen = world.seen
    assert seen is not None
    if seen.deeds:
        return _settle(world._replace(seen=None))
    in_turn = {GUID: seen.turn} if seen.state in IN_TURN else {}
    running = {GUID: world.running.turn} if world.running else {}
    able = seen.state is JobState.QUEUED or in_turn
    candidates = [Candidate(GUID, JobPriority.NORMAL, 0.0, bool(running), 0.0, 0.0)] if able else []
    return world._replace(plan=tuple(rules.reconcile(in_turn, running, choose(candidates, 1.0, 300.0))), seen=None)


def _step(world: World) -> World:
    """Carry out one step of the plan: the record is read anew under the lock, as the daemon's own changes do."""
    action, plan = world.plan[0], world.plan[1:]
    job, world = world.job, world._replace(plan=plan)
    if action.step is steps.Step.START:
        if job.state is not JobState.QUEUED or job.turn >= TURNS:
            return world
        if world.running:
            raise Broken("two transfers of one job at once")
        picked = job.move(JobEvent.PICK)._replace(turn=job.turn + 1)
        return world._replace(job=picked, running=Transfer(picked.turn))
    stopped = world._replace(running=None)  # a report that is on its way already may still come
    if action.step is steps.Step.REQUEUE and job.state in IN_TURN:
        return stopped._replace(job=job.move(JobEvent.YIELD))
    return stopped


def _apply(world: World, rules: Rules) -> World:
    report, job = world.reports[0], world.job
    ended = world.running == Transfer(report.turn)
    world = world._replace(reports=world.reports[1:], running=None if ended else world.running)
    if not rules.fresh(job, Transfer(report.turn)):
        return world
    try:
        return world._replace(job=job.move(report.event))
    except BitsError as error:
        raise Broken(f"a stale report: {error}") from None


def _settle(world: World) -> World:
    """Do the deeds of the record as it is now; only the holder of engine.lock comes here, so there is one."""
    world = world._replace(running=None, reports=(), plan=())
    deeds = world.job.deeds
    published = world.published + (Deed.PUBLISH in deeds and world.job.files_done == 1)
    return world._replace(published=published, gone=Deed.RETIRE in deeds, job=world.job._replace(deeds=()))


def explore(start: World, rules: Rules) -> int:
    """Visit every world that can be reached and give their number; Broken names the steps to one that is wrong."""
    came: dict[World, tuple[World, str] | None] = {start: None}
    todo = [start]
    while todo:
        world = todo.pop()
        for name, following in nexts(world, rules):
            problem = judge(world, name, following)
            if following not in came:
                came[following] = (world, name)
                todo.append(following)
            if problem:
                raise Broken(f"{problem}: {' → '.join([*way(came, world), name])}")
    for world in came:
        if problem := judge_rest(world, rules):
            raise Broken(f"{problem}: {' → '.join(way(came, world))}")
    return len(came)


def way(came: dict[World, tuple[World, str] | None], world: World) -> list[str]:
    names = []
    while step := came[world]:
        names.append(step[1])
        world = step[0]
    return names[::-1]


def judge(before: World, name: str, after: World) -> str:
    """Say what is wrong with a step, nothing if it is right."""
    if name.startswith("daemon") and before.job.state is JobState.SUSPENDED and after.job.state is not before.job.state:
        return "the daemon moved a suspended job"
    if name == "daemon: report":
        report = before.reports[0]
        stale = before.job.turn != report.turn or before.job.state not in IN_TURN
        if stale and after.job != before.job:
            return "a stale report moved the job"
    if after.published and not before.published and Deed.PUBLISH not in before.job.deeds:
        return "a name was given before the record said so"
    if before.job.state in FINAL and after.job.state is not before.job.state:
        return "a job left its final state"
    if before.job.deeds and after.job.state in {JobState.QUEUED, *IN_TURN}:
        return "a job that is being completed was queued"
    return ""


def judge_rest(world: World, rules: Rules) -> str:
    """Let the daemon alone work on from here: in the end what runs must be exactly what is in turn."""
    for _ in range(12):
        if world.gone or world.job.turn >= TURNS:
            return ""
        following = next((after for name, after in _daemon(world, rules) if name != "daemon: report"), world)
        world = following
    running = world.running.turn if world.running else None
    in_turn = world.job.turn if world.job.state in IN_TURN else None
    if running != in_turn:
        return f"turn {in_turn} is in the record, turn {running} runs, and it stays so"
    if world.job.state is JobState.QUEUED:
        return "a queued job is never started"
    return ""


STARTS = {
    "suspend and resume twice": World(NEW._replace(state=JobState.QUEUED), COMMANDS),
    "complete in mid-transfer": World(
        NEW._replace(state=JobState.QUEUED), (JobEvent.SUSPEND, JobEvent.COMPLETE, JobEvent.RESUME)
    ),
    "complete what is here": World(
        NEW._replace(state=JobState.TRANSFERRED, files_done=1), (JobEvent.COMPLETE, JobEvent.RESUME, JobEvent.SUSPEND)
    ),
    "cancel in mid-transfer": World(
        NEW._replace(state=JobState.QUEUED), (JobEvent.SUSPEND, JobEvent.RESUME, JobEvent.CANCEL, JobEvent.RESUME)
    ),
    "an earlier daemon died in its turn": World(NEW._replace(state=JobState.TRANSFERRING, turn=1), COMMANDS[:2]),
}


@pytest.mark.parametrize("start", STARTS.values(), ids=list(STARTS))
def test_the_rules_hold_in_every_interleaving(start: World) -> None:
    assert explore(start, Rules()) > 10


def _unstopping(in_turn: dict[str, int], running: dict[str, int], chosen: list[str]) -> list[steps.Action]:
    """Let a transfer go on whose job is not in turn any more."""
    return [action for action in steps.reconcile(in_turn, running, chosen) if action.step is not steps.Step.STOP]


def _forgetful(in_turn: dict[str, int], running: dict[str, int], chosen: list[str]) -> list[steps.Action]:
    """Believe the record: what is in turn must be running."""
    return [action for action in steps.reconcile(in_turn, running, chosen) if action.step is not steps.Step.REQUEUE]


MUTANTS = {
    "reports count in any turn": (Rules(fresh=lambda job, _: job.state in IN_TURN), "a stale report"),
    "reports count in any state": (
        Rules(fresh=lambda job, run: job.turn == run.turn and job.state is not JobState.SUSPENDED),
        "a stale report",
    ),
    "transfers are not stopped": (Rules(reconcile=_unstopping), "two transfers"),
    "what a dead daemon left is believed": (Rules(reconcile=_forgetful), "it stays so"),
    "resume in spite of deeds": (Rules(resume_with_deeds=True), "was queued"),
    "names are given before the record says so": (Rules(effect_before_intent=True), "before the record"),
}


@pytest.mark.parametrize(("rules", "complaint"), MUTANTS.values(), ids=list(MUTANTS))
def test_a_broken_rule_is_noticed(rules: Rules, complaint: str) -> None:
    with pytest.raises(Broken, match=complaint):
        sum(explore(start, rules) for start in STARTS.values())
