"""Every action of the desk: its name, label, shortcut, menu and whether it may be used, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from opsdesk.desk.widgets.text import plain_tooltip

#: The menus, in the order of the menu bar.
MENUS = ("desk", "edit", "view", "record", "bulletin", "map", "tools", "help")


@dataclass(frozen=True)
class Spec:
    """What an action is.

    `label` is the words of menu and palette; `button` the shorter word of a button (the label without it);
    `keys` are the shortcuts, `Ctrl+I` or several parted by a blank; `menu` is one of `MENUS`; actions of one
    `group` stand together in it. `in_text`: acts also while a text field has the focus.
    """

    id: str
    label: str
    keys: str = ""
    menu: str = "record"
    group: int = 0
    button: str = ""
    icon: str = ""
    in_text: bool = False
    #: Off the menus, for keys that only move about; the palette and F1 show it all the same.
    hidden: bool = False


class DeskAction(QAction):
    """An action that knows why it is off."""

    def __init__(self, spec: Spec, scope: str, parent: QObject) -> None:
        super().__init__(spec.label, parent)
        self.spec = spec
        self.scope = scope
        self.reason = ""
        self._allowed = True
        self._in_scope = not scope
        self.setObjectName(spec.id)
        self.setAutoRepeat(False)
        self.setShortcuts(_sequences(spec.keys))
        self.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._show()

    @property
    def keys(self) -> str:
        """The first shortcut as it stands on a button."""
        return self.spec.keys.split()[0].replace("Return", "Enter") if self.spec.keys else ""

    def allow(self, allowed: bool = True, reason: str = "") -> None:
        """Let it be used, or turn it off; `reason` says in a sentence who may, or what is missing."""
        self._allowed = allowed
        self.reason = "" if allowed else reason
        self._show()

    def set_in_scope(self, in_scope: bool) -> None:
        """Whether the tab that it belongs to stands in front."""
        self._in_scope = in_scope
        self._show()

    @property
    def in_scope(self) -> bool:
        """Whether it belongs to what stands in front."""
        return self._in_scope

    def _show(self) -> None:
        self.setEnabled(self._allowed and self._in_scope)
        self.setVisible(self._in_scope and not self.spec.hidden)
        words = f"{self.spec.label}  {self.keys}".rstrip()
        self.setToolTip(plain_tooltip(f"{words}\n{self.reason}" if self.reason else words))


def _sequences(keys: str) -> list[QKeySequence]:
    """Enter means both keys of that name: the main one and the number block's."""
    found = []
    for one in keys.split():
        found.append(QKeySequence(one))
        if one.endswith("Return"):
            found.append(QKeySequence(one.replace("Return", "Enter")))
        elif one.endswith("Enter"):
            found.append(QKeySequence(one.replace("Enter", "Return")))
    return found


class Actions(QObject):
    """All actions; those of a tab rest while another stands in front.

    Signals:
        added(DeskAction): the frame puts it into its menu.
        removed(DeskAction): its desk was closed; the frame takes it out again.
    """

    added = Signal(object)
    removed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, DeskAction] = {}
        self._scope = ""

    def add(self, spec: Spec, run: Callable[[], None], *, scope: str = "") -> DeskAction:
        """Make an action; `scope` is the id of the tab that it belongs to, empty for the whole desk."""
        if spec.id in self._actions:
            raise ValueError(f"action {spec.id} stands already")
        if spec.menu not in MENUS:
            raise ValueError(f"no menu {spec.menu}")
        action = DeskAction(spec, scope, self)
        action.triggered.connect(lambda _checked=False: run())
        action.set_in_scope(not scope or scope == self._scope)
        self._actions[spec.id] = action
        self.added.emit(action)
        return action

    def remove(self, action_id: str) -> None:
        """Take an action away: the desk that it belonged to is closed."""
        action = self._actions.pop(action_id)
        self.removed.emit(action)
        action.setEnabled(False)
        action.deleteLater()

    def __getitem__(self, action_id: str) -> DeskAction:
        return self._actions[action_id]

    def __iter__(self) -> Iterator[DeskAction]:
        return iter(self._actions.values())

    def set_scope(self, scope: str) -> None:
        """Another tab stands in front."""
        self._scope = scope
        for action in self._actions.values():
            action.set_in_scope(not action.scope or action.scope == scope)

    def of_keys(self, keys: QKeySequence) -> DeskAction | None:
        """The action in scope that has this shortcut."""
        found = [one for one in self._actions.values() if one.in_scope and keys in one.shortcuts()]
        # Several may share keys as long as one at a time is on.
        return next((one for one in found if one.isEnabled()), found[0] if found else None)

    def useful(self) -> list[DeskAction]:
        """What the palette and F1 show: everything in scope, those that are off too, with their reason."""
        return [action for action in self._actions.values() if action.in_scope]
