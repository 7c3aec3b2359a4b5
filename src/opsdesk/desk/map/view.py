"""The map on the screen: a view that pans and zooms, its ground painted in a thread, its pins at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from opsdesk.cartography.marks import Mark, Marks
from opsdesk.cartography.painter import MapPainter
from opsdesk.cartography.pins import Crowd, Pin
from opsdesk.cartography.viewport import Viewport
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.place_map import PlaceMaps
from opsdesk.geo.places import Position

#: The picture of the ground is larger than the view by this part on each side, so that a pan shows no hole.
_SPARE = 0.25
#: A press that moves less than this many pixels is a click.
_CLICK = 4
_STEP = 80


@dataclass(frozen=True)
class _Ground:
    """A painted ground and the viewport that it was painted for."""

    image: QImage
    viewport: Viewport


class MapView(QGraphicsView):
    """Pans by dragging and with the arrows, zooms with the wheel, + and −, and tells what is picked.

    Signals:
        picked(Mark | None): a pin was clicked, or the ground.
        opened(Mark): a pin was double-clicked, or Enter pressed on the picked one.
        pointed(Position | None): where the mouse is.
        moved(): another part of the world is shown, if only because the window has another size.
        went(): somebody, or a verb, moved it.
        asked_here(Position): an observation is wanted here (Shift and a click).
    """

    picked = Signal(object)
    opened = Signal(object)
    pointed = Signal(object)
    moved = Signal()
    went = Signal()
    asked_here = Signal(object)

    def __init__(self, desk: Desk, maps: PlaceMaps, start: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        self._desk = desk
        self._maps = maps
        self.viewport_shown = start
        self._pins: Sequence[Pin] = ()
        self._crowd: Crowd | None = None
        self._ground: _Ground | None = None
        self._marks: Marks | None = None
        self._press: QPoint | None = None
        self._dragged = False
        self.picked_mark: Mark | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setAccessibleName(self.tr("Map"))
        self.setMouseTracking(True)
        desk.look.changed.connect(self._another_look)

    # what it shows

    def show_pins(self, pins: Sequence[Pin], crowd: Crowd | None) -> None:
        """Other pins; the view stays where it is."""
        self._pins, self._crowd = pins, crowd
        self._marks = None
        self.viewport().update()

    def look_at(self, shown: Viewport) -> None:
        """Show another part of the world."""
        self._show(shown)
        self.went.emit()

    def _show(self, shown: Viewport) -> None:
        self.viewport_shown = shown
        self._marks = None
        self.viewport().update()
        self._ask_ground()
        self.moved.emit()

    def refresh(self) -> None:
        """The ground is another: layers came or went."""
        self._another_look()
        self.viewport().update()

    def centre_on(self, position: Position, zoom: float | None = None) -> None:
        """Bring a position to the middle."""
        now = self.viewport_shown
        wanted = max(now.zoom, zoom) if zoom is not None else now.zoom
        self.look_at(Viewport.at(position, wanted, now.width, now.height))

    def zoom_by(self, steps: float, about: tuple[float, float] | None = None) -> None:
        """Nearer or farther by so many zoom levels."""
        self.look_at(self.viewport_shown.zoomed(self.viewport_shown.zoom + steps, about))

    def holds(self, position: Position | None) -> bool:
        """Whether a position is in view."""
        return position is not None and self.viewport_shown.holds(*self.viewport_shown.to_screen(position))

    def marks(self) -> Marks:
        """What stands on the screen now."""
        if self._marks is None:
            self._marks = self._painter().marks(self.viewport_shown, self._pins, self._crowd)
        return self._marks

    def sizeHint(self) -> QSize:
        """As large as there is room."""
        return QSize(800, 600)

    # painting

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The ground, from the last picture, moved and scaled until the next one is there."""
        painter.resetTransform()
        painter.fillRect(self.viewport().rect(), self._desk.look.color("map.outside"))
        if self._ground is None:
            return
        made, now = self._ground.viewport, self.viewport_shown
        left, top = now.world_to_screen(*made.to_world(0, 0))
        right, bottom = now.world_to_screen(*made.to_world(made.width, made.height))
        target = QRectF(left, top, right - left, bottom - top)
        if made.zoom != now.zoom:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, self._ground.image)
        else:
            painter.drawImage(QPointF(round(left), round(top)), self._ground.image)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Pins, the scale, and who made the map."""
        painter.resetTransform()
        maps = self._painter()
        maps.paint_marks(painter, self.viewport_shown, self.marks())
        maps.paint_furniture(painter, self.viewport_shown)
        if self.hasFocus():
            painter.setPen(self._desk.look.color("focus"))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -2, -2))

    def _painter(self) -> MapPainter:
        return self._maps.painter()

    def _another_look(self) -> None:
        self._ground = None
        self._marks = None
        self._ask_ground()

    def _ask_ground(self) -> None:
        now = self.viewport_shown
        if now.width < 2:
            return
        wanted = now.resized(now.width * (1 + 2 * _SPARE), now.height * (1 + 2 * _SPARE))

        def came(image: QImage, _attribution: str) -> None:
            self._ground = _Ground(image, wanted)
            self._marks = None
            self.viewport().update()

        self._maps.paint("the map", wanted, self.devicePixelRatioF(), came)

    # hands

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The middle stays where it is."""
        super().resizeEvent(event)
        size = self.viewport().size()
        self.setSceneRect(0, 0, size.width(), size.height())
        self._show(self.viewport_shown.resized(size.width(), size.height()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the mouse."""
        at = event.position()
        self.zoom_by(event.angleDelta().y() / 240, (at.x(), at.y()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A drag or a click begins."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press, self._dragged = event.position().toPoint(), False
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, or tell where the mouse is."""
        at = event.position().toPoint()
        if self._press is not None:
            moved = at - self._press
            if self._dragged or moved.manhattanLength() >= _CLICK:
                self._dragged = True
                self._press = at
                self.look_at(self.viewport_shown.panned(moved.x(), moved.y()))
            return
        self.pointed.emit(self.viewport_shown.to_position(at.x(), at.y()))
        over = bool(self.marks().at(at.x(), at.y()))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click picks, on a cluster it looks inside, with Shift it asks for an observation here."""
        pressed, self._press = self._press, None
        if pressed is None or self._dragged:
            return
        at = event.position()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.asked_here.emit(self.viewport_shown.to_position(at.x(), at.y()))
            return
        found = self.marks().at(at.x(), at.y())
        self._pick(found[0] if found else None)
        if found and found[0].world_box is not None:
            self._open(found[0])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A pin is opened; on the ground it is nearer by one."""
        at = event.position()
        found = self.marks().at(at.x(), at.y())
        if found:
            self._pick(found[0])
            self._open(found[0])
        else:
            self.zoom_by(1, (at.x(), at.y()))

    def leaveEvent(self, event: object) -> None:
        """The mouse is elsewhere."""
        self.pointed.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, + and −, Enter on what is picked; other keys are the window's."""
        steps = {
            Qt.Key.Key_Left: (_STEP, 0),
            Qt.Key.Key_Right: (-_STEP, 0),
            Qt.Key.Key_Up: (0, _STEP),
            Qt.Key.Key_Down: (0, -_STEP),
        }
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in steps:
            self.look_at(self.viewport_shown.panned(*steps[key]))
        elif plain and key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.zoom_by(1 if key == Qt.Key.Key_Plus else -1)
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.picked_mark is not None:
            self._open(self.picked_mark)
        else:
            event.ignore()

    def _pick(self, mark: Mark | None) -> None:
        self.picked_mark = mark
        self.picked.emit(mark)

    def _open(self, mark: Mark) -> None:
        box = mark.world_box
        if box is None:
            self.opened.emit(mark)
            return
        now = self.viewport_shown
        inside = Viewport.framing(
            (float(box.left), float(box.top), float(box.right), float(box.bottom)), now.width, now.height, 40
        )
        self.look_at(inside.zoomed(max(inside.zoom, now.zoom + 1)))
