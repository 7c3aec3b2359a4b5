"""What the page does: each privileged act asks for the password first and stands in the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from opsdesk.accounts.commands import (
    AddOperator,
    ChangeOperator,
    DisableOperator,
    EnableOperator,
    ReleaseOperator,
    ResetPassword,
    SecureDesk,
)
from opsdesk.accounts.model import Operator
from opsdesk.desk.desk import Desk
from opsdesk.desk.operators.asking import make_one_time
from opsdesk.desk.operators.words import login_of, tr
from opsdesk.errors import BadInput, OpsDeskError
from opsdesk.store.command import Command

Failed = Callable[[OpsDeskError], bool]


class Deeds(QObject):
    """None of it goes through Ctrl+Z: taking such an act back is such an act itself.

    Signals:
        password_made(str, object, str): a name, its login or None, and its one-time password.
        done(): an act is done, and its form may close.
    """

    password_made = Signal(str, object, str)
    done = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.logins = False

    def add(self, values: dict[str, Any], failed: Failed) -> None:
        """A new operator with a one-time password."""
        name = values["name"]
        words = tr("{name} is added with the roles that you chose.").format(name=name)

        def make(secret: Any) -> Command:
            return AddOperator.of(**values, secret=secret)

        self._with_password(words, name, values.get("login"), make, failed)

    def change(self, who: Operator, values: dict[str, Any], failed: Failed) -> None:
        """Name, roles, organization or clearance."""
        words = tr("The account of {name} is changed.").format(name=who.name)
        told = tr("{name} is changed.").format(name=who.name)

        def make() -> Command:
            return ChangeOperator.of(operator_id=who.id, version=who.version, **values)

        self._do(words, make, told, failed)

    def reset(self, who: Operator) -> None:
        """A one-time password; where the server has logins and this one none, a login as well."""
        words = tr("The password of {name} is replaced by a one-time one.").format(name=who.name)
        login = who.login or (login_of(who.name) if self.logins else None)

        def make(secret: Any) -> Command:
            first = {"login": login} if self.logins and who.login is None else {}
            return ResetPassword.of(operator_id=who.id, secret=secret, **first)

        self._with_password(words, who.name, login, make, lambda _error: False)

    def disable(self, who: Operator) -> None:
        """In no more; what they wrote stays."""
        words = tr("{name} is let in no more. What they wrote stays.").format(name=who.name)
        told = tr("{name} is disabled.").format(name=who.name)
        self._do(words, lambda: DisableOperator.of(operator_id=who.id, version=who.version), told)

    def enable(self, who: Operator) -> None:
        """In again."""
        words = tr("{name} is let in again.").format(name=who.name)
        told = tr("{name} is enabled.").format(name=who.name)
        self._do(words, lambda: EnableOperator.of(operator_id=who.id, version=who.version), told)

    def release(self, who: Operator) -> None:
        """Out of the lock after wrong passwords."""
        words = tr("{name} is released from the lock.").format(name=who.name)
        self._do(words, lambda: ReleaseOperator.of(operator_id=who.id), words)

    def secure(self, reason: str) -> None:
        """This desk stands in a secured room."""
        name = self._desk.name
        words = tr("{desk} does not lock any more when nobody touches it.").format(desk=name)
        self._do(words, lambda: SecureDesk.of(desk=name, reason=reason, exempt=True), words)

    def unsecure(self) -> None:
        """This desk locks again when nobody touches it."""
        name = self._desk.name
        words = tr("{desk} locks again when nobody touches it.").format(desk=name)
        self._do(words, lambda: SecureDesk.of(desk=name, exempt=False), words)

    # the inside

    def _do(
        self,
        words: str,
        make: Callable[[], Command],
        told: str,
        failed: Failed | None = None,
    ) -> None:
        desk = self._desk

        def apply() -> None:
            try:
                command = make()
            except BadInput as error:
                if failed is None or not failed(error):
                    desk.tasks.tell(error)
                return
            desk.tasks.start(
                "operators act",
                lambda: desk.database.apply(command),
                done=lambda _applied: self._did(told),
                failed=failed,
            )

        desk.confirming.before(words, apply)

    def _did(self, told: str) -> None:
        self._desk.messages.done(told)
        self.done.emit()

    def _with_password(
        self,
        words: str,
        name: str,
        login: str | None,
        make: Callable[[Any], Command],
        failed: Failed,
    ) -> None:
        desk, logins = self._desk, self.logins

        async def work() -> str:
            made = await asyncio.to_thread(make_one_time, logins=logins)
            await desk.database.apply(make(made.secret))
            return made.password.get_secret_value()

        def done(password: str) -> None:
            self.done.emit()
            self.password_made.emit(name, login, password)

        def apply() -> None:
            desk.tasks.start("operators act", work, done=done, failed=failed)

        desk.confirming.before(words, apply)
