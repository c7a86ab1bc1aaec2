"""One job in its turn: which of its files move, what has arrived, and what the progress log may claim.

Bytes go from the engine into `Incoming`; a checkpoint claims what the kernel has; a file that is whole is synced,
then claimed as done. When the last one is, the run is over.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection

from ...domain.file import FileProgress, IfExists
from ...domain.job import Job
from ...storage.job_store import JobStore
from ...storage.progress_log import Totals
from ...transfer.engine import Engine
from ...transfer.outcome import Failure
from ...transfer.request import Report
from ..stopwatch import Stopwatch
from ..terms import Terms, lane_of
from .asked import options_of
from .claims import Claims
from .connections import Connections
from .demanded import Wants
from .existing import Existing, left_alone
from .finishing import finish
from .flight import Flight
from .free_space import FreeSpace
from .growing import Growing
from .hashing import wrong
from .incoming import Incoming
from .line import Line
from .order import moved, order
from .sources import Sources, kept, known_of
from .syncer import Syncer, sync
from .tags import Key, SyncTag, Whole
from .whole_files import BATCH, WholeFiles

CHECKPOINT = 0.4  # seconds between claims; what a kill costs at most, together with the time of writing them
SYNC_EVERY = 5.0  # seconds between syncs of a file that is still growing; what a power cut costs


class Run(Line):
    """The transfers of one job in one turn."""

    def __init__(self, store: JobStore, job: Job, engine: Engine, syncer: Syncer, boot: str, terms: Terms) -> None:
        self.guid, self.turn, self.began = job.guid, job.turn, 0.0
        self.reach = 0  # the most bytes here and files done, together, that there were in this turn
        self.on_demand, self.http = job.on_demand, terms.http  # when it is done; the newest version that it speaks
        self.connected = False  # a server has answered in this turn
        self.watched = False  # it is of interest which of them answered when
        self._store, self._engine, self._syncer = store, engine, syncer
        self._job, self._boot, self._rules, self.lane = job, boot, terms.rules, lane_of(job)
        self._flight = Flight(engine, self.lane, terms)
        self._options = options_of(store, job)._replace(http=terms.http, schemes=terms.schemes)
        self.watch = Stopwatch(job)
        self.files = store.files(job.guid)
        self._claims = Claims(store, job, self.files)
        self.answers, self.claim_of = self._claims.answers, self._claims.of  # of each file: last headers; what is here
        super().__init__(self.files, (file.number for file in self.files if not self._claims.of(file.number).done))
        self.failures: list[tuple[int, Failure]] = []  # files whose every byte is here, and which cannot be done
        self._whole, self._growing = WholeFiles(job.guid, job.turn, syncer), Growing(job.guid, job.turn, syncer)
        self._connections = Connections(engine, self.lane, terms.connections, terms.most)
        self.quick_tries: dict[int, int] = {}
        self._furthest: dict[int, int] = {}  # how far each file has come in this turn, begun again or not
        self._existing = Existing(job.guid, job.turn, syncer)
        self._looked_at = self._existing.open
        self._sources, self._wants, self._space = Sources(), Wants(store, job), FreeSpace(terms.floor, self._moving)
        self._room = self._space.room_of(job, lambda index: self._claims.sizes_without(index, self._come()))
        self._checked = self._synced = 0.0

    # ---- what the loop asks

    @property
    def finished(self) -> bool:
        """Tell whether every file is here, synced and claimed."""
        coming = self._waiting or self._later or self._existing.open or self._moving
        return not (coming or self._whole or self.failures or self.spared)

    @property
    def hungry(self) -> bool:
        """Tell whether there are files that wait for those in flight."""
        return bool(self._waiting)

    def totals(self) -> Totals:
        """Sum up the job: files done, bytes that are here, bytes in all (None while one file's size is unknown)."""
        return self._claims.totals(self._come())

    def wants_attention_in(self, now: float) -> float:
        """Give the seconds until feed() or checkpoint() has something to do, or the run is to be ended."""
        if self.finished or self.exhausted:
            return 0.0
        due = self._checked + CHECKPOINT - now if self._moving or self._claims.unwritten else 3600.0
        due = min(due, self.watch.left(now), self._whole.due_in(now))
        if self._later:
            due = min(due, min(self._later)[0] - now)
        return max(0.0, due)

    # ---- moving

    def feed(self, now: float) -> None:
        """Start as many files as may be in flight, in the order of adding. OSError names what cannot be opened."""
        self._ripen(now)
        most = self._flight.most if len(self._whole) < 2 * BATCH else 0
        while self._waiting and len(self._moving) < most:
            index = self._waiting.popleft()
            file = self.files[index]
            if file.if_exists is IfExists.SKIP and self._existing.looks_at(file):
                continue
            claim = known_of(file, self._claims.of(index))
            if (incoming := self._wants.incoming(file, claim, self._boot, self._forget, self._room)) is None:
                continue
            self._moving[index] = incoming
            self._furthest.setdefault(index, incoming.here)
            if incoming.whole:
                self._finish(index, now)
                most = most if len(self._whole) < 2 * BATCH else 0
                continue
            if incoming.settled:
                continue
            if incoming.file.validated:
                self._unvalidate(index)
            key = Key(self.guid, self.turn, index)
            digests, quiet = self._job.check_digests, self.connected and not self.watched
            request = order(key, incoming, self._rules, self._options, self.lane, digests=digests, quiet=quiet)
            self._connections.start(key, request, incoming)

    def follow(self, index: int, url: str | None) -> None:
        """Make the URL that redirects led to the file's own, if the job's security flags ask for that."""
        file = moved(self.files[index], url, self._options.security)
        if file is not None:
            note = f"{self.files[index].remote} is now {file.remote}"
            self._store.write_files(self.guid, lambda _job: [file], lambda job: job, note)
            self.files[index] = file

    def extend(self) -> None:
        """Take up the files that were added since the turn began."""
        new = self._store.files(self.guid)[len(self.files) :]
        self._claims.add(new)  # to self.files as well
        self._waiting.extend(file.number for file in new)

    def arrived(self, index: int, now: float) -> None:
        """Take note that a file's last byte is here, or the last that others do not fetch."""
        incoming = self._moving[index]
        incoming.flush()
        if incoming.whole or (incoming.spread is None and not self.on_demand):
            self._finish(index, now)
        elif incoming.spread is not None:
            self._connections.head_ended(index, incoming)
        elif failure := self._wants.restless(incoming):
            self.failures.append((index, failure))
        elif incoming.settled:
            self._checked = 0.0  # who asked for it waits: it goes to the disk at once
        else:  # more is wanted since the transfer began
            self._put_down(index)
            self._waiting.appendleft(index)

    def stretch(self, key: Key, report: Report) -> Failure | None:
        """Take what became of a further connection of a file; give a failure that is the file's."""
        return self._connections.take(key, report, self._moving.get(key.number))

    def skip(self, index: int) -> None:
        """Take note that a file need not be fetched: its destination is there, and the same."""
        incoming, file = self._moving.pop(index, None), self.files[index]
        self._connections.drop(index)
        if incoming is not None:
            incoming.temp.close()
        self._claims.set(index, left_alone(self.guid, file))
        self._store.note(self.guid, f"{file.local} is there already, and is the same: it is not fetched")

    def goes_elsewhere(self, index: int, failure: Failure) -> bool:
        """Put a file down that has failed, and start it again from its next source; False if there is none."""
        file = self._sources.after(self.files[index], failure)
        if file is None:
            return False
        self._store.note(self.guid, f"{self.files[index].remote}: {failure.text} Now from {file.remote}")
        incoming = self._moving.get(index)
        self.put_down(index, start_over=not failure.resume_ok)
        known = kept(file, self._claims.of(index))
        self._claims.set(index, known) if known else self._give_up(index, incoming)
        self.files[index] = file
        self.quick_tries.pop(index, None)
        self._waiting.appendleft(index)
        return True

    def put_down(self, index: int, *, start_over: bool, again_at: float | None = None) -> None:
        """Let go of a file whose transfer has failed; start it again in this turn at that time, if one is given."""
        if start_over and index in self._moving:
            self._moving[index].forget("its next try cannot go on where it was")
        self._put_down(index)
        if again_at is not None:
            self.quick_tries[index] = self.quick_tries.get(index, 0) + 1
            self._later.append((again_at, index))

    def progressed(self, index: int) -> bool:
        """Tell whether a file in flight has come further than before; then quick tries count anew.

        Bytes that are fetched again after a beginning at 0 are none: such a server would be asked without end.
        """
        incoming = self._moving.get(index)
        if incoming is not None:
            with contextlib.suppress(OSError):  # then these bytes are not counted, and fetched again
                incoming.flush()
        moved = incoming is not None and incoming.here > self._furthest[index]
        if incoming is not None and moved:
            self._furthest[index] = incoming.here
            self.quick_tries.pop(index, None)
        self._note_reach()
        return moved

    # ---- claiming

    def checkpoint(self, now: float) -> None:
        """Claim what has come, when it is time; send what is whole to be synced."""
        self._whole.sync(now, len(self._moving) + len(self._waiting), len(self.files))
        if now - self._checked < CHECKPOINT:
            return
        self._checked = now
        for index, incoming in self._moving.items():
            incoming.flush()
            if incoming.here != self._claims.of(index).here:
                self._claims.set(index, incoming.written())
            self._connections.tend(index, incoming, now, len(self._moving) + len(self._waiting))
        self._space.watch()
        for index in [index for index, one in self._moving.items() if one.settled and one.on_disk]:
            self._put_down(index)
        self._note_reach()
        self._claims.write(self._come())
        settled = {index: one for index, one in self._moving.items() if one.settled}
        due = now - self._synced >= SYNC_EVERY or self._growing.much_came(self._moving)
        if ((due and not self._job.high_performance) or settled) and not self._growing.busy:
            self._synced = now
            self._growing.sync(settled or self._moving)

    def synced(self, tag: SyncTag, error: OSError | None, bad: Collection[str]) -> None:
        """Take note of what the syncer has put on the disk, and of what is no good; raise what kept it from there."""
        if tag.existing is not None:
            self._existing.open.discard(tag.existing)
            if error is None and not bad:
                self.skip(tag.existing)
            else:
                self._waiting.appendleft(tag.existing)
            return
        if tag.growing is not None:
            incoming = self._moving.get(tag.growing)
            if self._growing.synced(incoming, error) and incoming is not None:
                self._claims.set(tag.growing, incoming.written())
                self._checked = 0.0 if incoming.settled else self._checked
        for index in tag.whole:
            whole = self._whole.syncing.pop(index)
            if whole.path in bad:
                self._give_up(index, None)
                self.failures.append((index, wrong(self.files[index].local, whole.check)))
            elif error is None:
                self._claims.set(index, whole.claim)
            else:
                self._waiting.append(index)
        if tag.whole and error is None:
            self._claims.write(self._come())
        if error is not None:
            raise error

    def keep_claims(self) -> None:
        """Put the claims on the disk: TRANSFERRED is a promise, and after a power cut they say which files are here."""
        self._claims.sync()

    def halt(self) -> None:
        """End all transfers; their bytes stay."""
        for index in list(self._moving):
            self._engine.stop(Key(self.guid, self.turn, index))
            self._put_down(index)

    def stop(self) -> Totals:
        """Claim what is here, and give the sums. What is whole is synced first; the syncer is done with the rest."""
        self.halt()
        with contextlib.suppress(OSError):  # what cannot be synced is not claimed as done
            waiting = self._whole.waiting
            sync([whole.path for whole in waiting.values()], {whole.folder for whole in waiting.values()})
            for index, whole in waiting.items():
                held = self._claims.of(index)._replace(boot=self._boot)
                self._claims.set(index, held if whole.check else whole.claim)  # a check is made in the next turn
        self._whole.waiting.clear()
        self._claims.write(self._come())
        totals = self.totals()
        self._claims.close()
        return totals

    def abandon(self) -> None:
        """End all transfers and claim nothing more: the store cannot be written. The syncer is idle."""
        for index, incoming in self._moving.items():
            self._engine.stop(Key(self.guid, self.turn, index))
            self._connections.drop(index)
            incoming.temp.close()
        self._claims.close()

    @property
    def syncing(self) -> bool:
        """Tell whether the syncer still has a batch of whole files of this run."""
        return bool(self._whole.syncing) or self._growing.busy

    # ---- inside

    def _note_reach(self) -> None:
        totals = self.totals()
        self.reach = max(self.reach, totals.bytes_done + totals.files_done)

    def _come(self) -> dict[int, FileProgress]:
        return {index: incoming.written() for index, incoming in self._moving.items()}

    def _unvalidate(self, index: int) -> None:
        """Forget that a file's content was declared valid: it is fetched again."""
        self.files[index] = fresh = self.files[index]._replace(validated=False)
        self._store.write_files(self.guid, lambda _job: [fresh], lambda job: job, f"{fresh.local} is fetched again")

    def _put_down(self, index: int) -> None:
        self._connections.drop(index)
        incoming = self._moving.pop(index, None)
        if incoming is not None:
            with contextlib.suppress(OSError):  # what the disk does not take is not claimed, and fetched again
                incoming.flush()
            self._claims.set(index, incoming.written())
            incoming.temp.close()

    def _finish(self, index: int, now: float) -> None:
        self._connections.ended(index)
        failure = finish(self._job, self._moving[index])
        if failure is None:
            self._arrived(index, self._moving.pop(index), now)
        else:
            self.failures.append((index, failure))

    def _arrived(self, index: int, incoming: Incoming, now: float) -> None:
        claim = incoming.finished()
        self._flight.landed(claim.written)
        check = incoming.checksum if incoming.right is None else ""
        self._whole.add(index, Whole(incoming.temp.path, incoming.folder, claim, check), now)
        incoming.temp.close()
        # Not claimed until it is synced: a kill in between costs the little that came since the last checkpoint.
        held = FileProgress(claim.written, claim.durable, claim.total, claim.validator, None, False, False, claim.inode)
        self._claims.hold(index, held)

    def _give_up(self, index: int, incoming: Incoming | None) -> None:
        self._wants.lose(index, incoming)
        self._claims.give_up(index, self._come())

    def _forget(self, incoming: Incoming, reason: str) -> None:
        self._give_up(incoming.file.number, incoming)
        self._store.note(self.guid, f"{incoming.file.remote}: begins again at 0: {reason}")
