"""The columns of the list of operators."""

from __future__ import annotations

from datetime import datetime, tzinfo

from opsdesk.accounts.model import OperatorItem, OperatorState
from opsdesk.desk.operators.words import roles_words, tr
from opsdesk.desk.widgets.cells import Cell, Column
from opsdesk.wording.labels import label
from opsdesk.wording.times import when

_STATES = {
    OperatorState.ACTIVE: ("check", "state.ok", "text.mid"),
    OperatorState.WITHOUT_PASSWORD: ("key", "state.waiting", "text.mid"),
    OperatorState.ONE_TIME: ("key", "state.waiting", "text.mid"),
    OperatorState.WITHOUT_LOGIN: ("key", "state.waiting", "text.mid"),
    OperatorState.LOCKED: ("lock", "state.overdue", "state.overdue"),
    OperatorState.DISABLED: ("block", "text.low", "text.low"),
}


def columns(zone: tzinfo) -> tuple[Column, ...]:
    """Name, login, roles, organization, last sign-in, state; widths in px at 100 %."""

    def seen(item: OperatorItem, now: datetime) -> Cell:
        at = item.operator.last_sign_in_at
        return Cell("–" if at is None else when(at, now, zone), "text.mid" if at else "text.low")

    return (
        Column("name", tr("Name"), 220, _name, 170),
        Column("login", tr("Login"), 160, _login, 0),
        Column("roles", tr("Roles"), 260, _roles, stretch=True),
        Column("organization", tr("Organization"), 220, _organization, 150),
        Column("seen", tr("Last sign-in"), 120, seen, 110),
        Column("state", tr("State"), 160, _state, 154),
    )


def _name(item: OperatorItem, _now: datetime) -> Cell:
    return Cell(item.operator.name, "text.low" if item.operator.disabled_at else "text.high")


def _login(item: OperatorItem, _now: datetime) -> Cell:
    return Cell(item.operator.login or "–", "text.mid" if item.operator.login else "text.low")


def _roles(item: OperatorItem, _now: datetime) -> Cell:
    return Cell(roles_words(item.operator.roles), "text.mid")


def _organization(item: OperatorItem, _now: datetime) -> Cell:
    return Cell(item.organization_name, "text.mid")


def _state(item: OperatorItem, _now: datetime) -> Cell:
    glyph, glyph_ink, ink = _STATES[item.state]
    return Cell(label(item.state), ink, glyph=glyph, glyph_ink=glyph_ink)
