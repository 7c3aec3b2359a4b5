"""What every flyer has: the band with its title, and the row of facts under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from opsdesk.briefings import ink
from opsdesk.briefings.blocks import rule
from opsdesk.briefings.ink import Style, colour
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.passages import Align, Setter
from opsdesk.briefings.sheet import Geometry

_BAND = (58.9, 96.9)


def band(canvas: Any, setter: Setter, sheet: Geometry, title: str, code: str, *, filled: bool) -> None:
    """The title over the whole width: filled while it is in force, only framed when it is over."""
    top, low = sheet.height - _BAND[0], sheet.height - _BAND[1]
    canvas.saveState()
    canvas.setFillColor(colour(ink.INK if filled else ink.WHITE))
    canvas.setStrokeColor(colour(ink.INK))
    canvas.setLineWidth(1.2)
    canvas.rect(sheet.left, low, sheet.across, top - low, fill=1, stroke=1)
    canvas.restoreState()
    style = Style(19, 22, Weight.BOLD, ink.WHITE if filled else ink.INK)
    baseline = (top + low) / 2 - style.size * 0.345
    used = setter.put(canvas, sheet.right - 12, baseline, code, style, Align.RIGHT)
    fitted = setter.fitted(title, style, sheet.across - used - 36, 9)
    setter.put(canvas, sheet.left + 11.5, baseline, title, fitted)


def head_facts(canvas: Any, setter: Setter, sheet: Geometry, facts: Sequence[tuple[str, str]]) -> None:
    """The row of four facts under the band."""
    step = sheet.across / 4
    style = Style(9, 12, Weight.BOLD)
    for i, (name, value) in enumerate(facts[:4]):
        x = sheet.left + i * step
        setter.put(canvas, x, sheet.height - 108.6, name, ink.LABEL)
        setter.put(canvas, x, sheet.height - 120.4, value, setter.fitted(value, style, step - 6, 5))
    rule(canvas, sheet.left, sheet.height - 129.7, sheet.across, 0.35, ink.LINE)
