"""The window over the sample beside the pictures: regions, colours, and nothing that overflows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from opsdesk.app import Program
from opsdesk.desk.tab import RecordTab, Tab
from opsdesk.desk.tokens import Theme
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel
from opsdesk.incidents.commands import OpenIncident
from opsdesk.observations.commands import ReportObservation
from opsdesk.store.database import Database
from tests.journeys.window import calm, opened
from tests.sample.written import NOW, copy_to, enter

#: Heights at 100 %: menu, tabs, entry line with what it understood, status.
FRAME = {"menu": 28, "_tabs_row": 34, "status": 26}
#: How far an edge may be from the picture's, px.
NEAR = 8
SIZES = ((1920, 1080), (1280, 720))
HOSTILE = (
    "Maximilian-Alexander von Hohenstaufen-Württemberg zu Donaudampfschifffahrtsgesellschaft " * 3,
    "<b>bold</b> <img src=x onerror=alert(1)> &amp; </table>",
    "רכב חשוד ליד השער \u202eabc\u202c مركبة مشبوهة",
    "👮🏽‍♀️🚓 " * 30,
)


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Database]:
    database = enter(copy_to(tmp_path))
    yield database
    database.shut()


def on_window(program: Program, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(program.window, QPoint(0, 0)), widget.size())


def visible(widget: QWidget) -> Iterator[QWidget]:
    for child in widget.findChildren(QWidget):
        if child.isVisible() and not child.isWindow():
            yield child


def overflowing(window: QWidget) -> list[str]:
    """Children that stand outside their parent, where the parent does not scroll them."""
    found = []
    for child in visible(window):
        parent = child.parentWidget()
        over = parent.parentWidget() if parent is not None else None
        if parent is None or (isinstance(over, QAbstractScrollArea) and over.viewport() is parent):
            continue
        if (
            child.width()
            and child.height()
            and not parent.rect().adjusted(-1, -1, 1, 1).contains(child.geometry())
        ):
            found.append(
                f"{type(child).__name__} {child.objectName()} {child.geometry()} in {type(parent).__name__}"
            )
    return found


def cut(window: QWidget) -> list[str]:
    """Labels that must show their whole text and have no room for it."""
    found = []
    for label in visible(window):
        if isinstance(label, WrappedLabel):
            need = label.heightForWidth(label.width())
            if label.height() + 1 < need:
                found.append(f"{label.text()[:40]!r}: {label.height()} of {need} px")
        elif type(label) is PlainLabel and label.text():
            need = label.sizeHint().width()
            if label.width() + 1 < need:
                found.append(f"{label.text()[:40]!r}: {label.width()} of {need} px")
    return found


def check_frame(program: Program, size: tuple[int, int]) -> None:
    window = program.window
    assert window.size().toTuple() == size
    for name, height in FRAME.items():
        assert abs(getattr(window, name).height() - height) <= NEAR, name
    assert abs(on_window(program, window.status).bottom() + 1 - size[1]) <= 1
    assert abs(on_window(program, window._tabs_row).top() - FRAME["menu"]) <= NEAR


def check_regions(program: Program, tab: Tab, narrow: bool) -> None:
    if not isinstance(tab, RecordTab):
        return
    detail = on_window(program, tab.right)
    # The partners' picture has a wider one, for the week of cover.
    wide = 560 if tab.tab_id == "partners" else 520
    assert abs(detail.width() - (392 if narrow else wide)) <= NEAR, tab.tab_id
    assert abs(detail.right() + 1 - program.window.width()) <= NEAR, tab.tab_id
    if not narrow:
        assert abs(tab.views.width() - 188) <= NEAR, tab.tab_id
    else:
        assert not tab.views.isVisible() or tab.views.button.isVisible()


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
@pytest.mark.parametrize("size", SIZES)
async def test_every_tab_stands_as_pictured(
    qtbot: object, sample: Database, size: tuple[int, int], theme: Theme
) -> None:
    async with opened(sample, size, now=lambda: NOW, sample=True) as program:
        program.frame.set_theme(theme)
        wrong: list[str] = []
        window = program.window
        for tab in window.tabs:
            program.window.go_to_id(tab.tab_id)
            await calm(program)
            if isinstance(tab, RecordTab):
                first = tab.model.id_at(0)
                assert first is not None, tab.tab_id
                tab.show_record(first)
                await calm(program)
            check_frame(program, size)
            check_regions(program, tab, narrow=size[0] < 1400)
            wrong += [
                f"{tab.tab_id}: {line}" for line in (*overflowing(program.window), *cut(program.window))
            ]
            if tab.folds_entry:
                assert not program.window.entry.isVisible()
            else:
                # Line 36 and understood 28, with their rule and margins.
                assert abs(program.window.entry.height() - 75) <= NEAR
            check_colours(program)
        assert wrong == []


def check_colours(program: Program) -> None:
    """Tokens are exact where a region has one ground."""
    window, look = program.window, program.look
    picture = window.grab().toImage()
    scale = picture.devicePixelRatio()

    def at(widget: QWidget, x: int, y: int) -> QColor:
        corner = widget.mapTo(window, QPoint(x, y)) * scale
        return picture.pixelColor(corner)

    assert at(window.menu, window.menu.width() // 2 - 150, 3) == look.color("bg.chrome")
    assert at(window.status, 3, window.status.height() - 3) == look.color("bg.chrome")


async def test_hostile_names_stay_in_their_place(qtbot: object, database: Database) -> None:
    for text in HOSTILE:
        database.run(ReportObservation.of(summary=text[:200], narrative=text * 20, place=text[:100]))
        database.run(OpenIncident.of(title=text[:200], place=text[:100]))
    for size in SIZES[1:]:
        async with opened(database, size) as program:
            wrong: list[str] = []
            for tab_id in ("observations", "incidents", "map"):
                tab = program.window.go_to_id(tab_id)
                await calm(program)
                rows = tab.model.rowCount() if isinstance(tab, RecordTab) else 0
                for row in range(rows):
                    assert isinstance(tab, RecordTab)
                    record_id = tab.model.id_at(row)
                    assert record_id is not None
                    tab.show_record(record_id)
                    await calm(program)
                    wrong += [f"{tab_id} {size}: {line}" for line in overflowing(program.window)]
            assert wrong == []


async def test_an_empty_desk_leaves_no_hole(qtbot: object, database: Database) -> None:
    async with opened(database, (1280, 720)) as program:
        wrong: list[str] = []
        window = program.window
        for tab in window.tabs:
            program.window.go_to_id(tab.tab_id)
            await calm(program)
            wrong += [
                f"{tab.tab_id}: {line}" for line in (*overflowing(program.window), *cut(program.window))
            ]
            if isinstance(tab, RecordTab):
                assert tab.nothing.isVisible() is (tab.model.rowCount() == 0), tab.tab_id
        assert wrong == []
