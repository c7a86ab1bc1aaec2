"""The completion script of a shell."""

from __future__ import annotations

from pybits.cli import completion
from pybits.cli.context import Context
from pybits.cli.views import Script, View
from pybits.domain.hresult import E_INVALIDARG, BitsError


def show(ctx: Context, shell: str, program: str | None) -> View:  # noqa: ARG001  every handler takes the context
    """Give the script that completes the words of a program; E_INVALIDARG for a shell that there is none for."""
    name = shell.lower()
    if name not in completion.SHELLS:
        *first, last = completion.SHELLS
        raise BitsError(E_INVALIDARG, f"SHELL must be {', '.join(first)} or {last}, not '{shell}'.")
    for_program = (program or completion.PROGRAMS[0]).lower()
    return Script(name, for_program, completion.script(name, for_program))
