"""The signs of desk, wall and paper in vector ink: less ink for less priority, a digit in each."""

from __future__ import annotations

import math
from typing import Any

from opsdesk.briefings import ink
from opsdesk.briefings.ink import Style, colour
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.passages import Align, Setter
from opsdesk.observations.model import Priority


def polygon(canvas: Any, points: list[tuple[float, float]], *, fill: int = 1, stroke: int = 1) -> None:
    """A closed polygon in the canvas' colours."""
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    canvas.drawPath(path, fill=fill, stroke=stroke)


def priority(canvas: Any, setter: Setter, value: Priority, x: float, y: float, size: float) -> None:
    """The sign of a priority in a square of `size` points with its lower left corner at x, y."""
    canvas.saveState()
    canvas.setLineJoin(1)
    canvas.setLineWidth(size * 0.085)
    middle, half = (x + size / 2, y + size / 2), size / 2
    text, digit, lift = ink.INK, size * 0.58, 0.0
    if value is Priority.EMERGENCY:
        canvas.setFillColor(colour(ink.INK))
        turn = math.pi / 8
        corners = [
            (
                middle[0] + half * math.cos(turn + i * math.pi / 4),
                middle[1] + half * math.sin(turn + i * math.pi / 4),
            )
            for i in range(8)
        ]
        polygon(canvas, corners, stroke=0)
        text = ink.WHITE
    elif value is Priority.URGENT:
        canvas.setFillColor(colour(ink.URGENT))
        canvas.setStrokeColor(colour(ink.INK))
        polygon(
            canvas,
            [
                (x - size * 0.02, y + size * 0.07),
                (x + size * 1.02, y + size * 0.07),
                (middle[0], y + size * 0.95),
            ],
        )
        digit, lift = size * 0.5, -size * 0.13
    elif value is Priority.ROUTINE:
        canvas.setFillColor(colour(ink.WHITE))
        canvas.setStrokeColor(colour(ink.ROUTINE))
        canvas.circle(*middle, half * 0.9, fill=1, stroke=1)
    else:
        canvas.setFillColor(colour(ink.WHITE))
        canvas.setStrokeColor(colour(ink.LOW))
        canvas.rect(x + size * 0.1, y + size * 0.1, size * 0.8, size * 0.8, fill=1, stroke=1)
    style = Style(digit, digit, Weight.BOLD, text)
    setter.put(canvas, middle[0], middle[1] - digit * 0.357 + lift, str(int(value)), style, Align.CENTRE)
    canvas.restoreState()


def no_cover(canvas: Any, setter: Setter, x: float, y: float, size: float) -> None:
    """A shield with an exclamation mark: a post that nobody covers."""
    canvas.saveState()
    canvas.setLineJoin(1)
    canvas.setLineWidth(size * 0.09)
    canvas.setStrokeColor(colour(ink.INK))
    canvas.setFillColor(colour(ink.WHITE))
    path = canvas.beginPath()
    middle = x + size / 2
    path.moveTo(middle, y + size * 0.97)
    path.curveTo(
        x + size * 0.68, y + size * 0.86, x + size * 0.8, y + size * 0.83, x + size * 0.93, y + size * 0.82
    )
    path.curveTo(x + size * 0.96, y + size * 0.45, x + size * 0.86, y + size * 0.16, middle, y + size * 0.03)
    path.curveTo(
        x + size * 0.14, y + size * 0.16, x + size * 0.04, y + size * 0.45, x + size * 0.07, y + size * 0.82
    )
    path.curveTo(x + size * 0.2, y + size * 0.83, x + size * 0.32, y + size * 0.86, middle, y + size * 0.97)
    path.close()
    canvas.drawPath(path, fill=1, stroke=1)
    digit = size * 0.62
    setter.put(canvas, middle, y + size * 0.29, "!", Style(digit, digit, Weight.BOLD), Align.CENTRE)
    canvas.restoreState()


def bust(canvas: Any, x: float, y: float, size: float) -> None:
    """A framed bust: where someone of a bulletin was last seen."""
    canvas.saveState()
    canvas.setLineWidth(size * 0.1)
    canvas.setStrokeColor(colour(ink.INK))
    canvas.setFillColor(colour(ink.WHITE))
    canvas.roundRect(
        x + size * 0.06, y + size * 0.06, size * 0.88, size * 0.88, size * 0.15, fill=1, stroke=1
    )
    canvas.setFillColor(colour(ink.INK))
    canvas.circle(x + size / 2, y + size * 0.62, size * 0.15, fill=1, stroke=0)
    path = canvas.beginPath()
    path.moveTo(x + size * 0.24, y + size * 0.2)
    path.curveTo(
        x + size * 0.26, y + size * 0.47, x + size * 0.74, y + size * 0.47, x + size * 0.76, y + size * 0.2
    )
    path.close()
    canvas.drawPath(path, fill=1, stroke=0)
    canvas.restoreState()


def tick_box(canvas: Any, x: float, y: float, size: float, *, ticked: bool = False) -> None:
    """A box to tick, its lower left corner at x, y."""
    canvas.saveState()
    canvas.setStrokeColor(colour(ink.INK))
    canvas.setLineWidth(0.7)
    canvas.rect(x, y, size, size, fill=0, stroke=1)
    if ticked:
        canvas.setLineWidth(1.5)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        path = canvas.beginPath()
        path.moveTo(x + size * 0.22, y + size * 0.5)
        path.lineTo(x + size * 0.42, y + size * 0.26)
        path.lineTo(x + size * 0.8, y + size * 0.78)
        canvas.drawPath(path, fill=0, stroke=1)
    canvas.restoreState()


def plate(
    canvas: Any, setter: Setter, text: str, x: float, y: float, style: Style, width: float = 0
) -> float:
    """A number plate with its lower left corner at x, y; returns its width in points."""
    pad = style.size * 0.36
    height = style.size * 1.36
    style = setter.fitted(text, style, (width or 1e9) - 2 * pad, 6)
    used = width or setter.width(setter.prepared(text), style) + 2 * pad
    canvas.saveState()
    canvas.setStrokeColor(colour(ink.INK))
    canvas.setFillColor(colour(ink.WHITE))
    canvas.setLineWidth(max(1.0, style.size * 0.06))
    canvas.roundRect(x, y, used, height, style.size * 0.22, fill=1, stroke=1)
    setter.put(canvas, x + used / 2, y + height / 2 - style.size * 0.357, text, style, Align.CENTRE)
    canvas.restoreState()
    return used


def hatched(canvas: Any, x: float, y: float, width: float, height: float) -> None:
    """A field of hazard stripes with an edge."""
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(x, y, width, height)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.setFillColor(colour(ink.INK))
    step = 11.0
    at = x - height
    while at < x + width:
        polygon(
            canvas,
            [
                (at, y),
                (at + step * 0.5, y),
                (at + height + step * 0.5, y + height),
                (at + height, y + height),
            ],
            stroke=0,
        )
        at += step
    canvas.restoreState()


def no_person(canvas: Any, x: float, y: float, width: float, height: float, *, pale: bool = False) -> None:
    """Head and shoulders without features, in a pale field: there is no photo."""
    _field(canvas, x, y, width, height)
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(x, y, width, height)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.setFillColor(colour("#C6CED6" if pale else "#AEB8C2"))
    side = min(width, height * 0.8)
    middle = x + width / 2
    canvas.ellipse(
        middle - side * 0.21, y + height * 0.42, middle + side * 0.21, y + height * 0.84, fill=1, stroke=0
    )
    shoulders = canvas.beginPath()
    shoulders.moveTo(middle - side * 0.46, y)
    shoulders.curveTo(
        middle - side * 0.44,
        y + height * 0.42,
        middle + side * 0.44,
        y + height * 0.42,
        middle + side * 0.46,
        y,
    )
    shoulders.close()
    canvas.drawPath(shoulders, fill=1, stroke=0)
    canvas.restoreState()


def no_vehicle(canvas: Any, x: float, y: float, width: float, height: float, *, pale: bool = False) -> None:
    """A car without features, in a pale field: there is no photo."""
    _field(canvas, x, y, width, height)
    canvas.saveState()
    canvas.setFillColor(colour("#C6CED6" if pale else "#AEB8C2"))
    unit = min(width / 10, height / 6)
    left, low = x + width / 2 - unit * 4, y + height / 2 - unit * 1.4
    canvas.roundRect(left, low + unit * 0.5, unit * 8, unit * 1.5, unit * 0.4, fill=1, stroke=0)
    polygon(
        canvas,
        [
            (left + unit * 1.4, low + unit * 1.9),
            (left + unit * 2.5, low + unit * 3.3),
            (left + unit * 5.2, low + unit * 3.3),
            (left + unit * 6.6, low + unit * 1.9),
        ],
        stroke=0,
    )
    for wheel in (2.0, 6.0):
        canvas.circle(left + unit * wheel, low + unit * 0.5, unit * 0.75, fill=1, stroke=0)
    canvas.restoreState()


def _field(canvas: Any, x: float, y: float, width: float, height: float) -> None:
    canvas.saveState()
    canvas.setFillColor(colour(ink.PALE))
    canvas.rect(x, y, width, height, fill=1, stroke=0)
    canvas.restoreState()
