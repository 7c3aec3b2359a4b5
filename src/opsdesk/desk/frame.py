"""The presenter of the frame: the actions of the whole desk, undo, the entry line, drafts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from opsdesk.desk.actions import Actions, Spec
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.cut import cut
from opsdesk.desk.desk import Desk
from opsdesk.desk.idle import Idle
from opsdesk.desk.keys import Keys
from opsdesk.desk.messages import Messages
from opsdesk.desk.palette import Palette
from opsdesk.desk.remember import Remember
from opsdesk.desk.tab import Tab
from opsdesk.desk.text_keys import TextKeys
from opsdesk.desk.tokens import Theme
from opsdesk.desk.window import Window
from opsdesk.errors import OpsDeskError

if TYPE_CHECKING:
    from opsdesk.entry.understood import Understood
    from opsdesk.store.command import Applied, Command

#: The draft of the entry line.
ENTRY_DRAFT = "entry"
#: What the line has sent and nobody has confirmed yet; the command's id follows.
ENTRY_SENT = "entry.sent/"


class Frame(QObject):
    """Made with the window, before any desk is open; `open` is called when one is.

    Signals:
        explore_asked(), new_asked(), open_asked(), server_asked(): another desk.
        lock_asked(), password_asked(), wall_asked(): of an open desk.
    """

    explore_asked = Signal()
    new_asked = Signal()
    open_asked = Signal()
    server_asked = Signal()
    lock_asked = Signal()
    password_asked = Signal()
    wall_asked = Signal()

    def __init__(
        self,
        window: Window,
        look: Appearance,
        actions: Actions,
        messages: Messages,
        remember: Remember,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._look, self._actions, self._messages, self._remember = look, actions, messages, remember
        self._desk: Desk | None = None
        self._report: Callable[[Understood], Command] | None = None
        self._again: Callable[[Any], Command] | None = None
        self.palette = Palette(look, actions, window)
        self.keys = Keys(look, actions, window)
        self._text_keys = TextKeys(actions, self)
        self.idle = Idle(parent=self, now=now)
        self._text_keys.rested.connect(self._say_rests)
        application = QApplication.instance()
        assert application is not None
        self._look.filter_events(application, self._text_keys)
        self._look.filter_events(application, self.idle)
        window.palette_asked.connect(self.palette.open)
        window.wall_asked.connect(self.wall_asked)
        self._add_always()
        self._always = frozenset(action.spec.id for action in actions)

    def close(self) -> None:
        """The program ends."""
        application = QApplication.instance()
        if application is not None:
            self._look.unfilter_events(application)

    # before a desk is open

    def _add_always(self) -> None:
        add, tr = self._actions.add, self.tr
        window, look = self._window, self._look
        add(Spec("desk.explore", tr("Explore with sample data"), menu="desk"), self.explore_asked.emit)
        add(Spec("desk.new", tr("New desk…"), menu="desk"), self.new_asked.emit)
        add(Spec("desk.open", tr("Open…"), "Ctrl+O", menu="desk", in_text=True), self.open_asked.emit)
        add(Spec("desk.server", tr("Open a server…"), menu="desk"), self.server_asked.emit)
        add(Spec("desk.quit", tr("Quit"), "Ctrl+Q", menu="desk", group=9, in_text=True), window.close_asked)
        add(Spec("view.dark", tr("Dark theme"), menu="view", group=5), lambda: self.set_theme(Theme.DARK))
        add(Spec("view.light", tr("Light theme"), menu="view", group=5), lambda: self.set_theme(Theme.LIGHT))
        add(
            Spec("view.larger", tr("Larger text"), "Ctrl++ Ctrl+=", menu="view", group=6, in_text=True),
            look.larger,
        )
        add(
            Spec("view.smaller", tr("Smaller text"), "Ctrl+-", menu="view", group=6, in_text=True),
            look.smaller,
        )
        add(
            Spec("view.normal", tr("Text at 100 %"), "Ctrl+0", menu="view", group=6, in_text=True),
            lambda: look.set_percent(100),
        )
        add(Spec("help.keys", tr("Keys of this screen"), "F1", menu="help", in_text=True), self.keys.open)
        look.changed.connect(self._remember_look)

    def set_theme(self, theme: Theme) -> None:
        """Dark or light, remembered."""
        self._look.set_theme(theme)

    def _remember_look(self) -> None:
        self._remember.put("look/theme", str(self._look.theme))
        self._remember.put("look/percent", self._look.percent)

    # an open desk

    def open(
        self,
        desk: Desk,
        report: Callable[[Understood], Command] | None,
        again: Callable[[Any], Command] | None = None,
    ) -> None:
        """A desk is open: `report(understood)` makes the line's command, `again(kept)` one that was kept."""
        self._desk = desk
        self._report, self._again = report, again
        self._add_of_desk()
        desk.history.changed.connect(self._follow_history)
        self._follow_history()
        entry = self._window.entry
        entry.reported.connect(self._entry_reported)
        entry.text_changed.connect(self._entry_typed)
        desk.feed.live_changed.connect(self._follow_live)
        desk.drafts.restore(self._restore)

    def shut(self) -> None:
        """The desk is closed: its actions, searches and signals go."""
        if self._desk is None:
            return
        self._desk = self._report = self._again = None
        entry = self._window.entry
        entry.reported.disconnect(self._entry_reported)
        entry.text_changed.disconnect(self._entry_typed)
        self.palette.close_palette()
        self.palette.providers.clear()
        for action in list(self._actions):
            if action.spec.id not in self._always:
                self._actions.remove(action.spec.id)
        self._messages.clear()

    def _add_of_desk(self) -> None:
        add, tr, window = self._actions.add, self.tr, self._window
        add(Spec("desk.lock", tr("Lock"), "Ctrl+L", menu="desk", group=5, in_text=True), self.lock_asked.emit)
        add(Spec("desk.password", tr("Set password…"), menu="desk", group=5), self.password_asked.emit)
        add(Spec("edit.undo", tr("Undo"), "Ctrl+Z", menu="edit"), self.undo)
        add(Spec("edit.redo", tr("Redo"), "Ctrl+Shift+Z", menu="edit"), self.redo)
        add(Spec("edit.find", tr("Filter"), "Ctrl+F", menu="edit", group=2, in_text=True), window.find_in_tab)
        add(Spec("view.entry", tr("Entry line"), "F2", menu="view", in_text=True), window.entry.enter)
        add(
            Spec("view.next_region", tr("Next region"), "F6", menu="view", group=1, in_text=True),
            lambda: window.next_region(1),
        )
        add(
            Spec(
                "view.previous_region", tr("Previous region"), "Shift+F6", menu="view", group=1, in_text=True
            ),
            lambda: window.next_region(-1),
        )
        for at, tab in enumerate(window.tabs):
            if tab.called:
                self._add_called(tab)
                continue
            keys = f"Ctrl+{at + 1}" if at < 8 else ""
            add(
                Spec(f"view.tab{at + 1}", tab.title, keys, menu="view", group=2, in_text=True),
                partial(window.go_to, at),
            )
        add(
            Spec("view.next_tab", tr("Next tab"), "Ctrl+Tab", menu="view", group=3, in_text=True),
            lambda: window.go_by(1),
        )
        add(
            Spec(
                "view.previous_tab", tr("Previous tab"), "Ctrl+Shift+Tab", menu="view", group=3, in_text=True
            ),
            lambda: window.go_by(-1),
        )
        add(Spec("view.top", tr("First row"), "Ctrl+Home", menu="view", group=4), self._to_top)
        add(
            Spec("view.wall", tr("Wallboard"), "F11", menu="view", group=7, in_text=True),
            self.wall_asked.emit,
        )
        add(
            Spec("tools.palette", tr("Action or record"), "Ctrl+K", menu="tools", in_text=True),
            self.palette.open,
        )

    def _add_called(self, tab: Tab) -> None:
        """A page that stands in the strip only while it is asked for."""
        window, page = self._window, tab.tab_id

        def show() -> None:
            window.go_to_id(page)

        there = Spec(f"view.{page}", tab.title, tab.KEYS, menu="tools", group=8, in_text=True)
        self._actions.add(there, show)
        words = self.tr("Leave this page")
        away = Spec(f"view.leave_{page}", words, "Ctrl+W", menu="view", group=3, in_text=True)
        self._actions.add(away, window.leave_called, scope=page)

    def undo(self) -> None:
        """Take back what this session did last."""
        self._apply_step(undo=True)

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._apply_step(undo=False)

    def _apply_step(self, *, undo: bool) -> None:
        desk = self._desk
        if desk is None:
            return
        history = desk.history
        step = history.next_undo() if undo else history.next_redo()
        if step is None:
            return

        def applied(result: Applied) -> None:
            (history.undone if undo else history.redone)(step, result.undo)
            words = self.tr("Taken back: {what}") if undo else self.tr("Done again: {what}")
            desk.messages.done(words.format(what=step.text).rstrip(": "))

        def failed(_error: OpsDeskError) -> bool:
            history.drop(step)
            return False

        desk.tasks.start("undo", lambda: desk.database.apply(step.back), done=applied, failed=failed)

    def _follow_history(self) -> None:
        assert self._desk is not None
        history = self._desk.history
        for name, step, nothing in (
            ("edit.undo", history.next_undo(), self.tr("Nothing of this session can be taken back.")),
            ("edit.redo", history.next_redo(), self.tr("Nothing was taken back.")),
        ):
            self._actions[name].allow(step is not None, nothing)

    def _to_top(self) -> None:
        view = getattr(self._window.tab, "view", None)
        if view is not None and hasattr(view, "top"):
            view.top()

    def _follow_live(self) -> None:
        assert self._desk is not None
        feed = self._desk.feed
        if self._desk.saved.link is not None:
            return  # said by who knows more than the feed (`desk/away.py`)
        if feed.live:
            self._window.away_band.hide()
            self._messages.done(self.tr("Live again."))
        else:
            self._window.away_band.say(
                self.tr("The database does not answer."),
                self.tr("What you type stays where it is; it is read again as soon as the database answers."),
                "",
            )

    # the entry line

    def _entry_typed(self, text: str) -> None:
        assert self._desk is not None
        if text:
            self._desk.drafts.keep(ENTRY_DRAFT, {"text": text})
        else:
            self._desk.drafts.drop(ENTRY_DRAFT)

    def _entry_reported(self, understood: Understood) -> None:
        desk, report, entry = self._desk, self._report, self._window.entry
        assert desk is not None
        if report is None:
            return
        try:
            command = report(understood)
        except OpsDeskError as error:
            entry.give_back(understood.line)
            desk.tasks.tell(error)
            return

        def failed(_error: OpsDeskError) -> bool:
            desk.drafts.drop(kept)
            entry.give_back(understood.line)
            return False

        # Until the database has it, a kill must not lose it; sent again, the same id is applied once.
        kept = f"{ENTRY_SENT}{command.id}"
        desk.drafts.keep(kept, {"command": command.model_dump(mode="json")})
        desk.do(
            command,
            self.tr("Reported: {summary}.").format(summary=cut(understood.summary).rstrip(".")),
            done=lambda _applied: desk.drafts.drop(kept),
            failed=failed,
        )

    def _send_again(self, key: str, kept: Mapping[str, Any]) -> None:
        desk, again = self._desk, self._again
        if desk is None or again is None:
            return
        desk.do(again(kept["command"]), done=lambda _applied: desk.drafts.drop(key))

    # drafts

    def _restore(self, drafts: Mapping[str, Mapping[str, Any]]) -> None:
        restored = []
        for key, kept in drafts.items():
            if key == ENTRY_DRAFT:
                self._window.entry.restore(str(kept.get("text", "")))
            elif key.startswith(ENTRY_SENT):
                self._send_again(key, kept)
            elif any(tab.restore_draft(key, dict(kept)) for tab in self._window.tabs):
                restored.append(str(kept.get("title", key)))
        if restored:
            self._messages.note(
                self.tr("Unfinished texts are open again: {titles}.").format(titles=", ".join(restored))
            )

    def _say_rests(self, action: Any) -> None:
        self._messages.note(
            self.tr("{verb} rests while you type. Esc leads back to the list; the text stays.").format(
                verb=action.spec.label.rstrip(".…")
            )
        )
