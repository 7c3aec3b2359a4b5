"""The desk itself, the sample, and pictures of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from opsdesk.command_line.frame import frame_of, say
from opsdesk.settings import Theme
from opsdesk.wording.language import _

SIZE = "1920x1080"


def open_desk(context: typer.Context) -> None:
    """Open the desk: what `opsdesk` alone does."""
    from opsdesk import app

    frame = frame_of(context)
    raise typer.Exit(app.run(frame.settings))


def demo(
    context: typer.Context,
    headless: Annotated[
        Path | None,
        typer.Option(
            "--headless", metavar="DIR", help=_("Open no window; leave pictures and a briefing here.")
        ),
    ] = None,
) -> None:
    """Explore with sample data: a fictional desk in Monaco, made anew each time."""
    if headless is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from opsdesk import app

    frame = frame_of(context)
    raise typer.Exit(app.demo(frame.settings, headless))


def shots(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Where the pictures go."))],
    size: Annotated[str, typer.Option("--size", metavar="WIDTHxHEIGHT")] = SIZE,
    theme: Annotated[Theme | None, typer.Option("--theme", help=_("Dark or light; else as chosen."))] = None,
) -> None:
    """Leave a picture of each tab; recorded as a release."""
    width, times, height = size.lower().partition("x")
    if not (times and width.isdecimal() and height.isdecimal() and 640 <= int(width) <= 7680):
        raise typer.BadParameter(_("a size is written like 1920x1080"), param_hint="--size")
    if not 480 <= int(height) <= 4320:
        raise typer.BadParameter(_("a height is 480 to 4320"), param_hint="--size")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from opsdesk import app

    frame = frame_of(context)
    settings = frame.settings.model_copy(update={"theme": theme}) if theme else frame.settings
    for picture in app.shots(settings, folder, (int(width), int(height))):
        say(str(picture))
