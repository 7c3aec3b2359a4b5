"""The Partners tab: joins the frame's parts, the presenter, the detail and the forms."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from opsdesk.desk.desk import Desk
from opsdesk.desk.palette import Provider
from opsdesk.desk.partners import asking
from opsdesk.desk.partners.deeds import Deeds, OpenLink, open_link
from opsdesk.desk.partners.detail import PartnerDetail
from opsdesk.desk.partners.expiring import ExpiringStrip
from opsdesk.desk.partners.exporting import OWN_MARKING
from opsdesk.desk.partners.filtering import ALL, LATE, chip, chosen_of, fields, groups, view_names
from opsdesk.desk.partners.finding import PartnerFinder
from opsdesk.desk.partners.forming import Forming
from opsdesk.desk.partners.presenter import PartnersPresenter
from opsdesk.desk.partners.pressing import KeyButton
from opsdesk.desk.partners.table import Columns
from opsdesk.desk.partners.verbs import show_reasons, specs
from opsdesk.desk.partners.words import tr
from opsdesk.desk.tab import RecordTab
from opsdesk.desk.widgets.filter_bar import Condition
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.desk.widgets.view_name import ViewName
from opsdesk.errors import OpsDeskError
from opsdesk.wording.errors import sentence
from opsdesk.wording.numbers import count


class PartnersTab(RecordTab):
    """See SCREENS.md: whom to call now, gaps in cover, what runs out.

    Signals:
        map_asked(UUID): show a post on the map.
        record_asked(str, UUID): show a record of another subject in its tab.
    """

    map_asked = Signal(object)
    record_asked = Signal(str, object)

    DETAIL = 559

    def __init__(self, desk: Desk, open_: OpenLink = open_link) -> None:
        day = desk.day
        model = RecordModel(
            Columns(day).all(),
            id_of=lambda item: item.id,
            key_of=lambda item: (item.name_key, item.n),
            now=desk.now,
        )
        hint = tr("Name, contact, post, call sign")
        super().__init__(
            desk, "partners", tr("Partners"), model, hint=hint, narrow_hint=tr("Filter"), folds_entry=True
        )
        self.presenter = PartnersPresenter(desk, model, self)
        self.deeds = Deeds(desk, self.presenter, self, open_)
        self.verbs = {name: self.add_action(spec, self.deeds.runs[name]) for name, spec in specs().items()}
        self.detail = PartnerDetail(desk, self.pane, self.verbs, self)
        self.strip = ExpiringStrip(desk.look, lambda: day.today(desk.now()))
        self.under_list.addWidget(self.strip)
        self.forming = Forming(desk, self.forms, self.presenter, self)
        self.finder = PartnerFinder(desk, day)
        self._naming = ViewName(desk.look, self.views.keep, self)
        self._import = KeyButton.of(desk.look, self.verbs["import"], plain=True, keys=False)
        place = self.bar.row.indexOf(self.bar.columns)
        self.bar.row.insertWidget(place, KeyButton.of(desk.look, self.verbs["new"], icon="add"))
        self.bar.row.insertWidget(place + 1, self._import)
        self._connect()
        self.pane.set_nothing(tr("Select a partner: whom to call, its posts and what runs out stand here."))
        self.pane.show_nothing()
        self.views.set_groups(groups(()))
        self.bar.set_fields(fields())
        self.view.header.set_sort("name")
        self._show_verbs()
        self.presenter.start()

    # the frame asks

    def set_narrow(self, narrow: bool) -> None:
        """Less words at 1280."""
        super().set_narrow(narrow)
        if not hasattr(self, "detail"):
            return
        if not narrow:
            self.bar.quick.setFixedWidth(self.desk.look.px(289))
        self._import.setVisible(not narrow)
        self.detail.set_narrow(narrow)
        self._show_chosen()
        self._show_counts()

    def show_record(self, record_id: UUID) -> None:
        """Bring a partner, or the partner of a contact or post, to the eye, whatever the filter hides."""

        def came(found: UUID) -> None:
            self.forms.put_away()
            focus = QApplication.focusWidget()
            if focus is not None and self.right.isAncestorOf(focus):
                self._to_list()
            self.view.select(found)
            self.presenter.open(found)

        self.desk.ask("partner home", asking.home_of, record_id, done=came)

    def regions(self) -> list[QWidget]:
        """Views, list, strip, detail or form, filter."""
        return [self.view, self.strip.line, self.right, self.bar.quick.edit, self.views]

    def restore_draft(self, key: str, kept: dict[str, object]) -> bool:
        """A text that a former run left behind."""
        return self.forming.restore(key, kept)

    def palette_providers(self) -> list[Provider]:
        """Partners and contacts by name, call sign, telephone."""
        return [self.finder]

    def words_above(self, records: list[UUID]) -> str:
        """`2 more above · Ctrl+Home`."""
        return tr("{count} more above · Ctrl+Home").format(count=len(records))

    # the inside

    def _connect(self) -> None:
        presenter, detail, deeds, forming = self.presenter, self.detail, self.deeds, self.forming
        presenter.chosen_changed.connect(self._show_chosen)
        presenter.counts_changed.connect(self._show_counts)
        presenter.choices_changed.connect(self._show_choices)
        presenter.opened.connect(self._show_opened)
        presenter.around.connect(detail.show_around)
        presenter.around_failed.connect(lambda error: detail.show_failed(sentence(error, self.desk.zone)))
        presenter.open_failed.connect(self._open_failed)
        presenter.list.loading.connect(self.loading.set_loading)
        presenter.list.arrived.connect(self._show_counts)
        presenter.list.failed.connect(self._list_failed)
        self.view.chosen.connect(presenter.open)
        self.view.opened.connect(lambda _record: self.verbs["edit"].trigger())
        self.views.chosen.connect(self._view_chosen)
        self.views.dropped.connect(presenter.drop_view)
        self.views.keep_asked.connect(lambda: self._naming.ask(presenter.sentence(), presenter.keep_view))
        self.bar.searched.connect(presenter.search)
        self.bar.added.connect(presenter.add)
        self.bar.removed.connect(presenter.remove)
        self.nothing.pressed.connect(self._nothing_pressed)
        self.strip.chosen.connect(self.show_record)
        detail.failed.again.connect(presenter.read_around)
        detail.contacts.call_asked.connect(deeds.call)
        detail.contacts.mail_asked.connect(deeds.mail)
        detail.contacts.edit_asked.connect(forming.edit_contact)
        detail.cover.call_asked.connect(deeds.call)
        detail.cover.day_asked.connect(presenter.step_day)
        detail.cover.assign_asked.connect(forming.assign)
        detail.cover.coverage_asked.connect(forming.change_coverage)
        detail.cover.post_asked.connect(forming.edit_post)
        detail.licences.edit_asked.connect(forming.edit_licence)
        detail.licences.remind_asked.connect(forming.remind)
        detail.engagements.edit_asked.connect(forming.edit_engagement)
        detail.engagements.done_asked.connect(deeds.follow_up_done)
        deeds.new_asked.connect(forming.new_partner)
        deeds.edit_asked.connect(forming.edit_partner)
        deeds.contact_asked.connect(forming.new_contact)
        deeds.licence_asked.connect(forming.new_licence)
        deeds.post_asked.connect(forming.new_post)
        deeds.log_asked.connect(forming.log)
        deeds.assign_asked.connect(detail.cover.first_gap)
        deeds.import_asked.connect(forming.import_file)
        deeds.export_asked.connect(forming.export_file)
        deeds.map_asked.connect(self.map_asked)
        forming.left.connect(self._to_list)
        forming.partner_asked.connect(self.show_record)
        self.desk.look.changed.connect(self._show_chosen)

    def _to_list(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _view_chosen(self, view_id: str) -> None:
        self.bar.quick.edit.blockSignals(True)
        self.bar.quick.edit.clear()
        self.bar.quick.edit.blockSignals(False)
        self.presenter.show_view(view_id)

    def _nothing_pressed(self) -> None:
        if self.presenter.counts is not None and self._is_empty():
            self.verbs["new"].trigger()
        else:
            self._clear()

    def _clear(self) -> None:
        self.bar.quick.edit.clear()
        self.presenter.clear()

    def _show_chosen(self) -> None:
        chosen = self.presenter.chosen
        self.views.set_current(chosen.view)
        # A view of the column says itself what it shows; chips are for what was added.
        of_view = set(chosen_of(chosen.view).conditions)
        shown = [one for one in chosen.conditions if one not in of_view]
        conditions = [Condition(field, *chip(field, value)) for field, value in shown]
        if not chosen.view and chosen.base != ALL:
            conditions.insert(0, Condition("view", tr("View"), view_names()[chosen.base], removable=False))
        self.bar.set_conditions(conditions)

    def _show_choices(self) -> None:
        presenter = self.presenter
        self.views.set_groups(groups((view_id, name) for view_id, (name, _chosen) in presenter.own.items()))
        self._show_chosen()
        self._show_counts()
        self._show_verbs()

    def _show_counts(self) -> None:
        counts, matching = self.presenter.counts, self.presenter.matching
        if counts is not None:
            for view in view_names():
                number = getattr(counts.views, view)
                self.views.set_count(view, count(number), view in LATE and number > 0)
            for view_id, number in counts.own.items():
                self.views.set_count(view_id, count(number))
            self.set_badge(counts.views.waiting, counts.views.waiting > 0)
            self.strip.show_items(counts.expiring)
        chosen = self.presenter.chosen
        narrowed = bool(chosen.text.strip()) or chosen.conditions != chosen_of(chosen.view).conditions
        if matching is not None and counts is not None and narrowed and not self.narrow:
            total = count(max(counts.views.organizations, matching))
            self.bar.set_count(tr("{shown} of {total}").format(shown=count(matching), total=total))
        else:
            self.bar.set_count("")
        self.set_marking(OWN_MARKING if self.model.rowCount() else None)
        self._show_nothing()

    def _is_empty(self) -> bool:
        """No partner but the desk's own organization was entered yet."""
        counts = self.presenter.counts
        return counts is not None and counts.views.organizations + counts.views.archived == 0

    def _show_nothing(self) -> None:
        counts, matching = self.presenter.counts, self.presenter.matching
        if matching != 0 or counts is None or self.model.rowCount():
            self.nothing.hide()
        elif self._is_empty():
            text = tr(
                "Partners are all who share with this desk: police, security, owners, groups. "
                "Ctrl+N enters one; Ctrl+Shift+I brings in a CSV or vCard file, with a preview."
            )
            self.nothing.say(tr("No partners yet"), text, tr("New partner   Ctrl+N"))
        elif not self.presenter.chosen.text.strip() and not self.presenter.chosen.conditions:
            self.nothing.say(*self._words_of_empty_view(self.presenter.chosen.base), tr("Show all   Esc"))
        else:
            text = tr("{count} are hidden by {conditions}.").format(
                count=count(counts.views.organizations), conditions=self.presenter.sentence()
            )
            self.nothing.say(tr("No partner matches."), text, tr("Clear filters   Esc"))

    def _words_of_empty_view(self, view: str) -> tuple[str, str]:
        return {
            "gaps_today": (
                tr("No gap in cover today"),
                tr("Every post has somebody until the shift day ends."),
            ),
            "expired": (tr("Nothing has expired"), tr("All licences and agreements hold.")),
            "expiring": (tr("Nothing expires in 30 days"), tr("The strip below looks 90 days ahead.")),
            "follow_ups_due": (tr("No follow-up is due"), tr("A follow-up is set when a contact is logged.")),
            "no_contact": (
                tr("Every partner was spoken to"),
                tr("Nobody has been without a logged contact for 30 days."),
            ),
            "archived": (tr("No partner is archived"), tr("Ctrl+Shift+Del archives the selected one.")),
        }.get(view, (tr("No partner here"), ""))

    def _list_failed(self, error: OpsDeskError) -> None:
        words = sentence(error, self.desk.zone)
        if self.model.rowCount() == 0:
            self.nothing.say(tr("The list could not be read."), words, tr("Try again"))
        else:
            self.desk.messages.error(words, tr("Try again"), self.presenter.list.again)

    def _show_opened(self, found: asking.Opened | None) -> None:
        self._show_verbs()
        if found is None:
            self.detail.show_nothing()
        else:
            self.detail.show_opened(found, may_assign="coverage.plan" in self.presenter.may)

    def _open_failed(self, error: OpsDeskError) -> None:
        self.detail.show_nothing()
        self.pane.set_nothing(sentence(error, self.desk.zone))
        self._show_verbs()

    def _show_verbs(self) -> None:
        show_reasons(self.verbs, self.presenter.current, self.presenter.may)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears a filter that hides everything."""
        if event.key() == Qt.Key.Key_Escape and self.nothing.isVisible() and self.model.rowCount() == 0:
            self._clear()
        else:
            super().keyPressEvent(event)
