"""Passwords: which ones will do, and their Argon2id hashes."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from opsdesk.accounts.banned import BANNED, WORN_OUT
from opsdesk.accounts.model import Secret
from opsdesk.errors import BadInput
from opsdesk.store.words import words

#: CJIS policy 5.9.5 and OWASP ASVS 5.0: length and a list of banned ones, no rules of composition.
SHORTEST = 8
LONGEST = 256

_LOOKS_LIKE = str.maketrans("01345789@$!", "oleastbgasi")


class Passwords:
    """Makes and checks hashes; slow by intent (tens of milliseconds), so never in the store's threads."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobodys = self._hasher.hash("nobody's")

    def hashed(self, password: str, name: str = "") -> Secret:
        """The hash of a new password; `BadInput` says why it will not do."""
        return Secret(self._hasher.hash(require_fit(password, name)))

    def right(self, password: str, secret: Secret | None) -> bool:
        """Whether this is the password; takes as long when there is none to compare with."""
        text = unicodedata.normalize("NFKC", password)
        try:
            self._hasher.verify(secret.value if secret else self._nobodys, text)
        except (VerificationError, InvalidHashError):
            return False
        return secret is not None


def require_fit(password: str, name: str = "") -> str:
    """The password in its one form; `BadInput` when it is too short, too long or one that everybody tries."""
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST:
        raise BadInput.one("password", "password_too_short", shortest=SHORTEST)
    if len(text) > LONGEST:
        raise BadInput.one("password", "too_long", length=len(text), longest=LONGEST)
    if banned(text, name):
        raise BadInput.one("password", "password_banned")
    return text


def banned(password: str, name: str = "") -> bool:
    """Whether it is one that everybody tries first, or the operator's own name with something added."""
    folded = password.casefold()
    core = "".join(c for c in folded if c.isalnum())
    letters = core.strip("0123456789")
    unmasked = "".join(c for c in folded.translate(_LOOKS_LIKE) if c.isalpha())
    if folded in BANNED or core in BANNED or letters in WORN_OUT or unmasked in WORN_OUT or not letters:
        return True
    if len(set(folded)) <= 2:
        return True
    rest = core
    for word in words(name).split():
        rest = rest.replace(word, "") if len(word) > 2 else rest
    return rest != core and len(rest) <= 4
