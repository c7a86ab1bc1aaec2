"""Perform one verb: call its handler, show its views, and make an exit status of how it went."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping

from pybits.domain import hresult
from pybits.domain.hresult import BitsError, HResult

from .context import Context
from .exit_codes import Exit, low_byte, status_of, worst
from .failure import failure
from .verb import Verb
from .views import Failed, Interrupted, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .render.screen import Screen

_ERRNO = {
    "ENOSPC": hresult.ERROR_DISK_FULL,
    "EDQUOT": hresult.ERROR_DISK_FULL,
    "EACCES": hresult.E_ACCESSDENIED,
    "EPERM": hresult.E_ACCESSDENIED,
    "EROFS": hresult.ERROR_WRITE_PROTECT,
    "ENOENT": hresult.ERROR_FILE_NOT_FOUND,
    "ENOTDIR": hresult.ERROR_PATH_NOT_FOUND,
    "EIO": hresult.ERROR_CRC,
}


def perform(verb: Verb, arguments: Mapping[str, Any], ctx: Context, screen: Screen) -> int:
    """Run a verb to its end and give the exit status of the face that it was typed in."""
    stream = _views(verb, arguments, ctx)
    seen: list[View] = []
    stop: KeyboardInterrupt | None = None
    while not (verb.endless and screen.deaf):
        try:
            view = next(stream) if stop is None else stream.throw(stop)
            stop = None
            screen.show(view)
            if _counts(view):
                seen.append(view)
        except StopIteration:
            break
        except KeyboardInterrupt as again:
            if stop is not None:
                seen.append(Interrupted(None))
                break
            stop = again  # Ctrl-C while a view was shown: the handler hears of it all the same
    screen.close()
    ctx.close()
    if screen.failed:
        seen.append(Failed(verb.action, hresult.E_FAIL, "The output cannot be written."))
    return (_slash_status if ctx.slash else _click_status)(seen)


def _views(verb: Verb, arguments: Mapping[str, Any], ctx: Context) -> Generator[Any, None, None]:
    """Give the handler's views; whatever it raises becomes the last one."""
    try:
        result = _handler(verb)(ctx, **dict(verb.fixed), **arguments)
        if isinstance(result, Iterator):
            yield from result
        else:
            yield result
    except KeyboardInterrupt:
        yield Interrupted(None)
    except BitsError as error:
        yield failure(error, verb.action)
    except OSError as error:
        yield Failed(verb.action, _code_of(error), f"{error.filename or 'the system'}: {error.strerror or error}")
    except Exception as error:  # people get a sentence; PYBITS_DEBUG shows the traceback
        if ctx.environ.get("PYBITS_DEBUG"):
            raise
        yield failure(_surprise(error), verb.action)


def _surprise(error: Exception) -> BitsError:
    if isinstance(error, ValueError) and "embedded null" in str(error):
        return BitsError(hresult.E_INVALIDARG, "A path must not contain a NUL character.")
    return BitsError(hresult.E_FAIL, f"unexpected {type(error).__name__}: {error}")


def _handler(verb: Verb) -> Any:
    module, function = verb.handler.split(":")
    return getattr(__import__(f"pybits.cli.handlers.{module}", fromlist=[function]), function)


def _code_of(error: OSError) -> HResult:
    import errno

    return _ERRNO.get(errno.errorcode.get(error.errno or 0, ""), hresult.E_FAIL)


def _counts(view: View) -> bool:
    return isinstance(view, Failed | Interrupted) or getattr(view, "code", hresult.S_OK) != hresult.S_OK


def _click_status(views: list[View]) -> int:
    return int(worst(_status(view) for view in views))


def _status(view: View) -> Exit:
    if isinstance(view, Interrupted):
        return Exit.INTERRUPTED
    if isinstance(view, Failed) and view.guids:
        return Exit.AMBIGUOUS
    if isinstance(view, Failed) and view.usage:
        return Exit.USAGE
    return status_of(getattr(view, "code", hresult.S_OK))


def _slash_status(views: list[View]) -> int:
    """Give the first failure's low byte: bitsadmin stops at it; 1 for an ambiguous name."""
    for view in views:
        if isinstance(view, Interrupted):
            return int(Exit.INTERRUPTED)
        if isinstance(view, Failed) and view.guids:
            return 1
        code: HResult = getattr(view, "code", hresult.S_OK)
        if code.failed:
            return low_byte(code)
    return 0
