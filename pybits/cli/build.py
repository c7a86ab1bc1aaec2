"""The click face, built from the catalogue: only the one command that runs is ever made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from . import catalog
from .settings import HELP, OPTIONS, VERSION, Settings
from .verb import Option, Param, Verb

HELP_VERB = "help"

Perform = Callable[[Verb, dict[str, Any], Settings], int]


class _OwnHelp(click.Command):
    """A command with its own --help: click's would look for a translation of its text each time a verb runs."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give the option that shows the help."""
        del ctx
        return click.Option(["--help"], is_flag=True, is_eager=True, expose_value=False, callback=_show_help, help=HELP)


def _show_help(ctx: click.Context, _param: click.Parameter, given: bool) -> None:
    if given:
        click.echo(ctx.get_help())
        ctx.exit()


class VerbGroup(_OwnHelp, click.Group):
    """A group whose commands come into being when they are asked for; `prefix` is its own name and a blank."""

    def __init__(self, name: str, perform: Perform, prefix: str = "", **rest: Any) -> None:
        super().__init__(name, params=_setting_options(), subcommand_metavar="VERB ...", **rest)
        self._perform = perform
        self._prefix = prefix

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the verbs of the catalogue; a container stands for what is in it."""
        del ctx
        names = (verb.name for verb in catalog.every() if verb.name.startswith(self._prefix))
        return list(dict.fromkeys(name[len(self._prefix) :].partition(" ")[0] for name in names))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Make the command for one verb, None if there is no such verb."""
        del ctx
        verb = catalog.find(self._prefix + cmd_name)
        if verb is not None:
            return command(verb, cmd_name, self._perform)
        if not self._prefix and cmd_name in catalog.CONTAINERS:
            return VerbGroup(cmd_name, self._perform, f"{cmd_name} ", help=catalog.CONTAINERS[cmd_name])
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a word that is none gets its nearest verbs in the message. `help VERB` is VERB --help."""
        if args[0] == HELP_VERB and not self._prefix:
            named = [word for word in args[1:] if not word.startswith("-")]
            args = [*named, "--help"] if named else ["--help"]
            if not named:
                _show_help(ctx, self.params[0], given=True)
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise click.UsageError(f"'{args[0]}' is not a verb.{self._nearest(ctx, args[0])}", ctx)
        return super().resolve_command(ctx, args)

    def _nearest(self, ctx: click.Context, word: str) -> str:
        from pybits.manager.nearest import nearest

        return nearest(word, self.list_commands(ctx)) or f" 'pybits help {self._prefix}".rstrip() + "' lists them."

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview; a container has click's own help."""
        if self._prefix:
            super().format_help(ctx, formatter)
            return
        from .help_text import overview

        formatter.write(overview())


def root(perform: Perform, version: Callable[[], str]) -> VerbGroup:
    """Make the whole face; `perform` runs a verb with its arguments."""
    group = VerbGroup("pybits", perform, help="BITS for Unix.")
    group.params.append(
        click.Option(
            ["-V", "--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            help=VERSION,
            callback=lambda ctx, _param, given: _print_version(ctx, version) if given else None,
        )
    )
    return group


def _print_version(ctx: click.Context, version: Callable[[], str]) -> None:
    click.echo(f"pybits {version()}")
    ctx.exit()


def _setting_options() -> list[click.Parameter]:
    short = {"quiet": "-q"}
    names = {name: [*filter(None, [short.get(name)]), f"--{name}"] for name in OPTIONS}
    return [click.Option(names[name], is_flag=True, help=text) for name, text in OPTIONS.items()]


def command(verb: Verb, name: str, perform: Perform) -> click.Command:
    """Make the command of a row; options that may stand before the verb count there too."""

    def run(**values: Any) -> int:
        ctx = click.get_current_context()
        given = {key: bool(values.pop(key)) or _above(ctx, key) for key in OPTIONS}
        for option in verb.options:
            _check(ctx, option, values[option.name])
        return perform(verb, values, Settings(**given))

    return _VerbCommand(
        name,
        verb,
        callback=run,
        # A value that begins with a dash (-5) is for the verb to refuse, with the words of the property.
        context_settings={"ignore_unknown_options": verb.handler.endswith(":assign")},
        params=[*map(_argument, verb.click_params), *map(_option, verb.options), *_setting_options()],
        help=f"{verb.summary}\n\n{verb.details}",
        short_help=verb.summary,
    )


class _VerbCommand(_OwnHelp):
    """A command whose examples and exit statuses are only put together when its help is shown."""

    def __init__(self, name: str, verb: Verb, **rest: Any) -> None:
        super().__init__(name, **rest)
        self._verb = verb

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write examples and exit statuses."""
        from .help_text import epilog

        self.epilog = epilog(self._verb)
        super().format_epilog(ctx, formatter)


def _above(ctx: click.Context, key: str) -> bool:
    parent = ctx.parent
    return parent is not None and (bool(parent.params.get(key)) or _above(parent, key))


def _argument(param: Param) -> click.Argument:
    return click.Argument(
        [param.name],
        nargs=-1 if param.many else 1,
        required=not param.optional,
        metavar=(f"[{param.metavar}]" if param.optional else param.metavar) + ("..." if param.many else ""),
        type=click.UNPROCESSED,
    )


def _option(option: Option) -> click.Option:
    names = [*filter(None, [option.short]), option.spelling, option.name]
    if not option.metavar:
        return click.Option(names, is_flag=True, help=option.help)
    return click.Option(names, metavar=option.metavar, help=option.help, type=click.UNPROCESSED, multiple=option.many)


def _check(ctx: click.Context, option: Option, value: object) -> None:
    if isinstance(value, str) and option.words and value.lower() not in option.words:
        legal = f"{', '.join(option.words[:-1])} or {option.words[-1]}"
        raise click.UsageError(f"{option.spelling} must be {legal}, not '{value}'.", ctx)
