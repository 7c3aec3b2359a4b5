"""The door to translations: gettext's own functions, and a mark for texts that stand in tables."""

from __future__ import annotations

from gettext import translation

from opsdesk.settings import resource

# Looked for once: gettext's own `gettext` looks for the catalog's file anew at every text.
_catalog = translation("opsdesk", resource("translations"), fallback=True)

#: Translate a text now.
_ = _catalog.gettext
ngettext = _catalog.ngettext


def N_(text: str) -> str:  # noqa: N802 - gettext's own name, which its tools look for
    """Mark a text of a table for the translators; it is translated when it is asked for."""
    return text


__all__ = ["N_", "_", "ngettext"]
