"""The presenter of the Briefings tab: the preview in step with what is chosen, and numbered copies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from opsdesk.briefings.issuing import Issued, Order
from opsdesk.desk.briefings import making
from opsdesk.desk.briefings.making import Choices, Previewed, Wish
from opsdesk.desk.briefings.order import OrderPanel
from opsdesk.desk.desk import Desk
from opsdesk.errors import OpsDeskError
from opsdesk.releases.model import Recipe, ReleaseKind
from opsdesk.settings import user_folders
from opsdesk.wording.errors import sentence
from opsdesk.wording.labels import label

#: A change in the panel waits so long for others before the pages are made again, ms.
_TOGETHER = 350
_SUBJECTS = frozenset({"incident", "bulletin", "organization"})


class BriefingsPresenter(QObject):
    """See the module.

    Signals:
        said(str): in place of the pages: what is missing, or on its way.
        previewed(bytes): the pages.
        copied(object, bytes): a numbered copy for the printer that was chosen.
    """

    said = Signal(str)
    previewed = Signal(bytes)
    copied = Signal(object, bytes)

    def __init__(self, desk: Desk, order: OrderPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._order = order
        self._wish: Wish | None = None
        self._shown: Wish | None = None
        self._then: Callable[[], None] | None = None
        self.previewed_now: Previewed | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TOGETHER)
        self._soon.timeout.connect(self._preview)
        order.changed.connect(self._changed)
        desk.feed.changed.connect(self._heard)
        self._stale = True

    def refresh(self, then: Callable[[], None] | None = None) -> None:
        """Ask what can be chosen, then make the pages again; `then` once the choices are there."""
        self._then = then
        self._stale = True
        self._desk.ask("briefings choices", making.choices, done=self._take_choices)

    def ready(self) -> bool:
        """Whether a copy can be made now; says what is missing."""
        if self.previewed_now is None or self._order.wish() != self._shown:
            self._desk.messages.note(self.tr("The pages are not there yet."))
            return False
        if missing := self._missing():
            self._desk.messages.note(missing)
        return not missing

    def file_name(self) -> str:
        """A name for the file: what, for whom, when."""
        assert self.previewed_now is not None
        gathered = self.previewed_now.gathered
        day = self._desk.now().astimezone(self._desk.zone).strftime("%Y-%m-%d %H%M")
        words = f"{gathered.title} {day} {self._order.recipient.value() or ''}".strip()
        return "".join(sign if sign.isalnum() or sign in " -_." else "_" for sign in words) + ".pdf"

    def save(self, target: Path) -> None:
        """Record, render and put one numbered copy there."""
        self._make(target, ReleaseKind.PACKET, None)

    def save_for(self, printer: Any) -> None:
        """The same for a printer: the copy goes to the desk's own folder, then to paper."""
        folder = user_folders().data / "printed"
        target = folder / self.file_name()
        self._make(target, ReleaseKind.PRINT, printer)

    # the inside

    def _heard(self, subject: str, _ids: frozenset[UUID] | None) -> None:
        self._stale = self._stale or subject in _SUBJECTS

    def _take_choices(self, choices: Choices) -> None:
        self._order.show_choices(choices)
        then, self._then = self._then, None
        if then is not None:
            then()
        self._changed()

    def _changed(self) -> None:
        self._order.allow(False, "")
        self._soon.start()

    def _preview(self) -> None:
        wish = self._order.wish()
        if wish is None:
            self._order.show_left_out(())
            self.said.emit(self._nothing_to_choose())
            return
        if wish == self._wish and not self._stale and self.previewed_now is not None:
            self._allow()
            return
        self._wish, self._stale = wish, False
        if self.previewed_now is None:
            self.said.emit(self.tr("The pages are being made."))
        database, day = self._desk.database, self._desk.day
        self._desk.tasks.start(
            "briefings preview",
            lambda: making.make_preview(database, wish, day),
            done=lambda previewed: self._take(wish, previewed),
            failed=self._failed,
            replace=True,
        )

    def _nothing_to_choose(self) -> str:
        return {
            Recipe.INCIDENT_BRIEFING: self.tr("There is no incident yet. The Incidents tab opens one."),
            Recipe.BOLO_FLYER: self.tr("There is no bulletin yet. The Bulletins tab begins one."),
        }.get(self._order.recipe, self.tr("Say from when until when."))

    def _take(self, wish: Wish, previewed: Previewed) -> None:
        self.previewed_now, self._shown = previewed, wish
        self._order.show_left_out(previewed.gathered.left_out)
        self.previewed.emit(previewed.pdf)
        for sign in previewed.report.missing[:1]:
            count = len(previewed.report.missing)
            told = self.tr("Signs that the fonts here cannot print: {count}, such as {sign}.")
            self._desk.messages.warning(told.format(count=count, sign=sign))
        self._allow()

    def _failed(self, error: OpsDeskError) -> bool:
        self.previewed_now = None
        self._order.show_left_out(())
        self._order.allow(False, "")
        self.said.emit(sentence(error, self._desk.zone))
        return True

    def _missing(self) -> str:
        if self._order.recipient.value() is None:
            return self.tr("A numbered copy needs a recipient.")
        if self._order.reason.value() is None:
            return self.tr("A numbered copy needs a reason.")
        if self.previewed_now is not None and self.previewed_now.report.too_long:
            return self.tr("Too long for one page: {fields}.").format(
                fields=", ".join(self.previewed_now.report.too_long)
            )
        return ""

    def _allow(self) -> None:
        missing = self._missing()
        self._order.allow(not missing and self.previewed_now is not None, missing)

    def _make(self, target: Path, kind: ReleaseKind, printer: Any) -> None:
        assert self.previewed_now is not None
        wish = self._shown
        assert wish is not None
        self._desk.remember.put("briefings/paper", wish.paper.value)
        order = Order(
            recipient=self._order.recipient.value() or "",
            reason=self._order.reason.value() or "",
            target=target,
            paper=wish.paper,
            kind=kind,
            leave_out=True,
            replace_existing=True,
        )
        seen = self.previewed_now.gathered

        def done(found: tuple[Issued, bytes]) -> None:
            issued, pdf = found
            told = self.tr("{title}, copy {copy} for {recipient}: {path}").format(
                title=issued.release.title,
                copy=issued.release.copy_number,
                recipient=issued.release.recipient,
                path=issued.path if printer is None else label(issued.release.kind),
            )
            self._desk.messages.done(told)
            if printer is not None:
                self.copied.emit(printer, pdf)

        database: Any = self._desk.database
        self._desk.tasks.start("briefings copy", lambda: making.make_copy(database, seen, order), done=done)
