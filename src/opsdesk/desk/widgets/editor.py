"""What edits one value of a form."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Editor(QWidget):
    """Edits one value.

    Signals:
        changed(): the operator changed it.
    """

    changed = Signal()

    def value(self) -> Any:
        """The value as the command takes it; None for nothing."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def kept(self) -> Any:
        """The value as JSON can hold it, for the draft."""
        return self.value()

    def set_kept(self, kept: Any) -> None:
        """Show a value from a draft."""
        self.set_value(kept)

    def inner(self) -> QWidget:
        """The widget that takes the focus."""
        return self
