"""The command line: `opsdesk --help`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from opsdesk.command_line import databases, desks, doctor, imports, lists, packets
from opsdesk.command_line.frame import Frame, framed, remark
from opsdesk.errors import OpsDeskError
from opsdesk.settings import machine_zone
from opsdesk.wording.errors import sentence
from opsdesk.wording.language import _

app = typer.Typer(
    name="opsdesk",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=_("The desktop client of a joint operations desk."),
    epilog=_("--database and --operator may stand anywhere. Exit: 0 done, 1 refused, 2 wrong usage."),
)
app.add_typer(imports.group, name="import")
app.add_typer(lists.group, name="list")
app.add_typer(packets.group, name="packet")
databases.register(app)
app.command("demo")(desks.demo)
app.command("shots")(desks.shots)
app.command("doctor")(doctor.doctor)

#: Options of the root that are found wherever they stand.
_ANYWHERE = ("--database", "--operator")


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    database: Annotated[
        str | None,
        typer.Option("--database", metavar="URL", help=_("A path, or sqlite:///PATH (OPSDESK_DATABASE).")),
    ] = None,
    operator: Annotated[
        str | None, typer.Option("--operator", metavar="NAME", help=_("Who works here (OPSDESK_OPERATOR)."))
    ] = None,
) -> None:
    """Open the desk, or do one thing and end."""
    context.obj = framed(database, operator)
    assert isinstance(context.obj, Frame)
    if context.invoked_subcommand is None:
        desks.open_desk(context)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code. A failure that was expected is one sentence."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        app(args=_roots_first(given), prog_name="opsdesk")
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
