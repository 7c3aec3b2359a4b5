"""The door to translations: gettext's own functions, and a mark for texts that stand in tables."""

from __future__ import annotations

from gettext import gettext, ngettext

#: Translate a text now.
_ = gettext


def N_(text: str) -> str:  # noqa: N802 - gettext's own name, which its tools look for
    """Mark a text of a table for the translators; it is translated when it is asked for."""
    return text


__all__ = ["N_", "_", "ngettext"]
