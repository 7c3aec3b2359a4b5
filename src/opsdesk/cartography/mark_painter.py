"""Pins, tags, clusters and lines between them, painted with pictures that are kept."""

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from opsdesk.cartography.areas import draw_bulletin, draw_bulletin_label, draw_guide
from opsdesk.cartography.marks import Look, Mark, Marks, sign_size, tag_factor
from opsdesk.cartography.pins import Guide, Pin, PinKind
from opsdesk.cartography.signs import (
    cluster_size,
    cluster_words,
    draw_bolo,
    draw_centred,
    draw_cluster,
    draw_haloed,
    draw_no_cover,
    draw_post,
    draw_priority,
    draw_ring,
    font,
    round_pen,
)
from opsdesk.cartography.tokens import MapTheme
from opsdesk.cartography.viewport import Viewport

MOST_BADGES = 4000
"""Kept pictures; beyond that all are made anew."""
LABELS_FROM = 15.4
"""Zoom from which posts with cover carry their label; those without always do."""


class MarkPainter:
    """Paints marks in one theme and scale; for one thread."""

    def __init__(self, theme: MapTheme, scale: float = 1.0) -> None:
        self.theme = theme
        self.scale = scale
        self._badges: dict[tuple[object, ...], QImage] = {}

    def paint(
        self, painter: QPainter, viewport: Viewport, marks: Marks, guides: Sequence[Guide] = ()
    ) -> None:
        """Paint areas and guides first, then all marks from the bottom upwards."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in marks.marks:
            if mark.pin is not None and mark.pin.kind is PinKind.BULLETIN:
                draw_bulletin(painter, viewport, mark.pin, self.theme, self._factor)
        for guide in guides:
            draw_guide(painter, viewport, guide, self.theme, self._factor)
        ratio = painter.device().devicePixelRatio()
        for mark in marks.marks:
            if mark.pin is not None and mark.look in (Look.TAG, Look.FRAME):
                self._leader(painter, mark, mark.pin)
        for mark in marks.marks:
            self._mark(painter, viewport, mark, ratio)
        painter.restore()

    def sign(self, kind: PinKind, priority: int, ratio: float = 1.0, kept: float = 1.0) -> QImage:
        """Give a sign as a picture, for the map's key; `kept` is what `strength` gives."""
        size, theme = sign_size(kind, priority, self.theme, self.scale), self.theme

        def draw(painter: QPainter, at: QPointF) -> None:
            match kind:
                case PinKind.POST:
                    draw_post(painter, at, size, theme)
                case PinKind.POST_WITHOUT_COVER:
                    draw_no_cover(painter, at, size, theme)
                case PinKind.BOLO_PERSON | PinKind.BOLO_VEHICLE:
                    draw_bolo(painter, at, size, theme, vehicle=kind is PinKind.BOLO_VEHICLE)
                case _:
                    draw_priority(painter, at, size, priority, theme, strength=kept, rim=True)

        key = ("sign", kind, priority, kept, ratio)
        return self._badges.get(key) or self._made(key, size * 1.1, ratio, draw)

    def _mark(self, painter: QPainter, viewport: Viewport, mark: Mark, ratio: float) -> None:
        pin = mark.pin
        if mark.look is Look.CLUSTER:
            self._cluster(painter, mark, ratio)
        elif pin is None:
            self._observation(painter, mark, ratio)
        elif mark.look is Look.TAG:
            self._tag(painter, mark, pin)
        elif mark.look is Look.EDGE_TAG:
            self._arrow(painter, mark)
            self._tag(painter, mark, pin)
        elif mark.look is Look.FRAME:
            self._frame(painter, mark)
        else:
            self._single(painter, viewport, mark, pin, ratio)

    def _cluster(self, painter: QPainter, mark: Mark, ratio: float) -> None:
        """Draw a cluster; clusters whose counts are written alike share a picture."""
        words, worst = cluster_words(mark.held), mark.priority
        key = ("cluster", words, worst, ratio)
        image = self._badges.get(key)
        if image is None:
            size = cluster_size(mark.held) * 1.18 * self._factor
            image = self._made(
                key, size, ratio, lambda p, o: draw_cluster(p, o, words, worst, self.theme, self._factor)
            )
        _blit(painter, mark.x, mark.y, image, ratio)

    @property
    def _factor(self) -> float:
        return self.theme.tag * self.scale

    def _badge(
        self,
        painter: QPainter,
        mark: Mark,
        size: float,
        ratio: float,
        key: tuple[object, ...],
        draw: Callable[[QPainter, QPointF], None],
    ) -> None:
        """Draw a sign from its kept picture, which is made at the first use."""
        full = (*key, ratio)
        image = self._badges.get(full) or self._made(full, size, ratio, draw)
        _blit(painter, mark.x, mark.y, image, ratio)

    def _made(
        self, key: tuple[object, ...], size: float, ratio: float, draw: Callable[[QPainter, QPointF], None]
    ) -> QImage:
        """Make a sign's picture and keep it."""
        if len(self._badges) >= MOST_BADGES:
            self._badges.clear()
        side = math.ceil((size + 4) * ratio)
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        inner = QPainter(image)
        inner.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(inner, QPointF(side / ratio / 2, side / ratio / 2))
        inner.end()
        self._badges[key] = image
        return image

    def _observation(self, painter: QPainter, mark: Mark, ratio: float) -> None:
        priority, kept, theme = mark.priority, mark.strength, self.theme
        key = ("observation", priority, kept, ratio)
        image = self._badges.get(key)
        if image is None:
            size = sign_size(PinKind.OBSERVATION, priority, theme, self.scale)
            if theme.observations_as_rings:
                image = self._made(key, size, ratio, lambda p, o: draw_ring(p, o, size, priority, theme))
            else:
                image = self._made(
                    key, size * 1.2, ratio,
                    lambda p, o: draw_priority(p, o, size, priority, theme, strength=kept, rim=True),
                )  # fmt: skip
        _blit(painter, mark.x, mark.y, image, ratio)

    def _single(self, painter: QPainter, viewport: Viewport, mark: Mark, pin: Pin, ratio: float) -> None:
        at, theme = QPointF(mark.x, mark.y), self.theme
        size = sign_size(pin.kind, pin.priority, theme, self.scale)
        if pin.selected:
            self._halo(painter, at, max(size * 0.5 + 6 * self._factor, 15.0 * self._factor))
        match pin.kind:
            case PinKind.OBSERVATION:
                self._observation(painter, mark, ratio)
            case PinKind.POST:
                self._badge(painter, mark, size, ratio, ("post",), lambda p, o: draw_post(p, o, size, theme))
                if viewport.zoom >= LABELS_FROM:
                    self._label(painter, mark, pin.label, theme.ink.ok)
            case PinKind.POST_WITHOUT_COVER:
                self._badge(
                    painter, mark, size, ratio, ("no cover",), lambda p, o: draw_no_cover(p, o, size, theme)
                )
                self._label(painter, mark, pin.label, theme.ink.no_cover)
            case PinKind.BOLO_PERSON | PinKind.BOLO_VEHICLE:
                vehicle = pin.kind is PinKind.BOLO_VEHICLE
                self._badge(
                    painter, mark, size, ratio, ("bolo", vehicle),
                    lambda p, o: draw_bolo(p, o, size, theme, vehicle=vehicle),
                )  # fmt: skip
                self._label(painter, mark, pin.label, theme.ink.bolo)
            case PinKind.UNIT:
                self._unit(painter, mark, pin)
            case PinKind.PLACE:
                painter.setPen(QPen(QColor(theme.ink.focus), 2.0 * self._factor))
                painter.setBrush(QColor(theme.ink.paper))
                painter.drawEllipse(at, size / 2, size / 2)
                self._label(painter, mark, pin.label, theme.ink.high)
            case PinKind.BULLETIN:
                draw_bulletin_label(painter, viewport, pin, self.theme, self._factor)
            case _:
                pass

    def _halo(self, painter: QPainter, at: QPointF, radius: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.theme.ink.paper), 4.0 * self._factor))
        painter.drawEllipse(at, radius, radius)
        painter.setPen(QPen(QColor(self.theme.ink.focus), 2.0 * self._factor))
        painter.drawEllipse(at, radius, radius)

    def _label(self, painter: QPainter, mark: Mark, words: str, colour: str) -> None:
        if not words:
            return
        typeface = font(11.5 * self._factor, bold=True)
        base = mark.y + QFontMetricsF(typeface).capHeight() / 2
        at = QPointF(mark.sides[2] + 3.0 * self._factor, base)
        draw_haloed(painter, at, words, typeface, QColor(colour), QColor(self.theme.ground.label_halo))

    def _unit(self, painter: QPainter, mark: Mark, pin: Pin) -> None:
        """Draw a unit as a pill: solid for the police, hollow for a private partner."""
        theme, factor = self.theme, self._factor
        left, top, right, bottom = mark.sides
        rect = QRectF(left, top, right - left, bottom - top)
        if pin.selected:
            self._round(
                painter, rect.adjusted(*(side * 4 * factor for side in (-1, -1, 1, 1))), 13.0 * factor
            )
        painter.setPen(QPen(QColor(theme.ink.high), 1.4 * factor))
        painter.setBrush(QColor(theme.ink.paper if pin.hollow else theme.ink.high))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        ink = QColor(theme.ink.high if pin.hollow else theme.ink.paper)
        draw_centred(painter, rect.center(), pin.number, font(11.0 * factor, bold=True), ink)

    def _round(self, painter: QPainter, rect: QRectF, radius: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.theme.ink.focus), 2.0 * self._factor))
        painter.drawRoundedRect(rect, radius, radius)

    def _tag(self, painter: QPainter, mark: Mark, pin: Pin) -> None:
        """Draw an incident's tag: priority sign and number in a frame of the priority's colour."""
        theme = self.theme
        factor = tag_factor(pin.priority, theme, self.scale)
        left, top, right, bottom = mark.sides
        rect = QRectF(left, top, right - left, bottom - top)
        if pin.selected:
            self._round(
                painter, rect.adjusted(*(side * 3.5 * factor for side in (-1, -1, 1, 1))), 6.0 * factor
            )
        width = (
            1.6 if theme.name == "paper" and pin.priority == 1 else 1.1 if theme.leaders else 1.5
        ) * factor
        painter.setPen(QPen(QColor(theme.ink.priority(pin.priority).strong), width))
        painter.setBrush(QColor(theme.ink.paper))
        painter.drawRoundedRect(
            rect.adjusted(width / 2, width / 2, -width / 2, -width / 2), 3.4 * factor, 3.4 * factor
        )
        middle = QPointF(left + 14.0 * factor, rect.center().y())
        draw_priority(
            painter, middle, 17.0 * factor, pin.priority, theme, strength=mark.strength, rim=theme.leaders
        )
        typeface = font(13.5 * factor, bold=True)
        painter.setFont(typeface)
        painter.setPen(QColor(theme.ink.high))
        base = rect.center().y() + QFontMetricsF(typeface).capHeight() / 2
        painter.drawText(QPointF(left + 28.0 * factor, base), pin.number)

    def _frame(self, painter: QPainter, mark: Mark) -> None:
        """Draw an incident without room for its number: the sign in its frame."""
        left, top, right, bottom = mark.sides
        factor, theme = self._factor, self.theme
        painter.setPen(QPen(QColor(theme.ink.priority(mark.priority).strong), 1.4 * factor))
        painter.setBrush(QColor(theme.ink.paper))
        painter.drawRoundedRect(QRectF(left, top, right - left, bottom - top), 3 * factor, 3 * factor)
        at = QPointF(mark.x, mark.y)
        draw_priority(
            painter, at, 15.0 * factor, mark.priority, theme, strength=mark.strength, rim=theme.leaders
        )

    def _leader(self, painter: QPainter, mark: Mark, pin: Pin) -> None:
        """Draw the exact point of a tag, and the way from the tag to it."""
        if mark.look is Look.FRAME:
            return
        theme, factor = self.theme, self._factor
        colour = QColor(theme.ink.priority(pin.priority).strong)
        left, top, right, bottom = mark.sides
        middle = (left + right) / 2
        at = QPointF(mark.x, mark.y)
        straight = not theme.leaders and abs(mark.x - middle) < 1.0 and 0 < mark.y - bottom < 20 * factor
        if straight:
            half, deep = 5.2 * factor, 6.6 * factor
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon(
                QPolygonF(
                    [
                        QPointF(middle - half, bottom - 0.5 * factor),
                        QPointF(middle + half, bottom - 0.5 * factor),
                        QPointF(middle, bottom + deep),
                    ]
                )
            )
        else:
            end = QPointF(min(max(mark.x, left), right), min(max(mark.y, top), bottom))
            inner = QPointF((end.x() * 3 + middle) / 4, (end.y() * 3 + (top + bottom) / 2) / 4)
            painter.setPen(round_pen(QColor(theme.ground.label_halo), 3.0 * factor))
            painter.drawLine(inner, at)
            painter.setPen(round_pen(colour, 1.3 * factor))
            painter.drawLine(inner, at)
        radius = (2.6 if theme.leaders else 3.6) * factor
        painter.setPen(QPen(QColor(theme.ink.paper), 1.6 * factor))
        painter.setBrush(colour)
        painter.drawEllipse(at, radius + 0.8 * factor, radius + 0.8 * factor)

    def _arrow(self, painter: QPainter, mark: Mark) -> None:
        """Draw the arrow of a tag at the edge, towards what lies outside."""
        left, top, right, bottom = mark.sides
        middle = QPointF((left + right) / 2, (top + bottom) / 2)
        dx, dy = mark.x - middle.x(), mark.y - middle.y()
        way = math.hypot(dx, dy) or 1.0
        dx, dy = dx / way, dy / way
        reach = min(
            (right - left) / 2 / abs(dx) if dx else math.inf, (bottom - top) / 2 / abs(dy) if dy else math.inf
        )
        factor = self._factor
        foot = QPointF(middle.x() + dx * reach, middle.y() + dy * reach)
        tip = QPointF(foot.x() + dx * 9.5 * factor, foot.y() + dy * 9.5 * factor)
        back = QPointF(foot.x() - dx * 4 * factor, foot.y() - dy * 4 * factor)
        side = 8.0 * factor
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.ink.priority(mark.priority).strong))
        painter.drawPolygon(
            QPolygonF(
                [
                    tip,
                    QPointF(back.x() - dy * side, back.y() + dx * side),
                    QPointF(back.x() + dy * side, back.y() - dx * side),
                ]
            )
        )


def _blit(painter: QPainter, x: float, y: float, image: QImage, ratio: float) -> None:
    """Draw a picture around a point, on whole device pixels: sharp, and four times as fast."""
    half = image.width() / 2
    painter.drawImage(QPointF(round(x * ratio - half) / ratio, round(y * ratio - half) / ratio), image)
