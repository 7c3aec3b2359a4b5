"""The command line: `opsdesk --help`."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Mapping
from importlib import import_module
from typing import Annotated

import typer

from opsdesk.command_line.frame import framed, remark
from opsdesk.errors import OpsDeskError
from opsdesk.settings import machine_zone
from opsdesk.wording.errors import sentence
from opsdesk.wording.language import N_, _

#: Options of the root that are found wherever they stand.
_ANYWHERE = ("--database", "--operator")

#: Each subcommand or group: the module that has it, the name there, and its line of help.
COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "demo": ("desks", "demo", N_("Explore with sample data.")),
    "database": ("databases", "database_group", N_("Make, bring up to date and check a database.")),
    "import": ("imports", "group", N_("Bring records in from a file.")),
    "list": ("lists", "group", N_("Show records; recorded as a release.")),
    "packet": ("packets", "group", N_("Print one numbered copy of a briefing or a flyer.")),
    "shots": ("desks", "shots", N_("Leave a picture of each tab.")),
    "journal": ("databases", "journal_group", N_("Check the journal of all that changed.")),
    "backup": ("databases", "backup_to", N_("Write a backup while desks go on writing.")),
    "restore": ("databases", "restore_from", N_("Put a backup where the database stands.")),
    "doctor": ("doctor", "doctor", N_("Say what is installed, what is missing, and the line that mends it.")),
}


def command_line(wanted: str | None) -> typer.Typer:
    """The commands; only the one that is wanted is loaded, so that help and the first paint do not wait."""
    app = typer.Typer(
        name="opsdesk",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help=_("The desktop client of a joint operations desk."),
        epilog=_("--database and --operator may stand anywhere. Exit: 0 done, 1 refused, 2 wrong usage."),
    )
    app.callback(invoke_without_command=True)(root)
    for name, (module, attribute, text) in COMMANDS.items():
        if name != wanted:
            app.command(name, help=_(text))(_not_loaded)
            continue
        found = getattr(import_module(f"opsdesk.command_line.{module}"), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _not_loaded() -> None:
    """Stands for a command that nobody asked for in this run."""


def root(
    context: typer.Context,
    database: Annotated[
        str | None,
        typer.Option(
            "--database", metavar="URL", help=_("A path, or postgresql://LOGIN@HOST/NAME (OPSDESK_DATABASE).")
        ),
    ] = None,
    operator: Annotated[
        str | None, typer.Option("--operator", metavar="NAME", help=_("Who works here (OPSDESK_OPERATOR)."))
    ] = None,
) -> None:
    """Open the desk, or do one thing and end."""
    context.obj = framed(database, operator)
    if context.invoked_subcommand is None:
        from opsdesk.command_line.desks import open_desk

        open_desk(context)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code. A failure that was expected is one sentence."""
    given = sys.argv[1:] if arguments is None else arguments
    ordered = _roots_first(given)
    wanted = next((word for word in ordered if word in COMMANDS), None)
    try:
        command_line(wanted)(args=ordered, prog_name="opsdesk")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except OpsDeskError as error:
        remark(sentence(error, machine_zone()))
        return 1
    except BrokenPipeError:
        # Whoever read us has enough (`| head`); nothing is left to be flushed at the end.
        sys.stdout = sys.stderr
        return 0
    except KeyboardInterrupt:
        remark(_("Stopped. What was done stays."))
        return 1
    except Exception as error:  # noqa: BLE001 - the top level: a fault of the program ends in a sentence too
        remark(
            _("OpsDesk failed: {fault}. What was saved stays.").format(
                fault=f"{type(error).__name__} {error}"
            )
        )
        if os.environ.get("OPSDESK_TRACE"):
            traceback.print_exc()
        else:
            remark(_("Set OPSDESK_TRACE=1 and run it again to see where; send that to the administrator."))
        return 1
    return 0


def _roots_first(given: list[str]) -> list[str]:
    """The arguments with the root's own options in front, wherever they were typed."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(given)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in _ANYWHERE:
            front += [word, *([value] if (value := next(words, None)) is not None else [])]
        elif word.startswith(tuple(f"{option}=" for option in _ANYWHERE)):
            front.append(word)
        else:
            rest.append(word)
    return front + rest


if __name__ == "__main__":
    sys.exit(main())
