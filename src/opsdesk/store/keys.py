"""The random key of an operator's outbox, wrapped twice: by the password, and by the desk's recovery key."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from opsdesk.errors import Refused, StoreUnavailable

KEY_BYTES = 32
_NONCE_BYTES = 12
_SALT_BYTES = 16
_FORM = 1
_ENDING = ".key"


@dataclass(frozen=True)
class Stretch:
    """How hard a guess of the password is made: Argon2id's passes, memory in KiB, lanes.

    The default is OWASP's first choice doubled: about 60 ms and 64 MiB for each guess.
    """

    passes: int = 3
    memory: int = 65536
    lanes: int = 4


@dataclass(frozen=True)
class Known:
    """An operator whose outbox stands on this desk; the name is what the sign-in page offers."""

    operator_id: UUID
    name: str
    path: Path
    recoverable: bool


def new_recovery_pair() -> tuple[bytes, bytes]:
    """A recovery key for a shared database: public and private half, 32 bytes each (X25519)."""
    private = X25519PrivateKey.generate()
    return private.public_key().public_bytes_raw(), private.private_bytes_raw()


class KeyFolder:
    """The wrapped keys of one shared database's operators at this desk, each in a small file.

    What stands in the file is useless without the password or the recovery key; only who may use this
    account of the machine can read it at all.
    """

    def __init__(self, folder: Path, stretch: Stretch | None = None) -> None:
        self.folder = folder
        self._stretch = stretch or Stretch()

    def known(self) -> list[Known]:
        """Who can sign in here while the server is away, by name; a damaged file is left out."""
        found = [self.known_in(path) for path in sorted(self.folder.glob(f"*{_ENDING}"))]
        named = [one for one in found if one is not None]
        return sorted(named, key=lambda one: (one.name.casefold(), str(one.operator_id)))

    def known_in(self, path: Path) -> Known | None:
        """Whose key a file holds; None for a damaged one."""
        try:
            kept = _read(path)
            return Known(UUID(kept["operator"]), kept["name"], path, kept["recovery"] is not None)
        except (KeyError, TypeError, ValueError, StoreUnavailable):
            return None

    def path_of(self, operator_id: UUID) -> Path:
        """The file of an operator's key."""
        return self.folder / f"{operator_id}{_ENDING}"

    def has(self, operator_id: UUID) -> bool:
        """Whether this operator has a key here."""
        return self.path_of(operator_id).is_file()

    def make(self, operator_id: UUID, name: str, password: str, recovery: bytes | None) -> bytes:
        """A new random key; `recovery` is the public half, or None while it is not known yet."""
        key = secrets.token_bytes(KEY_BYTES)
        self.wrap(operator_id, name, key, password, recovery)
        return key

    def wrap(self, operator_id: UUID, name: str, key: bytes, password: str, recovery: bytes | None) -> None:
        """Wrap a key anew: another password, another recovery key, another name."""
        self._write(
            operator_id,
            {
                "form": _FORM,
                "operator": str(operator_id),
                "name": name,
                "password": self._by_password(operator_id, key, password),
                "recovery": None if recovery is None else _by_recovery(operator_id, key, recovery),
            },
        )

    def unlock(self, operator_id: UUID, password: str) -> bytes:
        """The key, by the password; `Refused` (`password_wrong`) where it is not the one.

        That is also so after the password was reset elsewhere: then `recover` opens what waits.
        """
        kept = _read(self.path_of(operator_id))
        by = kept["password"]
        stretch = Stretch(int(by["passes"]), int(by["memory"]), int(by["lanes"]))
        wrapping = _stretched(password, _bytes(by["salt"]), stretch)
        try:
            return AESGCM(wrapping).decrypt(
                _bytes(by["nonce"]), _bytes(by["key"]), _bound(operator_id, "password")
            )
        except InvalidTag:
            raise Refused("password_wrong", name=kept["name"]) from None

    def recover(self, operator_id: UUID, private: bytes, path: Path | None = None) -> bytes:
        """The key, by the private half of the recovery key; `Refused` where that does not fit.

        `path` names a key that was put aside.
        """
        kept = _read(path or self.path_of(operator_id))
        by = kept["recovery"]
        if by is None:
            raise Refused("outbox_not_recoverable", name=kept["name"])
        half = X25519PrivateKey.from_private_bytes(private)
        other = _bytes(by["half"])
        wrapping = _agreed(half.exchange(X25519PublicKey.from_public_bytes(other)), other, operator_id)
        try:
            return AESGCM(wrapping).decrypt(
                _bytes(by["nonce"]), _bytes(by["key"]), _bound(operator_id, "recovery")
            )
        except InvalidTag:
            raise Refused("recovery_key_wrong", name=kept["name"]) from None

    def recovery_of(self, operator_id: UUID) -> str | None:
        """Which recovery key wraps it: the first half of the public half's SHA-256; None without one."""
        by = _read(self.path_of(operator_id))["recovery"]
        return None if by is None else str(by["public"])

    def set_aside(self, operator_id: UUID, number: int) -> Path:
        """Put the key's file beside, under a name of its own, and begin anew; gives its new path."""
        path = self.path_of(operator_id)
        aside = path.with_name(f"{operator_id}.{number}{_ENDING}.aside")
        path.replace(aside)
        return aside

    def _by_password(self, operator_id: UUID, key: bytes, password: str) -> dict[str, Any]:
        salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
        stretch = self._stretch
        wrapped = AESGCM(_stretched(password, salt, stretch)).encrypt(
            nonce, key, _bound(operator_id, "password")
        )
        return {
            "passes": stretch.passes,
            "memory": stretch.memory,
            "lanes": stretch.lanes,
            "salt": _text(salt),
            "nonce": _text(nonce),
            "key": _text(wrapped),
        }

    def _write(self, operator_id: UUID, kept: Mapping[str, Any]) -> None:
        """Whole or not at all: a key that is lost takes the outbox with it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.path_of(operator_id)
        draft = path.with_name(f"{path.name}.new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


def fingerprint(public: bytes) -> str:
    """A short name of a recovery key, to see whether a wrapped key is up to date."""
    return hashlib.sha256(public).hexdigest()[:16]


def _by_recovery(operator_id: UUID, key: bytes, public: bytes) -> dict[str, Any]:
    half = X25519PrivateKey.generate()
    mine = half.public_key().public_bytes_raw()
    wrapping = _agreed(half.exchange(X25519PublicKey.from_public_bytes(public)), mine, operator_id)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    wrapped = AESGCM(wrapping).encrypt(nonce, key, _bound(operator_id, "recovery"))
    return {"public": fingerprint(public), "half": _text(mine), "nonce": _text(nonce), "key": _text(wrapped)}


def _agreed(shared: bytes, half: bytes, operator_id: UUID) -> bytes:
    """What both halves agree on, for this operator and this half alone."""
    info = b"opsdesk outbox recovery 1|" + operator_id.bytes
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=half, info=info).derive(shared)


def _stretched(password: str, salt: bytes, stretch: Stretch) -> bytes:
    return hash_secret_raw(
        unicodedata.normalize("NFKC", password).encode("utf-8"),
        salt,
        time_cost=stretch.passes,
        memory_cost=stretch.memory,
        parallelism=stretch.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _bound(operator_id: UUID, how: str) -> bytes:
    """A wrapped key opens for its own operator and in its own place only."""
    return b"opsdesk outbox key 1|" + how.encode("ascii") + b"|" + operator_id.bytes


def _read(path: Path) -> dict[str, Any]:
    try:
        kept = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise StoreUnavailable("no_outbox", path=str(path)) from None
    except (OSError, ValueError) as error:
        raise StoreUnavailable("key_damaged", path=str(path)) from error
    if not isinstance(kept, dict) or kept.get("form") != _FORM:
        raise StoreUnavailable("key_damaged", path=str(path))
    return kept


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _bytes(value: str) -> bytes:
    return base64.b64decode(value)
