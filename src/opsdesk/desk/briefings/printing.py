"""Puts the pages of a numbered copy onto a printer: rendered in a thread, handed over page by page."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from opsdesk.desk.briefings.making import pages
from opsdesk.desk.desk import Desk

#: Enough for 6.5 pt letters.
_DOTS_PER_INCH = 300


def print_pages(desk: Desk, printer: QPrinter, pdf: bytes) -> None:
    """Render and print; a page fills the printer's page."""

    def hand_over(images: list[QImage]) -> None:
        painter = QPainter(printer)
        for number, image in enumerate(images):
            if number:
                printer.newPage()
            room = QRectF(painter.viewport())
            painter.drawImage(room, image)
        painter.end()

    desk.tasks.start("print", lambda: asyncio.to_thread(pages, pdf, _DOTS_PER_INCH), done=hand_over)
