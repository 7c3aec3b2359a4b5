"""A shared database's address: taken apart, and refused where somebody else could answer."""

from __future__ import annotations

import pytest
from asyncpg.serverversion import split_server_version_string

from opsdesk.errors import BadInput, StoreUnavailable
from opsdesk.store.shared.address import SAFE_MODE, Address, is_shared, within_machine
from opsdesk.store.shared.connecting import require_server


@pytest.mark.parametrize(
    ("url", "hosts", "mode"),
    [
        ("postgresql://kim:secret@db.port.example/desk", (("db.port.example", 5432),), SAFE_MODE),
        ("postgres://kim@db:6000/desk", (("db", 6000),), SAFE_MODE),
        ("postgresql://kim@one:1,two:2/desk", (("one", 1), ("two", 2)), SAFE_MODE),
        ("postgresql://kim@127.0.0.1:5433/desk", (("127.0.0.1", 5433),), "prefer"),
        ("postgresql://kim@[::1]:5433/desk", (("::1", 5433),), "prefer"),
        ("postgresql://kim@localhost/desk", (("localhost", 5432),), "prefer"),
        ("postgresql:///desk?host=/run/postgresql", (("/run/postgresql", 5432),), "prefer"),
        ("postgresql://kim@%2Frun%2Fpostgresql:5433/desk", (("/run/postgresql", 5433),), "prefer"),
        ("postgresql://kim@localhost,far/desk", (("localhost", 5432), ("far", 5432)), SAFE_MODE),
    ],
)
def test_an_address_is_taken_apart(url: str, hosts: tuple[tuple[str, int], ...], mode: str) -> None:
    found = Address.of(url)
    assert found.database == "desk"
    assert found.ssl_mode == mode
    assert found.hosts == hosts
    found.require_safe()


def test_no_password_is_shown() -> None:
    found = Address.of("postgresql://kim:s3cret@db.port.example:6000,db2/desk")
    assert found.password == "s3cret"
    assert "s3cret" not in repr(found)
    assert found.shown == "postgresql://db.port.example:6000,db2/desk"
    assert found.signing_in("lee", "other").password == "other"


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", "verify-ca"])
def test_a_way_over_a_network_is_verified_in_full(mode: str) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        Address.of(f"postgresql://kim@db.port.example/desk?sslmode={mode}").require_safe()
    assert refused.value.reason == "connection_unsafe"
    assert refused.value.facts == {"host": "db.port.example", "mode": mode}
    Address.of(f"postgresql://kim@127.0.0.1/desk?sslmode={mode}").require_safe()


def test_a_certificate_that_is_named_must_be_there() -> None:
    with pytest.raises(StoreUnavailable, match="no_certificate"):
        Address.of("postgresql://kim@db/desk?sslrootcert=/nowhere/ca.crt").require_safe()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://",
        "postgresql://db",
        "postgresql://db/",
        "postgresql:///desk",
        "postgresql://db:port/desk",
        "postgresql://db/desk?passfile=x",
        "postgresql://db/desk?target_session_attrs=standby",
        "postgresql://db/desk?connect_timeout=soon",
        "mysql://db/desk",
    ],
)
def test_what_is_no_address_is_said(url: str) -> None:
    with pytest.raises(BadInput):
        Address.of(url)


def test_what_is_shared_and_what_is_a_file() -> None:
    assert is_shared("postgresql://db/desk")
    assert not is_shared("sqlite:///desk.db")
    assert within_machine("/run/postgresql")
    assert within_machine("127.4.5.6")
    assert not within_machine("10.0.0.1")


@pytest.mark.parametrize(
    ("release", "taken"),
    [
        ((14, 20), False),
        ((15, 13), False),
        ((15, 14), True),
        ((16, 9), False),
        ((16, 10), True),
        ((17, 5), False),
        ((17, 6), True),
        ((18, 0), True),
        ((19, 1), True),
    ],
)
def test_a_server_with_known_holes_is_refused(release: tuple[int, int], taken: bool) -> None:
    address = Address.of("postgresql://db/desk")
    told = split_server_version_string(
        f"{release[0]}.{release[1]} (Debian {release[0]}.{release[1]}-0+deb12u1)"
    )
    if taken:
        require_server(told, address)
        return
    with pytest.raises(StoreUnavailable) as refused:
        require_server(told, address)
    assert refused.value.reason == "server_too_old"
    assert refused.value.facts["found"] == ".".join(map(str, release))
