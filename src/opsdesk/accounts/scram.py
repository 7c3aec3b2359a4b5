"""Passwords of the server's own logins: the verifier that PostgreSQL keeps, made here, and one-time ones.

The server never gets the password itself, so it cannot stand in a log of its statements (RFC 5802, 7677).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import unicodedata

from opsdesk.accounts.passwords import require_fit

#: PostgreSQL's own count; the verifier says it, so it may grow.
ITERATIONS = 4096
_SALT = 16

#: Signs of a one-time password: none that is taken for another when it is read out or written down.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def verifier(password: str, name: str = "", *, salt: bytes | None = None) -> str:
    """The text that `ALTER ROLE ... PASSWORD` takes; `BadInput` says why the password will not do."""
    text = require_fit(password, name)
    salt = os.urandom(_SALT) if salt is None else salt
    salted = hashlib.pbkdf2_hmac("sha256", text.encode(), salt, ITERATIONS)
    stored = hashlib.sha256(_signed(salted, b"Client Key")).digest()
    server = _signed(salted, b"Server Key")
    return f"SCRAM-SHA-256${ITERATIONS}:{_plain(salt)}${_plain(stored)}:{_plain(server)}"


def one_time() -> str:
    """A password to be read out once and replaced at the sign-in: `kd7m-2pqx-…`, some 79 bits."""
    groups = ["".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS)]
    return "-".join(groups)


def normal(password: str) -> str:
    """The one form of a password that may be typed in several (SASLprep does the same to what is common)."""
    return unicodedata.normalize("NFKC", password)


def _signed(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


def _plain(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
