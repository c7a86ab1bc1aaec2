"""The job's state machine: every state, every event, and the one table of what leads where.

A pair that is not in TRANSITIONS does not exist: next_state() refuses it with BG_E_INVALID_STATE.
See "Life Cycle of a BITS Job" and BG_JOB_STATE.
"""

from __future__ import annotations

from enum import Enum, IntEnum

from .hresult import BG_E_INVALID_STATE, BitsError


class JobState(IntEnum):
    """BG_JOB_STATE, with BITS' numbers."""

    QUEUED = 0
    CONNECTING = 1
    TRANSFERRING = 2
    SUSPENDED = 3
    ERROR = 4
    TRANSIENT_ERROR = 5
    TRANSFERRED = 6
    ACKNOWLEDGED = 7
    CANCELLED = 8


class JobEvent(Enum):
    """What can happen to a job: four commands of its owner, the rest reported by the daemon."""

    RESUME = "resume"
    SUSPEND = "suspend"
    CANCEL = "cancel"
    COMPLETE = "complete"
    PICK = "pick"  # the scheduler gives the job a turn
    CONNECT = "connect"  # a server answered
    YIELD = "yield"  # the turn ended early: time slice over, pre-empted, or the daemon died
    FINISH = "finish"  # the last file arrived
    PAUSE = "pause"  # all that was asked for arrived, of files that are fetched on demand
    STUMBLE = "stumble"  # an error that time may heal
    FAIL = "fail"  # an error that needs the owner
    REJECT = "be declared invalid"  # the owner says that a file which had arrived is no good
    RETRY = "retry"  # the retry delay is over


IN_TURN = frozenset({JobState.CONNECTING, JobState.TRANSFERRING})
FINAL = frozenset({JobState.ACKNOWLEDGED, JobState.CANCELLED})
# States in which the daemon has something to do for the job, now or when a delay is over.
ACTIVE = frozenset({JobState.QUEUED, JobState.TRANSIENT_ERROR}) | IN_TURN

_S, _E = JobState, JobEvent

TRANSITIONS: dict[tuple[JobState, JobEvent], JobState] = {
    **{(state, _E.SUSPEND): _S.SUSPENDED for state in _S if state not in FINAL},
    **{(state, _E.CANCEL): _S.CANCELLED for state in _S if state not in FINAL},
    **{(state, _E.COMPLETE): _S.ACKNOWLEDGED for state in _S if state not in FINAL},
    **{(state, _E.REJECT): _S.ERROR for state in _S if state not in FINAL},
    (_S.SUSPENDED, _E.RESUME): _S.QUEUED,
    (_S.ERROR, _E.RESUME): _S.QUEUED,
    (_S.TRANSIENT_ERROR, _E.RESUME): _S.QUEUED,
    (_S.TRANSFERRED, _E.RESUME): _S.QUEUED,  # only with files added since: Manager.resume() checks
    (_S.QUEUED, _E.RESUME): _S.QUEUED,
    (_S.CONNECTING, _E.RESUME): _S.CONNECTING,
    (_S.TRANSFERRING, _E.RESUME): _S.TRANSFERRING,
    (_S.QUEUED, _E.PICK): _S.CONNECTING,
    (_S.CONNECTING, _E.CONNECT): _S.TRANSFERRING,
    (_S.TRANSFERRING, _E.CONNECT): _S.TRANSFERRING,
    (_S.CONNECTING, _E.YIELD): _S.QUEUED,
    (_S.TRANSFERRING, _E.YIELD): _S.QUEUED,
    (_S.CONNECTING, _E.FINISH): _S.TRANSFERRED,
    (_S.TRANSFERRING, _E.FINISH): _S.TRANSFERRED,
    (_S.CONNECTING, _E.PAUSE): _S.SUSPENDED,
    (_S.TRANSFERRING, _E.PAUSE): _S.SUSPENDED,
    (_S.QUEUED, _E.STUMBLE): _S.TRANSIENT_ERROR,  # what it needs is not there, such as a network
    (_S.CONNECTING, _E.STUMBLE): _S.TRANSIENT_ERROR,
    (_S.TRANSFERRING, _E.STUMBLE): _S.TRANSIENT_ERROR,
    (_S.QUEUED, _E.FAIL): _S.ERROR,
    (_S.CONNECTING, _E.FAIL): _S.ERROR,
    (_S.TRANSFERRING, _E.FAIL): _S.ERROR,
    (_S.TRANSIENT_ERROR, _E.FAIL): _S.ERROR,
    (_S.TRANSIENT_ERROR, _E.RETRY): _S.QUEUED,
    (_S.TRANSFERRED, _E.FAIL): _S.ERROR,  # a file that had arrived is no good any more
}


def next_state(state: JobState, event: JobEvent) -> JobState:
    """Look up where an event leads; BG_E_INVALID_STATE when it is not allowed in this state."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise BitsError(BG_E_INVALID_STATE, f"The job is {state.name}: it cannot {event.value}.") from None
