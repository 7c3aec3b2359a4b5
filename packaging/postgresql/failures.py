"""Which login is to be locked: attempts to sign in, read from the server's log, and the count of wrong ones.

Python 3.11 without any package, for it runs on the database's own machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

#: CJIS policy 5.9.5: five wrong passwords within 15 minutes lock until an administrator releases.
MOST_FAILURES = 5
WINDOW = timedelta(minutes=15)

#: So many names at most are counted at once: whoever tries out names cannot fill the memory.
MOST_LOGINS = 10_000

_REFUSED = "28P01"
_LET_IN = "connection authorized: "


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in: who, from where (empty: unknown), when (aware UTC), whether it was right."""

    login: str
    host: str
    at: datetime
    right: bool


def attempt_of(line: str | bytes) -> Attempt | None:
    """The attempt that a line of the server's JSON log tells of; None for every other line.

    A name or a message with line breaks or quotes in it cannot make a line of its own: the server writes one
    JSON object for each, and only its own fields are read.
    """
    try:
        told = json.loads(line)
    except (ValueError, UnicodeDecodeError):
        return None
    if not isinstance(told, dict):
        return None
    login, message, at = told.get("user"), told.get("message"), _time(told.get("timestamp"))
    if not isinstance(login, str) or not login or not isinstance(message, str) or at is None:
        return None
    host = told.get("remote_host")
    host = host if isinstance(host, str) else ""
    if told.get("state_code") == _REFUSED and told.get("error_severity") == "FATAL":
        return Attempt(login, host, at, right=False)
    # Only the postmaster's child says this before anything of the client's is run.
    if told.get("error_severity") == "LOG" and message.startswith(_LET_IN):
        return Attempt(login, host, at, right=True)
    return None


def _time(text: object) -> datetime | None:
    """`2026-11-23 04:10:00.123 UTC`; the server is set to write UTC."""
    if not isinstance(text, str) or not text.endswith(" UTC"):
        return None
    try:
        return datetime.fromisoformat(text.removesuffix(" UTC")).replace(tzinfo=UTC)
    except ValueError:
        return None


@dataclass(slots=True)
class Failures:
    """Wrong passwords of the last 15 minutes, by login, wherever they came from.

    A right one forgives only the wrong ones of the same machine: a desk that connects again and again does
    not clear the count of somebody who guesses elsewhere.
    """

    _known: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)

    def take(self, attempt: Attempt) -> bool:
        """Count an attempt; whether this one locks the login."""
        known = self._known.pop(attempt.login, [])
        recent = [(at, host) for at, host in known if attempt.at - at < WINDOW]
        if attempt.right:
            recent = [(at, host) for at, host in recent if host != attempt.host]
        else:
            recent.append((attempt.at, attempt.host))
        if len(recent) >= MOST_FAILURES:
            return True
        if recent:
            # The newest stand last, so the oldest go first where there are too many.
            self._known[attempt.login] = recent
            if len(self._known) > MOST_LOGINS:
                del self._known[next(iter(self._known))]
        return False

    def forget(self, login: str) -> None:
        """Count anew: the login is locked already, or is nobody's."""
        self._known.pop(login, None)

    def kept(self) -> dict[str, list[list[str]]]:
        """As it is kept while the watcher does not run."""
        return {login: [[at.isoformat(), host] for at, host in known] for login, known in self._known.items()}

    @classmethod
    def from_kept(cls, kept: Mapping[str, list[list[str]]]) -> Failures:
        """What `kept` gave."""
        return cls(
            {
                login: [(datetime.fromisoformat(at), host) for at, host in known]
                for login, known in kept.items()
            }
        )
