"""The style sheet of the frame, made from tokens and measures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

_SHEET = """
* {{ outline: 0; }}
QToolTip {{ background: {bg_raised}; color: {text_high};
    border: 1px solid {line_strong}; padding: {p4}px {p8}px; }}
QMainWindow, #page {{ background: {bg_base}; }}
#chrome, #menu_strip, #status, #views, QMenuBar {{ background: {bg_chrome}; }}
#raised, #filter_bar, #entry_block {{ background: {bg_raised}; }}
QMenuBar {{ color: {text_mid}; border: 0; padding: 0; }}
QMenuBar::item {{ padding: {p5}px {p8}px; background: transparent; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {bg_hover}; color: {text_high}; }}
QMenu {{ background: {bg_raised}; color: {text_high};
    border: 1px solid {line_strong}; padding: {p4}px 0; }}
QMenu::item {{ padding: {p5}px {p24}px {p5}px {p16}px; min-width: {p180}px; }}
QMenu::item:selected {{ background: {selection_fill}; color: {selection_text}; }}
QMenu::item:disabled {{ color: {text_disabled}; }}
QMenu::separator {{ height: 1px; background: {bg_line}; margin: {p4}px 0; }}
QLabel {{ background: transparent; color: {text_mid}; }}
QLabel[ink="high"] {{ color: {text_high}; }}
QLabel[ink="low"] {{ color: {text_low}; }}
QLabel[ink="accent"] {{ color: {accent_ink}; }}
QLabel[ink="error"] {{ color: {state_error}; }}
QLabel[ink="overdue"] {{ color: {state_overdue}; }}
QLabel[ink="waiting"] {{ color: {state_waiting}; }}
QLabel[ink="claimed"] {{ color: {state_claimed}; }}
QLabel[ink="away"] {{ color: {state_away}; }}
QLabel[type_size="micro"] {{ font-size: {f11}px; }}
QLabel[type_size="small"] {{ font-size: {f12}px; }}
QLabel[type_size="record"] {{ font-size: {f15}px; font-weight: 600; color: {text_high}; }}
QLabel[type_size="record_plain"] {{ font-size: {f15}px; }}
QLabel[type_size="title"] {{ font-size: {f17}px; font-weight: 600; color: {text_high}; }}
QLabel[type_size="display"] {{ font-size: {f22}px; font-weight: 600; color: {text_high}; }}
QLabel[strong="true"] {{ font-weight: 600; }}
QLabel#keycap {{ border: 1px solid {line_strong}; border-radius: 3px;
    color: {text_mid}; font-size: {f11}px;
    padding: 0 {p4}px; }}
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDateTimeEdit, QAbstractSpinBox {{
    background: {bg_field}; color: {text_high}; border: 1px solid {line_strong}; border-radius: 3px;
    selection-background-color: {selection_fill}; selection-color: {selection_text}; padding: 0 {p8}px; }}
QLineEdit, QComboBox, QAbstractSpinBox {{ min-height: {p26}px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ color: {text_disabled}; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"],
QAbstractSpinBox[wrong="true"] {{
    border: 2px solid {state_error}; }}
QLineEdit#bare {{ border: 0; background: transparent; padding: 0; }}
QComboBox QAbstractItemView {{ background: {bg_raised};
    color: {text_high}; border: 1px solid {line_strong};
    selection-background-color: {selection_fill}; selection-color: {selection_text}; }}
QComboBox::drop-down {{ border: 0; width: {p20}px; }}
QPushButton {{ background: {bg_hover}; color: {text_high};
    border: 1px solid {line_strong}; border-radius: 3px;
    padding: 0 {p12}px; min-height: {p26}px; }}
QPushButton:hover {{ border-color: {text_mid}; }}
QPushButton:pressed, QPushButton:checked {{ background: {selection_fill}; color: {selection_text}; }}
QPushButton:disabled {{ color: {text_disabled}; border-color: {bg_line}; }}
QPushButton[primary="true"] {{ background: {accent_fill};
    color: {accent_on_fill}; border-color: {accent_fill};
    font-weight: 600; }}
QPushButton[primary="true"]:disabled {{ background: {bg_hover}; color: {text_disabled};
    border-color: {bg_line}; }}
QPushButton[strip="true"] {{ min-height: {p22}px; max-height: {p22}px; padding: 0 {p8}px; }}
QPushButton[segment="true"] {{ border-radius: 0; padding: 0 {p8}px;
    background: {bg_base}; color: {text_mid}; }}
QPushButton[segment="true"]:checked {{ background: {accent_fill}; color: {accent_on_fill};
    font-weight: 600; }}
QPushButton[plain="true"] {{ background: transparent; border: 0; color: {text_mid}; padding: 0 {p4}px;
    text-align: left; }}
QPushButton[plain="true"]:hover {{ color: {text_high}; background: {bg_hover}; }}
QPushButton[dashed="true"] {{ background: transparent; border: 1px dashed {line_strong}; color: {text_mid};
    padding: 0 {p8}px; min-height: {p22}px; }}
QToolButton {{ background: transparent; border: 0; border-radius: 3px; padding: {p4}px; color: {text_mid}; }}
QToolButton:hover {{ background: {bg_hover}; color: {text_high}; }}
QToolButton::menu-indicator {{ image: none; }}
QCheckBox, QRadioButton {{ color: {text_high}; spacing: {p8}px; background: transparent; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {text_disabled}; }}
QCheckBox::indicator, QRadioButton::indicator, QGroupBox::indicator, QMenu::indicator,
QAbstractItemView::indicator {{ width: {p14}px; height: {p14}px; background: {bg_field};
    border: 1px solid {line_strong}; border-radius: 3px; }}
QMenu::indicator {{ margin-left: {p5}px; }}
QRadioButton::indicator {{ border-radius: {radius_off}px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ border-color: {text_mid}; }}
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QMenu::indicator:checked,
QAbstractItemView::indicator:checked {{ background: {accent_fill}; border-color: {accent_fill};
    image: url("{tick}"); }}
QCheckBox::indicator:indeterminate {{ background: {bg_field}; border: {p4}px solid {accent_fill};
    border-radius: 0; width: {p8}px; height: {p8}px; }}
QRadioButton::indicator:checked {{ background: {bg_field}; border: {p4}px solid {accent_fill};
    border-radius: {radius_on}px;
    width: {p8}px; height: {p8}px; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled, QGroupBox::indicator:disabled,
QMenu::indicator:disabled, QAbstractItemView::indicator:disabled {{ background: {bg_base};
    border-color: {text_disabled}; }}
QCheckBox::indicator:checked:disabled, QGroupBox::indicator:checked:disabled,
QMenu::indicator:checked:disabled, QAbstractItemView::indicator:checked:disabled {{
    image: url("{tick_off}"); }}
QRadioButton::indicator:checked:disabled {{ border-color: {text_disabled}; }}
QHeaderView {{ background: {bg_raised}; border: 0; }}
QHeaderView::section {{ background: {bg_raised}; border: 0; }}
QTableView, QListView, QTreeView, QScrollArea {{ background: {bg_base}; border: 0; }}
QListWidget#pick {{ background: {bg_field}; color: {text_high};
    border: 1px solid {line_strong}; border-radius: 3px; }}
QListWidget#pick::item {{ padding: 0 {p8}px; }}
QListWidget#pick::item:selected {{ background: {selection_fill}; color: {selection_text}; }}
QScrollArea > QWidget > QWidget {{ background: {bg_base}; }}
QScrollBar:vertical {{ background: {bg_chrome}; width: {p10}px;
    margin: 0; border-left: 1px solid {bg_line}; }}
QScrollBar::handle:vertical {{ background: {line_strong}; min-height: {p24}px;
    margin: {p4}px {p2}px; border-radius: 2px; }}
QScrollBar:horizontal {{ background: {bg_chrome}; height: {p10}px;
    margin: 0; border-top: 1px solid {bg_line}; }}
QScrollBar::handle:horizontal {{ background: {line_strong}; min-width: {p24}px;
    margin: {p2}px {p4}px; border-radius: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {bg_line}; }}
QProgressBar {{ background: {bg_field}; border: 1px solid {line_strong};
    border-radius: 3px; color: {text_high};
    text-align: center; min-height: {p20}px; }}
QProgressBar::chunk {{ background: {accent_fill}; }}
#rule {{ background: {bg_line}; }}
#rule_strong {{ background: {line_strong}; }}
#band_away {{ background: {tint_away}; border-bottom: 1px solid {state_away}; }}
#band_sample {{ background: {tint_new}; border-bottom: 1px solid {accent_ink}; }}
#card {{ background: {bg_raised}; border: 1px solid {line_strong}; border-radius: 3px; }}
#window_over {{ background: {bg_raised}; border: 1px solid {line_strong}; }}
#field_box {{ background: {bg_field}; border: 1px solid {line_strong}; border-radius: 3px; }}
#quiet_box {{ background: {bg_field}; border: 1px solid {bg_line}; border-radius: 3px; }}
#chip {{ background: {bg_hover}; border: 1px solid {bg_line}; border-radius: 3px; }}
"""


def stylesheet(color: Callable[[str], str], px: Callable[[float], int], mark: Callable[[str], Path]) -> str:
    """The whole sheet; `color` gives a token's hex, `px` a measure at the text size that is on.

    `mark` names the picture of a tick (`tick`, `tick-off`): a style sheet takes pictures from files only.
    """
    values: dict[str, object] = {
        token.replace(".", "_"): color(token)
        for token in (
            *("bg.chrome", "bg.base", "bg.raised", "bg.hover", "bg.field", "bg.line"),
            *("text.high", "text.mid", "text.low", "text.disabled"),
            *("accent.ink", "accent.fill", "accent.on_fill", "selection.fill", "selection.text"),
            *("state.error", "state.overdue", "state.waiting", "state.claimed", "state.away"),
            *("tint.away", "tint.new"),
        )
    }
    values["line_strong"] = color("bg.line_strong")
    values |= {f"p{n}": px(n) for n in (2, 4, 5, 8, 10, 12, 14, 16, 20, 22, 24, 26, 180)}
    values |= {f"f{n}": px(n) for n in (11, 12, 15, 17, 22)}
    # Qt draws a square where the radius is larger than half the box.
    values |= {"radius_off": (px(14) + 2) // 2, "radius_on": (px(8) + 2 * px(4)) // 2}
    values |= {"tick": mark("tick").as_posix(), "tick_off": mark("tick-off").as_posix()}
    return _SHEET.format_map(values)
