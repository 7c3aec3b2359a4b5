"""Triggers before a row is written: who and when is the database's to say, and judgement is kept."""

# ruff: noqa: E501 - SQL reads best in one piece

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import MetaData, Table

from opsdesk.handling import Marking
from opsdesk.store.access import Access, Judgement
from opsdesk.store.search import searchable
from opsdesk.store.shared.session import pattern

#: The time and the author of rows that are no records.
_SIGNED = (("linked_by", "linked_at"), ("created_by", None))

_INVOKER = "LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp"
_RANKS = ", ".join(f"'{marking.value}'" for marking in Marking)


def triggers(access: Access, metadata: MetaData) -> list[str]:
    """The functions and triggers of all tables, as `od_owner`; made anew each time."""
    made: list[str] = []
    for table in metadata.sorted_tables:
        if "version" in table.c and "changed_by" in table.c:
            made += _of_record(access, table)
        else:
            made += _of_link(table)
    return made


def _of_record(access: Access, table: Table) -> list[str]:
    """New rows begin at version 1 by whoever is signed in; each change counts one up, and keeps the first."""
    imported = "WHEN (new.import_id IS NULL) " if "import_id" in table.c else ""
    same = "NEW.words_index := OLD.words_index; " if searchable(table) else ""
    # A login is the owner's function's to set, journalled there; what operators edit is as it was.
    login = "IF NEW.login IS DISTINCT FROM OLD.login AND current_user = 'od_owner' THEN RETURN NEW; END IF; "
    same += login if table.name == "operator" else ""
    judged = " ".join(_judged(judgement) for judgement in access.judgements.get(table.name, ()))
    # The owner's own functions (a login that is set, a purge) are no operator's judgement.
    guard = f"IF current_user <> 'od_owner' THEN {judged} END IF;" if judged else ""
    return [
        (
            f"CREATE OR REPLACE FUNCTION app.begin_{table.name}() RETURNS trigger {_INVOKER} AS $$ BEGIN "
            "NEW.version := 1; NEW.created_by := coalesce(app.my_operator(), NEW.created_by); "
            "NEW.created_at := app.now_us(); NEW.changed_at := NEW.created_at; NEW.changed_by := NEW.created_by; "
            "RETURN NEW; END $$"
        ),
        (
            f"CREATE OR REPLACE FUNCTION app.stamp_{table.name}() RETURNS trigger {_INVOKER} AS $$ BEGIN "
            "NEW.n := OLD.n; NEW.id := OLD.id; NEW.created_at := OLD.created_at; NEW.created_by := OLD.created_by; "
            "NEW.version := OLD.version; NEW.changed_at := OLD.changed_at; NEW.changed_by := OLD.changed_by; "
            f"{same}IF NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF; {guard} "
            "NEW.version := OLD.version + 1; NEW.changed_at := app.now_us(); "
            "NEW.changed_by := coalesce(app.my_operator(), OLD.changed_by); RETURN NEW; END $$"
        ),
        *_trigger(table.name, "begin", f'BEFORE INSERT ON app."{table.name}" FOR EACH ROW {imported}'),
        *_trigger(table.name, "stamp", f'BEFORE UPDATE ON app."{table.name}" FOR EACH ROW '),
    ]


def _of_link(table: Table) -> list[str]:
    """A link says truly who made it and when."""
    for by, at in _SIGNED:
        if by in table.c:
            when = f"NEW.{at} := app.now_us(); " if at else ""
            return [
                (
                    f"CREATE OR REPLACE FUNCTION app.begin_{table.name}() RETURNS trigger {_INVOKER} AS $$ BEGIN "
                    f"NEW.{by} := coalesce(app.my_operator(), NEW.{by}); {when}RETURN NEW; END $$"
                ),
                *_trigger(table.name, "begin", f'BEFORE INSERT ON app."{table.name}" FOR EACH ROW '),
            ]
    return []


def _trigger(table: str, name: str, when: str) -> list[str]:
    return [
        f'DROP TRIGGER IF EXISTS {name} ON app."{table}"',
        f"CREATE TRIGGER {name} {when}EXECUTE FUNCTION app.{name}_{table}()",
    ]


def _judged(one: Judgement) -> str:
    """`Judgement.allows` as it stands in a trigger."""
    touched = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in one.columns)
    tests = [f"({touched})"]
    if one.value is not None:
        became = (
            f"(NEW.{name} IS DISTINCT FROM OLD.{name} AND NEW.{name} = '{one.value}')" for name in one.columns
        )
        tests.append(f"({' OR '.join(became)})")
    tests += [f"OLD.{name} IS NOT DISTINCT FROM '{code}'" for name, code in one.given.items()]
    facts = f'{{"subject": "{one.table}", "columns": "{", ".join(one.columns[:3])}"}}'
    return (
        f"IF {' AND '.join(tests)} THEN IF NOT coalesce({_needed(one)}, false) THEN "
        f"RAISE EXCEPTION '{one.table}: columns of judgement' USING ERRCODE = 'OD002', DETAIL = '{facts}'; "
        "END IF; END IF;"
    )


def _needed(one: Judgement) -> str:
    if not one.kinds:
        return "false"
    needed = [f"app.my_kind() ~ '{pattern(one.kinds)}'"]
    if one.sectors:
        needed.append(f"app.my_sector() IN ({_listed(sector.value for sector in one.sectors)})")
    needed += [f"OLD.{name} IS NOT DISTINCT FROM '{code}'" for name, code in one.while_.items()]
    needed += [f"OLD.{name} IS DISTINCT FROM app.my_operator()" for name in one.second]
    needed += [f"(NEW.{name} IS NULL OR NEW.{name} = app.my_operator())" for name in one.signed]
    if one.loosened_by:
        looser = " OR ".join(f"{_rank('NEW', name)} < {_rank('OLD', name)}" for name in one.columns)
        roles = _listed(role.value for role in one.loosened_by)
        needed.append(
            f"(NOT ({looser}) OR OLD.created_by = app.my_operator() OR app.my_roles() && ARRAY[{roles}])"
        )
    return " AND ".join(needed)


def _rank(row: str, name: str) -> str:
    return f"array_position(ARRAY[{_RANKS}], {row}.{name}::text)"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)
