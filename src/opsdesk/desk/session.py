"""One open desk: its feed, its tabs, its entry line, from the sign-in to the end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from opsdesk.cartography.layers import Layer, load_base
from opsdesk.desk.away import Away
from opsdesk.desk.away_strip import SavedStrip
from opsdesk.desk.desk import Desk
from opsdesk.desk.drafts import Drafts
from opsdesk.desk.entry_port import DeskPlaces, entry_port
from opsdesk.desk.feed import Feed
from opsdesk.desk.history import History
from opsdesk.desk.host import Host
from opsdesk.desk.links import HOMES
from opsdesk.desk.outbox.tab import OutboxTab
from opsdesk.desk.resources import resources
from opsdesk.desk.saved import SavedHere
from opsdesk.desk.saved_rows import marks_of
from opsdesk.desk.tab import RecordTab, Tab
from opsdesk.desk.wall_window import WallWindow
from opsdesk.entry.report import command as report_of
from opsdesk.errors import StoreUnavailable
from opsdesk.geo.gazetteer import Gazetteer
from opsdesk.geo.places import Position
from opsdesk.handling import Marking, Role
from opsdesk.observations.commands import ReportObservation
from opsdesk.partners.model import Post
from opsdesk.partners.records.posting import posts
from opsdesk.store.database import Database
from opsdesk.store.local import LocalFile
from opsdesk.store.operator import Me
from opsdesk.store.transaction import Reading
from opsdesk.store.unbroken import UnbrokenDatabase
from opsdesk.wording.labels import label

if TYPE_CHECKING:
    from opsdesk.desk.wallboard import Wallboard

#: Signals by which a tab asks for a record of another one, and the subject of that record.
_ASKED = {"incident_asked": "incident", "observation_asked": "observation", "bulletin_asked": "bulletin"}
#: What the records of a tab are.
_SUBJECTS = {
    "observations": "observation",
    "incidents": "incident",
    "bulletins": "bulletin",
    "partners": "post",
}


class Session(QObject):
    """See the module.

    Attributes:
        desk: what the tabs got.
        tabs: the tabs in their order.
    """

    def __init__(
        self, host: Host, database: Database | UnbrokenDatabase, *, sample: bool = False, note: str = ""
    ) -> None:
        super().__init__()
        self._host = host
        self._database = database
        self._sample = sample
        self._note = note
        self._front = database if isinstance(database, UnbrokenDatabase) else None
        self._away: Away | None = None
        self._local = LocalFile(host.folders.data, database.me.operator_id)
        self.feed = Feed(database, host.now, host.chance, self)
        self.drafts = Drafts(self._local, host.tasks, self)
        self._places = DeskPlaces()
        self._layers: Sequence[Layer] = ()
        self._wall: WallWindow | None = None
        self.desk = Desk(
            database=database,
            me=database.me,
            name=database.desk,
            look=host.look,
            actions=host.actions,
            tasks=host.tasks,
            messages=host.messages,
            feed=self.feed,
            history=History(self),
            drafts=self.drafts,
            remember=host.remember,
            now=host.now,
            zone=host.zone,
            shift_start=host.settings.shift_start,
            wall=wall_marking(database.me, host.settings.wall),
            saved=SavedHere(self._front, marks_of, host.now, self),
        )
        self.tabs: list[Tab] = []

    @property
    def path(self) -> Path:
        """The file of the desk; of a shared one where it is."""
        database = self._database
        return Path(database.where) if isinstance(database, UnbrokenDatabase) else Path(database.path)

    async def begin(self) -> None:
        """Show the tabs and follow the journal."""
        host, window = self._host, self._host.window
        self.tabs = list(host.make_tabs(self.desk))
        if self._front is not None:
            self.tabs.append(OutboxTab(self.desk))
        for tab in self.tabs:
            window.add_tab(tab)
            tab.marking_changed.connect(self._show_marking)
            self._join(tab)
            host.frame.palette.providers += tab.palette_providers()
        host.frame.open(self.desk, report_of, ReportObservation.model_validate)
        host.frame.wall_asked.connect(self.toggle_wall)
        window.tab_shown.connect(self._show_marking)
        window.entry.set_port(entry_port(self._places, host.now, host.zone))
        window.status.set_open(self.feed, who(self.desk.me), self.desk.name, self._note)
        self._stay_in_touch()
        window.menu.set_wall(self.desk.wall)
        if self._sample:
            window.sample_band.say(
                self.tr("This is the sample."),
                self.tr(
                    "A fictional desk in Monaco; nothing here is real, and nothing leaves this computer."
                ),
                self.tr("Begin with a desk of your own"),
            )
            window.sample_band.pressed.connect(host.frame.new_asked)
        window.open_tabs()
        self.feed.changed.connect(self._changed)
        self.desk.links.record_asked.connect(self._show_record)
        self.desk.links.map_asked.connect(self._show_on_map)
        self.desk.links.packet_asked.connect(self._show_packet)
        self.desk.links.report_asked.connect(self._report_at)
        host.tasks.start("feed", self.feed.run)
        self._load_places()

    def _stay_in_touch(self) -> None:
        """Of a shared database: what is saved here is shown, and sent as soon as the server answers."""
        if self._front is None:
            return
        self._away = Away(self.desk, self._host.window)
        for tab in self.tabs:
            if isinstance(tab, RecordTab) and not isinstance(tab, OutboxTab):
                strip = SavedStrip(self.desk.look, self.desk.saved, self.desk.zone)
                strip.all_asked.connect(self._away.show_all)
                tab.pane.set_above(strip)
        self.desk.saved.returned.connect(self._load_places)
        self._host.tasks.start("sending", self._front.keep_sending)

    async def close(self) -> None:
        """Stop what is under way, write what waits, then let go of the files."""
        if self._wall is not None:
            self._wall.end()
        await self._host.tasks.stop()
        await self.drafts.close()
        await self._local.close()
        await self._database.close()

    async def leave(self, version: str) -> None:
        """Close the desk and take everything of it from the window, which stays for another one."""
        host, window = self._host, self._host.window
        # What was typed is a draft; from here on nothing more of this desk can be typed.
        window.pages.setEnabled(False)
        window.entry.setEnabled(False)
        await self.close()
        host.frame.wall_asked.disconnect(self.toggle_wall)
        window.tab_shown.disconnect(self._show_marking)
        if self._sample:
            window.sample_band.pressed.disconnect(host.frame.new_asked)
        host.frame.shut()
        if self._away is not None:
            self._away.end()
        window.close_tabs()
        window.status.set_closed(version)
        window.menu.set_wall(None)
        window.pages.setEnabled(True)
        window.entry.setEnabled(True)
        host.tasks.go_on()
        self.tabs = []
        self.deleteLater()

    def toggle_wall(self) -> None:
        """F11: the wallboard in its own window, or away again."""
        if self._wall is None:
            self._wall = WallWindow(self.desk, self._layers, self._places)
        self._wall.toggle()

    def wallboard(self, width: int = 1920, height: int = 1080) -> Wallboard:
        """The wallboard, for a picture of it; it fills itself as soon as its query is answered."""
        if self._wall is None:
            self._wall = WallWindow(self.desk, self._layers, self._places)
        self._wall.resize(width, height)
        self._wall.board.resize(width, height)
        return self._wall.board

    def _join(self, tab: Tab) -> None:
        """What a tab asks of others goes through the links."""
        links = self.desk.links
        for name, subject in _ASKED.items():
            asked = getattr(tab, name, None)
            if asked is not None:
                asked.connect(partial(links.show, subject))
        if (asked := getattr(tab, "record_asked", None)) is not None:
            asked.connect(links.show)
        if (asked := getattr(tab, "flyer_asked", None)) is not None:
            asked.connect(partial(links.packet, "bulletin"))
        subject_here = _SUBJECTS.get(tab.tab_id)
        if subject_here is not None and (asked := getattr(tab, "map_asked", None)) is not None:
            asked.connect(partial(links.on_map, subject_here))

    def _show_record(self, subject: str, record_id: UUID) -> None:
        tab = self._host.window.go_to_id(HOMES.get(subject, subject))
        if tab is not None:
            tab.show_record(record_id)

    def _show_on_map(self, subject: str, record_id: UUID) -> None:
        tab = self._host.window.go_to_id("map")
        if tab is not None:
            tab.show_on_map(subject, record_id)

    def _show_packet(self, subject: str, record_id: UUID) -> None:
        tab = self._host.window.go_to_id("briefings")
        if tab is not None:
            tab.show_packet(subject, record_id)

    def _report_at(self, position: Position) -> None:
        tab = self._host.window.go_to_id("observations")
        if tab is not None:
            tab.report_at(position)

    # places

    def _changed(self, subject: str, _ids: frozenset[UUID] | None) -> None:
        if subject == "post":
            self._load_places()

    def _load_places(self) -> None:
        async def load() -> Gazetteer:
            if not self._layers:
                self._layers = await asyncio.to_thread(load_base, resources() / "maps")
            try:
                known = await self._database.read(_posts)
            except StoreUnavailable:
                if not self.desk.saved.away:
                    raise
                known = []  # districts and streets are known all the same; the posts come with the server
            return await asyncio.to_thread(self._places.load, self._layers, known)

        def loaded(gazetteer: Gazetteer) -> None:
            self._places.use(gazetteer)
            self._host.window.entry.parse_again()
            if self._wall is not None:
                self._wall.board.set_layers(self._layers)

        self._host.tasks.start("places", load, done=loaded, replace=True)

    def _show_marking(self, *_: object) -> None:
        tab = self._host.window.tab
        self._host.window.status.set_marking(tab.marking if tab is not None else None)


def _posts(reading: Reading) -> list[Post]:
    return posts(reading)


def wall_marking(me: Me, chosen: Marking) -> Marking:
    """What the wall may show: as chosen for this desk; a screen's own login shows what it is cleared for."""
    return me.clearance if Role.WALL in me.roles else chosen


def who(me: Me) -> str:
    """`M. Rossi, dispatcher`, with all the roles that somebody has."""
    if Role.ADMINISTRATOR in me.roles:
        return f"{me.name}, {label(Role.ADMINISTRATOR)}"
    return ", ".join([me.name, *(label(role) for role in Role if role in me.roles)])
