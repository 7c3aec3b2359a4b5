"""How a connection to the server is opened: who answers, how it asks for a password, and what is set."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import struct
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from opsdesk.errors import OpsDeskError, StoreUnavailable
from opsdesk.store.shared.address import Address
from opsdesk.store.shared.failures import at_the_door

#: The schema of everything, and the channel on which commits wake who follows.
SCHEMA, CHANNEL = "app", "journal"

#: The oldest release of each line that is safe; of a line that is not named, the first of all.
OLDEST = {15: 14, 16: 10, 17: 6}
_LATER_LINES = 18

#: Connections of one desk: what a tab asks for goes on while another one waits.
CONNECTIONS = 6

#: What holds on each connection. A desk that vanishes in the middle of a command may not hold up the others.
SETTINGS = {
    "search_path": SCHEMA,
    "application_name": "OpsDesk",
    "lock_timeout": "10s",
    "statement_timeout": "120s",
    "idle_in_transaction_session_timeout": "10s",
    "tcp_user_timeout": "10s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "client_connection_check_interval": "5s",
    "jit": "off",
}

#: This host is away or no primary; another one may be. A wrong password is wrong everywhere, and counts once.
_ANOTHER_MAY = (OSError, asyncpg.CannotConnectNowError, asyncpg.TargetServerAttributeNotMatched)

_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
_PROTOCOL = 196608
_CLEARTEXT, _MD5 = 3, 5


class Connector:
    """Opens connections to one address, and can end them all at once."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._open: weakref.WeakSet[Any] = weakref.WeakSet()
        self._first = 0

    async def __call__(self, *_: Any, **__: Any) -> Any:
        """A connection of the driver with all that must hold on it; an expected failure says why not."""
        with entering(self.address):
            connection = await self._primary()
        try:
            require_server(connection.get_server_version(), self.address)
        except StoreUnavailable:
            connection.terminate()
            raise
        self._open.add(connection)
        return connection

    async def _primary(self) -> Any:
        """A connection to the host that takes writes, asked first where it was the last time.

        Each host has its own time: the driver gives all of them one, which a machine that is off and
        silent would use up.
        """
        options = self.address.options() | {"server_settings": SETTINGS, "timeout": self.address.seconds}
        hosts = self.address.hosts
        last: BaseException = OSError("no host")
        for turn in range(len(hosts)):
            place = (self._first + turn) % len(hosts)
            host, port = hosts[place]
            try:
                connection = await asyncpg.connect(**options | {"host": host, "port": port})
            except _ANOTHER_MAY as error:
                last = error
            else:
                self._first = place
                return connection
        raise last

    def terminate(self) -> None:
        """End every connection without a word to the server, which may no longer hear it."""
        for connection in list(self._open):
            with contextlib.suppress(Exception):
                connection.terminate()


@contextmanager
def entering(address: Address) -> Iterator[None]:
    """While connecting: turn what goes wrong into an expected failure."""
    try:
        yield
    except OpsDeskError:
        raise
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, EOFError, ValueError) as error:
        found = at_the_door(error, address)
        if found is None:
            raise
        raise found from error


def engine(connector: Connector) -> AsyncEngine:
    """A pool of connections for the loop that it is first used on."""
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connector,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=30,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={"prepared_statement_cache_size": 500},
    )


def require_server(version: Any, address: Address) -> None:
    """Refuse a server with holes that are known (RELIABILITY.md: 15.14, 16.10, 17.6, 18)."""
    # The driver counts 15.14 as 15.0.14.
    line, release = int(version.major), int(version.micro)
    if line >= _LATER_LINES or (line in OLDEST and release >= OLDEST[line]):
        return
    needed = f"{line}.{OLDEST[line]}" if line in OLDEST else "15.14"
    raise StoreUnavailable("server_too_old", path=address.shown, found=f"{line}.{release}", needed=needed)


async def require_safe_password(address: Address) -> None:
    """Refuse a server that asks for an MD5 password, or one in clear over a way that is not secured.

    Asked before a password is sent: a connection that says who comes, hears how to prove it, and goes.
    A host that does not answer is left to the real attempt.
    """
    for host, port in address.hosts:
        try:
            async with asyncio.timeout(address.seconds):
                asked, secured = await _asked(address, host, port)
        except (OSError, EOFError, TimeoutError, ssl.SSLError):
            continue
        if asked == _MD5:
            raise StoreUnavailable("password_md5", path=address.shown, host=host)
        if asked == _CLEARTEXT and not secured:
            raise StoreUnavailable("password_in_clear", path=address.shown, host=host)


async def _asked(address: Address, host: str, port: int) -> tuple[int, bool]:
    """The kind of proof that the server asks for, and whether the way is secured."""
    if host.startswith("/"):
        reader, writer = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
    else:
        reader, writer = await asyncio.open_connection(host, port)
    try:
        secured = False
        tls = address.tls()
        if isinstance(tls, ssl.SSLContext) and not host.startswith("/"):
            writer.write(_SSL_REQUEST)
            if await reader.readexactly(1) != b"S":
                return 0, False
            await writer.start_tls(tls, server_hostname=host)
            secured = True
        user = str(address.options()["user"])
        said = b"".join(part.encode() + b"\0" for part in ("user", user, "database", address.database, ""))
        writer.write(struct.pack("!ii", len(said) + 8, _PROTOCOL) + said)
        kind, _, asked = struct.unpack("!cii", await reader.readexactly(9))
        return (asked if kind == b"R" else 0), secured or host.startswith("/")
    finally:
        writer.close()
