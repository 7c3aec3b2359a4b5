"""The look of what Qt draws itself: boxes that can be seen in both themes and at each size."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QRadioButton, QStyle, QStyleOptionButton, QVBoxLayout, QWidget

from opsdesk.desk.tokens import Theme
from tests.desk.fakes import look


def holds(button, wanted: str) -> bool:
    """Whether the box shows the colour; a circle's edge is smoothed, so that it comes near it only."""
    hue = QColor(wanted)
    return any(
        max(abs(one.red() - hue.red()), abs(one.green() - hue.green()), abs(one.blue() - hue.blue())) <= 12
        for one in colours_of_box(button)
    )


def colours_of_box(button) -> list[QColor]:
    option = QStyleOptionButton()
    button.initStyleOption(option)
    element = (
        QStyle.SubElement.SE_CheckBoxIndicator
        if isinstance(button, QCheckBox)
        else QStyle.SubElement.SE_RadioButtonIndicator
    )
    place = button.style().subElementRect(element, option, button)
    picture = button.grab().toImage()
    return [
        picture.pixelColor(x, y)
        for x in range(place.left(), place.right() + 1)
        for y in range(place.top(), place.bottom() + 1)
    ]


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("percent", [80, 100, 200])
@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_a_box_has_a_border_and_a_checked_one_is_filled(qtbot, theme, percent, kind):
    dressed = look(percent, theme)
    page = QWidget()
    page.setObjectName("page")
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    off, on, resting = kind("off"), kind("on"), kind("resting")
    for button in (off, on, resting):
        button.setAutoExclusive(False)
        layout.addWidget(button)
    on.setChecked(True)
    resting.setEnabled(False)
    page.show()
    assert holds(off, dressed.hex("bg.line_strong"))
    assert not holds(off, dressed.hex("accent.fill"))
    assert holds(on, dressed.hex("accent.fill"))
    assert holds(resting, dressed.hex("text.disabled"))
    if kind is QCheckBox:
        assert holds(on, dressed.hex("accent.on_fill")), "no tick is painted"
