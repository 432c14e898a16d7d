"""The group of commands: one file each; none shows a traceback.

Exit status: 0 done; 1 done, but rows have errors (they are Check data); 2 nothing done.
A command is imported when it is asked for, and everything but click when a command needs it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan.commands.running import run_to_the_end
from csplan.terms.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["all_commands", "cli", "run"]

_EXAMPLES = """\b
Examples:
  csplan new plan.xlsx
  csplan check plan.xlsx
  csplan report plan.xlsx --out Scorecards
"""


_STEPS = """\
csplan keeps a service plan in one Excel workbook.  The job has three steps:

  1. csplan new plan.xlsx       make the workbook (once)
  2. open it in Excel, type figures and words into the yellow cells, save
  3. csplan report plan.xlsx    what is wrong, cell by cell; then all scorecards

All commands: csplan --help"""


_HOMES = {
    "new": "new",
    "check": "check",
    "update": "update",
    "batch": "batch",
    "upgrade": "upgrade",
    "enter": "enter",
    "export": "export",
    "publish": "publish",
    "scorecards": "scorecards",
    "emails": "emails",
    "send": "send",
    "explain": "explain",
    "report": "report",
    "tidy": "tidy",
    "restore": "restore",
    "demo": "demo",
    "import-ledger": "import_ledger",
    "ledger-map": "import_ledger",
    "close": "closing",
    "reopen": "closing",
    "history": "history",
    "stress": "stress",
    "changes": "changes",
    "combine": "combine",
    "split": "combine",
    "rollover": "rollover",
    "returns": "returns",
    "collect": "collect",
    "disclosure": "disclosure",
    "verify": "verify",
}
"""The file of each command, which is a function there of the same name."""


class _Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(_HOMES)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """Return a command by its name; None where there is none."""
        if name not in _HOMES:
            return None
        home = import_module(f"csplan.commands.{_HOMES[name]}")
        command: click.Command = getattr(home, name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is meant; one that a slip of typing missed is named."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as refused:
            from csplan.terms.names import one_slip

            close = one_slip(args[0], _HOMES)
            if close is None:
                raise
            said = f"{refused.format_message()}  Did you mean {close}?"
            raise click.UsageError(said, refused.ctx) from refused


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND] [ARGS]...",  # in every version of click alike
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EXAMPLES,
)
@click.version_option(VERSION, prog_name="csplan")
@click.pass_context
def cli(context: click.Context) -> None:
    """Keep a service plan in one Excel workbook: check it, calculate it, report from it."""
    if context.invoked_subcommand is None:
        from csplan.commands.terminal import say

        say(_STEPS)


def all_commands() -> dict[str, click.Command]:
    """Return every command by its name."""
    context = click.Context(cli)
    found = ((name, cli.get_command(context, name)) for name in cli.list_commands(context))
    return {name: command for name, command in found if command is not None}


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status; whatever goes wrong is said in one sentence."""
    return run_to_the_end(
        lambda: cli.main(args=_given(arguments), prog_name="csplan", standalone_mode=False)
    )


def _given(arguments: Sequence[str] | None) -> list[str] | None:
    """Return the arguments; none where the system is to be asked for them.

    Raises: WorkbookError where one could not be a file's name.
    """
    from csplan.files.disk import no_name

    for one in arguments or ():
        if "\0" in one:
            raise no_name(Path(one))
    return list(arguments) if arguments is not None else None
