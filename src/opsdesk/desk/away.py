"""The presenter of being away: the band, the status line, the entry line, trying now, and what is told."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from opsdesk.desk.actions import Spec
from opsdesk.desk.desk import Desk
from opsdesk.desk.window import Window
from opsdesk.store.link import Standing
from opsdesk.store.saved import State
from opsdesk.wording.errors import sentence
from opsdesk.wording.saved import deed, returned
from opsdesk.wording.times import clock

#: What lists show; read anew where a desk started while the server was away.
_SUBJECTS = (
    *("observation", "incident", "bulletin", "organization", "contact", "post", "coverage", "unit"),
    *("engagement", "licence", "release", "operator"),
)


class Away(QObject):
    """Joins what is saved here to the window of an open desk; of an embedded desk it has nothing to say."""

    def __init__(self, desk: Desk, window: Window) -> None:
        super().__init__(window)
        self._desk, self._window, self._saved = desk, window, desk.saved
        self._waited: frozenset[int] = frozenset(one.number for one in self._saved.unsettled)
        self._started_away = self._saved.away
        self._tick = QTimer(self)
        self._tick.setInterval(500)
        self._tick.timeout.connect(self._count_down)
        self._try = desk.actions.add(
            Spec(
                "desk.try_now",
                self.tr("Try to reach the server now"),
                "Ctrl+Shift+R",
                menu="desk",
                group=4,
                in_text=True,
            ),
            self._try_now,
        )
        desk.actions.add(
            Spec("desk.outbox", self.tr("What waits on this desk"), menu="desk", group=4, in_text=True),
            self.show_all,
        )
        window.away_band.pressed.connect(self._try_now)
        window.status.set_link(self._saved)
        self._saved.changed.connect(self._follow)
        self._saved.link_changed.connect(self._follow_link)
        self._saved.returned.connect(self._back)
        self._follow()
        self._follow_link()

    def end(self) -> None:
        """The desk is closed."""
        self._tick.stop()
        self._window.away_band.pressed.disconnect(self._try_now)
        self._window.away_band.hide()
        self._window.entry.set_away(False)
        self.deleteLater()

    def show_all(self) -> None:
        """The page of what waits on this desk."""
        self._window.go_to_id("outbox")

    def _try_now(self) -> None:
        if self._saved.database is not None:
            self._saved.database.try_now()

    def _follow(self) -> None:
        unsettled = self._saved.unsettled
        waiting = sum(1 for one in unsettled if one.state is State.WAITING)
        self._window.status.set_waiting(waiting, len(unsettled) - waiting)
        self._tell_sent()

    def _follow_link(self) -> None:
        link, window = self._saved.link, self._window
        if link is None:
            return
        away = link.standing is Standing.AWAY
        self._try.allow(away, self.tr("The server answers."))
        window.entry.set_away(away)
        window.status.refresh()
        if not away:
            self._tick.stop()
            window.away_band.hide()
            self._tell_sent()
            return
        self._waited |= {one.number for one in self._saved.unsettled}
        self._tick.start()
        since = clock(link.since, self._desk.zone, seconds=True)
        told = self.tr(
            "Go on working: what you report is saved on this desk and sent in order when the server answers."
        )
        if link.why is not None:
            told = sentence(link.why, self._desk.zone)
        window.away_band.say(
            self.tr("The server has not answered since {time}.").format(time=since),
            told,
            self.tr("Try now   Ctrl+Shift+R"),
        )
        self._count_down()

    def _count_down(self) -> None:
        """`next try in 2 s`, in the band."""
        link = self._saved.link
        words = ""
        if link is not None and link.next_try is not None and link.standing is Standing.AWAY:
            seconds = max(round((link.next_try - self._desk.now()).total_seconds()), 0)
            words = (
                self.tr("next try in {seconds} s").format(seconds=seconds)
                if seconds
                else self.tr("trying now")
            )
        self._window.away_band.say_beside(words)

    def _back(self) -> None:
        """The server answers again."""
        if self._started_away:
            self._started_away = False
            for subject in _SUBJECTS:
                self._desk.feed.changed.emit(subject, None)
        if not self._waited:
            self._desk.messages.done(self.tr("Live again."))

    def _tell_sent(self) -> None:
        """Once everything that waited is answered: how much went, and what needs its author."""
        saved = self._saved
        numbers = self._waited | {one.number for one in saved.unsettled if one.state is State.WAITING}
        self._waited = numbers if saved.away else self._waited
        if saved.away or not self._waited:
            return
        mine = [one for one in saved.lines if one.number in self._waited]
        if any(one.state is State.WAITING for one in mine):
            return
        self._waited = frozenset()
        sent = sum(1 for one in mine if one.state is State.SHARED)
        needing = [
            f"{deed(one, saved.name_of(one))} {one.title}".strip()
            for one in mine
            if one.state in (State.CONFLICT, State.REJECTED)
        ]
        words = returned(sent, needing)
        if needing:
            self._desk.messages.warning(words, self.tr("Show"), self.show_all)
        elif sent:
            self._desk.messages.done(words)
