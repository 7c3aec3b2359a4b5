"""Writes the first migration anew from what the rooms declare: `python -m opsdesk.migrations.regenerate`,
then `ruff format`.

Only until the first release: from then on a database in the field stands at that revision, and each change is
a migration of its own. `tests/store/test_migrations.py` fails while the two differ.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from opsdesk.migrations import declared
from opsdesk.store.schema import Coded, Id, Instant, Json, metadata
from opsdesk.store.search import searchable

FIRST = Path(__file__).with_name("versions") / "0001_the_first_desk.py"

_HEAD = '''"""The first desk: all tables, their search indexes and triggers.

Made by `python -m opsdesk.migrations.regenerate` from what the rooms declare.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from opsdesk.store import schema
from opsdesk.store.search import search_statements

# ruff: noqa: E501, PLR0915 - one statement for each table, as Alembic writes them

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

'''


def render_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our own types by name; a list of codes as plain text or number, since lists grow."""
    if kind != "type":
        return False
    if isinstance(item, Coded):
        return "sa.Integer()" if item.integer else "sa.String()"
    if isinstance(item, (Id, Instant, Json)):
        return f"schema.{type(item).__name__}()"
    return False


def body() -> str:
    """The statements of the first migration, as Python."""
    declared.load()
    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "target_metadata": metadata,
                "render_item": render_type,
                "sqlalchemy_module_prefix": "sa.",
                "alembic_module_prefix": "op.",
                "user_module_prefix": None,
                "render_as_batch": False,
            },
        )
        found = produce_migrations(context, metadata)
        made = found.upgrade_ops or ops.UpgradeOps([])
        return render_python_code(
            made,
            render_item=render_type,
            migration_context=context,
        )


def migration() -> str:
    """The whole file."""
    made = [line for line in body().splitlines() if not line.strip().startswith("#")]
    search = [
        '    if op.get_context().dialect.name != "sqlite":',
        "        return",
        "    # What keeps each search index true; rows of an import are put in by the chunk.",
        "    for source, imported in (",
        *(
            f"        ({table.name!r}, {'import_id' in table.c}),"
            for table in sorted(metadata.tables.values(), key=lambda t: t.name)
            if searchable(table)
        ),
        "    ):",
        "        for statement in search_statements(source, imported=imported):",
        "            op.execute(statement)",
    ]
    tail = [
        "",
        "",
        "def downgrade() -> None:",
        '    raise NotImplementedError("a first desk has no earlier one")',
    ]
    return "\n".join([_HEAD, "def upgrade() -> None:", *made, *search, *tail, ""])


def main() -> None:
    """Write the file."""
    FIRST.write_text(migration(), encoding="utf-8")
    sys.stdout.write(f"{FIRST}\n")


if __name__ == "__main__":
    main()
