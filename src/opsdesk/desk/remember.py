"""What the desk remembers of its look: geometry, splitters, columns, sort, theme (a user's ini file)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSettings


class Remember(QObject):
    """Values by a name such as `observations/columns`; kept in one ini file that Qt writes."""

    def __init__(self, path: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = QSettings(str(path), QSettings.Format.IniFormat, self) if path is not None else None
        # Read once, before the first paint: later reads come from memory.
        self._values: dict[str, Any] = {}
        if self._settings is not None:
            self._values = {key: self._settings.value(key) for key in self._settings.allKeys()}

    def get(self, name: str, default: Any = None) -> Any:
        """What was remembered as JSON; the default when nothing was, or when it cannot be read."""
        text = self._values.get(name)
        if not isinstance(text, str):
            return default
        try:
            return json.loads(text)
        except ValueError:
            return default

    def put(self, name: str, value: Any) -> None:
        """Remember a value that JSON can hold."""
        self._write(name, json.dumps(value))

    def get_bytes(self, name: str) -> QByteArray:
        """What was remembered as bytes (a window's geometry)."""
        value = self._values.get(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def put_bytes(self, name: str, value: QByteArray) -> None:
        """Remember bytes."""
        self._write(name, value)

    def flush(self) -> None:
        """Write now; called while the desk closes."""
        if self._settings is not None:
            self._settings.sync()

    def _write(self, name: str, value: Any) -> None:
        self._values[name] = value
        if self._settings is not None:
            self._settings.setValue(name, value)
