"""How many connections a large file gets: more for as long as they make it faster, up to what owner and policy say.

Servers are used to so many. Those beyond are for who asked for them; they come in steps, none after a step that brought
nothing until the file is slower than it was at best.
"""

from __future__ import annotations

from ..domain.connection_words import USUAL
from ..domain.frozen import NamedTuple

_WORTH = 8 << 20  # bytes that are left
_SOON = 2.0  # seconds in which all is here anyway
_PLENTY = 100_000_000  # bytes a second: more than one connection would cost more than it brings
_GAIN = 1.1
_FACTOR, _STEP = 4, 16
_SLOWER = 0.9
_PAUSE = 2.0  # seconds after a step that brought nothing, doubled each time


class Course(NamedTuple):
    """How many connections a file has, and what was learnt of the way, in bytes a second.

    There were `fewer` before the last were added, and they brought `before`; 0 when that has been judged. `peak` is the
    most that ever came. After a step that brought nothing, none follows within `pause` seconds, until `quiet`.
    """

    number: int = 1
    fewer: int = 0
    before: float = 0.0
    peak: float = 0.0
    pause: float = 0.0
    quiet: float = 0.0


def judged(course: Course, rate: float, left: int, most: int, now: float) -> Course:
    """Give the course that follows a look: `rate` bytes a second came, `left` bytes are missing, `now` is in seconds.

    There may be `most` connections.
    """
    course = course._replace(peak=max(course.peak, rate))
    if course.number >= most or left < _WORTH or rate >= _PLENTY or left < rate * _SOON:
        return course
    wasted = course.fewer > 0 and rate < course.before * _GAIN
    if course.number < USUAL:
        return course if wasted else _more(course, min(most, USUAL, course.number * _FACTOR), rate)
    if wasted:
        pause = max(_PAUSE, 2 * course.pause)
        return course._replace(fewer=0, pause=pause, quiet=now + pause)
    if not course.fewer and course.pause and (now < course.quiet or rate >= course.peak * _SLOWER):
        return course
    return _more(course, min(most, course.number + _STEP), rate)


def _more(course: Course, count: int, rate: float) -> Course:
    return course._replace(number=count, fewer=course.number, before=rate)


def fewer(delivering: int) -> int:
    """Give how many connections a server still gets that refused one while so many brought bytes."""
    return max(1, delivering // 2)
