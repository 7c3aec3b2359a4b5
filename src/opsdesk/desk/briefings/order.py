"""The panel at the left of the Briefings tab: which packet, for whom, and what will be left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from opsdesk.briefings.model import Paper
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.briefings.making import SHIFT, Choices, Wish
from opsdesk.desk.briefings.shift_words import ShiftWordsPanel
from opsdesk.desk.widgets.editor import Editor
from opsdesk.desk.widgets.fields import ChoiceEditor, LineEditor
from opsdesk.desk.widgets.moment_editor import MomentEditor
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel, WrappedLabel, rule
from opsdesk.handling import CLEARANCES
from opsdesk.releases.model import LeftOut, Recipe
from opsdesk.wording.labels import capital, label

#: Lines of the list of what is left out; the rest is counted.
_LEFT_OUT = 12


class OrderPanel(QScrollArea):
    """What the liaison says of a packet before it is made.

    Signals:
        changed(): another packet, period or audience is wanted.
        save_asked(), print_asked(): a numbered copy.
    """

    changed = Signal()
    save_asked = Signal()
    print_asked = Signal()

    def __init__(self, look: Appearance, now: Callable[[], datetime], zone: tzinfo, paper: Paper) -> None:
        super().__init__()
        self._look, self._now, self._zone = look, now, zone
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(12))
        self._column.setSpacing(look.px(4))
        self.setWidget(inside)
        self._heading(self.tr("Packet"))
        self._recipes = self._recipe_buttons()
        self._heading(self.tr("About"))
        self.start = self._moment(self.tr("From"), now() - SHIFT)
        self.end = self._moment(self.tr("Until"), now())
        self.incident = self._choice(self.tr("Incident"), ())
        self.bulletin = self._choice(self.tr("Bulletin"), ())
        self.words = ShiftWordsPanel(look)
        self.words.changed.connect(self.changed)
        self._column.addWidget(self.words)
        self._heading(self.tr("For"))
        self.audience = self._choice(self.tr("Audience"), self._audiences(None))
        self.recipient = self._line(self.tr("Recipient"), self.tr("name of who gets this copy"))
        self._people: dict[str, str] = {}
        self.audience.changed.connect(self._show_recipient)
        self.reason = self._line(self.tr("Reason"), self.tr("why it leaves the desk"))
        self.paper = self._choice(self.tr("Paper"), [(Paper.A4, "A4"), (Paper.LETTER, "US Letter")])
        self.paper.set_value(paper)
        self._build_left_out()
        self._build_verbs()
        self._column.addStretch(1)
        self._show_for_recipe()

    # what it says

    @property
    def recipe(self) -> Recipe:
        """Which packet is chosen."""
        return list(Recipe)[self._recipes.checkedId()]

    def choose(self, recipe: Recipe, subject_id: UUID | None = None) -> None:
        """Choose a packet from elsewhere: the flyer of a bulletin, the briefing of an incident."""
        self._recipes.button(list(Recipe).index(recipe)).setChecked(True)
        if subject_id is not None:
            editor = self.bulletin if recipe is Recipe.BOLO_FLYER else self.incident
            editor.set_value(subject_id)
        self._show_for_recipe()
        self.changed.emit()

    def wish(self) -> Wish | None:
        """What is chosen; None while something is missing."""
        subject = {Recipe.INCIDENT_BRIEFING: self.incident, Recipe.BOLO_FLYER: self.bulletin}.get(self.recipe)
        chosen = None if subject is None else subject.value()
        start, end = self.start.value(), self.end.value()
        if subject is not None and chosen is None:
            return None
        if not isinstance(start, datetime) or not isinstance(end, datetime):
            return None
        return Wish(
            self.recipe,
            str(self.audience.value()),
            start,
            end,
            chosen,
            self.paper.value(),
            self.words.words(),
        )

    def show_choices(self, choices: Choices) -> None:
        """What can be chosen from is another; what is chosen stays."""
        self._refill(
            self.incident,
            [(one.id, f"{one.number}  {one.title}") for one in choices.incidents],
        )
        self._refill(
            self.bulletin,
            [(one.id, f"{one.code}  {one.title}") for one in choices.bulletins],
        )
        self._people = {str(one.id): one.name for one in choices.people}
        self._refill(self.audience, self._audiences(choices))
        self._show_recipient()

    def show_left_out(self, left_out: Sequence[LeftOut]) -> None:
        """The list that the operator sees before anything is made."""
        while (item := self._left_out.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for one in left_out[:_LEFT_OUT]:
            words = self.tr("{label}, {marking}: {why}").format(
                label=one.label, marking=one.marking, why=label(one.reason)
            )
            self._left_out.addWidget(ElidedLabel(words, ink="mid", size="small"))
        if len(left_out) > _LEFT_OUT:
            more = self.tr("and {count} more").format(count=len(left_out) - _LEFT_OUT)
            self._left_out.addWidget(PlainLabel(more, ink="low", size="small"))
        count = len(left_out)
        self._left_title.setText(
            self.tr("Left out for this audience: {count}").format(count=count)
            if count
            else self.tr("Nothing is left out for this audience.")
        )
        self._left_title.set_ink("waiting" if count else "mid")
        self.save.setText(self.tr("Save without {count}…").format(count=count) if count else self.tr("Save…"))
        self.print.setText(
            self.tr("Print without {count}…").format(count=count) if count else self.tr("Print…")
        )

    def allow(self, allowed: bool, why: str = "") -> None:
        """Whether a copy can be made now, and what is missing."""
        self.save.setEnabled(allowed)
        self.print.setEnabled(allowed)
        self._why.setText(why)
        self._why.setVisible(bool(why))

    # the inside

    def _heading(self, words: str) -> None:
        if self._column.count():
            self._column.addSpacing(self._look.px(8))
        self._column.addWidget(PlainLabel(words, ink="mid", size="small", strong=True))

    def _recipe_buttons(self) -> QButtonGroup:
        group = QButtonGroup(self)
        for place, recipe in enumerate(Recipe):
            button = QPushButton(capital(label(recipe)))
            button.setCheckable(True)
            button.setMinimumHeight(self._look.px(32))
            button.setProperty("segment", True)
            group.addButton(button, place)
            self._column.addWidget(button)
        group.button(0).setChecked(True)
        group.idClicked.connect(self._recipe_chosen)
        return group

    def _recipe_chosen(self, _place: int) -> None:
        self._show_for_recipe()
        self.changed.emit()

    def _show_for_recipe(self) -> None:
        recipe = self.recipe
        for editor, wanted in (
            (self.start, recipe is Recipe.SHIFT_BRIEFING),
            (self.end, recipe is Recipe.SHIFT_BRIEFING),
            (self.incident, recipe is Recipe.INCIDENT_BRIEFING),
            (self.bulletin, recipe is Recipe.BOLO_FLYER),
        ):
            row = editor.parentWidget()
            assert row is not None
            row.setVisible(wanted)
        self.words.setVisible(recipe is Recipe.SHIFT_BRIEFING)

    def _row(self, words: str, editor: Editor) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        name = PlainLabel(words, ink="low", size="small")
        name.setFixedWidth(self._look.px(76))
        line.addWidget(name)
        line.addWidget(editor, 1)
        editor.inner().setMinimumHeight(self._look.px(28))
        editor.inner().setAccessibleName(words)
        self._column.addWidget(row)

    def _choice(self, words: str, options: Sequence[tuple[Any, str]]) -> ChoiceEditor:
        editor = ChoiceEditor(options, optional=False)
        # As wide as its row, not as the longest name in it.
        editor.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        editor.box.setMinimumContentsLength(8)
        editor.changed.connect(self.changed)
        self._row(words, editor)
        return editor

    def _line(self, words: str, hint: str) -> LineEditor:
        editor = LineEditor(hint)
        self._row(words, editor)
        editor.changed.connect(self.changed)
        return editor

    def _moment(self, words: str, at: datetime) -> MomentEditor:
        editor = MomentEditor(self._look, self._zone, self._now, day=False, optional=False)
        editor.set_value(at)
        editor.changed.connect(self.changed)
        self._row(words, editor)
        return editor

    def _show_recipient(self) -> None:
        """A copy for one person is that person's."""
        person = self._people.get(str(self.audience.value()))
        if person is not None:
            self.recipient.set_value(person)
        elif not self.recipient.inner().isEnabled():
            self.recipient.set_value(None)
        self.recipient.inner().setEnabled(person is None)

    def _audiences(self, choices: Choices | None) -> list[tuple[str, str]]:
        own = self.tr("This desk") if choices is None or not choices.desk else choices.desk
        found = [("desk", self.tr("{name}, this desk").format(name=own) if choices else own)]
        found += [(one.value, self.tr("Anyone up to {marking}").format(marking=one)) for one in CLEARANCES]
        if choices is not None:
            found += [(str(one.id), one.name) for one in choices.partners]
            alone = self.tr("{name} alone")
            found += [(person, alone.format(name=name)) for person, name in self._people.items()]
        return found

    def _refill(self, editor: ChoiceEditor, options: Sequence[tuple[Any, str]]) -> None:
        chosen = editor.value()
        editor.set_options(options)
        editor.set_value(chosen if any(value == chosen for value, _ in options) else None)
        if editor.value() is None and options:
            editor.set_value(options[0][0])

    def _build_left_out(self) -> None:
        self._column.addSpacing(self._look.px(8))
        self._column.addWidget(rule())
        self._left_title = WrappedLabel(ink="mid", size="small")
        self._column.addWidget(self._left_title)
        self._left_out = QVBoxLayout()
        self._left_out.setSpacing(self._look.px(2))
        self._column.addLayout(self._left_out)

    def _build_verbs(self) -> None:
        self._column.addSpacing(self._look.px(8))
        self._why = WrappedLabel(ink="low", size="small")
        self._column.addWidget(self._why)
        row = QHBoxLayout()
        self.save = QPushButton(self.tr("Save…"))
        self.save.setProperty("primary", True)
        self.save.clicked.connect(self.save_asked)
        self.print = QPushButton(self.tr("Print…"))
        self.print.clicked.connect(self.print_asked)
        for button in (self.save, self.print):
            button.setMinimumHeight(self._look.px(34))
            row.addWidget(button, 1)
        self._column.addLayout(row)
