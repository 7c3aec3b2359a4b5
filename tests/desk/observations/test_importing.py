from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from opsdesk.desk.observations.import_window import ImportWindow
from opsdesk.observations import records
from opsdesk.observations.model import ObservationFilter
from opsdesk.store.database import Database
from tests.desk.observations.test_tab import opened

CTRL = Qt.KeyboardModifier.ControlModifier
ROWS = """case_no,date_time,block,what,kind,lat,lng
77,2026-06-12 14:05,Quai Antoine 1er,Bicycle gone from rack,theft,43.7350,7.4210
78,2026-06-12 15:10,Rue Grimaldi,Window forced,burglary,43.7340,7.4200
79,no time at all,Rue Grimaldi,<b>Bag</b> left,lost_property,0,0
"""


async def test_a_file_is_previewed_mapped_and_brought_in_once(
    qapp: QApplication, database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(ROWS, encoding="utf-8")
    desk, tab = await opened(qapp, database)

    def said(text: str) -> bool:
        return bool(desk.desk.messages.past) and text in desk.desk.messages.past[-1].text

    for added in (2, 0):
        window = ImportWindow(desk.desk, tab.presenter, path, tab)
        window.show()
        await desk.until(window._go.isEnabled)
        assert window._boxes["occurred_at"].currentText() == "date_time"
        assert window._table.rowCount() == 3
        summary = window._table.item(0, 2)
        assert summary is not None
        assert summary.text() == "Bicycle gone from rack"
        assert "no time at all" in window._problems.text()
        QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
        await desk.until(partial(said, f"{added} added, {2 - added} known already, 1 rejected"))
        await desk.calm()
    assert database.ask(records.count, ObservationFilter()) == 2
    message = desk.desk.messages.past[0]
    assert message.act is not None
    message.act()
    await desk.until(lambda: database.ask(records.count, ObservationFilter()) == 0)
    await desk.calm()
    await desk.close()


async def test_a_file_that_is_no_table_says_so_in_the_window(
    qapp: QApplication, database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "van.csv"
    path.write_bytes(b"\x00\x01\x02" * 500)
    desk, tab = await opened(qapp, database)
    window = ImportWindow(desk.desk, tab.presenter, path, tab)
    window.show()
    await desk.until(window._problems.text)
    assert not window._go.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    await desk.calm()
    await desk.close()
