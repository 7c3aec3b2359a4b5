"""Where a shared database is: the URL taken apart, and whether the way there is safe."""

from __future__ import annotations

import ipaddress
import os
import ssl
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from opsdesk.errors import BadInput, StoreUnavailable

SCHEMES = ("postgresql://", "postgres://")

PORT = 5432

#: How long one attempt to connect to one host may take.
SECONDS = 5.0

#: What a URL may say behind the question mark, as libpq names it.
_KNOWN = frozenset({"host", "sslmode", "sslrootcert", "target_session_attrs", "connect_timeout"})
#: Writers are wanted: with several hosts the one that is the primary now.
_PRIMARY = frozenset({"read-write", "primary", "any"})

#: The only mode that proves whom one talks to.
SAFE_MODE = "verify-full"


@dataclass(frozen=True, slots=True)
class Address:
    """A shared database's hosts and name, and who signs in; `repr` and `shown` hold no password.

    A host that begins with `/` is the folder of a socket.
    """

    hosts: tuple[tuple[str, int], ...]
    database: str
    login: str | None
    password: str | None = field(repr=False, default=None)
    ssl_mode: str = SAFE_MODE
    root_certificate: str | None = None
    seconds: float = SECONDS

    @classmethod
    def of(cls, url: str) -> Address:
        """Take a URL apart: `postgresql://login@host:port,host2:port2/name?sslrootcert=PATH`.

        `BadInput` where it is none. Without an sslmode the way over a network is `verify-full`, within the
        machine whatever the server offers.
        """
        if not is_shared(url):
            raise BadInput.one("database", "unknown_database", given=url.partition("@")[2] or url)
        parts = urlsplit(url)
        who, _, where = parts.netloc.rpartition("@")
        login, _, password = who.partition(":")
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        unknown = sorted(options.keys() - _KNOWN)
        if unknown:
            raise BadInput.one("database", "unknown_url_option", given=unknown[0])
        if options.get("target_session_attrs", "any") not in _PRIMARY:
            raise BadInput.one("database", "unknown_url_option", given="target_session_attrs")
        hosts = _hosts(options.get("host") or where)
        database = unquote(parts.path.removeprefix("/"))
        if not hosts or not database:
            raise BadInput.one("database", "unknown_database", given=where)
        local = all(within_machine(host) for host, _ in hosts)
        return cls(
            hosts=hosts,
            database=database,
            login=unquote(login) or None,
            password=unquote(password) or None,
            ssl_mode=options.get("sslmode") or ("prefer" if local else SAFE_MODE),
            root_certificate=options.get("sslrootcert") or None,
            seconds=_seconds(options.get("connect_timeout")),
        )

    def signing_in(self, login: str, password: str) -> Address:
        """The same database for somebody."""
        return replace(self, login=login, password=password)

    @property
    def shown(self) -> str:
        """The address as a person is told it: hosts and name, no login, no password."""
        listed = ",".join(host if port == PORT else f"{host}:{port}" for host, port in self.hosts)
        return f"postgresql://{quote(listed, safe=':,/')}/{self.database}"

    def require_safe(self) -> None:
        """Refuse a way over a network on which somebody else could answer (`StoreUnavailable`)."""
        for host, _ in self.hosts:
            if not within_machine(host) and self.ssl_mode != SAFE_MODE:
                raise StoreUnavailable("connection_unsafe", host=host, mode=self.ssl_mode)
        if self.root_certificate and not Path(self.root_certificate).expanduser().is_file():
            raise StoreUnavailable("no_certificate", path=self.root_certificate)

    def options(self) -> dict[str, Any]:
        """What `asyncpg.connect` is told."""
        return {
            "host": [host for host, _ in self.hosts],
            "port": [port for _, port in self.hosts],
            "user": self.login or os.environ.get("PGUSER") or "postgres",
            "password": self.password,
            "database": self.database,
            "ssl": self.tls(),
            "timeout": self.seconds * len(self.hosts),
            "target_session_attrs": "read-write" if len(self.hosts) > 1 else "any",
        }

    def tls(self) -> ssl.SSLContext | str | bool:
        """How the way is secured."""
        if self.ssl_mode != SAFE_MODE:
            return False if self.ssl_mode == "disable" else "prefer"
        known = self.root_certificate
        context = ssl.create_default_context(cafile=str(Path(known).expanduser()) if known else None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def is_shared(url: str | os.PathLike[str]) -> bool:
    """Whether a URL names a shared database, and not a file."""
    return os.fspath(url).startswith(SCHEMES)


def within_machine(host: str) -> bool:
    """Whether the way never leaves this machine: a socket, or a loopback address."""
    if host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _hosts(listed: str) -> tuple[tuple[str, int], ...]:
    found = []
    for one in filter(None, listed.split(",")):
        text = unquote(one)
        host, port = text, ""
        if text.startswith("["):
            host, _, rest = text[1:].partition("]")
            port = rest.removeprefix(":")
        elif text.count(":") == 1:
            host, _, port = text.partition(":")
        if port and not port.isdecimal():
            raise BadInput.one("database", "unknown_database", given=listed)
        found.append((host, int(port or PORT)))
    return tuple(found)


def _seconds(given: str | None) -> float:
    try:
        return float(given) if given else SECONDS
    except ValueError:
        raise BadInput.one("database", "unknown_url_option", given="connect_timeout") from None
