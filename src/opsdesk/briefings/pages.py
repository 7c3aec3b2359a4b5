"""Packets to PDF: the one entry to the page, for the worker process and for a preview."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from opsdesk.briefings.flyer import bolo_flyer
from opsdesk.briefings.incident import incident_briefing
from opsdesk.briefings.lettering import Lettering
from opsdesk.briefings.model import Flyer, Packet, Paper, Report, ShiftBriefing, Stamp
from opsdesk.briefings.passages import Setter
from opsdesk.briefings.scripts import code_point
from opsdesk.briefings.shift import shift_briefing


def render(
    packet: Packet, stamp: Stamp, *, fonts: Sequence[Path], paper: Paper = Paper.A4
) -> tuple[bytes, Report]:
    """The PDF of a packet and what came of it; the same packet and stamp give the same bytes.

    `fonts` are the folders of Noto Sans (StoreUnavailable `fonts_missing`).
    """
    letters = Lettering(tuple(fonts))
    setter = Setter(letters)
    too_long: tuple[str, ...] = ()
    if isinstance(packet, ShiftBriefing):
        data, pages = shift_briefing(packet, stamp, setter, paper)
    elif isinstance(packet, Flyer):
        pages = 1
        data, too_long = bolo_flyer(packet, stamp, setter, paper)
    else:
        data, pages = incident_briefing(packet, stamp, setter, paper)
    missing = tuple(sorted(f"{code_point(c)[1:-1]}" for c in letters.missing))
    return data, Report(
        pages=pages, missing=missing, cut=setter.cut, too_long=too_long, unshaped=bool(letters.unshaped)
    )
