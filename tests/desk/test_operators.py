"""The Operators page: what it shows, and what each verb does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from PySide6.QtWidgets import QWidget

from opsdesk.accounts import records
from opsdesk.accounts.commands import AddOperator
from opsdesk.accounts.model import OperatorFilter, OperatorState
from opsdesk.accounts.passwords import Passwords
from opsdesk.desk.operators import asking
from opsdesk.desk.operators.tab import OperatorsTab
from opsdesk.desk.operators.words import login_of
from opsdesk.handling import Role
from opsdesk.store.database import Database
from tests.databases import person
from tests.desk.fakes import fake_desk, settled


@pytest.fixture
def kept() -> Iterator[list[QWidget]]:
    made: list[QWidget] = []
    yield made
    for one in made:
        one.deleteLater()


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow by intent is nothing for a test."""
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(asking, "Passwords", lambda: quick)


async def page(database: Database, kept: list[QWidget]) -> OperatorsTab:
    tab = OperatorsTab(fake_desk(store=database, me=database.me))  # type: ignore[arg-type] # the surface of one
    kept.append(tab)
    tab.desk.actions.set_scope(tab.tab_id)
    tab.shown()
    await settled(tab.desk)
    return tab


def state(database: Database, name: str) -> OperatorState:
    return database.ask(records.page, OperatorFilter(text=name)).items[0].state


async def selected(tab: OperatorsTab, database: Database, name: str) -> None:
    tab.list.again()
    await settled(tab.desk)
    tab.show_record(database.ask(records.page, OperatorFilter(text=name)).items[0].id)
    await settled(tab.desk)


def test_it_is_there_for_administrators_only() -> None:
    assert OperatorsTab.serves(person("A", Role.ADMINISTRATOR))
    assert not OperatorsTab.serves(person("S", Role.SUPERVISOR, Role.DISPATCHER))


async def test_an_operator_is_added_with_a_password_that_is_shown_once(
    qtbot: Any, database: Database, kept: list[QWidget]
) -> None:
    tab = await page(database, kept)
    tab.verbs["new"].trigger()
    form = tab.forms._forms["operator.add"]
    form.submit()
    assert form.rows["name"]._wrong.text()
    form.fill({"name": "Kim", "roles": (Role.LIAISON, Role.DISPATCHER)})
    form.submit()
    await settled(tab.desk)
    assert tab.forms.open_keys() == ["operator.one_time"]
    shown = tab.forms._forms["operator.one_time"]
    assert len(shown.password.text()) == 19
    shown.submit()
    assert tab.forms.open_keys() == []
    assert state(database, "Kim") is OperatorState.ONE_TIME


async def test_what_was_wrong_stands_beside_its_field(
    qtbot: Any, database: Database, kept: list[QWidget]
) -> None:
    tab = await page(database, kept)
    tab.verbs["new"].trigger()
    form = tab.forms._forms["operator.add"]
    form.fill({"name": database.me.name})
    form.submit()
    await settled(tab.desk)
    assert form.rows["name"]._wrong.text()
    form.fill({"name": "Wall", "roles": (Role.WALL, Role.DISPATCHER)})
    form.submit()
    await settled(tab.desk)
    assert form.rows["roles"]._wrong.text()


async def test_change_disable_enable_reset_and_the_last_administrator(
    qtbot: Any, database: Database, kept: list[QWidget]
) -> None:
    kim = AddOperator.of(name="Kim", roles={Role.DISPATCHER}, organization_id=database.me.organization_id)
    database.run(kim)
    tab = await page(database, kept)
    asked: list[str] = []
    tab.desk.confirming.ask = lambda words, act: (asked.append(words), act())[-1]
    await selected(tab, database, "Kim")
    tab.verbs["edit"].trigger()
    form = tab.forms._forms[f"operator.change/{kim.operator_id}"]
    form.fill({"roles": (Role.SUPERVISOR,)})
    form.submit()
    await settled(tab.desk)
    assert database.ask(records.get, kim.operator_id).roles == {Role.SUPERVISOR}
    await selected(tab, database, "Kim")
    tab.verbs["disable"].trigger()
    await settled(tab.desk)
    assert state(database, "Kim") is OperatorState.DISABLED
    tab._opened(database.ask(records.listed, [kim.operator_id], OperatorFilter())[0])
    tab.verbs["enable"].trigger()
    await settled(tab.desk)
    await selected(tab, database, "Kim")
    tab.verbs["reset"].trigger()
    await settled(tab.desk)
    assert state(database, "Kim") is OperatorState.ONE_TIME
    assert len(asked) == 4
    await selected(tab, database, database.me.name)
    told: list[str] = []
    tab.desk.messages.told.connect(lambda message: told.append(message.text))
    tab.verbs["disable"].trigger()
    await settled(tab.desk)
    assert "last_administrator" in told[-1]


async def test_this_desk_in_a_secured_room(qtbot: Any, database: Database, kept: list[QWidget]) -> None:
    tab = await page(database, kept)
    assert not tab.verbs["unsecure"].isEnabled()
    tab.verbs["secure"].trigger()
    form = tab.forms._forms["operator.exempt"]
    form.submit()
    assert form.rows["reason"]._wrong.text()
    form.fill({"reason": "guard at the door"})
    form.submit()
    await settled(tab.desk)
    assert database.ask(records.secured, tab.desk.name)
    tab.desk.feed.changed.emit("secured_desk", None)
    await settled(tab.desk)
    assert tab.verbs["unsecure"].isEnabled()
    tab.verbs["unsecure"].trigger()
    await settled(tab.desk)
    assert not database.ask(records.secured, tab.desk.name)


def test_a_login_is_made_of_a_name() -> None:
    assert login_of("M. Rossi") == "od_m_rossi"
    assert login_of("Élise  O'Brien-Ångström") == "od_elise_o_brien_angstrom"
    assert len(login_of("x" * 90)) <= 63
