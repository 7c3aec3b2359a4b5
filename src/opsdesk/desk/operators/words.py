"""Operators in words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from opsdesk.handling import Role
from opsdesk.store.words import words
from opsdesk.wording.labels import label

#: What may be given to a person, and the login of a screen.
ROLES = tuple(Role)


def tr(text: str) -> str:
    """A text of the Operators page in the operator's language."""
    return QCoreApplication.translate("Operators", text)


def roles_words(roles: Iterable[Role]) -> str:
    """`dispatcher, liaison`, in the order of the list."""
    held = frozenset(roles)
    return ", ".join(label(role) for role in Role if role in held)


def login_of(name: str) -> str:
    """A name for the server's login, made of a person's: `od_m_rossi`."""
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in words(name))
    return "od_" + "_".join(part for part in plain.split("_") if part)[:56]
